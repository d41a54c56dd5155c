"""Not to know, have or remember, as it is said on the islands, and what only sounds like it."""

from __future__ import annotations

import pytest

from not_known import says_only_unknown, says_unknown

ONLY = [
    # Indonesian, Jakarta
    *("tidak tahu", "gak tau pak", "gatau deh", "tidak punya nomornya", "lupa bu", "entahlah", "kurang tahu saya"),
    *("kagak tau", "kaga tau bang", "au ah", "au deh", "tau ah", "mana gue tau", "kagak apal gue", "meneketehe", "au"),
    # Sunda
    *("teu terang kang", "henteu terang abdi mah", "teu nyaho", "teu apal", "teu uninga pak", "teu gaduh"),
    *("duka teuing", "duka atuh", "poho euy", "hilap punten"),
    # Java
    *("mboten ngertos", "kulo mboten apal", "mboten sumerep mas", "mboten gadhah", "ora ngerti", "ora eruh aku"),
    *("ra weruh", "gak eruh cak", "ora nduwe", "embuh", "mbuh pak", "mboh", "lali aku", "supe kulo", "ora eling"),
    # Minang, Malay, Palembang, Batak, Aceh
    *("indak tau", "indak tau awak do", "ndak tau ambo", "lupo awak", "indak ingek", "mano tau aku", "tak tahu lah"),
    *("dak tau aku dek", "idak tau", "ndang huboto", "so huboto", "hana lon tupeu", "lon han tupue"),
    # Banjar, Bali, Makassar, Manado, Papua, Kupang, Ambon, Madura
    *("kada tahu ulun", "kada ingat", "ten uning", "nenten uning tiang", "sing nawang", "tiang engsap"),
    *("tena kuisseng", "nda ku tau", "nda tau ji", "nyanda tau kita", "tra tau", "sa tra tau", "beta sonde tau"),
    *("seng tau", "beta seng tau", "ta' oneng", "ta tao"),
    *("i don't know", "not sure", "i forgot", "dunno", "no idea"),
]


@pytest.mark.parametrize("words", ONLY)
def test_it_is_understood_in_the_language_of_the_place(words: str) -> None:
    assert says_unknown(words)
    assert says_only_unknown(words)


@pytest.mark.parametrize(
    "words",
    [
        "nomere ora ngerti, omahku cedhak mesjid",
        "teu terang idpelna mah, aya nomer meter",
        "idpel lupa, nama saya Dewi",
        "embuh, ana geni ing tiang",
    ],
)
def test_it_may_be_said_beside_something_else(words: str) -> None:
    assert says_unknown(words)
    assert not says_only_unknown(words)


@pytest.mark.parametrize(
    "words",
    [
        "sudah terang kembali",
        "rumah saya belum terang",
        "tetangga terang semua",
        "rumah duka padam",
        "atap seng ada yang lepas",
        "tiang listrik miring",
        "sing ngerti namung kula",
        "jalan Melati nomor tujuh",
        "Siti Rahayu",
        "lima satu dua",
        "saya tahu nomornya",
        "Aulia",
        "duka cita",
    ],
)
def test_what_only_sounds_like_it_is_none(words: str) -> None:
    assert not says_unknown(words)

"""What a message states about the outage and its writer's wishes."""

import pytest

from bot.nlu.facts import find_facts
from bot.nlu.lexicon import read_tokens


def facts(text: str, expected: str = "") -> dict[str, str | int]:
    return {finding.kind: finding.value for finding in find_facts(read_tokens(text), expected)}


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("cm rmh gw doang yg mati tetangga nyala semua", "single"),
        ("cuma rumah saya", "single"),
        ("rumah saya saja pak", "single"),
        ("padam sendirian", "single"),
        ("padam sendiri nih", "single"),
        ("kanan kiri nyala", "single"),
        ("tetangga nggak mati", "single"),
        ("rumah sebelah nyala rumah saya gelap", "single"),
        ("satu RT nyala semua kecuali rumah saya", "single"),
        ("padam hanya 1 rmh", "single"),
        ("bukan satu kampung cuma saya", "single"),
        ("cuma saya", "single"),
        ("no electricity at my house, neighbours still on", "single"),
        ("only my house is dark, the others are fine", "single"),
        ("tatangga mah hurung kabeh", "single"),
        ("tonggo murub kabeh", "single"),
        ("2-3 rumah padam", "several"),
        ("hanya 3 rumah yg padam", "several"),
        ("beberapa rumah", "several"),
        ("satu kampung mati", "wider"),
        ("se-RT padam", "wider"),
        ("sekampung gelap", "wider"),
        ("tetangga juga mati", "wider"),
        ("tetangga mati semua", "wider"),
        ("padam semua", "wider"),
        ("desa kami mati lampu", "wider"),
        ("20 rumah padam", "wider"),
        ("katanya padam meluas", "wider"),
        ("the whole street is out", "wider"),
        ("my neighbours are dark too", "wider"),
        # A "bukan" that got lost on the line: asked back, not decided.
        ("satu gang mati semua pak rumah saya saja", "unclear"),
        ("satu gang mati semua pak bukan rumah saya saja", "wider"),
        ("cuma rumah saya tetangga mati semua", "unclear"),
        ("kirain cuma rumah saya ternyata satu rt mati", "wider"),
        ("rumah saya sendiri mati semua", "single"),
        ("nomor satu jalan mawar hanya rumah saya", "single"),
        ("satu gang nyala semua rumah saya saja yang mati", "single"),
        ("listrik mati", None),
        ("rumah sakit satu", None),
        ("dari rumah saja bisa lapor", None),
        ("hanya 1 kali lapor", None),
        ("mati dari jam 12 rumah saya", None),
        ("bukan satu kampung", None),
    ],
)
def test_in_1_and_in_6_scope(text: str, scope: str | None):
    assert facts(text).get("scope") == scope


@pytest.mark.parametrize(
    ("text", "mcb"),
    [
        ("mcb sudah naik", "on"),
        ("mcb normal", "on"),
        ("udah dicek mcb nya normal", "on"),
        ("sudah saya cek mcb", "on"),
        ("mcb ga turun", "on"),
        ("tidak jegleg", "on"),
        ("mcb turun terus", "tripped"),
        ("jegleg mulu", "tripped"),
        ("kwh jegleg", "tripped"),
        ("mcb tidak bisa dinaikkan", "tripped"),
        ("mcb belum naik", "tripped"),
        ("sekring jatuh", "tripped"),
        ("catat meter cepat", None),
        ("harga mcb berapa", None),
    ],
)
def test_in_1_mcb(text: str, mcb: str | None):
    assert facts(text).get("mcb") == mcb


@pytest.mark.parametrize(
    ("text", "mcb"), [("sudah naik", "on"), ("masih di atas", "on"), ("turun", "tripped"), ("tidak naik", "tripped")]
)
def test_in_1_mcb_is_understood_from_a_bare_answer(text: str, mcb: str | None):
    assert facts(text, "mcb").get("mcb") == mcb
    assert "mcb" not in facts(text)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("bintang 5", 5),
        ("lima bintang", 5),
        ("nilai 4", 4),
        ("kasih bintang tiga deh", 3),
        ("⭐⭐⭐⭐", 4),
        ("bintang 9", None),
    ],
)
def test_mt_7_stars(text: str, stars: int | None):
    assert facts(text).get("stars") == stars


def test_mt_7_a_bare_number_is_a_rating_only_when_asked_for():
    assert facts("5", "stars") == {"stars": 5}
    assert facts("5") == {"choice": 5}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", 1),
        ("yang kedua", 2),
        ("nomor dua", 2),
        ("pilih 3 aja", 3),
        ("satu", 1),
        ("1 rumah", None),
        ("sudah 2 kali", None),
    ],
)
def test_choices(text: str, choice: int | None):
    assert facts(text).get("choice") == choice


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("mau ganti nomor hp", "phone"),
        ("no wa saya ganti", "phone"),
        ("alamatnya salah", "address"),
        ("ubah alamat dong", "address"),
        ("nama pelanggan keliru", "name"),
        ("idpelnya salah", "idpel"),
        ("nomor meter salah input", "meter_id"),
        ("ganti meteran", None),
        ("tambah daya", None),
        ("telepon ke pln 123 salah sambung", None),
        ("nomor hp saya 081234567890", None),
    ],
)
def test_fields_to_change(text: str, field: str | None):
    assert facts(text).get("field") == field


def test_several_fields_keep_their_order():
    found = find_facts(read_tokens("mau ubah alamat dan nomor hp"))
    assert [each.value for each in found if each.kind == "field"] == ["address", "phone"]


@pytest.mark.parametrize(("text", "platform"), [("pakai iphone", "ios"), ("hp samsung", "android"), ("hp saya", None)])
def test_pm_3_platform(text: str, platform: str | None):
    assert facts(text).get("platform") == platform


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("sendirian", "single"),
        ("rumah saya saja", "single"),
        ("dewe mas", "single"),
        ("surang ambo", "single"),
        ("just this house", "single"),
        ("only house", "single"),
        ("sndiri pk", "single"),
        ("tetangga menyala semua", "single"),
        ("semua", "wider"),
        ("sebelah juga", "wider"),
        ("satu gang", "wider"),
        ("kabeh", "wider"),
        ("semua nyala", None),
        ("kurang tahu", None),
    ],
)
def test_in_1_a_bare_word_tells_the_scope_where_it_was_asked_for(text: str, scope: str | None):
    assert facts(text, "scope").get("scope") == scope


@pytest.mark.parametrize("text", ["sendirian", "semua", "kabeh", "just this"])
def test_in_1_unasked_a_bare_word_tells_nothing(text: str):
    assert "scope" not in facts(text)


@pytest.mark.parametrize(
    ("text", "mcb"),
    [
        ("posisinya di atas", "on"),
        ("munggah", "on"),
        ("yes up", "on"),
        ("mudhun", "tripped"),
        ("it is down", "tripped"),
    ],
)
def test_in_1_a_bare_word_tells_the_breaker_where_it_was_asked_for(text: str, mcb: str):
    assert facts(text, "mcb").get("mcb") == mcb
    assert "mcb" not in facts(text)

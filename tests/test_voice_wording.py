"""Every prompt of `domain.yml` as it is heard, with what its placeholders hold: words alone, short, one question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import spoken
from telling import Teller
from tickets.model import Channel, Customer, Kind, Ticket
from wording import Wording

WORDING = Wording.load(Path(__file__).parents[1] / "domain.yml")
SECONDS, WORDS_A_MINUTE = 12, 150
# Asked with as much as fits, which tests/actions/test_read_back.py holds against whatever there is to read.
READ_BACK = re.compile(r"utter_konfirmasi_(?!perbaikan)\w+")
# Said in writing alone: notices, an officer's own words, the hand-over of a chat.
WRITTEN = re.compile(r"utter_(kabar_\w+|estimasi_sebab|ke_cso|template_\w+)")
NOW = datetime(2026, 11, 23, 5, 35, tzinfo=UTC)
TELLERS = [Teller(NOW, ZoneInfo(zone)) for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
# What may follow a question: the keys that answer it.
KEYS = re.compile(r"(?:Tekan|Katakan|Bila)\b")


def report(kind: Kind = Kind.G) -> Ticket:
    return Ticket(
        no_lapor=f"{kind}5426112300012*".rstrip("*"),
        kind=kind,
        reported_at=NOW,
        window_from=NOW,
        description="rumah padam",
        customer=Customer(address="Jl. Melati III No. 7"),
        unit_code="54",
        received_by="IVR",
        channel=Channel.VOICE,
    )


def values() -> Iterator[dict[str, str]]:
    """Yield what the placeholders hold, long and short, in every zone."""
    for teller in TELLERS:
        for street, plate in (("Jl. Jend. Sudirman Kav. 21", "D 1234 ABC"), ("GG. MAWAR IV RT 02/05", "B 9 X")):
            said = {
                "alamat_lisan": spoken.address_said(f"{street} No. 7/A"),
                "jalan_lisan": spoken.address_said(street),
                "nama_lisan": spoken.address_said("dr. Hj. SITI RAHAYU, S.Pd."),
                "nomor_lisan": spoken.apart("512345678901"),
                "telepon_lisan": spoken.apart("081234567890"),
                "plat_lisan": spoken.plate_said(plate),
                "umur_lisan": spoken.span(timedelta(minutes=59))[1],
                "wilayah_lisan": spoken.address_said("Kel. Sukamaju, Kec. Cibeunying"),
                "isi_lisan": spoken.apart("512345678901"),
                "kelompok_lisan": "satu tujuh nol nol",
                "apa_lisan": "nomor pelanggan",
                "jumlah_lisan": spoken.number_words(5),
                "urutan_lisan": spoken.number_words(5),
                "pilihan_lisan": "satu untuk Lapor padam, dua untuk Tanya laporan, tiga untuk Bicara dengan petugas",
                "posisi": spoken.number_words(12),
                "menit": spoken.number_words(25),
                "keadaan": "belum selesai",
                "id": "",
            }
            clock = teller.at(NOW + timedelta(hours=3, minutes=16))
            yield said | teller.about(report()) | clock | {"jam": clock["jam_lisan"]}


def heard() -> Iterator[tuple[str, str]]:
    """Yield each key with a prompt as it is heard, all voice variants and all values."""
    for key, variants in WORDING.responses.items():
        for variant in variants:
            if variant.get("channel") == "voice":
                yield from {(key, variant["text"].format_map(held).strip()) for held in values()}


PROMPTS = sorted(set(heard()))


def seconds(text: str) -> float:
    return len(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text)) * 60 / WORDS_A_MINUTE


def test_every_sentence_has_words_for_the_ear_but_for_those_of_a_letter() -> None:
    spoken_for = {key for key, _ in PROMPTS}
    assert {key for key in WORDING.responses if key not in spoken_for and not WRITTEN.fullmatch(key)} == set()


def test_nothing_unspeakable_is_ever_heard() -> None:
    """No link, emoji, star, slash, bracket, digit, abbreviation or capitals that would be spelled."""
    assert [(key, text) for key, text in PROMPTS if not re.fullmatch(r"[A-Za-z\s.,?'-]*", text)] == []


def test_every_word_that_is_heard_can_be_pronounced() -> None:
    def is_word(token: str) -> bool:
        plain = unicodedata.normalize("NFD", token).casefold()
        return bool(set(plain) & set("aiueo")) and not (len(token) > 1 and token.isupper())

    mangled = {(key, token) for key, text in PROMPTS for token in re.findall(r"[^\W_]+", text) if not is_word(token)}
    # English, said as it is written.
    assert {(key, token) for key, token in mangled if token not in {"Play", "Store", "App"}} == set()


def test_the_gateway_changes_nothing_of_what_was_written_for_the_ear() -> None:
    assert [(key, text) for key, text in PROMPTS if spoken.aloud(text) != text] == []


@pytest.mark.parametrize("key", sorted({key for key, _ in PROMPTS if not READ_BACK.fullmatch(key)}))
def test_a_prompt_is_heard_within_twelve_seconds(key: str) -> None:
    assert [text for said, text in PROMPTS if said == key and seconds(text) > SECONDS] == []


def test_a_prompt_asks_one_thing_and_the_question_is_what_is_heard_last() -> None:
    assert [key for key, text in PROMPTS if text.count("?") > 1] == []
    after = [(key, part) for key, text in PROMPTS if "?" in text for part in re.split(r"(?<=\.)\s", text.split("?")[1])]
    assert [(key, part) for key, part in after if part.strip() and not KEYS.match(part.strip())] == []


def test_what_can_be_answered_by_key_says_the_keys() -> None:
    silent = {
        key
        for key, variants in WORDING.responses.items()
        for variant in variants
        if variant.get("channel") == "voice" and variant.get("buttons") and "ekan " not in variant["text"]
    }
    assert silent == set()

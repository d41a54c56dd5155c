"""Nothing that tells whose words they are is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.nlu.reading import read
from performance.masking import Place, mask

HELD_OUT = Path(__file__).parents[1] / "nlu" / "heldout.tsv"
# What a customer may say of any place.
KINDS = {
    "nomor",
    "jalan",
    "rumah",
    "desa",
    "dusun",
    "dukuh",
    "depan",
    "dekat",
    "kontrakan",
    "pak",
    "haji",
    "satu",
    "dua",
}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("idpel 543210000012 gimana", "idpel [nomor] gimana"),
        ("hubungi 0812-3456-7890 saja", "hubungi [nomor] saja"),
        ("hubungi +62 812 3456 7890 saja", "hubungi [nomor] saja"),
        ("laporan G5426112400001 kok lama", "laporan [nomor] kok lama"),
        ("nomornya lima empat tiga dua satu nol ya", "nomornya [nomor] ya"),
        ("mobil B 1234 XYZ sudah lewat", "mobil [nomor] sudah lewat"),
        ("njeglek terus sudah 2 kali", "njeglek terus sudah 2 kali"),
        ("nama saya Zulkarnain, lampu mati", "nama [nama], lampu mati"),
        ("nama saya zulkarnain nasution lampu mati", "nama [nama] lampu mati"),
        ("rumah pak sukirman mati", "rumah pak [nama] mati"),
        ("tadi Zulkarnain bilang sudah nyala", "tadi [nama] bilang sudah nyala"),
        ("halo joko lampu mati", "halo [nama] lampu mati"),
        ("jl. melati no. 5 rt 02/05 mati lampu", "[alamat] mati lampu"),
        ("gang mawar mati lampu", "[alamat] mati lampu"),
        ("dusun krajan rt 1 mati lampu", "[alamat] mati lampu"),
        ("di gang kelinci nomor empat mati lampu", "di [alamat] mati lampu"),
        ("tinggal di Tebet Timur, Jakarta Selatan, mati lampu", "tinggal di [alamat], mati lampu"),
        ("di cimahi mati lampu", "di [alamat] mati lampu"),
        ("tulis ke budi@example.com atau https://x.example/a?b=1 ya", "tulis ke [tautan] atau [tautan] ya"),
        ("petugas sudah jalan belum", "petugas sudah jalan belum"),
        ("MCB Turun Terus", "MCB Turun Terus"),
        ("[nama](phone) {x} mati", "nama phone x mati"),
        ("baris satu\n- baris dua", "baris satu - baris dua"),
    ],
)
def test_what_is_personal_is_masked_and_the_rest_kept_PV_3(said: str, kept: str) -> None:
    assert mask(said) == kept


def test_what_the_dialogue_found_is_masked_where_it_found_it() -> None:
    text = "pokoknya sebelah warung bu xyz ya mati"
    at = text.index("sebelah")
    places = [Place("address", at, at + len("sebelah warung bu xyz")), Place("since", 0, 8)]
    assert mask(text, places) == "pokoknya [alamat] ya mati"


def test_what_is_known_of_the_customer_is_masked_however_it_is_written() -> None:
    assert mask("puspawati mati lampu", known=["Ibu Puspawati", "Jl. Kresna 7"]) == "[nama] mati lampu"
    assert mask("kresna mati lampu", known=["Ibu Puspawati", "Jl. Kresna 7"]) == "[nama] mati lampu"


@pytest.mark.parametrize(("question", "kept"), [("name", "saya [nama]"), ("address", "saya [alamat]")])
def test_the_answer_to_a_personal_question_keeps_no_unknown_word(question: str, kept: str) -> None:
    assert mask("saya blorong gedhang wetan", question=question) == kept


@pytest.mark.parametrize("said", ["", "543210000012", "Zulkarnain, 081234567890", "  "])
def test_a_text_that_is_nothing_but_personal_leaves_little(said: str) -> None:
    assert not any(char.isdigit() for char in mask(said))
    assert mask(said, question="name") == ""


def told_in(cases: Path) -> list[tuple[str, str]]:
    """Return texts of the held-out set, each with a name or address it tells."""
    rows = [line.split("\t") for line in cases.read_text("utf-8").splitlines() if not line.startswith("#")]
    told = [(row[1], json.loads(row[3])) for row in rows if len(row) > 3 and row[3].strip()]
    return [(text, facts[kind]) for text, facts in told for kind in ("name", "address") if kind in facts]


def left_over(text: str, personal: str) -> list[str]:
    """Return the words of a name or address that are still there, but for those that say what they are."""
    places = [Place(each.kind, each.start, each.end) for each in read(text).findings]
    masked = mask(text, places).casefold()
    words = re.findall(r"[^\W\d_]{3,}", personal.casefold())
    return [word for word in words if word not in KINDS and re.search(rf"\b{word}\b", masked)]


def test_of_the_held_out_names_and_addresses_next_to_nothing_is_left_PV_3() -> None:
    told = told_in(HELD_OUT)
    left = [(text, words) for text, personal in told if (words := left_over(text, personal))]
    assert len(told) > 100
    assert len(left) <= len(told) * 0.05, left

"""Nothing that tells whose words they are is kept."""

from __future__ import annotations

import pytest

from performance.masking import Place, mask


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

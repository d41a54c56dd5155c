"""Addresses are taken whole, typed or spoken, and places that find no building are left alone."""

import pytest

from bot.nlu.reading import read


def address(text: str, expected: str = "") -> str | None:
    found = [str(finding.value) for finding in read(text, expected).findings if finding.kind == "address"]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("jl mawar no 5 mati lampu", "jl mawar no 5"),
        (
            "Rumah di Jl. Kenanga No. 12 RT 03/RW 05 Kel. Sukamaju Kec. Cilodong, sudah 3 jam padam",
            "Jl. Kenanga No. 12 RT 03/RW 05 Kel. Sukamaju Kec. Cilodong",
        ),
        ("alamat: Perum Griya Asri Blok C3 No 12, Bekasi", "Perum Griya Asri Blok C3 No 12, Bekasi"),
        ("rumah saya di gang melati 3 depan masjid al ikhlas padam", "gang melati 3 depan masjid al ikhlas"),
        ("kampung baru rt 2 rw 5 sudah padam dari jam 5", "kampung baru rt 2 rw 5"),
        ("jln raya bogor km 30 depan pasar", "jln raya bogor km 30 depan pasar"),
        ("dusun Krajan RT 2 desa Wonosari kec Ngaliyan", "dusun Krajan RT 2 desa Wonosari kec Ngaliyan"),
        ("saya tinggal di desa Wonosari kecamatan Bonang", "desa Wonosari kecamatan Bonang"),
        ("patokannya depan indomaret", "patokannya depan indomaret"),
        ("Jl. Dr. Sutomo 120 rt 02/05 padam", "Jl. Dr. Sutomo 120 rt 02/05"),
        ("bumi asri blok C3/12 mati lampu", "bumi asri blok C3/12"),
        ("gang pasar baru 7 listrik mati", "gang pasar baru 7"),
        ("jl sawo-sawo 3, cibubur, jakarta timur", "jl sawo-sawo 3, cibubur, jakarta timur"),
        ("alamat saya di Br. Kaja No. 8", "Br. Kaja No. 8"),
    ],
)
def test_typed_addresses_stay_as_written(text: str, taken: str):
    assert address(text) == taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("jalan mawar nomor lima er te dua er we tiga", "jalan mawar nomor 5 RT 2 RW 3"),
        ("perumahan griya asri blok ce tiga nomor dua belas", "perumahan griya asri blok C 3 nomor 12"),
        ("alamat di gang melati nomor dua puluh satu ya", "gang melati nomor 21"),
    ],
)
def test_spoken_addresses_are_written_with_figures(text: str, taken: str):
    assert address(text) == taken


@pytest.mark.parametrize(
    "text",
    [
        "desa kami mati lampu",
        "satu kampung mati",
        "kabel putus di jalan",
        "sudah jalan 3 hari",
        "alamatnya salah",
        "mau ganti alamat",
        "komplek saya padam",
        "petugas belum sampai ke lokasi",
        "alamat email saya ganti",
        "satu desa Wonosari padam semua",
        "depan rumah ada kabel",
        "nomor 2",
    ],
)
def test_no_addresses(text: str):
    assert address(text) is None


def test_a_bare_answer_is_an_address_only_when_asked_for():
    assert address("perwira asem sebelah mushola") is None
    assert address("perwira asem sebelah mushola", "address") == "perwira asem sebelah mushola"
    assert address("tidak tahu", "address") is None


def test_an_address_ends_where_a_number_begins():
    found = {each.kind: each.value for each in read("jl mawar no 5 081234567890").findings}
    assert found == {"address": "jl mawar no 5", "phone": "+6281234567890"}


@pytest.mark.parametrize("expected", ["address", "text"])
def test_HR_6_a_bare_name_with_a_house_number_answers_where_an_address_may_come(expected: str):
    assert address("mawar merah nomor lima pak", expected) == "mawar merah nomor 5"
    assert address("nomor dua", expected) is None


def test_a_group_of_a_number_is_no_address():
    assert address("kelompok kedua nomor tiga", "text") is None


def test_a_banjar_named_middle_is_no_group_of_a_number():
    kinds = {finding.kind for finding in read("bukan, alamatnya di Br. Tengah No. 8", "confirm").findings}
    assert kinds == {"address"}

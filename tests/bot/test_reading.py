"""A whole message is read in one go: everything stated is found, the classifier sees kinds instead of values."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.reading import read

EVERYTHING = (
    "halo nama saya budi santoso alamat di jalan mawar nomor lima er te dua er we tiga idpel lima satu dua kosong tiga "
    "empat satu dua tiga empat lima enam padam dari jam tujuh malam hp kosong delapan satu dua tiga empat lima enam "
    "tujuh delapan sembilan kosong tetangga nyala semua"
)


def test_several_parts_of_one_message_are_all_taken_in():
    assert [(each.kind, each.value) for each in read(EVERYTHING).findings] == [
        ("name", "Budi Santoso"),
        ("address", "jalan mawar nomor 5 RT 2 RW 3"),
        ("idpel", "512034123456"),
        ("since", "19:00"),
        ("phone", "+6281234567890"),
        ("scope", "single"),
    ]


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("min listrik sy mati dr jam 5 blm ada ptgs", "min listrik saya mati dari jam_ belum ada petugas"),
        ("G5426112300001* kapan nyala?", "nolapor_ kapan nyala ?"),
        ("hp saya 0812-3456-7890 ya", "hp saya telepon_ ya"),
        ("udah lapor 3x, sdh 5 jam!!! 😡", "sudah lapor tiga kali sudah durasi_"),
        ("nama saya Budi, jl mawar no 5", "nama saya nama_ alamat_"),
        ("beli token 50000", "beli token angka_"),
        ("katanya 3 jam lagi", "katanya durasi_ lagi"),
        ("hubungi 123", "hubungi 123"),
        ("😡😡", ""),
    ],
)
def test_the_classifier_sees_words_and_kinds(text: str, normalised: str):
    assert read(text).normalised == normalised


def test_every_number_of_a_kind_is_kept_in_order():
    values = [each.value for each in read("hp 081234567890 atau 085712345678").findings if each.kind == "phone"]
    assert values == ["+6281234567890", "+6285712345678"]


@given(st.text(max_size=300))
@settings(max_examples=400)
def test_nothing_raises_and_every_place_lies_in_the_text(text: str):
    for finding in read(text).findings:
        assert 0 <= finding.start < finding.end <= len(text)


MEANINGFUL = """
jam 5 sore dari nama saya budi jl mawar no rt 2 lima satu eh dobel nol g k 081234567890 512034123456 , . 3 hari
setengah mcb turun tetangga nyala cuma rumah alamat a n x kali + * blok c ya salah ulang pukul kurang lewat
"""
WORDS = st.sampled_from([*MEANINGFUL.split(), "\n"])


@given(
    st.lists(WORDS, max_size=40), st.sampled_from(["", "phone", "idpel", "address", "name", "mcb", "stars", "since"])
)
@settings(max_examples=400)
def test_no_mixture_of_meaningful_words_raises(words: list[str], expected: str):
    text = " ".join(words)
    for finding in read(text, expected).findings:
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "5 ",
        "lima eh ",
        "081234567890 ",
        "1",
        "jl mawar no 5 rt 2 ",
        "tetangga ",
        "jam 5 ",
        "nama saya budi ",
        "a",
        "dobel ",
        "\n",
        "5,",
        "😡",
        "lima xx ",
    ],
)
def test_time_grows_with_length_alone(unit: str):
    def seconds(text: str) -> float:
        # The least of three: a collection of garbage may fall into one of them.
        return min(once(text) for _ in range(3))

    def once(text: str) -> float:
        begin = time.process_time()
        read.__wrapped__(text)
        return time.process_time() - begin

    text = unit * (4000 // len(unit))
    read.__wrapped__(text[:200])
    # The share of a second is generous for a slow machine; what grows quadratically takes far longer.
    assert seconds(text) < 3.0
    assert seconds(text) < 8 * max(seconds(text[: len(text) // 2]), 0.02)


@pytest.mark.parametrize("expected", ["name", "address"])
@pytest.mark.parametrize(
    "text", ["mboten ngertos alamate", "embuh pak", "Teu Terang", "indak tau awak", "kada tahu ulun"]
)
def test_who_does_not_know_a_name_or_address_has_given_none(text: str, expected: str):
    assert not {each.kind for each in read(text, expected).findings} & {"name", "address"}


def test_what_is_known_beside_it_is_an_address():
    found = {each.kind: each.value for each in read("jalan Melati nomor 7, RT ora ngerti", "address").findings}
    assert found["address"].startswith("jalan Melati nomor 7")

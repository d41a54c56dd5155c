"""Names are taken without form of address, and common words never are names."""

import pytest

from bot.nlu.lexicon import read_tokens
from bot.nlu.names import find_names


def names(text: str, expected: str = "") -> list[str | int]:
    return [finding.value for finding in find_names(text, read_tokens(text), set(), expected)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nama saya Budi Santoso", "Budi Santoso"),
        ("nama saya budi santoso rumah saya padam", "Budi Santoso"),
        ("nama sy budi, listrik mati", "Budi"),
        ("atas nama ibu Siti Aminah", "Siti Aminah"),
        ("a.n. M. Yusuf, Jl. Kenanga", "M. Yusuf"),
        ("an Sri Wahyuni hp 0812", "Sri Wahyuni"),
        ("a/n H. Abdul Rahman", "Abdul Rahman"),
        ("dengan pak Joko, min", "Joko"),
        ("nama: KARTINI", "Kartini"),
        ("nama pelanggannya Dewi Lestari", "Dewi Lestari"),
        ("nama pelanggan Dewi Lestari", "Dewi Lestari"),
        ("halo, saya Budi, rumah saya padam", "Budi"),
        ("nama saya Nur Al-Amin", "Nur Al-Amin"),
        ("nama saya suparman pak rumah saya padam", "Suparman"),
        ("atas nama PT Maju Jaya", "PT Maju Jaya"),
    ],
)
def test_names(text: str, name: str):
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "nama saya siapa",
        "atas nama saya sendiri",
        "namanya juga listrik mati",
        "Saya Sudah lapor",
        "apa namanya",
        "Di daerah saya Bekasi padam",
        "jam 7 an mati",
        "dengan hormat",
        "nama",
        "pelanggan",
    ],
)
def test_no_names(text: str):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("budi santoso", "Budi Santoso"),
        ("Siti Aminah, jl mawar no 5", "Siti Aminah"),
        ("halo min saya ratna mau lapor", "Ratna"),
        ("ini joko", "Joko"),
        ("jl mawar 5\nDewi Lestari\n081234567890", "Dewi Lestari"),
        ("saya dengan dadang", "Dadang"),
    ],
)
def test_known_names_need_no_announcement(text: str, name: str):
    assert names(text) == [name]


@pytest.mark.parametrize("text", ["bagus, terima kasih", "jl ahmad yani padam", "petugas agus belum datang"])
def test_known_names_in_a_sentence_are_not_the_customers(text: str):
    assert names(text) == []


def test_a_bare_answer_is_a_name_only_when_asked_for():
    assert names("kalisto marbela") == []
    assert names("kalisto marbela", "name") == ["Kalisto Marbela"]
    assert names("Bu Ratna pak", "name") == ["Ratna"]
    assert names("tidak tahu", "name") == []
    assert names("kapan petugasnya datang", "name") == []

"""English words in a message reach the classifier as Indonesian, and never the finders of names and numbers."""

import pytest

from bot.nlu.english import ENGLISH_FILE, english
from bot.nlu.reading import read


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("my house is still dark", "saya rumah ada masih gelap"),
        ("when will the technician arrive?", "kapan akan petugas datang ?"),
        ("ETA nya kapan", "estimasi nya kapan"),
        ("we haven't got power", "kami belum ada listrik"),
    ],
)
def test_english_is_read_as_indonesian(text: str, normalised: str) -> None:
    assert read(text).normalised == normalised


def test_a_name_that_is_an_english_word_is_kept() -> None:
    assert [each.value for each in read("nama saya Will Power").findings] == ["Will Power"]


def test_the_list_is_sound() -> None:
    lines = [line for line in ENGLISH_FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    forms = [form for line in lines for form in line.split("\t")[0].split()]
    assert len(forms) == len(set(forms)) == len(english())
    assert all(form.isascii() and form.isalpha() and form.islower() for form in forms)

"""One group of a number is corrected by its digits or by its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.reading import read
from tests.bot.speller import ONES

Found = dict[str, str | int]


def corrections(text: str, expected: str = "confirm") -> Found:
    kinds = {"group", "wrong_digits", "right_digits"}
    return {each.kind: each.value for each in read(text, expected).findings if each.kind in kinds}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bukan 432 tapi 423", {"wrong_digits": "432", "right_digits": "423"}),
        ("bukan empat tiga dua, tapi empat dua tiga", {"wrong_digits": "432", "right_digits": "423"}),
        ("salah pak bukan 432 yang benar 423", {"wrong_digits": "432", "right_digits": "423"}),
        ("423 bukan 432", {"wrong_digits": "432", "right_digits": "423"}),
        ("4321 itu salah harusnya 4231", {"wrong_digits": "4321", "right_digits": "4231"}),
        ("4321 harusnya 4231", {"wrong_digits": "4321", "right_digits": "4231"}),
        ("5678 salah", {"wrong_digits": "5678"}),
        ("kelompok kedua salah", {"group": "2"}),
        ("yang kedua keliru", {"group": "2"}),
        ("yang tengah empat dua tiga", {"group": "middle", "right_digits": "423"}),
        ("kelompok dua empat dua tiga satu", {"group": "2", "right_digits": "4231"}),
        ("kelompok kedua bukan 5678 tapi 5687", {"group": "2", "wrong_digits": "5678", "right_digits": "5687"}),
        ("empat angka terakhir salah", {"group": "last"}),
        ("yang depan salah, harusnya 51 20", {"group": "first", "right_digits": "5120"}),
    ],
)
def test_what_is_wrong_and_what_is_right(text: str, found: Found):
    assert corrections(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "ya betul",
        "tidak",
        "iya sudah benar",
        "salah alamatnya jalan mawar nomor 3",
        "bukan 512034123456 tapi 512034123465",
    ],
)
def test_what_corrects_no_group(text: str):
    assert corrections(text) == {}


@pytest.mark.parametrize("expected", ["", "free", "yes_no", "scope", "choice", "address"])
def test_nothing_is_corrected_where_no_number_is_on_the_table(expected: str):
    assert corrections("bukan 432 tapi 423", expected) == {}


@pytest.mark.parametrize(("text", "group"), [("yang ketiga", "3"), ("terakhir", "last"), ("tengah", "middle")])
def test_asked_for_the_group_its_place_is_enough(text: str, group: str):
    assert corrections(text, "group") == {"group": group}


def test_one_digit_is_the_key_of_a_group_and_nothing_right():
    assert corrections("tiga", "group") == {}


@given(
    st.from_regex(r"[0-9]{3,4}", fullmatch=True),
    st.from_regex(r"[0-9]{3,4}", fullmatch=True),
    st.sampled_from(["tapi", "melainkan", "yang benar", "harusnya", "tapi yang benar"]),
    st.sampled_from(["bukan", "bukan pak", "salah bukan"]),
)
def test_any_two_groups_in_words(wrong: str, right: str, but: str, no: str):
    said = [" ".join(ONES[int(digit)] for digit in group) for group in (wrong, right)]
    assert corrections(f"{no} {said[0]} {but} {said[1]}") == {"wrong_digits": wrong, "right_digits": right}

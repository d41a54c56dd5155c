"""Figures in words are read as a person means them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.digits import figure_at
from bot.nlu.lexicon import read_tokens
from tests.bot.speller import cardinal


def figures(text: str) -> list[str]:
    tokens = read_tokens(text)
    found, index = [], 0
    while index < len(tokens):
        figure = figure_at(tokens, index)
        if figure is not None:
            found.append(figure.digits)
        index = figure.past if figure is not None else index + 1
    return found


@given(st.integers(0, 999))
def test_every_number_in_words_reads_back(number: int):
    assert figures(cardinal(number)) == [str(number)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("lima satu kosong dua nol", ["5", "1", "0", "2", "0"]),
        ("dobel tiga", ["33"]),
        ("double 3", ["33"]),
        ("triple nol", ["000"]),
        ("nol tiga kali", ["000"]),
        ("nolnya dua", ["00"]),
        ("lima puluh empat", ["54"]),
        ("lima puluh nol", ["50", "0"]),
        ("lima puluh tiga puluh", ["50", "30"]),
        ("lima puluh tiga belas", ["50", "13"]),
        ("dua puluh lima enam", ["25", "6"]),
        ("seratus dua puluh tiga", ["123"]),
        ("dua ribu dua puluh enam", ["2026"]),
        ("sebelas dua belas", ["11", "12"]),
        ("siji loro telu", ["1", "2", "3"]),
        ("dobel", []),
    ],
)
def test_spoken_figures(said: str, meant: list[str]):
    assert figures(said) == meant

"""Tokens keep their place in the original text, whatever signs it holds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.tokens import MAX_CHARACTERS, fold, tokenise, touching


@given(st.text(max_size=200))
def test_folding_keeps_the_length(text: str):
    assert len(fold(text)) == len(text)


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say_and_in_order(text: str):
    tokens = tokenise(text)
    folded = fold(text)
    assert all(folded[token.start : token.end] == token.word for token in tokens)
    assert all(left.end <= right.start for left, right in pairwise(tokens))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("PADAM", "padam"),
        ("５１２", "512"),
        ("𝗽𝗮𝗱𝗮𝗺", "padam"),
        ("é", "e"),
        ("a\u200bb", "a b"),
        ("\x07x", " x"),
        ("٣", "3"),
    ],
)
def test_fancy_characters_become_plain(written: str, folded: str):
    assert fold(written) == folded


def test_letters_and_digits_written_together_are_cut_apart():
    assert [token.word for token in tokenise("jam8pagi G54-26")] == ["jam", "8", "pagi", "g", "54", "-", "26"]


def test_touching_tells_a_space():
    one, two, three = tokenise("ab1 c")
    assert touching(one, two)
    assert not touching(two, three)


def test_endless_messages_are_read_to_a_limit():
    assert len(fold("a" * 10_000)) == MAX_CHARACTERS

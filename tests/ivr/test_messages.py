"""Long answers are cut between sentences and lose nothing."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.messages import MAX_LENGTH, document, split

SENTENCE = "Petugas sedang menuju lokasi Bapak/Ibu. "


def units(text: str) -> int:
    """Count characters as the carrier does."""
    return len(text.encode("utf-16-le")) // 2


def xml_can_carry(character: str) -> bool:
    return character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff")


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.text(max_size=400), st.integers(10, 60))
@example("⚡" * 30, 11)
@example("a " + "b" * 40, 10)
def test_every_part_fits_and_nothing_but_white_space_is_lost(text: str, limit: int):
    parts = split(text, limit)
    assert all(part.strip() and units(part) <= limit for part in parts)
    assert squeezed("".join(parts)) == squeezed("".join(filter(xml_can_carry, text)))


@given(st.lists(st.text("abc ", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=40))
def test_sentences_that_fit_are_never_broken(sentences: list[str]):
    whole = [f"{sentence}." for sentence in sentences]
    for part in split(" ".join(whole), 64):
        assert part.endswith(".")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (SENTENCE * 50, SENTENCE * 40),
        ("a" * 1000 + "\n\n" + SENTENCE * 30, "a" * 1000),
        ("kata " * 400, "kata " * 320),
        ("a" * 2000, "a" * 1600),
        ("⚡🙏" * 700, None),
        ("a" * 1600, "a" * 1600),
    ],
)
def test_the_cut_is_the_best_one_within_the_limit(text: str, first: str | None):
    parts = split(text)
    assert all(units(part) <= MAX_LENGTH for part in parts)
    if first is not None:
        assert parts[0] == first.strip()


@given(st.lists(st.text(max_size=200), max_size=5))
def test_the_document_is_always_well_formed(texts: list[str]):
    root = ElementTree.fromstring(str(document(texts)))  # noqa: S314 - our own document
    assert root.tag == "Response"
    assert [message.text for message in root] == [part for text in texts for part in split(text)]

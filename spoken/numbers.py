"""Whole numbers in words."""

from __future__ import annotations

ONES = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)
_SIZES = ((1000, "ribu"), (100, "ratus"), (10, "puluh"))


def number_words(number: int) -> str:
    """Say a whole number from 0 to 999,999 (`45` is "empat puluh lima"). Raises: ValueError for any other."""
    if not 0 <= number < 1_000_000:
        raise ValueError(f"{number} is not from 0 to 999,999")
    if number < 12:
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    size, name = next((size, name) for size, name in _SIZES if number >= size)
    head, rest = divmod(number, size)
    said = f"se{name}" if head == 1 else f"{number_words(head)} {name}"
    return f"{said} {number_words(rest)}" if rest else said

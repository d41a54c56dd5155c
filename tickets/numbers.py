"""Report numbers: how they are made, read and shown (Source: procedure.md IN-4, LU-14)."""

from __future__ import annotations

import re
from datetime import date, datetime

DISPLAY_MARK = "*"
_SEPARATORS = re.compile(r"[\s.\-*/:]+")
_SHAPE = re.compile(r"([GK]?)([0-9]{2})([0-9]{6})([0-9]{3,12})")


def make_no_lapor(kind: str, unit_code: str, day: date, sequence: int) -> str:
    """Write kind + 2-digit unit + yymmdd + sequence of at least 5 digits (Source: procedure.md IN-4)."""
    return f"{kind}{unit_code}{day:%y%m%d}{sequence:05d}"


def read_no_lapor(text: str) -> str | None:
    """Read a number as typed: any case, with or without letter, spaces, dots, dashes or asterisk.

    Return it canonical (upper case, digits only if no letter was given), or None if it is no report number.
    """
    match = _SHAPE.fullmatch(_SEPARATORS.sub("", text).upper())
    if match is None or not _is_day(match.group(3)):
        return None
    return match.group(0)


def spellings(no_lapor: str) -> tuple[str, ...]:
    """Return the stored numbers a canonical input may mean: itself, or both kinds where the letter was left out."""
    return (no_lapor,) if no_lapor[0].isalpha() else (f"G{no_lapor}", f"K{no_lapor}", no_lapor)


def _is_day(yymmdd: str) -> bool:
    try:
        datetime.strptime(yymmdd, "%y%m%d")  # noqa: DTZ007 - only whether such a day exists
    except ValueError:
        return False
    return True

"""Numbers and letters that are told one by one: customer and telephone numbers, reports, plates.

Groups are parted by a comma: a pause to every voice. One that takes SSML makes a longer pause of it (ivr/ssml.py).
"""

from __future__ import annotations

import re
from itertools import pairwise
from string import ascii_lowercase

from spoken.numbers import ONES

# The names of the letters as every child in Indonesia learns them.
_NAMES = "a be ce de e ef ge ha i je ka el em en o pe ki er es te u ve we eks ye zet"
_LETTERS = dict(zip(ascii_lowercase, _NAMES.split(), strict=True))
LETTER_NAMES = frozenset(_LETTERS.values())
# More digits in a row nobody keeps in mind.
LONGEST_GROUP = 4
# How the telephone is named that somebody is calling from: "telepon ini".
OWN_NUMBER = "ini"
# Every word a code is told in: what consists of nothing else is read slowly.
WORDS = (*ONES[:10], *sorted(_LETTERS.values()))


def spelled(code: str) -> str:
    """Say letters and digits one by one (`A5` is "a lima"); what is neither is left out."""
    names = (ONES[int(sign)] if sign.isdecimal() else _LETTERS.get(sign.casefold()) for sign in code)
    return " ".join(name for name in names if name)


def groups(digits: str) -> tuple[str, ...]:
    """Cut a number into groups as people say it: of three or four, the longer ones first (ten digits: 4, 3, 3)."""
    count = -(-len(digits) // LONGEST_GROUP) or 1
    size, longer = divmod(len(digits), count)
    ends = [at * size + min(at, longer) for at in range(count + 1)]
    return tuple(digits[begin:end] for begin, end in pairwise(ends))


def apart(digits: str) -> str:
    """Say the digits of a number one by one, with a pause, a comma, after each group (`5120`: "lima satu dua nol")."""
    return ", ".join(spelled(group) for group in groups(digits))


def no_lapor_said(no_lapor: str) -> str:
    """Say a report number: letter and unit, date, sequence; never the asterisk."""
    bare = no_lapor.rstrip("*")
    letter, digits = (bare[0], bare[1:]) if bare[0].isalpha() else ("", bare)
    return ", ".join(spelled(group) for group in (letter + digits[:2], digits[2:8], digits[8:]) if group)


def ending_said(number: str, length: int = 3) -> str:
    """Say the last digits of a number, enough to tell one's own reports apart."""
    return spelled(re.sub(r"\D", "", number)[-length:])


def ending(number: str) -> str:
    """Name a number of somebody's own by its ending ("berakhir satu dua tiga")."""
    return f"berakhir {ending_said(number)}"


def plate_said(plate: str) -> str:
    """Say a No Polisi letter by letter, digit by digit."""
    return ", ".join(spelled(part) for part in re.findall(r"[A-Za-z]+|[0-9]+", plate))

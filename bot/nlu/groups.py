"""Find which digits of a number are said to be wrong, and what they should be: "bukan 432, tapi 423".

People correct the group they heard wrong in the read-back, by its digits or by its place, seldom all of it.
"""

import re
from typing import NamedTuple

from bot.nlu.digits import figure_at
from bot.nlu.findings import Finding
from bot.nlu.tokens import Token

#: What the gateway listens for where a number on the table can be corrected.
CORRECTABLE = frozenset({"confirm", "group", "number", "phone", "text"})
FIRST, MIDDLE, LAST = "first", "middle", "last"
_PLACES = {
    **dict.fromkeys(("pertama", "kesatu"), "1"),
    **dict.fromkeys(("kedua", "ke dua"), "2"),
    **dict.fromkeys(("ketiga", "ke tiga"), "3"),
    **dict.fromkeys(("keempat", "ke empat"), "4"),
    **dict.fromkeys(("depan", "awal", "depannya", "awalnya"), FIRST),
    **dict.fromkeys(("tengah", "tengahnya"), MIDDLE),
    **dict.fromkeys(("terakhir", "belakang", "akhir", "belakangnya", "akhirnya"), LAST),
}
_NOUNS = frozenset({"kelompok", "grup", "group", "bagian", "klompok", "kelompoknya"})
#: More digits than these are no group of a number.
_LONGEST_GROUP = 6
_DIGITS = r"#\d+"
_PLACE = "|".join(_PLACES)
_RIGHT = r"(?:tapi|tetapi|melainkan|yang|benar|benarnya|harusnya|seharusnya|mestinya|jadi|menjadi|diganti|ganti|itu)"
_WRONG = r"(?:salah|keliru|bukan|kurang tepat|tidak benar|tidak tepat)"
_BETWEEN = rf"(?:\s(?!{_WRONG}\b)[a-z]+){{0,4}}"
#: In this order: the first that fits tells which digits are wrong and which are right.
_SAID = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:bukan|bukannya|salah)(?:\s[a-z]+){{0,2}}\s(?P<wrong>{_DIGITS}){_BETWEEN}\s(?P<right>{_DIGITS})",
        rf"(?P<right>{_DIGITS})\sbukan\s(?P<wrong>{_DIGITS})",
        rf"(?P<wrong>{_DIGITS})(?:\s[a-z]+){{0,2}}\s{_WRONG}{_BETWEEN}\s(?P<right>{_DIGITS})",
        rf"(?P<wrong>{_DIGITS})\s(?:itu\s)?{_RIGHT}(?:\s{_RIGHT})*\s(?P<right>{_DIGITS})",
        rf"(?:bukan|salah)\s(?:yang\s)?(?P<wrong>{_DIGITS})",
        rf"(?P<wrong>{_DIGITS})(?:\s[a-z]+){{0,2}}\s{_WRONG}",
        rf"(?P<right>{_DIGITS})",
    )
)
_GROUP = re.compile(
    rf"(?:#\d+\s)?\b(?:{'|'.join(sorted(_NOUNS))}|yang|angka|digit|nomor|di)\s(?:paling\s)?(?P<place>{_PLACE})\b"
    rf"|\b(?:{'|'.join(sorted(_NOUNS))})(?:\snomor)?\s(?P<number>#\d+)"
)
_BARE_GROUP = re.compile(rf"\b(?P<place>{_PLACE})\b")


class _Line(NamedTuple):
    """The message with each string of digits as `#` and its number in `figures`."""

    text: str
    figures: list[str]


def find_groups(tokens: list[Token], expected: str) -> list[Finding]:
    """Return `group` (1 to 4, first, middle or last), `wrong_digits` and `right_digits` as far as they are said."""
    if expected not in CORRECTABLE or not tokens:
        return []
    line = _line(tokens)
    if any(len(figure) > _LONGEST_GROUP for figure in line.figures):
        return []
    group, said = _group(line, bare=expected == "group")
    found = [("group", group)] if group else []
    match = next(filter(None, (pattern.search(said) for pattern in _SAID)), None)
    named = match.groupdict() if match else {}
    told = {kind: line.figures[int(value[1:])] for kind, value in named.items() if value}
    if len(told.get("right", "")) == 1 and "wrong" not in told:
        # One digit is the number of a group, or of an offer.
        del told["right"]
    # Digits alone correct something only where the place is told, or a group was asked for.
    if "wrong" in told or ("right" in told and (group or expected == "group")):
        found += [(f"{kind}_digits", digits) for kind, digits in told.items()]
    start, end = tokens[0].start, tokens[-1].end
    return [Finding(kind, value, start, end) for kind, value in found]


def _group(line: _Line, *, bare: bool) -> tuple[str, str]:
    """Return the place that is named, and the message without it."""
    match = _GROUP.search(line.text) or (_BARE_GROUP.search(line.text) if bare else None)
    if match is None:
        return "", line.text
    named = match.groupdict()
    if named.get("number"):
        place = line.figures[int(named["number"][1:])]
        place = place if place in {"1", "2", "3", "4"} else ""
    else:
        place = _PLACES[named["place"]]
    return place, f"{line.text[: match.start()]} {line.text[match.end() :]}".strip()


def _line(tokens: list[Token]) -> _Line:
    words: list[str] = []
    figures: list[str] = []
    index, joins = 0, False
    while index < len(tokens):
        figure = figure_at(tokens, index)
        if figure is None:
            if tokens[index].kind == "w":
                words.append(tokens[index].word)
                joins = False
            index += 1
            continue
        if joins:
            figures[-1] += figure.digits
        else:
            words.append(f"#{len(figures)}")
            figures.append(figure.digits)
        # "kelompok dua lima enam": the first tells the place, the others what stands there.
        names_place = len(words) > 1 and words[-2] in _NOUNS and len(figure.digits) == 1
        joins = not names_place
        index = figure.past
    return _Line(" ".join(words), figures)

"""Make slips of the finger in text, for the classifier to learn from; the same ones for the same seed."""

import random
import re

#: A shorter word with a slip is another word.
_WORD = re.compile(r"[^\W\d_]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Return the keys beside each key of a phone's keyboard."""
    beside: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for place, key in enumerate(row):
            close = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            if number:
                close += _ROWS[number - 1][place : place + 2]
            if number + 1 < len(_ROWS):
                close += _ROWS[number + 1][max(0, place - 1) : place + 1]
            beside[key] = close
    return beside


_BESIDE = _neighbours()


def with_slips(text: str, share: float, draw: random.Random) -> str:
    """Return `text` in lower case with a slip in about that `share` of its longer words."""
    return _WORD.sub(lambda match: _slip(match.group(), draw) if draw.random() < share else match.group(), text.lower())


def _slip(word: str, draw: random.Random) -> str:
    """Exchange, leave out, double or miss one letter, never the first."""
    place = draw.randrange(1, len(word) - 1)
    before, letter, behind = word[:place], word[place], word[place + 1 :]
    kind = draw.randrange(4)
    if kind == 0:
        return before + behind[0] + letter + behind[1:]
    if kind == 1:
        return before + behind
    if kind == 2:
        return before + letter + letter + behind
    return before + draw.choice(_BESIDE.get(letter, letter)) + behind

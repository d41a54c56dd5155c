"""Cut a message into words, figures and signs without losing where they stood."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Longer messages are read up to here only; WhatsApp's own limit is 4,096 characters.
MAX_CHARACTERS = 4096

_TOKEN = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*|[0-9]+|\n|[^\s]")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class Token(NamedTuple):
    """One word, figure or sign of a message.

    `raw` is the folded spelling, `word` what it stands for, `start` and `end` its place in the
    original text, `kind` "w" (word), "d" (figure) or "s" (sign, the line break among them).
    Several tokens share one place where one short form stands for several words.
    """

    raw: str
    word: str
    start: int
    end: int
    kind: str


def fold(text: str) -> str:
    """Lower the case and simplify the characters, keeping the length so that offsets stay true."""
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        return _UNPRINTABLE.sub(" ", text.lower())
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category[0] in "CZ" or category in {"Mn", "Me", "Sk"}:
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1:
        return character
    lowered = unicodedata.normalize("NFKD", plain)[0].lower()
    return lowered if len(lowered) == 1 else character


def tokenise(text: str) -> list[Token]:
    """Return the tokens of `text`, with the folded spelling as their word."""
    tokens = []
    for match in _TOKEN.finditer(fold(text)):
        raw = match.group()
        tokens.append(Token(raw, raw, match.start(), match.end(), _kind(raw)))
    return tokens


def _kind(word: str) -> str:
    first = word[0]
    if "0" <= first <= "9":
        return "d"
    return "w" if first.isalpha() else "s"


def touching(left: Token, right: Token) -> bool:
    """Say whether two tokens stand side by side without a space."""
    return left.end == right.start

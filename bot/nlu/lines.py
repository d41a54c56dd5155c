"""Search the canonical words of a message with patterns, and say where a match stood in the original text."""

from bisect import bisect_right
from typing import NamedTuple

from bot.nlu.findings import Finding
from bot.nlu.tokens import Token

STAR = "⭐"
#: How the end of a sentence is written in a line: no pattern of words runs across it.
STOP = "."
_ENDS = frozenset(".!?;\n")


class Line(NamedTuple):
    """The canonical words of a message in one string, and where each of them begins in it."""

    text: str
    begins: list[int]
    tokens: list[Token]

    @classmethod
    def of(cls, tokens: list[Token]) -> "Line":
        """Join the words of a message; of the signs only the end of a sentence and star signs stay."""
        words = [
            token._replace(word=STOP) if token.word in _ENDS else token
            for token in tokens
            if token.kind != "s" or token.word == STAR or token.word in _ENDS
        ]
        begins, place = [], 0
        for token in words:
            begins.append(place)
            place += len(token.word) + 1
        return cls(" ".join(token.word for token in words), begins, words)

    def finding(self, kind: str, value: str | int, start: int, end: int) -> Finding:
        """Return a finding whose place is given in this line."""
        first = self.tokens[bisect_right(self.begins, start) - 1]
        last = self.tokens[bisect_right(self.begins, max(start, end - 1)) - 1]
        return Finding(kind, value, first.start, last.end)

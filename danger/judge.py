"""Judge whether a message tells of danger. Source: procedure.md IN-7."""

from __future__ import annotations

import re
from enum import Enum

from danger import lexicon as words

_SIGNS = {name: re.compile(pattern) for name, pattern in words.SIGNS.items()}
#: Their parts are seldom said in one breath: "banjir di rumah, tolong dimatikan dulu", "kabelnya lepas, bahaya".
_ACROSS_CLAUSES = frozenset({"flood", "tree", "peril"})
#: What an appliance can suffer without danger remaining.
_OF_APPLIANCES = frozenset({"fire", "smoke", "scorched", "short circuit", "blast"})
_BROKEN = re.compile(rf"\b(?:{words.FELLED}|putus)\b")


class Verdict(Enum):
    """What the lexicon says of a message."""

    DANGER = "danger"
    DISCOUNTED = "discounted"  # words of danger, each of them negated, figurative or certainly over
    SILENT = "silent"


def danger_in(text: str, normalised: str | None = None) -> Verdict:
    """Judge the text as typed and, where that is silent, its normalised form, which spells out typos."""
    verdict = _judge(text.lower())
    if verdict is Verdict.SILENT and normalised:
        return _judge(normalised)
    return verdict


def _judge(text: str) -> Verdict:
    plain = words.FIGURATIVE.sub(" , ", text)
    if words.BARE.match(plain):
        return Verdict.DANGER
    claimed = all(pattern.search(plain) for pattern in (words.CLAIM, words.PAST, words.APPLIANCE))
    clauses, whole = words.CLAUSE.split(plain), [plain.replace("\n", " ")]
    for name, sign in _SIGNS.items():
        for clause in whole if name in _ACROSS_CLAUSES else clauses:
            if any(not _discounted(name, clause, match, claimed=claimed) for match in sign.finditer(clause)):
                return Verdict.DANGER
    return Verdict.DISCOUNTED if any(sign.search(text) for sign in _SIGNS.values()) else Verdict.SILENT


def _discounted(name: str, clause: str, match: re.Match[str], *, claimed: bool) -> bool:
    before, at_grid = clause[: match.start()], words.AT_GRID.search(clause)
    over = words.OVER.search(clause) and not words.NOT_OVER.search(clause)
    request = name in {"wire", "tree"} and words.PRUNING.search(clause) and not _BROKEN.search(clause)
    if words.NEGATED.search(before) or over or request:
        return True
    if words.FEARED.search(before) and not at_grid:
        return True
    return claimed and name in _OF_APPLIANCES and not at_grid

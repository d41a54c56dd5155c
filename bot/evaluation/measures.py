"""Measure how well messages were understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from bot.evaluation.heldout import Case
from bot.evaluation.parse import KEYS

_BINS = 10
#: Source: procedure.md IN-7.
_DANGER = "darurat"
#: So much of the longer of two addresses must be in both.
_ADDRESS_OVERLAP = 0.6


class Outcome(NamedTuple):
    """A case, the intent and entities understood, and how surely."""

    case: Case
    intent: str
    confidence: float
    entities: dict[str, str | int]

    @property
    def gold(self) -> str:
        """Return the right intent: the one understood where that is one of the right ones."""
        return self.intent if self.intent in self.case.intents else self.case.intents[0]

    @property
    def right(self) -> bool:
        """Say whether the intent is right."""
        return self.intent in self.case.intents


def summary(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """Return accuracy, macro-F1, weighted-F1 and the number of cases."""
    gold, said = [outcome.gold for outcome in outcomes], [outcome.intent for outcome in outcomes]
    return {
        "accuracy": round(float(accuracy_score(gold, said)), 4),
        "macro_f1": round(float(f1_score(gold, said, average="macro", zero_division=0)), 4),
        "weighted_f1": round(float(f1_score(gold, said, average="weighted", zero_division=0)), 4),
        "n": len(outcomes),
    }


def per_intent(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | int]]:
    """Return precision, recall, F1 and support of every intent that occurs."""
    gold, said = [outcome.gold for outcome in outcomes], [outcome.intent for outcome in outcomes]
    intents = sorted({*gold, *said})
    figures = precision_recall_fscore_support(gold, said, labels=intents, zero_division=0)
    return {
        intent: {"precision": round(float(p), 4), "recall": round(float(r), 4), "f1": round(float(f), 4), "n": int(n)}
        for intent, p, r, f, n in zip(intents, *figures, strict=True)
    }


def danger_scores(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """Return precision, recall, F1 and support of danger against everything else."""
    hits = sum(each.right for each in outcomes if each.intent == _DANGER)
    said = sum(each.intent == _DANGER for each in outcomes)
    return _score(hits, said, sum(_DANGER in each.case.intents for each in outcomes))


def per_register(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | int]]:
    """Return the summary of every register that is named."""
    registers = sorted({outcome.case.register for outcome in outcomes} - {""})
    return {name: summary([each for each in outcomes if each.case.register == name]) for name in registers}


def confusions(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Return the pairs of right and wrong intent, the most frequent first, with one example each."""
    wrong = [outcome for outcome in outcomes if not outcome.right]
    counts = Counter((outcome.gold, outcome.intent) for outcome in wrong)
    examples = {(outcome.gold, outcome.intent): outcome.case.text for outcome in wrong}
    return [
        {"gold": gold, "said": said, "n": count, "example": examples[gold, said]}
        for (gold, said), count in counts.most_common()
    ]


class Bin(NamedTuple):
    """The cases of one range of confidence: how sure on average, how often right, how many."""

    confidence: float
    accuracy: float
    n: int


def calibration(outcomes: Sequence[Outcome]) -> tuple[float, list[Bin]]:
    """Return the expected calibration error over ten ranges of confidence, and the ranges that occur."""
    bins = []
    for number in range(_BINS):
        inside = [each for each in outcomes if min(int(each.confidence * _BINS), _BINS - 1) == number]
        if inside:
            mean = sum(each.confidence for each in inside) / len(inside)
            bins.append(Bin(mean, sum(each.right for each in inside) / len(inside), len(inside)))
    error = sum(each.n * abs(each.confidence - each.accuracy) for each in bins) / len(outcomes)
    return round(error, 4), bins


def entity_scores(outcomes: Iterable[Outcome]) -> dict[str, dict[str, float | int]]:
    """Return precision, recall, F1 and support of every kind of entity, over the annotated cases.

    Values must be equal; names may differ in case and punctuation, addresses also by a few words at
    their ends, for where an address stops is a matter of taste.
    """
    hits, said, stated = Counter[str](), Counter[str](), Counter[str]()
    for outcome in outcomes:
        if outcome.case.entities is None:
            continue
        gold = outcome.case.entities
        found = {kind: value for kind, value in outcome.entities.items() if kind in KEYS or kind in gold}
        stated.update(gold.keys())
        said.update(found.keys())
        hits.update(kind for kind, value in gold.items() if kind in found and _same(kind, found[kind], value))
    return {kind: _score(hits[kind], said[kind], stated[kind]) for kind in sorted({*said, *stated})}


def _same(kind: str, found: str | int, stated: str | int) -> bool:
    ours, theirs = _words(found), _words(stated)
    if kind != "address":
        return ours == theirs
    shared = sum((Counter(ours) & Counter(theirs)).values())
    return shared >= _ADDRESS_OVERLAP * max(len(ours), len(theirs))


def _score(hits: int, said: int, stated: int) -> dict[str, float | int]:
    precision, recall = hits / said if said else 0.0, hits / stated if stated else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "n": stated}


def _words(value: str | int) -> list[str]:
    return "".join(sign if sign.isalnum() or sign in ":+" else " " for sign in str(value).casefold()).split()

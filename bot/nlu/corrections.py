"""Apply what people take back while they say a number: "lima satu eh lima dua"."""

from collections.abc import Callable
from typing import NamedTuple

#: So many digits at most are taken back by one correction that does not begin anew.
_MOST_TAKEN_BACK = 12
#: The judge's points weigh more than any likeness of the words.
_JUDGEMENT = 10.0


class Stretch(NamedTuple):
    """Digits said in one go, figure by figure; `firm` says that they surely correct what stood before."""

    figures: tuple[str, ...]
    firm: bool

    @property
    def digits(self) -> str:
        """Return all digits of the stretch."""
        return "".join(self.figures)


class _Attempt(NamedTuple):
    digits: str
    likeness: float
    last: tuple[str, ...]


def corrected(stretches: list[Stretch], judge: Callable[[str], int]) -> str:
    """Return the digits meant: each later stretch replaces the end of what was said before it.

    How much it replaces is not said. Of all possibilities the one wins that `judge` rates highest
    as a whole number; among those, the one in which new and replaced digits are most alike.
    """
    attempts = [_Attempt(stretches[0].digits, 0.0, stretches[0].figures)]
    for stretch in stretches[1:]:
        best: dict[int, _Attempt] = {}
        for attempt in attempts:
            for candidate in _continuations(attempt, stretch):
                known = best.get(len(candidate.digits))
                if known is None or candidate.likeness > known.likeness:
                    best[len(candidate.digits)] = candidate
        attempts = list(best.values())
    return max(attempts, key=lambda attempt: judge(attempt.digits) * _JUDGEMENT + attempt.likeness).digits


def _continuations(attempt: _Attempt, stretch: Stretch) -> list[_Attempt]:
    said, new = attempt.digits, stretch.digits
    found = [] if stretch.firm else [_Attempt(said + new, attempt.likeness + 0.5, stretch.figures)]
    ends = _ends(attempt.last)
    for taken in {*range(1, min(_MOST_TAKEN_BACK, len(said)) + 1), len(said)}:
        likeness = _likeness(said[-taken:], new) + (0.3 if taken in ends else 0.0)
        found.append(_Attempt(said[: len(said) - taken] + new, attempt.likeness + likeness, stretch.figures))
    return found


def _ends(figures: tuple[str, ...]) -> set[int]:
    """Return the lengths of the tails that end where a figure began."""
    lengths, total = set(), 0
    for figure in reversed(figures):
        total += len(figure)
        lengths.add(total)
    return lengths


def _likeness(taken: str, new: str) -> float:
    """Rate how likely `new` begins with the correction of `taken`."""
    size = len(taken)
    beginning = new[:size]
    if len(beginning) < size:
        return -1.0
    if taken == beginning:
        return 0.2 if size > 1 else 0.1
    if size == 1:
        return 0.8
    same = sum(ours == theirs for ours, theirs in zip(taken, beginning, strict=True))
    exchanged = 0.3 if same == size - 2 and sorted(taken) == sorted(beginning) else 0.0
    return 0.9 * same / size + (0.6 if taken[0] == beginning[0] else 0.0) + exchanged - 0.05 * size

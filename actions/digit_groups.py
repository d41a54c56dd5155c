"""Put one group of a number right without the rest being said again (Source: procedure.md HR-3)."""

from __future__ import annotations

from actions.turn import Turn
from spoken import groups

# What corrects a number beside saying it whole.
CORRECTIONS = frozenset({"group", "wrong_digits", "right_digits"})
# So many digits at most differ between what was heard and what was meant, where nothing else tells the group.
_MOST_DIFFERENT = 2


def position(named: str, count: int) -> int | None:
    """Return the group meant by 1 to 4, first, middle or last, counted from 1; None where there is no such one."""
    if named == "middle":
        return (count + 1) // 2 if count % 2 else None
    if named in {"first", "last"}:
        return 1 if named == "first" else count
    return int(named) if named.isdecimal() and 1 <= int(named) <= count else None


def place_of(digits: str, turn: Turn) -> int | None:
    """Return the group of the number that the message says is wrong, counted from 1; None where it is unclear."""
    parts = groups(digits)
    named, wrong = turn.one("group"), turn.one("wrong_digits")
    if named:
        return position(str(named), len(parts))
    same = [place for place, part in enumerate(parts, start=1) if part == wrong]
    return same[0] if len(same) == 1 else None


def with_group(digits: str, place: int, right: str) -> str:
    """Return the number with the group at `place`, counted from 1, replaced."""
    parts = list(groups(digits))
    parts[place - 1] = right
    return "".join(parts)


def corrected(digits: str, turn: Turn) -> str | None:
    """Return the number as the message corrects it, None where it does not say enough."""
    wrong, right = str(turn.one("wrong_digits") or ""), str(turn.one("right_digits") or "")
    if not right:
        return None
    if turn.one("group"):
        place = place_of(digits, turn)
        if place is None:
            return None
        part = groups(digits)[place - 1]
        # "kelompok kedua bukan 78 tapi 87": a part of the group.
        inside = wrong and wrong != part and part.count(wrong) == 1
        return with_group(digits, place, part.replace(wrong, right) if inside else right)
    return _replaced(digits, wrong, right) if wrong else _nearest(digits, right, right)


def _replaced(digits: str, wrong: str, right: str) -> str | None:
    """Replace the wrong digits where they stand: as a group, else anywhere once, else where they were misheard."""
    starts = _starts(digits)
    found = [at for at in range(len(digits) - len(wrong) + 1) if digits.startswith(wrong, at)]
    aligned = [at for at in found if at in starts]
    sure = aligned if len(aligned) == 1 else found
    if len(sure) == 1:
        return digits[: sure[0]] + right + digits[sure[0] + len(wrong) :]
    return _nearest(digits, wrong, right) if not found else None


def _nearest(digits: str, said: str, right: str) -> str | None:
    """Replace the one group that is most like what was said, None where several are or none is."""
    parts = groups(digits)
    distances = {
        place: sum(ours != theirs for ours, theirs in zip(part, said, strict=True))
        for place, part in enumerate(parts, start=1)
        if len(part) == len(said)
    }
    near = [place for place, distance in distances.items() if distance == min(distances.values())]
    if len(near) != 1 or distances[near[0]] > _MOST_DIFFERENT:
        return None
    return with_group(digits, near[0], right)


def _starts(digits: str) -> set[int]:
    starts, at = set(), 0
    for part in groups(digits):
        starts.add(at)
        at += len(part)
    return starts

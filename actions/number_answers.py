"""The answers to the questions of a number: heard right, which group is wrong, how to go on without (HR-1 to HR-4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions import draft as ask
from actions.digit_groups import corrected, place_of, with_group
from actions.draft import NUMBERS, Draft
from actions.number_entry import IDPEL_DIGITS, METER_DIGITS
from actions.turn import Turn
from phones import to_e164
from spoken import groups

LENGTHS = {"idpel": IDPEL_DIGITS, "meter_id": METER_DIGITS}
# The keys of the ways out, and the one that begins a number anew where 1 to 4 are its groups.
BY_NAME, WITHOUT_NUMBER, ALL_AGAIN = 1, 2, 8
_BY_NAME = re.compile(r"\b(?:nama|alamat)", re.IGNORECASE)
_WITHOUT = re.compile(r"\b(?:tanpa|telepon balik|ditelepon|hubungi saya)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:semua|semuanya|seluruhnya|dari awal|ulang)\b", re.IGNORECASE)
_THIS_NUMBER = re.compile(r"\b(?:ini|sekarang)\b", re.IGNORECASE)
# Where a number was just read out, so that one group of it can be corrected.
ON_THE_TABLE = frozenset({ask.CONFIRM, ask.CORRECT, ask.GROUP, ask.GROUP_DIGITS, ask.NUMBER_SURE})


def with_correction(draft: Draft, turn: Turn) -> Draft | None:
    """Return the draft with one group of a number put right, or asked for; None where nothing tells which number."""
    field = str(turn.one("field") or "")
    names = (draft.fixing,) if draft.fixing else (field,) if field in NUMBERS else NUMBERS
    known = [(name, draft.number(name, turn.caller)) for name in names if name]
    for name, digits in known:
        right = corrected(digits, turn) if digits else None
        if right is not None and right != digits:
            return _put_right(draft, name, right, turn)
    for name, digits in known:
        place = place_of(digits, turn) if digits else None
        if place is not None:
            return replace(draft, fixing=name, group=place, correcting=False, confirmed=False)
    return None


def _put_right(draft: Draft, name: str, digits: str, turn: Turn) -> Draft | None:
    """Return the draft with a corrected number, None where the digits make none."""
    value = to_e164(digits) if name == "phone" else digits
    if value is None or (name != "phone" and len(digits) != LENGTHS[name]):
        return None
    done: Draft = replace(draft, fixing=None, group=0, correcting=False, confirmed=False, doubted=False, reread=name)
    number: dict[str, Any] = {name: value, "unsure": name if turn.unsure else None}
    return replace(done, **number)


def _number_sure(draft: Draft, turn: Turn) -> Draft | None:
    yes = turn.yes
    if yes is None:
        # The number once more, clearly this time.
        return draft if set(NUMBERS) & turn.entities.keys() and not draft.unsure else None
    return replace(draft, unsure=None, fixing=None if yes else draft.unsure, group=0)


def _number_ways(draft: Draft, turn: Turn) -> Draft | None:
    way, is_phone = int(turn.one("choice") or 0), draft.ways == "phone"
    if not draft.ways:
        return draft
    if is_phone:
        this_one = way == 1 or _THIS_NUMBER.search(turn.said) or turn.means("setuju")
        return replace(draft, ways=None, ask_phone=False) if this_one and turn.caller else None
    if way == WITHOUT_NUMBER or _WITHOUT.search(turn.said):
        return replace(draft, ways=None, call_back=True)
    if way == BY_NAME or _BY_NAME.search(turn.said) or turn.unknown or turn.means("tolak"):
        return replace(draft, ways=None, premise_unknown=True)
    return None


def _group(draft: Draft, turn: Turn) -> Draft | None:
    field = str(draft.fixing)
    place = int(turn.one("choice") or 0)
    if place == ALL_AGAIN or _ALL.search(turn.said):
        return _from_the_start(draft, field)
    known = draft.number(field, turn.caller)
    return replace(draft, group=place) if 1 <= place <= len(groups(known)) else None


def _group_digits(draft: Draft, turn: Turn) -> Draft | None:
    field, digits = str(draft.fixing), "".join(map(str, turn.entities.get("number_fragment", ())))
    if not draft.fixing:
        return draft
    if _ALL.search(turn.said):
        return _from_the_start(draft, field)
    return (
        _put_right(draft, field, with_group(draft.number(field, turn.caller), draft.group, digits), turn)
        if digits
        else None
    )


def _from_the_start(draft: Draft, field: str) -> Draft:
    """Ask for the whole number again."""
    anew = replace(draft, fixing=None, group=0, unsure=None, reread=None)
    if field == "phone":
        return replace(anew, phone=None, ask_phone=True)
    return replace(anew, idpel=None, meter_id=None)


TAKERS: dict[str, Callable[[Draft, Turn], Draft | None]] = {
    ask.NUMBER_SURE: _number_sure,
    ask.NUMBER_WAYS: _number_ways,
    ask.GROUP: _group,
    ask.GROUP_DIGITS: _group_digits,
}

"""The answers to the questions of a report: what counts as one, and what it says (Source: procedure.md IN-1, IN-2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions import draft as ask
from actions.draft import Draft
from actions.turn import Turn

NAME_WORDS, NAME_LENGTH = 6, 80
# So many words at most are a bare yes or no.
SHORT = 3
ADDRESS_LEAST, ADDRESS_LENGTH = 8, 300
_OPEN = frozenset({"beri_data", "nlu_fallback", "ubah_data", "di_luar_topik", "lapor_padam"})
_CLOSED = frozenset({"setuju", "tolak", "sapaan", "bantuan", "ulangi", "terima_kasih"})
_THIS_NUMBER = re.compile(r"\b(?:ini|sekarang)\b", re.IGNORECASE)
_NUMBERS = frozenset({"idpel", "meter_id", "phone"})
_DATA = _NUMBERS | {"name", "address"}


def answer(question: str, draft: Draft, turn: Turn) -> Draft | None:
    """Return the draft with the answer to the question taken in, None where the message is no answer to it."""
    if turn.is_sure("ubah_data") and _names_known(draft, turn) and not _DATA & turn.entities.keys():
        # "The number was wrong" in the middle of another question.
        return _correct(draft, turn)
    taker = _TAKERS.get(question)
    return taker(draft, turn) if taker else None


def free_text(turn: Turn) -> str:
    """Return the message where it may be the plain answer to an open question, else nothing."""
    if turn.is_button or turn.unknown or _NUMBERS & turn.entities.keys():
        # What brings a number is about the number: "eh salah, idpelnya …" is no address.
        return ""
    plain = turn.intent in _OPEN or (turn.confidence < 0.75 and turn.intent not in _CLOSED)
    return turn.said if plain else ""


def _yes(turn: Turn) -> bool | None:
    """Return yes, no, or None where it is neither or both.

    To a question for yes or no a message too short to be sure of is more likely one of the two than anything else.
    """
    yes, no = turn.means("setuju"), turn.means("tolak")
    if turn.intent == "nlu_fallback" and yes == no and len(turn.said.split()) <= SHORT:
        yes, no = turn.ranking[:1] == ("setuju",), turn.ranking[:1] == ("tolak",)
    return None if yes == no else yes


def _same(draft: Draft, turn: Turn) -> Draft | None:
    yes = _yes(turn)
    if yes is None and turn.means("padam_lagi"):
        yes = True
    if yes is None:
        return None
    return replace(draft, is_same=True) if yes else replace(draft, same_as=None)


def _dark(draft: Draft, turn: Turn) -> Draft | None:
    yes = True if turn.means("lapor_padam", "padam_lagi") or turn.says_dark else _yes(turn)
    if yes is None:
        return None
    return replace(draft, ask_dark=False, scope=draft.scope if yes else "lit")


def _scope(draft: Draft, turn: Turn) -> Draft | None:
    if turn.one("scope"):
        return draft
    if turn.means("lapor_padam_meluas"):
        return replace(draft, scope="wider")
    if turn.unknown:
        # Who cannot tell is taken as one building; the CSO sees reports close together anyway (IN-6).
        return replace(draft, scope="single")
    yes = _yes(turn)
    if yes is None and turn.slots.get("failures") and turn.means("lapor_padam"):
        # Asked again, the customer says once more that this building is dark: one building then, as above.
        yes = True
    return None if yes is None else replace(draft, scope="single" if yes else "wider")


def _mcb(draft: Draft, turn: Turn) -> Draft | None:
    if turn.unknown:
        return replace(draft, mcb="unknown")
    if turn.one("mcb"):
        return draft
    yes = _yes(turn)
    if yes is None and turn.means("lapor_padam", "padam_lagi", "lapor_ulang"):
        # "sudah saya naikkan tetap mati": tried, and dark all the same.
        yes = True
    if yes is None:
        return None
    return replace(draft, mcb="on") if yes else replace(draft, mcb="tripped", mcb_retry=True)


def _mcb_retry(draft: Draft, turn: Turn) -> Draft | None:
    yes = _yes(turn)
    if yes:
        return replace(draft, mcb_retry=False, scope="restored", ask_dark=False)
    dark = yes is False or turn.unknown or turn.one("mcb")
    dark = dark or turn.means("lapor_padam", "lapor_ulang", "masalah_meter", "padam_lagi")
    return replace(draft, mcb_retry=False, mcb="tripped") if dark else None


def _which_number(draft: Draft, turn: Turn) -> Draft | None:
    yes, number = _yes(turn), draft.unclear_number
    if yes is None or number is None:
        return None
    cleared = replace(draft, unclear_number=None)
    return replace(cleared, idpel=number) if yes else replace(cleared, meter_id=number)


def _premise(draft: Draft, turn: Turn) -> Draft | None:
    if draft.idpel or draft.meter_id:
        return draft
    if draft.name and draft.address:
        # Asked for the number, the customer gave name and address: that is the answer (IN-2).
        return replace(draft, premise_unknown=True)
    return replace(draft, premise_unknown=True) if turn.unknown or turn.intent == "tolak" else None


def _name(draft: Draft, turn: Turn) -> Draft | None:
    words = free_text(turn)
    if draft.name:
        return draft
    return replace(draft, name=words[:NAME_LENGTH]) if 0 < len(words.split()) <= NAME_WORDS else None


def _address(draft: Draft, turn: Turn) -> Draft | None:
    words = free_text(turn)
    if draft.address:
        return draft
    return replace(draft, address=words[:ADDRESS_LENGTH]) if len(words) >= ADDRESS_LEAST else None


def _names_known(draft: Draft, turn: Turn) -> bool:
    """Tell whether the message names data that the draft has already."""
    field = str(turn.one("field"))
    return bool(getattr(draft, field, None)) or (field == "phone" and bool(turn.caller) and not draft.ask_phone)


def _phone(draft: Draft, turn: Turn) -> Draft | None:
    if turn.one("phone"):
        return draft
    return replace(draft, ask_phone=False) if turn.caller and _THIS_NUMBER.search(turn.said) else None


def _correct(draft: Draft, turn: Turn) -> Draft | None:
    """Ask for the field again that the customer says is wrong without giving the right value."""
    wrong: dict[str, Any] = {"correcting": False, "confirmed": False}
    field = turn.one("field")
    if _DATA & turn.entities.keys():
        return draft
    if field in ("idpel", "meter_id"):
        return replace(draft, idpel=None, meter_id=None, **wrong)
    if field == "phone":
        return replace(draft, phone=None, ask_phone=True, **wrong)
    if field in ("name", "address"):
        return replace(draft, **(wrong | {str(field): None}))
    return None


def _confirm(draft: Draft, turn: Turn) -> Draft | None:
    if _DATA & turn.entities.keys():
        return draft
    if turn.one("field"):
        return _correct(draft, turn)
    yes, no = turn.means("setuju"), turn.means("tolak")
    if yes and not no:
        return replace(draft, confirmed=True)
    # A report is made on a clear yes only, and corrected on a clear no.
    wrong = no and not yes and (turn.is_sure("tolak") or turn.intent != "tolak")
    return replace(draft, correcting=True) if wrong or turn.is_sure("ubah_data") else None


_TAKERS: dict[str, Callable[[Draft, Turn], Draft | None]] = {
    ask.SAME: _same,
    ask.DARK: _dark,
    ask.SCOPE: _scope,
    ask.MCB: _mcb,
    ask.MCB_RETRY: _mcb_retry,
    ask.WHICH_NUMBER: _which_number,
    ask.PREMISE: _premise,
    ask.NAME: _name,
    ask.ADDRESS: _address,
    ask.PHONE: _phone,
    ask.CORRECT: _correct,
    ask.CONFIRM: _confirm,
}

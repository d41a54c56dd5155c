"""The answers to the questions of a report: what counts as one, and what it says (Source: procedure.md IN-1, IN-2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions import draft as ask
from actions import number_answers
from actions.digit_groups import CORRECTIONS
from actions.draft import IDENTITY_PART, NUMBERS, Draft
from actions.turn import Turn
from phones import to_e164

NAME_WORDS, NAME_LENGTH = 6, 80
ADDRESS_LEAST, ADDRESS_LENGTH = 8, 300
_OPEN = frozenset({"beri_data", "nlu_fallback", "ubah_data", "di_luar_topik", "lapor_padam"})
_CLOSED = frozenset({"setuju", "tolak", "sapaan", "bantuan", "ulangi", "terima_kasih"})
_THIS_NUMBER = re.compile(r"\b(?:ini|sekarang)\b", re.IGNORECASE)
_NUMBERS = frozenset({"idpel", "meter_id", "phone"})
_OF_A_NUMBER = re.compile(r"\b(?:no|nomor|nomer|nomr|nmr|id|id\s?pel)(?:nya|an)?\b", re.IGNORECASE)
# The digits of a mobile number said without its zero.
_WITHOUT_ZERO = range(9, 13)
_DATA = _NUMBERS | {"name", "address"}


def answer(question: str, draft: Draft, turn: Turn) -> Draft | None:
    """Return the draft with the answer to the question taken in, None where the message is no answer to it."""
    corrects = CORRECTIONS & turn.entities.keys()
    if turn.is_sure("ubah_data") and not corrects and _names_known(draft, turn) and not _DATA & turn.entities.keys():
        # "The number was wrong" in the middle of another question.
        return _correct(draft, turn) if question in number_answers.ON_THE_TABLE else _anew(draft, turn)
    if question in number_answers.ON_THE_TABLE and corrects:
        fixed = number_answers.with_correction(draft, turn)
        if fixed is not None:
            return fixed
    taker = _TAKERS.get(question)
    return taker(draft, turn) if taker else None


def free_text(turn: Turn) -> str:
    """Return the message where it may be the plain answer to an open question, else nothing."""
    if turn.is_button or turn.unknown or _NUMBERS & turn.entities.keys():
        # What brings a number is about the number: "eh salah, idpelnya …" is no address.
        return ""
    plain = turn.intent in _OPEN or (turn.confidence < 0.75 and turn.intent not in _CLOSED)
    return turn.said if plain else ""


def _outage(draft: Draft, turn: Turn) -> Draft | None:
    """Take whether it is the outage just told of; only "my house alone" makes it another one (Source: WO-3, WO-4)."""
    heard = replace(draft, outage_open=False)
    theirs = replace(heard, scope="wider", ask_dark=False, same_as=None)
    if turn.scope_unclear:
        return None
    scope = turn.scope
    if scope:
        return replace(heard, scope="single") if scope == "single" else theirs
    if turn.means("lapor_padam_meluas") or turn.unknown:
        return theirs
    yes = turn.yes
    if yes is None and turn.means("lapor_padam", "padam_lagi", "lapor_ulang"):
        yes = True
    if yes is None:
        # What brings data goes on with the report.
        return theirs if _DATA & turn.entities.keys() else None
    return theirs if yes else replace(heard, scope="single")


def _same(draft: Draft, turn: Turn) -> Draft | None:
    yes = turn.yes
    if yes is None and turn.means("padam_lagi"):
        yes = True
    if yes is None:
        return None
    return replace(draft, is_same=True) if yes else replace(draft, same_as=None)


def _dark(draft: Draft, turn: Turn) -> Draft | None:
    yes = True if turn.means("lapor_padam", "padam_lagi") or turn.says_dark else turn.yes
    if yes is None:
        return None
    return replace(draft, ask_dark=False, scope=draft.scope if yes else "lit")


def _scope(draft: Draft, turn: Turn) -> Draft | None:
    if turn.scope_unclear:
        # One of the two was misheard: nobody's street is made a house, nor a house a street.
        return None
    if turn.scope:
        return draft
    if turn.means("lapor_padam_meluas"):
        return replace(draft, scope="wider")
    if turn.unknown:
        # Who cannot tell is taken as one building; the CSO sees reports close together anyway (IN-6).
        return replace(draft, scope="single")
    yes = turn.yes
    if yes is None and turn.slots.get("failures") and turn.means("lapor_padam"):
        # Asked again, the customer says once more that this building is dark: one building then, as above.
        yes = True
    return None if yes is None else replace(draft, scope="single" if yes else "wider")


def _mcb(draft: Draft, turn: Turn) -> Draft | None:
    if turn.has_power:
        # The MCB, or the light? That is the next question.
        return replace(draft, mcb="on", mcb_retry=True)
    if turn.unknown:
        return replace(draft, mcb="unknown")
    if turn.one("mcb"):
        return draft
    yes = turn.yes
    if yes is None and turn.means("lapor_padam", "padam_lagi", "lapor_ulang"):
        # "sudah saya naikkan tetap mati": tried, and dark all the same.
        yes = True
    if yes is None:
        return None
    return replace(draft, mcb="on") if yes else replace(draft, mcb="tripped", mcb_retry=True)


def _mcb_retry(draft: Draft, turn: Turn) -> Draft | None:
    yes = turn.has_power or turn.yes
    if yes:
        return replace(draft, mcb_retry=False, scope="restored", ask_dark=False)
    dark = yes is False or turn.unknown or turn.one("mcb")
    dark = dark or turn.means("lapor_padam", "lapor_ulang", "masalah_meter", "padam_lagi")
    return replace(draft, mcb_retry=False, mcb="tripped") if dark else None


def _which_number(draft: Draft, turn: Turn) -> Draft | None:
    yes, number = turn.yes, draft.unclear_number
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
    unknown = turn.unknown and not turn.one("number_fragment")
    return replace(draft, premise_unknown=True) if unknown or turn.intent == "tolak" else None


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


def _cancel(draft: Draft, turn: Turn) -> Draft | None:
    yes = True if turn.means("batal") else turn.yes
    return None if yes is None else replace(draft, cancelling=False, cancelled=yes)


def _names_known(draft: Draft, turn: Turn) -> bool:
    """Tell whether the message names data that the draft has already."""
    field = str(turn.one("field"))
    return bool(getattr(draft, field, None)) or (field == "phone" and bool(turn.caller) and not draft.ask_phone)


def _phone(draft: Draft, turn: Turn) -> Draft | None:
    if turn.one("phone"):
        return draft
    return replace(draft, ask_phone=False) if turn.caller and _THIS_NUMBER.search(turn.said) else None


def _correct(draft: Draft, turn: Turn) -> Draft | None:
    """Ask for the field again that the customer says is wrong without giving the right value.

    Of a number that was read back one group is wrong as a rule: the rest need not be said again.
    """
    field = str(turn.one("field") or "")
    if field in NUMBERS and not _DATA & turn.entities.keys():
        premise = "idpel" if draft.idpel else "meter_id"
        number = "phone" if field == "phone" else premise
        if getattr(draft, number):
            return replace(draft, fixing=number, group=0, correcting=False, confirmed=False)
    return _anew(draft, turn)


def _anew(draft: Draft, turn: Turn) -> Draft | None:
    """Ask for the whole field again."""
    wrong: dict[str, Any] = {"correcting": False, "confirmed": False}
    field = turn.one("field")
    if _DATA & turn.entities.keys():
        return draft
    if field in ("idpel", "meter_id"):
        return replace(draft, idpel=None, meter_id=None, premise_unknown=False, **wrong)
    if field == "phone":
        return replace(draft, phone=None, ask_phone=True, **wrong)
    if field in ("name", "address"):
        return replace(draft, **(wrong | {str(field): None}))
    return None


def _confirm(draft: Draft, turn: Turn) -> Draft | None:
    if (known := _told(draft, turn)) is not None:
        return known
    if turn.one("field"):
        return _correct(draft, turn)
    yes, no = turn.means("setuju"), turn.means("tolak")
    if yes and not no:
        # Who says yes twice means it, however badly it is heard.
        is_clear = draft.doubted or not turn.doubtful
        return draft.accepted(turn.caller) if is_clear else replace(draft, doubted=True)
    # A report is made on a clear yes only, and corrected on a clear no.
    wrong = no and not yes and (turn.is_sure("tolak") or turn.intent != "tolak")
    if wrong and draft.reread:
        # Only that number was read out: which group of it is wrong, not which part.
        return replace(draft, fixing=draft.reread, group=0, reread=None)
    if wrong and len(draft.reading) == 1:
        return _without(draft, turn)
    return replace(draft, correcting=True) if wrong or turn.is_sure("ubah_data") else None


def _without(draft: Draft, turn: Turn) -> Draft:
    """Return the draft after a no to the one part that was read: its group is asked for, or all of it anew."""
    part = next((part for part, value in draft.unread(turn.caller).items() if value in draft.reading), None)
    if part is None:
        return replace(draft, correcting=True)
    field = part if part != IDENTITY_PART else "idpel" if draft.idpel else "meter_id" if draft.meter_id else "name"
    if field in NUMBERS and getattr(draft, field):
        return replace(draft, fixing=field, group=0)
    if field == "phone":
        return replace(draft, ask_phone=True)
    wrong: dict[str, Any] = {field: None}
    return replace(draft, **wrong)


def _part(draft: Draft, turn: Turn) -> Draft | None:
    """Take which part is wrong, or the right value at once."""
    known = _told(draft, turn)
    return known if known is not None else _correct(draft, turn)


def _told(draft: Draft, turn: Turn) -> Draft | None:
    """Return the draft where the answer to a read-back brings data, or says that there is no such number."""
    if _DATA & turn.entities.keys():
        return draft
    if turn.unknown and _OF_A_NUMBER.search(turn.said) and (draft.idpel or draft.meter_id):
        # What was taken for the number of a building is none: name and address do.
        found = replace(draft, idpel=None, meter_id=None, premise_unknown=True, unsure=None)
        return replace(found, correcting=False, confirmed=False)
    digits = "".join(map(str, turn.entities.get("number_fragment", ())))
    phone = to_e164(f"0{digits}") if digits.startswith("8") and len(digits) in _WITHOUT_ZERO else None
    if phone is None:
        return None
    # A mobile number without its zero, or half of something else: asked about, whatever was heard.
    return replace(draft, phone=phone, ask_phone=False, unsure="phone", correcting=False, reread=None)


_TAKERS: dict[str, Callable[[Draft, Turn], Draft | None]] = {
    ask.OUTAGE: _outage,
    ask.CANCEL: _cancel,
    **number_answers.TAKERS,
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
    ask.CORRECT: _part,
    ask.CONFIRM: _confirm,
}

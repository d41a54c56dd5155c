"""A number on its way: what came of it so far, and when it is whole (Source: procedure.md HR-2).

People key too few digits, stop in the middle to look at the meter, or are cut off while they speak. What came is kept
and told; the rest, a correction of one group or the number anew makes it whole.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from itertools import chain

import spoken
from actions.digit_groups import CORRECTIONS, corrected
from actions.reply import Reply
from actions.turn import Turn
from phones import to_e164
from tickets.numbers import read_no_lapor

IDPEL_DIGITS, METER_DIGITS = 12, 11
# So many equal digits at the beginning show that the number was begun anew.
_BEGUN_ANEW = 3
_WHOLE = frozenset({"idpel", "meter_id", "phone", "no_lapor", "ambiguous_number"})


class Asked(Enum):
    """Which number is asked for; the value is part of the response keys."""

    PREMISE = "nomor"
    PHONE = "telepon"
    REPORT = "no_lapor"

    @property
    def shortest(self) -> int:
        """Return the fewest digits such a number has."""
        return {Asked.PREMISE: METER_DIGITS, Asked.PHONE: 10, Asked.REPORT: 11}[self]

    @property
    def longest(self) -> int:
        """Return the most digits such a number has (Source: procedure.md IN-4)."""
        return {Asked.PREMISE: IDPEL_DIGITS, Asked.PHONE: 14, Asked.REPORT: 17}[self]


def completed(turn: Turn, asked: Asked) -> tuple[Turn, str]:
    """Return the turn with the number its digits make together with the earlier ones, and the digits still kept."""
    earlier = kept(turn, asked)
    if turn.entities.keys() & _WHOLE:
        return turn, ""
    if earlier and turn.entities.keys() & CORRECTIONS:
        digits = corrected(earlier, turn) or earlier
    else:
        new = "".join(chain.from_iterable(map(str, turn.entities.get("number_fragment", ()))))
        digits = _joined(earlier, new, asked) if new else earlier
    whole = _whole(digits, asked)
    if whole is None:
        return turn, digits
    return replace(turn, entities={**turn.entities, whole[0]: (whole[1],)}), ""


def kept(turn: Turn, asked: Asked) -> str:
    """Return the digits that came for this number so far."""
    slot = turn.slots.get("angka") or {}
    return str(slot.get("digits") or "") if slot.get("asked") == asked.value else ""


def keep(reply: Reply, asked: Asked, digits: str) -> None:
    """Remember the digits of a number that is not whole, or that there are none."""
    reply.remember(angka={"asked": asked.value, "digits": digits} if digits else None)


def tell(question: str, asked: Asked, digits: str, reply: Reply) -> None:
    """Say how many digits came and how many are asked for, and ask for the rest."""
    # More than there can be: no rest makes it whole, the number or one group of it does.
    amount = "lebih" if len(digits) > asked.longest else "kurang"
    reply.ask(
        question,
        f"utter_{asked.value}_{amount}",
        jumlah=len(digits),
        jumlah_lisan=spoken.number_words(len(digits)),
        nomor=" ".join(spoken.groups(digits)),
        nomor_lisan=spoken.apart(digits),
    )


def _joined(earlier: str, new: str, asked: Asked) -> str:
    """Put new digits behind the earlier ones, unless they begin the number anew."""
    both = earlier + new
    anew = new[:_BEGUN_ANEW] == earlier[:_BEGUN_ANEW] and len(new) >= min(len(earlier), asked.shortest)
    if _whole(both, asked) and not (anew and _whole(new, asked)):
        return both
    if anew or (len(both) > asked.longest and len(new) >= len(earlier)):
        return new
    return both


def _whole(digits: str, asked: Asked) -> tuple[str, str] | None:
    """Return the entity and value of a whole number, None for anything else."""
    if asked is Asked.PHONE:
        phone = to_e164(digits) if len(digits) >= asked.shortest else None
        return ("phone", phone) if phone else None
    if asked is Asked.REPORT:
        return ("no_lapor", digits) if len(digits) in range(13, 18) and read_no_lapor(digits) else None
    return {IDPEL_DIGITS: ("idpel", digits), METER_DIGITS: ("meter_id", digits)}.get(len(digits))

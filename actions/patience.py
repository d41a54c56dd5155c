"""How long the dialogue goes on asking in vain, one rule for every question of a report (Source: procedure.md HR-6)."""

from __future__ import annotations

from dataclasses import replace

from actions import draft as ask
from actions.draft import NUMBERS, Draft
from actions.reply import Reply
from actions.turn import Turn

# Answers in vain in a row: then the question in other words, then a human.
EXPLAIN, HUMAN = 2, 3
# So many read-backs are refused without a part that is put right for the first time: then a human.
REFUSED = 3
# Turns of a report in all, whatever they bring.
MOST_TURNS = 16
_NUMBER = "nomor"
# What is read back, by the part it is of: a building has one number.
_PARTS = {
    "idpel": _NUMBER,
    "meter_id": _NUMBER,
    "premise_unknown": _NUMBER,
    **{name: name for name in ("name", "address", "phone", "ask_phone")},
}


def failed(turn: Turn) -> int:
    """Return how many answers in a row were in vain, this one among them: here, or not understood by the telephone."""
    return max(int(turn.slots.get("failures") or 0), turn.vain) + 1


def in_vain(turn: Turn, reply: Reply) -> int:
    """Return how many answers in a row were in vain as this turn leaves it."""
    return int(reply.slots.get("failures", turn.slots.get("failures")) or 0)


def reviewed(question: str, before: Draft, after: Draft) -> Draft:
    """Return the draft after an answer to a read-back: what changed nothing is no correction, and refusals count.

    Each part may be put right once for nothing: who corrects the address, then the telephone, gets on. Who refuses
    without a new word, or corrects the same part again, is not heard.
    """
    if question not in {ask.CONFIRM, ask.CORRECT} or after.confirmed or after.doubted or after.cancelling:
        return after
    touched = _touched(before, after)
    if question == ask.CORRECT and not touched:
        # The part that was asked for is still to come.
        return replace(after, correcting=before.correcting)
    refuses = after.correcting or bool(touched)
    if not refuses:
        return after
    again = not touched or bool(touched & set(before.mended))
    mended = tuple(sorted({*before.mended, *touched}))
    return replace(after, mended=mended, refused=before.refused + again)


def _touched(before: Draft, after: Draft) -> set[str]:
    """Return the parts that were put right, or are to be asked for again."""
    changed = {part for name, part in _PARTS.items() if getattr(before, name) != getattr(after, name)}
    if after.fixing and after.fixing != before.fixing:
        changed.add(_NUMBER if after.fixing in NUMBERS and after.fixing != "phone" else "phone")
    return {"phone" if part == "ask_phone" else part for part in changed}

"""Keep what was not understood, masked, for the supervisors' page. An answer never fails with it."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from actions.draft import Draft
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from metrics import MISUNDERSTOOD
from performance.masking import Place
from performance.model import Trouble

log = structlog.get_logger(__name__)
_NOT_UNDERSTOOD = "nlu_fallback"


def keep_misunderstanding(system: System, turn: Turn, reply: Reply) -> None:
    """Keep the turn's words where the reply shows that they were not understood, or were no answer to the question."""
    try:
        trouble = trouble_of(turn, reply)
        if trouble is None:
            return
        MISUNDERSTOOD.labels(str(turn.channel), str(trouble)).inc()
        question = turn.slots.get("question")
        system.performance.misunderstood(
            turn.said,
            turn.channel,
            trouble,
            question=str(question) if question else None,
            guess=next((intent for intent in (turn.intent, *turn.ranking) if intent != _NOT_UNDERSTOOD), None),
            places=[Place(*place) for place in turn.places],
            known=_known(system, turn),
        )
    except Exception:
        # What the customer is answered stands, whatever becomes of this.
        log.exception("misunderstanding_lost", conversation=turn.conversation)


def trouble_of(turn: Turn, reply: Reply) -> Trouble | None:
    """Return how the bot failed to understand the turn, None where it did not, or where nothing was said."""
    if not turn.said:
        return None
    if reply.slots.get("misunderstood"):
        return Trouble.NOT_UNDERSTOOD
    before = int(turn.slots.get("failures") or 0)
    return Trouble.ASKED_AGAIN if int(reply.slots.get("failures") or 0) > before else None


def _known(system: System, turn: Turn) -> Iterator[str]:
    """Yield names and addresses on file for this customer: people say them unasked."""
    draft = Draft.load(turn.slots.get("draft"))
    yield from filter(None, (draft.name, draft.address))
    for ticket in system.reports.of_caller(turn.caller):
        officer = ticket.officer.name if ticket.officer else None
        yield from filter(None, (ticket.customer.name, ticket.customer.address, officer))

"""The promised end of the work: changed, in danger, kept or not (Source: procedure.md ETA-6 to ETA-8)."""

from __future__ import annotations

from datetime import datetime

from tickets import rules
from tickets.errors import ConflictError, InvalidError
from tickets.events import EventType
from tickets.model import Alert, Kind, Promise, Stage, Ticket
from tickets.reports import Source, record


def change(
    ticket: Ticket,
    until: datetime,
    reason: str | None,
    source: Source,
    now: datetime,
    *,
    by_human: bool,
    rule: str = "ETA-6",
) -> bool:
    """Promise another end; the same again changes nothing. `rule` tells what asks for it.

    Return False where a program has changed it often enough and a human has to decide: that is kept with the report.
    Raises: ConflictError where nothing is promised any more, InvalidError for a time that has passed or is too far.
    """
    if ticket.kind is not Kind.G or not ticket.is_open or ticket.stage is Stage.NYALA:
        raise ConflictError("only an open G report without power has a promised end")
    if not now < until <= now + rules.PROMISE_FARTHEST:
        raise InvalidError(f"a promised end lies ahead, at most {rules.PROMISE_FARTHEST.days} days")
    old = rules.promised(ticket)
    if until == old and not rules.has_no_eta(ticket):
        return True
    facts = {"field": "eta", "old": old.isoformat(), "new": until.isoformat(), "note": reason, "rule": rule}
    if not by_human and ticket.promise_changes >= rules.AUTOMATIC_CHANGES:
        ticket.alert = Alert.ETA_PERLU_KEPUTUSAN
        record(ticket, source, EventType.COMMENT, **{**facts, "field": None})
        return False
    ticket.promise = Promise(until, reason, source.by, source.at)
    ticket.promise_changes += not by_human
    if ticket.alert is Alert.ETA_TERANCAM or (by_human and ticket.alert is Alert.ETA_PERLU_KEPUTUSAN):
        ticket.alert = None
    record(ticket, source, EventType.PROMISED, **facts)
    return True


def warn(ticket: Ticket, source: Source) -> bool:
    """Tell customer and officers that the promised end is in danger, once; return whether that was due."""
    if not rules.in_danger(ticket, source.at):
        return False
    until = rules.promised(ticket)
    ticket.warned_of = until
    ticket.alert = ticket.alert or Alert.ETA_TERANCAM
    record(ticket, source, EventType.WARNED, field="eta", new=until.isoformat(), rule="ETA-7")
    return True

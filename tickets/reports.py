"""What may happen to one report. Every function changes the report and records the event; none of them decides alone
whether it may: `tickets.rules` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tickets import rules
from tickets.errors import ConflictError, InvalidError
from tickets.events import Event, EventType
from tickets.model import (
    CHANGEABLE,
    Alert,
    Attachment,
    Channel,
    Kind,
    LaporUlang,
    Officer,
    Position,
    Rating,
    Resolution,
    ResolutionCode,
    Stage,
    StageTime,
    Status,
    Ticket,
)
from tickets.premises import premise_keys
from tickets.rules import RepeatVerdict

# Clocks of APKT and of phones run apart; further ahead than this is a mistake.
CLOCK_SKEW = timedelta(minutes=5)
# Updates that bring data and say nothing of the power.
DATA_ALONE = frozenset({"LU-4", "LU-10"})
# Who acts where nobody does.
SYSTEM = "SISTEM"


@dataclass(frozen=True, slots=True)
class Source:
    """Who does it, from where, when (aware UTC)."""

    by: str
    channel: Channel
    at: datetime


def record(ticket: Ticket, source: Source, kind: EventType, **facts: str | None) -> None:
    """Append an event to the report."""
    ticket.events.append(Event(kind, ticket.no_lapor, source.at, source.by, source.channel, **facts))


def assign(ticket: Ticket, officer: Officer, source: Source) -> None:
    """Give the report to an officer; from LAPOR it moves to PENUGASAN_REGU."""
    _require_open(ticket)
    if ticket.kind is not Kind.G:
        raise ConflictError("only a G report has a field officer")
    if ticket.officer != officer:
        ticket.officer = officer
        ticket.position = None
        record(ticket, source, EventType.ASSIGNED, note=officer.plate)
    if ticket.stage is Stage.LAPOR:
        _move(ticket, Stage.PENUGASAN_REGU, source)


def advance(
    ticket: Ticket, stage: Stage, source: Source, note: str | None = None, code: ResolutionCode | None = None
) -> None:
    """Move the report forward; the same stage again changes nothing, a step back is refused.

    Raises: ConflictError for a finished report or a step back, InvalidError for a code without SELESAI.
    """
    if code is not None and stage is not Stage.SELESAI:
        raise InvalidError("a resolution code belongs to SELESAI only")
    if stage is ticket.stage:
        return
    _require_open(ticket)
    if stage.order < ticket.stage.order:
        raise ConflictError(f"the report is at {ticket.stage} already; a stage never goes back")
    if ticket.kind is Kind.K and stage is not Stage.SELESAI:
        raise ConflictError("the stages between LAPOR and SELESAI belong to G reports")
    if stage is Stage.SELESAI:
        ticket.resolution = Resolution(code or ResolutionCode.SELESAI_NORMAL, note, source.at)
        ticket.status = Status.SELESAI
    _move(ticket, stage, source, note)
    if stage in (Stage.NYALA, Stage.SELESAI):
        _judge(ticket, source)


def see_position(ticket: Ticket, position: Position, now: datetime) -> bool:
    """Keep a newer position of the officer; return whether it was newer.

    An older one than known, or from before the report (or its reopening), changes nothing.
    """
    _require_open(ticket)
    if ticket.kind is not Kind.G:
        raise ConflictError("only a G report has a position (TR-1)")
    if position.at > now + CLOCK_SKEW:
        raise InvalidError("the time of the position lies in the future")
    if position.at < ticket.window_from or (ticket.position is not None and position.at <= ticket.position.at):
        return False
    ticket.position = position
    return True


def lapor_ulang(ticket: Ticket, verdict: RepeatVerdict, source: Source, note: str, *, urgent: bool) -> None:
    """Record a repeat; a finished G report becomes active again under its number, with `*` (Source: LU-7, LU-13)."""
    if verdict.reopens:
        ticket.status = Status.BELUM_SELESAI
        ticket.attention = True
        ticket.window_from = source.at
        ticket.officer = ticket.position = ticket.resolution = None
        # A new window, a new promise (ETA-2).
        ticket.promise = ticket.warned_of = ticket.eta_kept = ticket.alert = None
        ticket.promise_changes = 0
        _move(ticket, Stage.LAPOR, source, note)
    _dark_again(ticket)
    ticket.lapor_ulang_count += 1
    ticket.repeats.append(LaporUlang(source.at, source.channel, source.by, note, urgent, verdict.rule))
    record(ticket, source, EventType.LAPOR_ULANG, note=note, rule=verdict.rule)


def update(ticket: Ticket, source: Source, note: str, changes: Mapping[str, object], rule: str) -> None:
    """Record an Update Laporan: what was said, and data added or replaced."""
    _require_open(ticket)
    if rule not in DATA_ALONE:
        _dark_again(ticket)
    ticket.update_count += 1
    record(ticket, source, EventType.UPDATE, note=note, rule=rule)
    change(ticket, source, changes, rule)


def change(ticket: Ticket, source: Source, changes: Mapping[str, object], rule: str | None = None) -> None:
    """Add or replace data; each field leaves field, old, new, who and when (Source: MT-6)."""
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise InvalidError(f"these fields cannot be changed: {', '.join(unknown)}")
    for field, new in changes.items():
        old = ticket.description if field == "description" else getattr(ticket.customer, field)
        if new == old:
            continue
        if field == "description":
            if not str(new or "").strip():
                raise InvalidError("a report needs a short description (IN-2)")
            ticket.description = str(new)
        else:
            ticket.change_customer(**{field: new})
        record(ticket, source, EventType.CHANGED, field=field, old=_text(old), new=_text(new), rule=rule)
    if not premise_keys(ticket.customer):
        raise InvalidError("a report needs IDPEL or ID Meter, or name and full address (IN-2)")


def mark_urgent(ticket: Ticket, source: Source, rule: str) -> None:
    """Mark the report URGENT, once (Source: LU-3, IN-7)."""
    if not ticket.urgent:
        ticket.urgent = True
        record(ticket, source, EventType.MARKED_URGENT, rule=rule)


def mark_wider(ticket: Ticket, source: Source) -> None:
    """Flag the report as a possible wider outage, once (Source: IN-6)."""
    if not ticket.wider_outage:
        ticket.wider_outage = True
        record(ticket, source, EventType.MARKED_WIDER, rule="IN-6")


def link(ticket: Ticket, other: str, source: Source) -> None:
    """Link a report to another one (Source: LU-12)."""
    ticket.related_no_lapor = other
    record(ticket, source, EventType.LINKED, note=other, rule="LU-12")


def attach(ticket: Ticket, attachment: Attachment, source: Source) -> None:
    """Keep a photo or voice note with the report, once."""
    if attachment.url not in {known.url for known in ticket.attachments}:
        ticket.attachments.append(attachment)
        record(ticket, source, EventType.ATTACHED, note=attachment.content_type)


def has_power(ticket: Ticket, source: Source, rule: str, note: str | None) -> None:
    """Keep that the customer has power again; told before the work is done, an officer is to see it (CF-3, CF-5)."""
    record(ticket, source, EventType.CONFIRMED, rule=rule, note=note)
    if rule == "CF-5":
        ticket.alert = Alert.PELANGGAN_MENYALA


def comment(ticket: Ticket, text: str, source: Source) -> None:
    """Add a comment to Buku Biru."""
    record(ticket, source, EventType.COMMENT, note=text)


def rate(ticket: Ticket, rating: Rating, source: Source) -> None:
    """Keep the customer's rating of a finished report, 1 to 5 stars (Source: MT-7)."""
    if ticket.is_open:
        raise ConflictError("only a finished report can be rated")
    if not 1 <= rating.stars <= 5:
        raise InvalidError("a rating has 1 to 5 stars")
    ticket.rating = rating
    record(ticket, source, EventType.RATED, note=rating.comment, field="stars", new=str(rating.stars))


def complaint_text(receiver: str, unit_code: str, problem: str, related_kind: Kind, related_no: str) -> str:
    """Write the problem text of a new K report that follows a finished one (Source: LU-12)."""
    name = receiver if receiver.startswith("CC.") else f"CC.{unit_code}.{receiver.upper()}"
    return f"{name} {problem} Nomor Laporan Terkait {related_kind}: {related_no}"


def moment(source: Source, at: datetime | None) -> Source:
    """Return the source at the time the sender names, never later than now plus the clock skew."""
    if at is None:
        return source
    if at > source.at + CLOCK_SKEW:
        raise InvalidError("the time lies in the future")
    return replace(source, at=min(at, source.at))


def _dark_again(ticket: Ticket) -> None:
    if ticket.alert is Alert.PELANGGAN_MENYALA:
        ticket.alert = None


def _require_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise ConflictError("the report is SELESAI")


def _judge(ticket: Ticket, source: Source) -> None:
    """Keep whether the power was back by the promised end; a report closed for another reason says nothing (ETA-8)."""
    ticket.alert = None
    restored = ticket.resolution is None or ticket.resolution.code is ResolutionCode.SELESAI_NORMAL
    if ticket.kind is not Kind.G or ticket.eta_kept is not None or not restored:
        return
    ticket.eta_kept = rules.is_kept(ticket, source.at)
    facts = {"field": "eta", "old": rules.promised(ticket).isoformat(), "new": "KEPT" if ticket.eta_kept else "MISSED"}
    record(ticket, source, EventType.JUDGED, rule="ETA-8", **facts)


def _move(ticket: Ticket, stage: Stage, source: Source, note: str | None = None) -> None:
    old, ticket.stage = ticket.stage, stage
    ticket.stages.append(StageTime(stage, source.at, note))
    record(ticket, source, EventType.TRANSITION, field="stage", old=str(old), new=str(stage), note=note)


def _text(value: object) -> str | None:
    return None if value is None else str(value)

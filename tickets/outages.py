"""A wider outage (gangguan meluas): reports near each other, what an officer made of them, when it may happen
(Source: procedure.md WO)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tickets.errors import ConflictError, InvalidError
from tickets.model import Channel, Customer, Ticket, Word
from tickets.reports import Source
from tickets.rules import AUTOMATIC_CHANGES, CLUSTER_SIZE, CLUSTER_WINDOW, PROMISE_FARTHEST

LONGEST_AREA = 80
LONGEST_CAUSE = 200


class OutageState(Word):
    """How a group stands. MERGED went into another one; the last three are final."""

    SUSPECTED = "SUSPECTED"
    CONFIRMED = "CONFIRMED"
    DISMISSED = "DISMISSED"
    RESOLVED = "RESOLVED"
    MERGED = "MERGED"


OPEN = (OutageState.SUSPECTED, OutageState.CONFIRMED)


class OutageEventType(Word):
    """The facts of a group."""

    SUSPECTED = "SUSPECTED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    MERGED = "MERGED"
    CONFIRMED = "CONFIRMED"
    PROMISED = "PROMISED"
    UNDECIDED = "UNDECIDED"
    DISMISSED = "DISMISSED"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True)
class OutageEvent:
    """One fact of a group: who, when, from where; `report` joined or left, `old` and `new` are times or states."""

    type: OutageEventType
    outage: str
    at: datetime
    actor: str
    channel: Channel
    rule: str | None = None
    report: str | None = None
    note: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(slots=True)
class Outage:
    """One group. Changed only here, each change with its event.

    `since` is the oldest report; `area` the street or kelurahan customers hear, never an address (PV-3); `until` the
    promised end, `cause` what customers read of it; `eta_changes` those a program made; `reason` why it was dismissed;
    `needs_decision` that an officer has to choose the next end (ETA-6).
    """

    no: str
    unit_code: str
    since: datetime
    state: OutageState = OutageState.SUSPECTED
    area: str | None = None
    until: datetime | None = None
    cause: str | None = None
    reason: str | None = None
    eta_changes: int = 0
    needs_decision: bool = False
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0
    events: list[OutageEvent] = field(default_factory=list, repr=False, compare=False)

    @property
    def is_open(self) -> bool:
        """Tell whether reports may still join."""
        return self.state in OPEN

    @property
    def is_confirmed(self) -> bool:
        """Tell whether customers are told of it."""
        return self.state is OutageState.CONFIRMED

    def expected(self, now: datetime) -> datetime | None:
        """Return the promised end as long as it lies ahead: a time that has passed is none (Source: WO-4)."""
        return self.until if self.until is not None and self.until > now else None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A report near a place, and the group it is in; `apart` keeps it out of groups (Source: WO-3)."""

    no_lapor: str
    reported_at: datetime
    outage: str | None = None
    state: OutageState | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new report belongs: into a group of `joins` (the first stays, the others go into it), with `others` that
    are in none yet; without `joins` they begin one."""

    rule: str
    joins: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def place(around: Sequence[Neighbour], at: datetime, *, says_wider: bool) -> Placement | None:
    """Tell where a new report belongs among those near it; None where it stands alone (Source: WO-1, WO-2, WO-6).

    `at` is when it was reported, perhaps a while before it came in: the 2 hours of IN-6 lie on both sides. A confirmed
    group takes reports as long as it lasts, and takes them alone: what an officer confirmed does not grow into its
    neighbours by itself.
    """
    inside = [near for near in around if near.outage is not None]
    confirmed = sorted({near.outage or "" for near in inside if near.state is OutageState.CONFIRMED})
    if confirmed:
        return Placement("WO-4", (confirmed[0],))
    fresh = [near for near in around if abs(near.reported_at - at) <= CLUSTER_WINDOW]
    others = tuple(near.no_lapor for near in fresh if near.outage is None and not near.apart)
    suspected = sorted({near.outage or "" for near in fresh if near.state is OutageState.SUSPECTED})
    if suspected:
        return Placement("WO-1", tuple(suspected), others)
    if len(others) + 1 >= CLUSTER_SIZE:
        return Placement("WO-1", (), others)
    dismissed = any(near.state is OutageState.DISMISSED for near in inside)
    return Placement("WO-2", (), others) if says_wider and not dismissed else None


def middle_of(customers: Sequence[Customer]) -> tuple[float, float] | None:
    """Return the middle of the places that are known, degrees WGS84."""
    places = [(c.lat, c.lon) for c in customers if c.lat is not None and c.lon is not None]
    if not places:
        return None
    return sum(lat for lat, _ in places) / len(places), sum(lon for _, lon in places) / len(places)


def record(outage: Outage, source: Source, kind: OutageEventType, **facts: str | None) -> None:
    """Append an event to the group."""
    outage.events.append(OutageEvent(kind, outage.no, source.at, source.by, source.channel, **facts))


def confirm(outage: Outage, source: Source, now: datetime, until: datetime | None, cause: str | None) -> None:
    """An officer found that it is a wider outage (Source: WO-4). Raises: ConflictError, InvalidError."""
    if outage.state is not OutageState.SUSPECTED:
        raise ConflictError(f"the group is {outage.state} already")
    if until is not None:
        _check_time(until, now)
    outage.state = OutageState.CONFIRMED
    outage.until, outage.cause, outage.confirmed_at = until, cause, source.at
    record(outage, source, OutageEventType.CONFIRMED, rule="WO-4", note=cause, new=_text(until))


def promise(outage: Outage, until: datetime, cause: str, source: Source, now: datetime, *, by_human: bool) -> bool:
    """Promise another end; False where a program changed it often enough and an officer decides (Source: ETA-6, WO-5).

    The same time again changes nothing. Raises: ConflictError, InvalidError.
    """
    if not outage.is_confirmed:
        raise ConflictError("only a confirmed outage has a promised end")
    _check_time(until, now)
    if until == outage.until:
        return True
    facts = {"rule": "WO-5", "note": cause, "old": _text(outage.until), "new": _text(until)}
    # The first time is no change: there was none before.
    if not by_human and outage.until is not None and outage.eta_changes >= AUTOMATIC_CHANGES:
        outage.needs_decision = True
        record(outage, source, OutageEventType.UNDECIDED, **facts)
        return False
    outage.eta_changes += not by_human and outage.until is not None
    outage.until, outage.cause, outage.needs_decision = until, cause, False
    record(outage, source, OutageEventType.PROMISED, **facts)
    return True


def dismiss(outage: Outage, reason: str, source: Source) -> None:
    """An officer found that the reports have nothing to do with each other (Source: WO-6). Raises: ConflictError."""
    _require_open(outage)
    outage.state, outage.reason, outage.closed_at = OutageState.DISMISSED, reason, source.at
    outage.needs_decision = False
    record(outage, source, OutageEventType.DISMISSED, rule="WO-6", note=reason)


def resolve(outage: Outage, note: str | None, source: Source) -> None:
    """The power is back in the area (Source: WO-7). Raises: ConflictError."""
    if not outage.is_confirmed:
        raise ConflictError("only a confirmed outage is resolved; a suspected one is confirmed or dismissed")
    outage.state, outage.closed_at, outage.needs_decision = OutageState.RESOLVED, source.at, False
    record(outage, source, OutageEventType.RESOLVED, rule="WO-7", note=note)


def merge(outage: Outage, into: Outage, source: Source) -> None:
    """One suspected group goes into another because a report belongs to both (Source: WO-1)."""
    outage.state, outage.closed_at = OutageState.MERGED, source.at
    record(outage, source, OutageEventType.MERGED, rule="WO-1", new=into.no)


def is_of(ticket: Ticket, outage: Outage) -> bool:
    """Tell whether the report is in the group."""
    return ticket.outage is not None and ticket.outage.no == outage.no


def _check_time(until: datetime, now: datetime) -> None:
    if not now < until <= now + PROMISE_FARTHEST:
        raise InvalidError(f"a promised end lies ahead, at most {PROMISE_FARTHEST.days} days")


def _require_open(outage: Outage) -> None:
    if not outage.is_open:
        raise ConflictError(f"the group is {outage.state} already")


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

"""An in-memory store behind the ports of `tickets`, and a clock set by hand."""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Self

from desk.errors import MayRingError, NotSentError
from tickets.errors import InvalidError, NumberTakenError, PremiseHasOpenReportError, StaleWriteError
from tickets.events import TAB_TYPES, Event, Tab
from tickets.model import SINGLE_BUILDING, Customer, Kind, Stage, Ticket
from tickets.numbers import read_no_lapor, spellings
from tickets.outages import Neighbour, Outage, OutageEvent, OutageState
from tickets.ports import Page, TicketQuery
from tickets.premises import are_neighbours, plain, premise_keys, street_key
from tickets.rules import CLUSTER_WINDOW, in_danger

# Monday noon in Jakarta.
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class HandSetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the time it is set to."""
        return self.at

    def forward(self, by: timedelta) -> None:
        """Move it."""
        self.at += by


@dataclass
class FakeState:
    """What is committed. Tickets and events in it are never mutated, only replaced."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    premises: dict[str, str] = field(default_factory=dict)
    counters: Counter[tuple[str, date]] = field(default_factory=Counter)
    wrong_pairs: list[tuple[str, datetime]] = field(default_factory=list)
    outages: dict[str, Outage] = field(default_factory=dict)
    outage_events: list[OutageEvent] = field(default_factory=list)

    def copied(self) -> FakeState:
        """Return a copy to work on."""
        return FakeState(
            dict(self.tickets),
            list(self.events),
            dict(self.premises),
            Counter(self.counters),
            list(self.wrong_pairs),
            dict(self.outages),
            list(self.outage_events),
        )


class FakeStore:
    """The committed state and the lock that lets one unit of work in at a time. Call it for a unit of work."""

    def __init__(self) -> None:
        self.state = FakeState()
        self.lock = threading.RLock()

    def __call__(self) -> FakeUnitOfWork:
        """Return a new unit of work."""
        return FakeUnitOfWork(self)


class FakeUnitOfWork:
    """Work on a copy; commit puts it in the place of the state."""

    tickets: FakeTickets
    wrong_pairs: FakeWrongPairs
    outages: FakeOutages

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        """Begin, alone."""
        self._store.lock.acquire()
        self._begin(self._store.state)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what was not committed."""
        self._store.lock.release()

    def commit(self) -> None:
        """Make it last."""
        self._store.state = self._state
        self._begin(self._state)

    def _begin(self, state: FakeState) -> None:
        self._state = state.copied()
        self.tickets = FakeTickets(self._state)
        self.wrong_pairs = FakeWrongPairs(self._state)
        self.outages = FakeOutages(self._state)


class FakeTickets:
    """The reports of one unit of work."""

    def __init__(self, state: FakeState) -> None:
        self._state = state

    def add(self, ticket: Ticket) -> None:
        """Insert a new report."""
        if ticket.no_lapor in self._state.tickets:
            raise NumberTakenError("taken", no_lapor=ticket.no_lapor)
        self._store(ticket)

    def save(self, ticket: Ticket) -> None:
        """Write a changed report."""
        known = self._state.tickets.get(ticket.no_lapor)
        if known is None or known.version != ticket.version:
            raise StaleWriteError("stale", no_lapor=ticket.no_lapor)
        self._store(ticket)

    def _store(self, ticket: Ticket) -> None:
        holds = ticket.kind is Kind.G and ticket.is_open
        keys = sorted(premise_keys(ticket.customer)) if holds else []
        for key in keys:
            holder = self._state.premises.get(key, ticket.no_lapor)
            if holder != ticket.no_lapor:
                raise PremiseHasOpenReportError(holder)
        others = {key: holder for key, holder in self._state.premises.items() if holder != ticket.no_lapor}
        self._state.premises = others | dict.fromkeys(keys, ticket.no_lapor)
        self._state.events += ticket.events
        ticket.events.clear()
        ticket.version += 1
        self._state.tickets[ticket.no_lapor] = copy.deepcopy(ticket)

    def get(self, no_lapor: str, *, lock: bool = False) -> Ticket | None:  # noqa: ARG002 - alone anyway
        """Return a copy of the report."""
        return self._fresh(self._state.tickets.get(no_lapor))

    def knows(self, numbers: Collection[str]) -> bool:
        """Tell whether one of the numbers is there."""
        return not self._state.tickets.keys().isdisjoint(numbers)

    def _fresh(self, ticket: Ticket | None) -> Ticket | None:
        """Return a copy with its group as that stands now."""
        found = copy.deepcopy(ticket)
        if found is not None and found.outage is not None:
            found.outage = copy.deepcopy(self._state.outages[found.outage.no])
        return found

    def search(self, query: TicketQuery) -> Page:
        """Search, newest first; the cursor is the place in the order."""
        if not 1 <= query.limit <= 200:
            raise InvalidError("limit")
        found = [ticket for ticket in self._newest_first() if _matches(ticket, query)]
        if query.cursor is not None:
            last = _place(query.cursor)
            found = [ticket for ticket in found if (ticket.reported_at, ticket.no_lapor) < last]
        items = found[: query.limit]
        more = len(found) > query.limit
        return Page(items, f"{items[-1].reported_at.isoformat()} {items[-1].no_lapor}" if more else None)

    def of_caller(self, phone: str) -> Sequence[Ticket]:
        """Return the newest 20 of a number."""
        return [ticket for ticket in self._newest_first() if phone in (ticket.reporter, ticket.customer.phone)][:20]

    def open_at_premise(self, customer: Customer) -> str | None:
        """Return who holds the building."""
        holders = (self._state.premises.get(key) for key in sorted(premise_keys(customer)))
        return next((holder for holder in holders if holder), None)

    def of_outage(self, no: str, *, lock: bool = False) -> Sequence[Ticket]:  # noqa: ARG002 - alone anyway
        """Return the reports of a group, by number."""
        numbers = sorted(it.no_lapor for it in self._state.tickets.values() if it.outage and it.outage.no == no)
        return [ticket for number in numbers if (ticket := self.get(number)) is not None]

    def of_premise(self, idpel: str | None, meter_id: str | None) -> Ticket | None:
        """Return the newest of a building."""
        wanted = {("idpel", idpel), ("meter_id", meter_id)}
        mine = [t for t in self._newest_first() if any(v and getattr(t.customer, name) == v for name, v in wanted)]
        return mine[0] if mine else None

    def in_danger(self, now: datetime) -> Sequence[str]:
        """Return the numbers of reports in danger."""
        return [ticket.no_lapor for ticket in self._state.tickets.values() if in_danger(ticket, now)]

    def unconfirmed(self, since: datetime, until: datetime) -> Sequence[str]:
        """Return the reports asked of then; whether they answered is read from their history."""
        asked = (Stage.NYALA, Stage.SELESAI)
        told = [e.no_lapor for e in self._state.events if e.new in asked and since <= e.at <= until]
        return list(dict.fromkeys(told))

    def next_sequence(self, unit_code: str, day: date) -> int:
        """Count on."""
        self._state.counters[unit_code, day] += 1
        return self._state.counters[unit_code, day]

    def history(self, no_lapor: str, tab: Tab) -> Sequence[Event]:
        """Return the events of a report."""
        mine = [event for event in self._state.events if event.no_lapor == no_lapor and event.type in TAB_TYPES[tab]]
        return sorted(mine, key=lambda event: event.at)

    def _newest_first(self) -> list[Ticket]:
        order = sorted(self._state.tickets.values(), key=lambda t: (t.reported_at, t.no_lapor), reverse=True)
        return [found for ticket in order if (found := self._fresh(ticket)) is not None]


class FakeOutages:
    """The wider outages of one unit of work."""

    def __init__(self, state: FakeState) -> None:
        self._state = state

    def hold(self) -> None:
        """Do nothing: a unit of work is alone."""

    def add(self, outage: Outage) -> None:
        """Insert a new group."""
        self._store(outage)

    def save(self, outage: Outage) -> None:
        """Write a changed group."""
        if self._state.outages[outage.no].version != outage.version:
            raise StaleWriteError("stale", outage=outage.no)
        self._store(outage)

    def _store(self, outage: Outage) -> None:
        self._state.outage_events += outage.events
        outage.events.clear()
        outage.version += 1
        self._state.outages[outage.no] = copy.deepcopy(outage)

    def get(self, no: str) -> Outage | None:
        """Return a copy of the group."""
        return copy.deepcopy(self._state.outages.get(no))

    def listed(self, states: Collection[OutageState], limit: int) -> Sequence[Outage]:
        """Return groups, the newest first."""
        found = [outage for outage in self._state.outages.values() if outage.state in states]
        return copy.deepcopy(sorted(found, key=lambda it: (it.since, it.no), reverse=True)[:limit])

    def around(self, customer: Customer, at: datetime) -> Sequence[Neighbour]:
        """Return the reports near by, of each group the one nearest in time."""
        near = sorted(self._near(customer, at - CLUSTER_WINDOW), key=lambda it: (abs(it.reported_at - at), it.no_lapor))
        found = {it.outage or it.no_lapor: it for it in reversed(near)}
        return sorted(found.values(), key=lambda it: (it.reported_at, it.no_lapor))

    def _near(self, customer: Customer, since: datetime) -> Sequence[Neighbour]:
        found = []
        for ticket in self._state.tickets.values():
            group = self._state.outages[ticket.outage.no] if ticket.outage else None
            counts = (ticket.is_open and ticket.reported_at >= since) or (group is not None and group.is_open)
            single = ticket.kind is Kind.G and ticket.category == SINGLE_BUILDING
            if counts and single and are_neighbours(ticket.customer, customer):
                no, state = (group.no, group.state) if group else (None, None)
                found.append(Neighbour(ticket.no_lapor, ticket.reported_at, no, state, ticket.apart))
        return sorted(found, key=lambda it: (it.reported_at, it.no_lapor))

    def confirmed_near(self, customer: Customer) -> Outage | None:
        """Return the confirmed group near by."""
        near = [
            it for it in self._near(customer, datetime.max.replace(tzinfo=UTC)) if it.state is OutageState.CONFIRMED
        ]
        return self.get(near[0].outage or "") if near else None

    def gist(self, no: str) -> tuple[datetime, str | None] | None:
        """Return the oldest report's time and an address in the commonest street."""
        mine = sorted(
            (it for it in self._state.tickets.values() if it.outage and it.outage.no == no), key=lambda it: it.no_lapor
        )
        if not mine:
            return None
        streets = Counter(key for it in mine if (key := street_key(it.customer.address)))
        street = streets.most_common(1)[0][0] if streets else None
        named = (it.customer.address or "" for it in mine if street and street_key(it.customer.address) == street)
        return min(it.reported_at for it in mine), min(named, default=None)

    def history(self, no: str) -> Sequence[OutageEvent]:
        """Return the events of a group."""
        return [event for event in self._state.outage_events if event.outage == no]


class FakeWrongPairs:
    """The failed pairs of one unit of work."""

    def __init__(self, state: FakeState) -> None:
        self._state = state

    def add(self, caller: str, at: datetime) -> None:
        """Remember one."""
        self._state.wrong_pairs.append((caller, at))

    def count(self, caller: str, since: datetime) -> int:
        """Count them."""
        return sum(who == caller and at >= since for who, at in self._state.wrong_pairs)


def _matches(ticket: Ticket, query: TicketQuery) -> bool:
    customer = ticket.customer
    wanted = {
        (query.idpel, customer.idpel),
        (query.meter_id, customer.meter_id),
        (query.status, ticket.status),
        (query.kind, ticket.kind),
        (query.attention, ticket.attention),
        (query.stage, ticket.stage),
        (query.wider_outage, ticket.wider_outage),
    }
    if any(value is not None and value != known for value, known in wanted):
        return False
    if query.phone is not None and query.phone not in (customer.phone, ticket.reporter):
        return False
    if query.no_lapor is not None:
        read = read_no_lapor(query.no_lapor)
        if read is None or ticket.no_lapor not in spellings(read):
            return False
    if query.q is None:
        return True
    text = " ".join(plain(part) for part in (ticket.no_lapor, customer.name, customer.address) if part)
    words = plain(query.q).split()
    return bool(words) and all(word in text for word in words)


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        at, no_lapor = cursor.split(" ")
        return datetime.fromisoformat(at), no_lapor
    except ValueError as error:
        raise InvalidError("cursor") from error


class FakeOfficersLine:
    """The officers' telephone, which remembers what it rang about; nobody takes calls while it is `down`."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        # The carrier's ids of what rings or is talked on.
        self.on: set[str] = set()
        self.down = self.silent = False
        self.is_there = True

    def ring(self, record_id: str) -> str:
        """Ring."""
        if self.down:
            raise NotSentError("down")
        self.rung.append(record_id)
        sid = f"CA{len(self.rung):032}"
        self.on.add(sid)
        if self.silent:
            raise MayRingError("silent")
        return sid

    def is_on(self, sid: str) -> bool:
        """Ask the carrier."""
        if self.silent:
            raise MayRingError("silent")
        return sid in self.on

    def find(self, since: datetime, but: Collection[str]) -> str | None:  # noqa: ARG002 - all of it is new
        """Look with the carrier."""
        if self.silent:
            raise MayRingError("silent")
        return next((sid for sid in self.on if sid not in but), None)


class FakeMessenger:
    """A carrier that remembers what it was given, or takes nothing while it is `down`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str | None]] = []
        self.down = False
        self.has_template = True

    def send_text(self, address: str, text: str) -> str:
        """Take free words."""
        return self._take(address, text)

    def send_template(self, address: str) -> str:
        """Take the template."""
        return self._take(address, None)

    def _take(self, address: str, text: str | None) -> str:
        if self.down:
            raise NotSentError("down")
        self.sent.append((address, text))
        return f"SM{len(self.sent):032}"

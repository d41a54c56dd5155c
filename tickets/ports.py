"""What the procedure needs from the outside: a store, a clock. `storage` and the tests' fakes implement them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tickets.events import Event, Tab
from tickets.model import Customer, Kind, Stage, Status, Ticket
from tickets.outages import Neighbour, Outage, OutageEvent, OutageState
from tickets.transactions import Transaction


class Clock(Protocol):
    """Tell the time as aware UTC."""

    def __call__(self) -> datetime:
        """Return now."""
        ...


@dataclass(frozen=True, slots=True)
class TicketQuery:
    """A search; all given parts must match. `q` looks into number, name and address. `limit` 1 to 200."""

    no_lapor: str | None = None
    phone: str | None = None
    idpel: str | None = None
    meter_id: str | None = None
    q: str | None = None
    status: Status | None = None
    kind: Kind | None = None
    attention: bool | None = None
    stage: Stage | None = None
    wider_outage: bool | None = None
    alert: bool | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search, newest report first; `next_cursor` is None on the last."""

    items: Sequence[Ticket]
    next_cursor: str | None


class Tickets(Protocol):
    """The reports. Loaded tickets carry no events; saving appends the events recorded since loading."""

    def add(self, ticket: Ticket) -> None:
        """Insert a new report. Raises: NumberTakenError; PremiseHasOpenReportError (IN-5)."""
        ...

    def save(self, ticket: Ticket) -> None:
        """Write a changed report. Raises: StaleWriteError; PremiseHasOpenReportError when a reopening meets IN-5."""
        ...

    def get(self, no_lapor: str, *, lock: bool = False) -> Ticket | None:
        """Return the report with exactly this stored number; `lock` holds it until the unit of work ends."""
        ...

    def knows(self, numbers: Collection[str]) -> bool:
        """Tell whether one of these stored numbers is that of a report."""
        ...

    def search(self, query: TicketQuery) -> Page:
        """Search, newest first, keyset paging."""
        ...

    def of_caller(self, phone: str) -> Sequence[Ticket]:
        """Return the newest 20 reports made from, or with the contact number, `phone` (E.164) (PV-1), newest first."""
        ...

    def open_at_premise(self, customer: Customer) -> str | None:
        """Return the number of the open G report of this building, by `premises.premise_keys` (IN-5)."""
        ...

    def of_outage(self, no: str, *, lock: bool = False) -> Sequence[Ticket]:
        """Return the reports of a group, by number; `lock` holds them until the unit of work ends."""
        ...

    def of_premise(self, idpel: str | None, meter_id: str | None) -> Ticket | None:
        """Return the newest report of the building with this IDPEL or ID Meter."""
        ...

    def in_danger(self, now: datetime) -> Sequence[str]:
        """Return the numbers of reports whose promised end may be in danger and was not warned of, nearest first."""
        ...

    def unconfirmed(self, since: datetime, until: datetime) -> Sequence[str]:
        """Return reports whose customer was asked then whether the power is back, and did not answer (CF-4)."""
        ...

    def next_sequence(self, unit_code: str, day: date) -> int:
        """Return the next number of the unit and day, from 1, never the same twice (IN-4)."""
        ...

    def history(self, no_lapor: str, tab: Tab) -> Sequence[Event]:
        """Return the events of a report, oldest first (MT-6)."""
        ...


class WrongPairs(Protocol):
    """Failed pairs of IDPEL and No Lapor by who guessed (PV-2) and what was guessed at (PV-4)."""

    def add(self, caller: str, at: datetime) -> None:
        """Remember a wrong pair."""
        ...

    def count(self, caller: str, since: datetime) -> int:
        """Count the wrong pairs since then; nobody else counts this one's until the unit of work ends."""
        ...


class Outages(Protocol):
    """The wider outages. Saving appends the events recorded since loading."""

    def hold(self) -> None:
        """Let nobody else group reports until this unit of work ends: what is decided is decided from all of them."""
        ...

    def add(self, outage: Outage) -> None:
        """Insert a new group."""
        ...

    def save(self, outage: Outage) -> None:
        """Write a changed group. Raises: StaleWriteError."""
        ...

    def get(self, no: str) -> Outage | None:
        """Return the group with this number."""
        ...

    def listed(self, states: Collection[OutageState], limit: int) -> Sequence[Outage]:
        """Return groups in one of these states, the newest first."""
        ...

    def around(self, customer: Customer, at: datetime) -> Sequence[Neighbour]:
        """Return the reports near a building (`premises.are_neighbours`) that tell where one of then belongs, oldest
        first: open single-building G reports since `CLUSTER_WINDOW` before, and those of open groups however old.

        Of each group the one nearest in time: it may have very many.
        """
        ...

    def confirmed_near(self, customer: Customer) -> Outage | None:
        """Return the confirmed group with a report near a building, of several that with the oldest report."""
        ...

    def gist(self, no: str) -> tuple[datetime, str | None] | None:
        """Return when the oldest report of a group came and an address in the street most of them name; None where it
        has no report."""
        ...

    def history(self, no: str) -> Sequence[OutageEvent]:
        """Return the events of a group, oldest first."""
        ...


class UnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def tickets(self) -> Tickets:
        """Return the reports."""
        ...

    @property
    def outages(self) -> Outages:
        """Return the wider outages."""
        ...

    @property
    def wrong_pairs(self) -> WrongPairs:
        """Return the failed pairs."""
        ...


UnitOfWorkFactory = Callable[[], UnitOfWork]

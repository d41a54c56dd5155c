"""The use cases around wider outages: what officers and APKT decide, what callers from the area hear."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from tickets import grouping, outage_reports, outages
from tickets.errors import ConflictError, InvalidError, NotFoundError
from tickets.events import Tab
from tickets.inquiries import require
from tickets.model import Channel, Customer, Ticket
from tickets.outages import OPEN, Outage, OutageEvent, OutageEventType, OutageState
from tickets.ports import Clock, UnitOfWork, UnitOfWorkFactory
from tickets.reports import SYSTEM, Source, moment
from tickets.transactions import written

T = TypeVar("T")
LISTED = 100


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its reports, by number."""

    outage: Outage
    reports: Sequence[Ticket]

    @property
    def place(self) -> tuple[float, float] | None:
        """Return the middle of the places that are known, degrees WGS84."""
        return outages.middle_of([ticket.customer for ticket in self.reports])


@dataclass(frozen=True, slots=True)
class Heard:
    """A confirmed outage for somebody to hear of; `area` is None where naming it would tell of a building that is not
    theirs (PV-2), `until` where no end is promised that lies ahead (WO-4)."""

    no: str
    area: str | None
    until: datetime | None
    cause: str | None


class WiderOutages:
    """All use cases around a wider outage."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    # -- reading ------------------------------------------------------------------------------------------------

    def listed(self, states: Collection[OutageState] = OPEN, limit: int = LISTED) -> Sequence[Group]:
        """Return groups in these states, the newest first."""
        with self._uow() as uow:
            return [Group(it, uow.tickets.of_outage(it.no)) for it in uow.outages.listed(states, limit)]

    def get(self, no: str) -> Group:
        """Return a group. Raises: NotFoundError."""
        with self._uow() as uow:
            return _whole(uow, _require(uow, no))

    def history(self, no: str) -> Sequence[OutageEvent]:
        """Return the events of a group, oldest first. Raises: NotFoundError."""
        with self._uow() as uow:
            return uow.outages.history(_require(uow, no).no)

    def confirmed_for(self, customer: Customer, caller: str | None) -> Heard | None:
        """Return the confirmed outage somebody is in, None where there is none (Source: WO-4).

        Looked for by the place they tell, else by the buildings of their own number and by the IDPEL or ID Meter they
        name; what only the last tells of names no area (PV-2).
        """
        now = self._clock()
        with self._uow() as uow:
            own = uow.tickets.of_caller(caller) if caller else ()
            places = [(customer, True)]
            if not customer.address and customer.lat is None:
                places = [(ticket.customer, True) for ticket in own if _could_be(ticket.customer, customer)]
                filed = uow.tickets.of_premise(customer.idpel, customer.meter_id)
                places += [(filed.customer, False)] if filed else []
            for place, may_name in places:
                found = uow.outages.confirmed_near(place)
                if found is not None:
                    return Heard(found.no, found.area if may_name else None, found.expected(now), found.cause)
        return None

    # -- decisions ----------------------------------------------------------------------------------------------

    def confirm(
        self,
        no: str,
        source: Source,
        *,
        until: datetime | None = None,
        cause: str | None = None,
        area: str | None = None,
    ) -> Group:
        """Find that it is a wider outage; every linked customer is told (Source: WO-4).

        `area` is what customers hear in the place of the street most reports name. Raises: NotFoundError,
        ConflictError, InvalidError.
        """

        def work(uow: UnitOfWork, outage: Outage) -> None:
            outages.confirm(outage, source, self._clock(), until, cause)
            outage.area = _short(area, outages.LONGEST_AREA) or outage.area
            self._tell(uow, outage, lambda ticket: outage_reports.tell_confirmed(ticket, outage, source))

        return self._decide(no, work)

    def promise(self, no: str, until: datetime, cause: str, source: Source, *, by_human: bool) -> Group:
        """Promise another end to every linked report (Source: WO-5). Raises: ConflictError, also at a human's turn."""
        done: list[bool] = []

        def work(uow: UnitOfWork, outage: Outage) -> None:
            before = outage.until
            done[:] = [outages.promise(outage, until, cause, source, self._clock(), by_human=by_human)]
            if done[0] and outage.until != before:
                self._tell(uow, outage, lambda ticket: outage_reports.adopt(ticket, outage, source))

        group = self._decide(no, work)
        if not done[0]:
            raise ConflictError("the promised end was changed twice: an officer decides now (ETA-6)")
        return group

    def dismiss(self, no: str, reason: str, source: Source) -> Group:
        """Find that it is none; told is who had been told otherwise (Source: WO-6)."""

        def work(uow: UnitOfWork, outage: Outage) -> None:
            outages.dismiss(outage, reason, source)

            def tell(ticket: Ticket) -> None:
                history = uow.tickets.history(ticket.no_lapor, Tab.ALL)
                outage_reports.tell_dismissed(ticket, outage, source, history)

            self._tell(uow, outage, tell)

        return self._decide(no, work)

    def resolve(self, no: str, source: Source, note: str | None = None) -> Group:
        """The power is back: every linked report is finished and its customer asked whether it is (Source: WO-7)."""

        def work(uow: UnitOfWork, outage: Outage) -> None:
            outages.resolve(outage, note, source)
            self._tell(uow, outage, lambda ticket: outage_reports.tell_resolved(ticket, outage, source))

        return self._decide(no, work)

    def add(self, no: str, no_lapor: str, source: Source) -> Group:
        """Put a report into a group by hand (Source: WO-3). Raises: NotFoundError, ConflictError."""

        def work(uow: UnitOfWork, outage: Outage) -> None:
            _require_open(outage)
            ticket = require(uow, no_lapor)
            if outages.is_of(ticket, outage):
                return
            grouping.take(uow, outage, ticket, source, "WO-3")
            if outage.is_confirmed:
                outage_reports.tell_confirmed(ticket, outage, source)
                uow.tickets.save(ticket)
            grouping.refresh(uow, outage)

        return self._decide(no, work)

    def remove(self, no: str, no_lapor: str, source: Source, reason: str | None = None) -> Group:
        """Take a report out of a group for good: it is of one building alone (Source: WO-3)."""

        def work(uow: UnitOfWork, outage: Outage) -> None:
            _require_open(outage)
            ticket = require(uow, no_lapor)
            if not outages.is_of(ticket, outage):
                raise ConflictError("the report is not in this group")
            outage_reports.leave(ticket, source, "WO-3", reason, apart=True)
            uow.tickets.save(ticket)
            facts = {"report": ticket.no_lapor, "note": reason, "rule": "WO-3"}
            outages.record(outage, source, OutageEventType.LEFT, **facts)
            grouping.refresh(uow, outage)

        return self._decide(no, work)

    def tidy(self) -> Sequence[str]:
        """End suspected groups none of whose reports is open any more; return their numbers (Source: WO-6)."""
        with self._uow() as uow:
            suspected = uow.outages.listed((OutageState.SUSPECTED,), LISTED)
            over = [it.no for it in suspected if not any(ticket.is_open for ticket in uow.tickets.of_outage(it.no))]
        source = Source(SYSTEM, Channel.CONSOLE, self._clock())
        for no in over:
            self._decide(no, lambda uow, outage: self._end(uow, outage, source))
        return over

    def source(self, by: str, channel: Channel, at: datetime | None = None) -> Source:
        """Return who does it, at the time named or now. Raises: InvalidError for a time ahead of the clock."""
        return moment(Source(by, channel, self._clock()), at)

    def _end(self, uow: UnitOfWork, outage: Outage, source: Source) -> None:
        if outage.state is OutageState.SUSPECTED and not any(t.is_open for t in uow.tickets.of_outage(outage.no)):
            outages.dismiss(outage, "", source)

    def _tell(self, uow: UnitOfWork, outage: Outage, tell: Callable[[Ticket], None]) -> None:
        for ticket in uow.tickets.of_outage(outage.no, lock=True):
            tell(ticket)
            if ticket.events:
                uow.tickets.save(ticket)

    def _decide(self, no: str, work: Callable[[UnitOfWork, Outage], None]) -> Group:
        def whole(uow: UnitOfWork) -> Group:
            uow.outages.hold()
            outage = _require(uow, no)
            work(uow, outage)
            if outage.events:
                uow.outages.save(outage)
            return _whole(uow, outage)

        return written(self._uow, whole)


def _require(uow: UnitOfWork, no: str) -> Outage:
    outage = uow.outages.get(no.strip().upper())
    if outage is None:
        raise NotFoundError("there is no such wider outage")
    return outage


def _require_open(outage: Outage) -> None:
    if not outage.is_open:
        raise ConflictError(f"the group is {outage.state} already")


def _whole(uow: UnitOfWork, outage: Outage) -> Group:
    return Group(outage, uow.tickets.of_outage(outage.no))


def _could_be(known: Customer, told: Customer) -> bool:
    """Tell whether a building on file may be the one that is named; where none is named it may."""
    for given, filed in ((told.idpel, known.idpel), (told.meter_id, known.meter_id)):
        if given and filed:
            return given == filed
    return not (told.idpel or told.meter_id)


def _short(text: str | None, longest: int) -> str | None:
    short = " ".join((text or "").split())
    if len(short) > longest:
        raise InvalidError(f"the area has {longest} characters at most")
    return short or None

"""The use cases: one call, one transaction. Bot, APKT interface and officers' pages all come through here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import TypeVar

from tickets import confirmation, grouping, outage_reports, promises, reports, rules
from tickets.errors import (
    ConflictError,
    NotFoundError,
    NumberTakenError,
    PremiseHasOpenReportError,
    StaleWriteError,
)
from tickets.events import EventType, Tab
from tickets.inquiries import Inquiries, require
from tickets.model import (
    Attachment,
    Channel,
    Kind,
    Officer,
    Outcome,
    Position,
    Rating,
    ResolutionCode,
    Side,
    Stage,
    StageTime,
    Status,
    Ticket,
)
from tickets.numbers import make_no_lapor, read_no_lapor, spellings
from tickets.ports import Clock, UnitOfWork, UnitOfWorkFactory
from tickets.reports import SYSTEM, Source
from tickets.requests import Contact, ContactResult, Intake, NewReport, check_report, note_with_data, with_side
from tickets.transactions import TRIES, written

__all__ = ["Contact", "ContactResult", "Intake", "NewReport", "Reports"]

T = TypeVar("T")


class Reports(Inquiries):
    """All use cases around a report."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, *, unit_code: str, zone: tzinfo) -> None:
        super().__init__(uow, clock)
        self._unit_code = unit_code
        self._zone = zone

    # -- intake -------------------------------------------------------------------------------------------------

    def take(self, new: NewReport) -> Intake:
        """Open a report, or turn it into a repeat contact where the building has one open (Source: IN-5)."""
        for _ in range(TRIES):
            try:
                return Intake(self.open(new))
            except PremiseHasOpenReportError as taken:
                contact = Contact(
                    Side.PLN,
                    new.description,
                    new.received_by,
                    new.channel,
                    new.urgent,
                    attachments=new.attachments,
                )
                try:
                    result = self.contact(taken.no_lapor, contact)
                except NotFoundError:
                    continue
                return Intake(result.ticket, result.verdict)
        raise StaleWriteError("the report could not be taken in: too many writers at once")

    def open(self, new: NewReport) -> Ticket:
        """Open a report under a new number, or under the one APKT gives.

        Raises: PremiseHasOpenReportError (IN-5), NumberTakenError, InvalidError.
        """
        check_report(new)
        return self._write(partial(self._open, new=new), retry_number=new.no_lapor is None)

    def _open(self, uow: UnitOfWork, new: NewReport) -> Ticket:
        now = self._clock()
        source = reports.moment(Source(new.received_by, new.channel, now), new.reported_at)
        unit = new.unit_code or self._unit_code
        ticket = Ticket(
            no_lapor=(new.no_lapor and read_no_lapor(new.no_lapor)) or self._next_number(uow, new.kind, unit, now),
            kind=new.kind,
            reported_at=source.at,
            window_from=source.at,
            description=new.description,
            customer=new.customer,
            unit_code=unit,
            received_by=new.received_by,
            channel=new.channel,
            category=new.category,
            reporter=new.reporter,
            stages=[StageTime(Stage.LAPOR, source.at)],
        )
        reports.record(ticket, source, EventType.REPORTED, note=new.description)
        if new.urgent:
            reports.mark_urgent(ticket, source, "IN-7")
        for attachment in new.attachments:
            reports.attach(ticket, attachment, source)
        if new.wider_outage:
            reports.mark_wider(ticket, source)
        outage = grouping.group(uow, ticket, source, self._zone, heard=new.outage, apart=new.apart)
        uow.tickets.add(ticket)
        if outage is not None:
            grouping.keep(uow, outage)
        return ticket

    def _next_number(self, uow: UnitOfWork, kind: Kind, unit: str, now: datetime) -> str:
        day = now.astimezone(self._zone).date()
        while True:
            number = make_no_lapor(kind, unit, day, uow.tickets.next_sequence(unit, day))
            # APKT may have given it; and the digits alone should mean one report, whatever the letter (IN-4).
            if not uow.tickets.knows(spellings(number.removeprefix(kind))):
                return number

    # -- repeat contacts ----------------------------------------------------------------------------------------

    def contact(self, no_lapor: str, contact: Contact) -> ContactResult:
        """Apply a repeat contact by the LU table.

        A finished report of a building that meanwhile has another open one is not reopened beside it (IN-5): the
        contact goes to the open one. Raises: PremiseHasOpenReportError where the changed IDPEL or ID Meter belongs to a
        building with an open report; nobody gets at that one by naming its number (PV-2).
        """
        if contact.side is Side.PLN and contact.changes:
            # Data that came along is never lost: what brings data has a customer's side too.
            contact = with_side(contact, Side.BOTH)
        work = partial(self._contact, no_lapor=no_lapor, contact=contact)
        try:
            return self._write(work)
        except PremiseHasOpenReportError:
            # Another report of the building may have been opened since we looked; then the second look finds it.
            return self._write(work)

    def _contact(self, uow: UnitOfWork, no_lapor: str, contact: Contact) -> ContactResult:
        ticket = require(uow, no_lapor)
        source = reports.moment(Source(contact.received_by, contact.channel, self._clock()), contact.at)
        if ticket.reporter is None and rules.may_hear(ticket, contact.reporter):
            # A report from APKT names no number it was made from: who contacts from the number on file, and perhaps
            # changes that, goes on hearing about it (PV-1).
            ticket.reporter = contact.reporter
        elapsed = source.at - ticket.window_from
        # Who is asked and says that the power is not back takes the word back that it was (CF-2).
        denied = contact.denies and ticket.stage is Stage.NYALA
        status = Status.SELESAI if denied else ticket.status
        verdict = rules.decide_repeat(ticket.kind, status, contact.side, elapsed, urgent=contact.urgent)
        instead = uow.tickets.open_at_premise(ticket.customer) if verdict.reopens else None
        if instead is not None and instead != ticket.no_lapor:
            return self._contact(uow, instead, contact)
        if verdict.outcome is Outcome.NEW_REPORT:
            return ContactResult(self._follow_up(uow, ticket, contact, source), verdict)
        if verdict.outcome is Outcome.UPDATE:
            reports.update(ticket, source, contact.note, contact.changes, verdict.rule)
        else:
            note = note_with_data(contact) if verdict.reopens else contact.note
            reports.lapor_ulang(ticket, verdict, source, note, urgent=contact.urgent)
            if verdict.reopens:
                outage_reports.reopened(ticket, source)
            if verdict.outcome is Outcome.LAPOR_ULANG_UPDATE:
                reports.update(ticket, source, contact.note, contact.changes, verdict.rule)
            else:
                reports.change(ticket, source, contact.changes, verdict.rule)
        if contact.urgent:
            reports.mark_urgent(ticket, source, verdict.rule)
        for attachment in contact.attachments:
            reports.attach(ticket, attachment, source)
        uow.tickets.save(ticket)
        return ContactResult(ticket, verdict)

    def _follow_up(self, uow: UnitOfWork, old: Ticket, contact: Contact, source: Source) -> Ticket:
        """Open the new K report that follows a finished one, both linked (Source: LU-12)."""
        problem = contact.note or old.description
        ticket = Ticket(
            no_lapor=self._next_number(uow, Kind.K, old.unit_code, source.at),
            kind=Kind.K,
            reported_at=source.at,
            window_from=source.at,
            description=reports.complaint_text(contact.received_by, old.unit_code, problem, old.kind, old.no_lapor),
            customer=old.customer,
            unit_code=old.unit_code,
            received_by=contact.received_by,
            channel=contact.channel,
            category=old.category,
            reporter=contact.reporter or old.reporter,
            stages=[StageTime(Stage.LAPOR, source.at)],
        )
        reports.record(ticket, source, EventType.REPORTED, note=ticket.description, rule="LU-12")
        reports.change(ticket, source, contact.changes, "LU-12")
        if contact.urgent:
            reports.mark_urgent(ticket, source, "LU-12")
        for attachment in contact.attachments:
            reports.attach(ticket, attachment, source)
        reports.link(ticket, old.no_lapor, source)
        uow.tickets.add(ticket)
        reports.link(old, ticket.no_lapor, source)
        uow.tickets.save(old)
        return ticket

    # -- progress, from APKT ------------------------------------------------------------------------------------

    def assign(self, no_lapor: str, officer: Officer, source: Source) -> Ticket:
        """Give a report to an officer."""
        return self._change(no_lapor, lambda ticket: reports.assign(ticket, officer, source))

    def advance(
        self, no_lapor: str, stage: Stage, source: Source, note: str | None = None, code: ResolutionCode | None = None
    ) -> Ticket:
        """Move a report to a later stage; SELESAI finishes it."""
        return self._change(no_lapor, lambda ticket: reports.advance(ticket, stage, source, note, code))

    def see_position(self, no_lapor: str, position: Position) -> Ticket:
        """Keep the newest position of the officer."""
        return self._change(no_lapor, lambda ticket: reports.see_position(ticket, position, self._clock()))

    def promise(self, no_lapor: str, until: datetime, reason: str, source: Source, *, by_human: bool) -> Ticket:
        """Change the promised end (Source: ETA-6). Raises: InvalidError; ConflictError, also at a human's turn."""

        def work(uow: UnitOfWork) -> tuple[Ticket, bool]:
            ticket = require(uow, no_lapor)
            done = promises.change(ticket, until, reason, source, self._clock(), by_human=by_human)
            uow.tickets.save(ticket)
            return ticket, done

        ticket, done = self._write(work)
        if not done:
            raise ConflictError("the promised end was changed twice: an officer decides now (ETA-6)")
        return ticket

    def warn(self) -> Sequence[str]:
        """Warn of the promised ends in danger (Source: ETA-7); return the numbers of their reports."""
        with self._uow() as uow:
            near = uow.tickets.in_danger(self._clock())
        source = self.source(SYSTEM, Channel.CONSOLE)
        seen = [self._change(no, lambda ticket: promises.warn(ticket, source)) for no in near]
        return [ticket.no_lapor for ticket in seen if ticket.warned_of == rules.promised(ticket)]

    def confirm(self, no_lapor: str, source: Source, note: str | None = None) -> Ticket:
        """Keep that the customer has power again, once for each time it came back (Source: CF-3, CF-5).

        `note` are their words where they said so before anybody asked.
        """

        def work(uow: UnitOfWork) -> Ticket:
            ticket = require(uow, no_lapor)
            rule = confirmation.rule_of(ticket, uow.tickets.history(ticket.no_lapor, Tab.ALL))
            if rule is not None:
                reports.has_power(ticket, source, rule, note)
                uow.tickets.save(ticket)
            return ticket

        return self._write(work)

    def remind(self) -> Sequence[str]:
        """Ask once more whether the power is back (Source: CF-4); return the numbers of the reports."""
        now = self._clock()
        with self._uow() as uow:
            silent = uow.tickets.unconfirmed(now - confirmation.REMIND_UNTIL, now - confirmation.REMIND_AFTER)
        return [no_lapor for no_lapor in silent if self._write(partial(self._remind, no_lapor=no_lapor))]

    def _remind(self, uow: UnitOfWork, no_lapor: str) -> bool:
        ticket = require(uow, no_lapor)
        source = self.source(SYSTEM, Channel.CONSOLE)
        asked = confirmation.read(ticket, uow.tickets.history(no_lapor, Tab.ALL))
        if not confirmation.may_remind(asked, source.at, self._zone):
            return False
        reports.record(ticket, source, EventType.REMINDED, rule="CF-4")
        uow.tickets.save(ticket)
        return True

    def comment(self, no_lapor: str, text: str, source: Source) -> Ticket:
        """Add a comment."""
        return self._change(no_lapor, lambda ticket: reports.comment(ticket, text, source))

    def rate(self, no_lapor: str, rating: Rating, source: Source) -> Ticket:
        """Keep a rating."""
        return self._change(no_lapor, lambda ticket: reports.rate(ticket, rating, source))

    def attach(self, no_lapor: str, attachment: Attachment, source: Source) -> Ticket:
        """Keep a photo or voice note."""
        return self._change(no_lapor, lambda ticket: reports.attach(ticket, attachment, source))

    def source(self, by: str, channel: Channel, at: datetime | None = None) -> Source:
        """Return who does it, at the time named or now. Raises: InvalidError for a time ahead of the clock."""
        return reports.moment(Source(by, channel, self._clock()), at)

    # -- transactions -------------------------------------------------------------------------------------------

    def _change(self, no_lapor: str, what: Callable[[Ticket], object]) -> Ticket:
        def work(uow: UnitOfWork) -> Ticket:
            ticket = require(uow, no_lapor)
            what(ticket)
            uow.tickets.save(ticket)
            return ticket

        return self._write(work)

    def _write(self, work: Callable[[UnitOfWork], T], *, retry_number: bool = True) -> T:
        """Do the work in a transaction, again where another writer was first, or took the number."""
        return written(self._uow, work, (StaleWriteError, NumberTakenError) if retry_number else (StaleWriteError,))

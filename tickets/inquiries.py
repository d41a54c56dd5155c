"""Reading use cases: what is known of a report, and who may hear it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tickets import confirmation, greeting, rules
from tickets.errors import ConflictError, NotFoundError, TooManyWrongPairsError
from tickets.events import Event, Tab
from tickets.greeting import Greeting, Standing
from tickets.model import Ticket
from tickets.numbers import read_no_lapor, spellings
from tickets.ports import Clock, Page, TicketQuery, UnitOfWork, UnitOfWorkFactory


class Inquiries:
    """Use cases that change no report."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    def now(self) -> datetime:
        """Return the time of the system's clock, aware UTC."""
        return self._clock()

    def get(self, no_lapor: str) -> Ticket:
        """Return the report, typed with or without letter, spaces, asterisk (Source: IN-4). Raises: NotFoundError."""
        with self._uow() as uow:
            return require(uow, no_lapor, lock=False)

    def search(self, query: TicketQuery) -> Page:
        """Search reports (Source: MT-1)."""
        with self._uow() as uow:
            return uow.tickets.search(query)

    def history(self, no_lapor: str, tab: Tab = Tab.ALL) -> Sequence[Event]:
        """Return Buku Biru (Source: MT-6)."""
        with self._uow() as uow:
            return uow.tickets.history(require(uow, no_lapor, lock=False).no_lapor, tab)

    def of_caller(self, phone: str | None) -> Sequence[Ticket]:
        """Return the reports the caller's own number may hear about, newest first (Source: PV-1)."""
        if phone is None:
            return ()
        with self._uow() as uow:
            return uow.tickets.of_caller(phone)

    def greeting(self, phone: str | None) -> Greeting:
        """Return what the telephone greets this number with (Source: SA-1 to SA-6, PV-1)."""
        if phone is None:
            return greeting.PLAIN
        with self._uow() as uow:
            found = greeting.choose(uow.tickets.of_caller(phone), self._clock())
            if found.standing is not Standing.BACK:
                return found
            ticket = found.reports[0]
            asked = confirmation.read(ticket, uow.tickets.history(ticket.no_lapor, Tab.ALL))
            # Who has said that the power is back is not asked again.
            return greeting.PLAIN if asked and asked.answered else found

    def by_pair(self, caller: str, no_lapor: str, *, idpel: str | None = None, meter_id: str | None = None) -> Ticket:
        """Return the report for a matching pair of number and premise (Source: PV-2).

        `caller` is the number, or the call where the number is withheld. Raises: NotFoundError for a wrong pair,
        TooManyWrongPairsError from the fifth of a number in an hour on, and once others guessed too often at this
        report or premise (PV-4), whatever the pair then.
        """
        now = self._clock()
        counted = _guessed(caller, no_lapor, idpel or meter_id)
        with self._uow() as uow:
            if _too_many(uow, counted, now):
                raise TooManyWrongPairsError("too many wrong pairs")
            for ticket in candidates(uow, no_lapor):
                if rules.pair_matches(ticket, idpel, meter_id):
                    return ticket
            for subject in counted:
                uow.wrong_pairs.add(subject, now)
            too_many = _too_many(uow, counted, now)
            uow.commit()
        if too_many:
            raise TooManyWrongPairsError("too many wrong pairs")
        raise NotFoundError("no report for this pair")


def _guessed(caller: str, no_lapor: str, premise: str | None) -> dict[str, int]:
    """Return what a wrong pair is counted by, with the limit of each: who guesses, and what is guessed at (PV-4).

    Always in this order, in which a store may lock them.
    """
    report = (read_no_lapor(no_lapor) or no_lapor).lstrip("GK")
    counted = {caller: rules.WRONG_PAIRS_LIMIT, f"no_lapor:{report}": rules.GUESSES_LIMIT}
    return counted | ({f"premise:{premise}": rules.GUESSES_LIMIT} if premise else {})


def _too_many(uow: UnitOfWork, counted: Mapping[str, int], now: datetime) -> bool:
    since = now - rules.WRONG_PAIRS_WINDOW
    return any(uow.wrong_pairs.count(subject, since) >= limit for subject, limit in counted.items())


def candidates(uow: UnitOfWork, no_lapor: str, *, lock: bool = False) -> list[Ticket]:
    """Return the reports an input may mean, with or without letter, spaces, asterisk (Source: IN-4)."""
    read = read_no_lapor(no_lapor)
    if read is None:
        return []
    found = (uow.tickets.get(spelling, lock=lock) for spelling in spellings(read))
    return [ticket for ticket in found if ticket is not None]


def require(uow: UnitOfWork, no_lapor: str, *, lock: bool = True) -> Ticket:
    """Return the report an input means. Raises: NotFoundError, ConflictError where the letter is missed."""
    found = candidates(uow, no_lapor, lock=lock)
    if not found:
        raise NotFoundError("there is no such report")
    if len(found) > 1:
        raise ConflictError("this number stands for a G and a K report; give the letter")
    return found[0]

"""A report left half-finished, kept by the number so that it can be gone on with (Source: procedure.md DR)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from desk.model import Unfinished
from desk.ports import DeskUnitOfWork
from tickets.model import Channel, Kind, Ticket
from tickets.ports import Clock, Tickets
from tickets.premises import same_building

# Later than this it is another outage; the answers are kept no longer (DR-6).
KEPT = timedelta(hours=24)


def may_continue(draft: Unfinished, conversation: str | None, reports: Iterable[Ticket], now: datetime) -> bool:
    """Tell whether a half-finished report may be offered in a conversation, None for one that only begins.

    Not where it was left, which remembers it by itself, nor after its time (DR-3, DR-6); not where one of the number's
    `reports` may be of its building and is open, or was made since: then it is a repeat contact, or settled.
    """
    if draft.conversation == conversation or now - draft.at >= KEPT:
        return False
    building = (draft.answers.get("idpel"), draft.answers.get("meter_id"), draft.answers.get("address"))
    taken = (it for it in reports if it.kind is Kind.G and (it.is_open or it.reported_at >= draft.at))
    return not any(same_building(ticket, *building) for ticket in taken)


class DraftUnitOfWork(DeskUnitOfWork, Protocol):
    """That of the desk, with the reports."""

    @property
    def tickets(self) -> Tickets:
        """Return the reports."""
        ...


class Drafts:
    """The use cases: keep the answers to a report, find what may be gone on with, forget them."""

    def __init__(self, uow: Callable[[], DraftUnitOfWork], clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    def keep(self, phone: str | None, conversation: str, channel: Channel, answers: Mapping[str, Any]) -> None:
        """Keep the answers so far (Source: DR-1).

        Not of a withheld number, which cannot be known again, nor where a human is to take the conversation, or has it.
        """
        if phone is None:
            return
        with self._uow() as uow:
            if uow.hand_overs.open_of(conversation) is not None:
                return
            uow.drafts.keep(Unfinished(phone, conversation, channel, self._clock(), answers))
            uow.commit()

    def offered(self, phone: str | None, conversation: str | None = None) -> Unfinished | None:
        """Return what this number may go on with in a conversation, None for one that only begins (Source: DR-2)."""
        if phone is None:
            return None
        with self._uow() as uow:
            draft = uow.drafts.of(phone)
            if draft is None:
                return None
            return draft if may_continue(draft, conversation, uow.tickets.of_caller(phone), self._clock()) else None

    def drop(self, phone: str | None) -> None:
        """Forget what a number left half-finished: its report is made, cancelled or no longer wanted (Source: DR-6)."""
        if phone is None:
            return
        with self._uow() as uow:
            uow.drafts.drop(phone)
            uow.commit()

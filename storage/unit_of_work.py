"""One use case, one transaction."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.accounts import SqlAccountBook, SqlAttempts, SqlLogins
from storage.acts import Part, part_of_act
from storage.desk import SqlHandOvers, SqlInbox, SqlReceipts, SqlSessions
from storage.desk_entries import SqlEntries
from storage.desk_late import SqlLateAnswers, SqlOwed
from storage.desk_lines import SqlLines
from storage.desk_storm import SqlStorm
from storage.desk_turns import SqlTurns
from storage.drafts import SqlDrafts
from storage.failures import failure, translated
from storage.links import SqlLinks
from storage.misunderstandings import SqlMisunderstandings
from storage.operation import SqlOperation
from storage.outages import SqlOutages
from storage.outbox import SqlOutbox
from storage.outbox_calls import SqlOutgoing
from storage.pace import SqlPace
from storage.performance import SqlCounts
from storage.privacy import SqlPersonalData, SqlTrail
from storage.stream import SqlStream
from storage.templates import SqlTemplates
from storage.tickets import SqlTickets
from storage.wishes import SqlWishes
from storage.wrong_pairs import SqlWrongPairs


class SqlUnitOfWork:
    """A transaction with its repositories: `with SqlUnitOfWork(engine) as uow: … uow.commit()`.

    `streams` writes what happens for the event stream, too. Within an act (`storage.acts`) the transaction is a part of
    the act's.

    Raises: StaleWriteError where the database undid one of two writers, StoreUnavailableError where it is gone,
    InvalidError for a value it cannot keep.
    """

    _connection: Connection
    _part: Part | None = None

    def __init__(self, engine: Engine, *, streams: bool = False) -> None:
        self._engine = engine
        self._streams = streams

    def __enter__(self) -> Self:
        """Take a connection; the transaction begins with the first statement."""
        with translated():
            self._part = part_of_act(self._engine)
            self._connection = self._part.connection if self._part else self._engine.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed, give the connection back."""
        # Where the line broke there is nothing left to roll back.
        with suppress(SQLAlchemyError):
            (self._part or self._connection).close()
        if translated := failure(error):
            raise translated from error

    def commit(self) -> None:
        """Make it last."""
        (self._part or self._connection).commit()

    @property
    def tickets(self) -> SqlTickets:
        """Return the reports."""
        return SqlTickets(self._connection, streams=self._streams)

    @property
    def outages(self) -> SqlOutages:
        """Return the wider outages."""
        return SqlOutages(self._connection, streams=self._streams)

    @property
    def wrong_pairs(self) -> SqlWrongPairs:
        """Return the failed pairs."""
        return SqlWrongPairs(self._connection)

    @property
    def stream(self) -> SqlStream:
        """Return the event stream."""
        return SqlStream(self._connection)

    @property
    def links(self) -> SqlLinks:
        """Return the tokens of the tracking page."""
        return SqlLinks(self._connection)

    @property
    def accounts(self) -> SqlAccountBook:
        """Return the accounts."""
        return SqlAccountBook(self._connection)

    @property
    def logins(self) -> SqlLogins:
        """Return the browsers logged in."""
        return SqlLogins(self._connection)

    @property
    def attempts(self) -> SqlAttempts:
        """Return the log-ins tried."""
        return SqlAttempts(self._connection)

    @property
    def sessions(self) -> SqlSessions:
        """Return the sessions of conversations."""
        return SqlSessions(self._connection)

    @property
    def turns(self) -> SqlTurns:
        """Return the turns of conversations."""
        return SqlTurns(self._connection)

    @property
    def inbox(self) -> SqlInbox:
        """Return the inbound messages."""
        return SqlInbox(self._connection)

    @property
    def hand_overs(self) -> SqlHandOvers:
        """Return the hand-over records."""
        return SqlHandOvers(self._connection, streams=self._streams)

    @property
    def lines(self) -> SqlLines:
        """Return the calls on their way to a human."""
        return SqlLines(self._connection)

    @property
    def drafts(self) -> SqlDrafts:
        """Return the reports left half-finished."""
        return SqlDrafts(self._connection)

    @property
    def entries(self) -> SqlEntries:
        """Return what officers wrote."""
        return SqlEntries(self._connection)

    @property
    def owed(self) -> SqlOwed:
        """Return the messages whose answer is owed."""
        return SqlOwed(self._connection)

    @property
    def late_answers(self) -> SqlLateAnswers:
        """Return the answers on their way to customers who had a holding one."""
        return SqlLateAnswers(self._connection)

    @property
    def receipts(self) -> SqlReceipts:
        """Return the delivery states of outbound messages."""
        return SqlReceipts(self._connection)

    @property
    def storm(self) -> SqlStorm:
        """Return whether it storms."""
        return SqlStorm(self._connection, streams=self._streams)

    @property
    def outbox(self) -> SqlOutbox:
        """Return the notices."""
        return SqlOutbox(self._connection)

    @property
    def personal_data(self) -> SqlPersonalData:
        """Return the personal data."""
        return SqlPersonalData(self._connection)

    @property
    def trail(self) -> SqlTrail:
        """Return the audit log."""
        return SqlTrail(self._connection)

    @property
    def wishes(self) -> SqlWishes:
        """Return how the numbers want to be told."""
        return SqlWishes(self._connection)

    @property
    def pace(self) -> SqlPace:
        """Return whose turn to send it is."""
        return SqlPace(self._connection)

    @property
    def operation(self) -> SqlOperation:
        """Return the state of the system."""
        return SqlOperation(self._connection)

    @property
    def outgoing(self) -> SqlOutgoing:
        """Return the notices that are told by a call."""
        return SqlOutgoing(self._connection)

    @property
    def counts(self) -> SqlCounts:
        """Return what is counted for the figures."""
        return SqlCounts(self._connection)

    @property
    def misunderstandings(self) -> SqlMisunderstandings:
        """Return the texts the bot did not understand."""
        return SqlMisunderstandings(self._connection)

    @property
    def templates(self) -> SqlTemplates:
        """Return the templates of notices."""
        return SqlTemplates(self._connection)

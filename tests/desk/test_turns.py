"""What each message costs the store, and that its answer and its session last together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from desk.model import Handling, Inbound, Reason, Session
from desk.service import Desk
from storage.desk import inbox_row, session_row
from storage.desk_tables import inbox, sessions
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import HandSetClock
from tickets.errors import TicketError
from tickets.model import Channel


@pytest.fixture
def conversation() -> str:
    return f"wa-{uuid.uuid4().hex}"


def message(conversation: str, clock: HandSetClock, key: str) -> Inbound:
    return Inbound(f"{conversation}:{key}", conversation, Channel.WHATSAPP, clock(), "halo")


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Note the first word of each statement."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement.split(None, 1)[0])

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_a_message_of_a_known_conversation_costs_few_statements(
    desk: Desk, clock: HandSetClock, conversation: str, engine: Engine
):
    first = message(conversation, clock, "1")
    desk.finish(first.key, Handling.ANSWERED, "ya", desk.receive(first, caller=None, address=None).session)
    with statements(engine) as taken:
        reception = desk.receive(message(conversation, clock, "2"), caller=None, address=None)
    assert taken == (["WITH"] if engine.dialect.name == "postgresql" else ["INSERT", "SELECT"])
    reception.session.expect = "yes_no"
    with statements(engine) as taken:
        desk.finish(f"{conversation}:2", Handling.ANSWERED, "baik", reception.session)
    assert taken == (["WITH"] if engine.dialect.name == "postgresql" else ["UPDATE", "INSERT"])
    assert desk.answer(f"{conversation}:2") == "baik"
    session = desk.session(conversation)
    assert session is not None
    assert session.expect == "yes_no"


def test_of_two_messages_that_begin_a_conversation_at_once_the_later_one_waits(
    desk: Desk, clock: HandSetClock, conversation: str, engine: Engine
):
    first, second = (message(conversation, clock, key) for key in "12")
    talk = Session(conversation, Channel.WHATSAPP, "+62811", None, started_at=clock(), seen_at=clock())
    with ThreadPoolExecutor(1) as pool, engine.connect() as other:
        other.execute(inbox.insert().values(inbox_row(first)))
        other.execute(sessions.insert().values(session_row(talk)))
        reception = pool.submit(desk.receive, second, caller="+62812", address=None)
        # Long enough to meet what is not committed yet, on a machine that is not busy.
        wait([reception], timeout=0.5)
        other.commit()
    found = reception.result()
    assert (found.fresh, found.is_next) == (True, False)
    assert found.session.caller == "+62811"


def test_a_message_that_is_known_begins_nothing(desk: Desk, clock: HandSetClock, conversation: str, engine: Engine):
    inbound = message(conversation, clock, "1")
    assert desk.receive(inbound, caller="+62811", address=None).fresh
    again = desk.receive(inbound, caller="+62812", address=None)
    assert (again.fresh, again.answer, again.session.caller) == (False, None, "+62811")
    with engine.connect() as connection:
        count = sa.select(sa.func.count()).where(inbox.c.conversation == conversation)
        assert connection.scalar(count) == 1


def test_no_answer_is_kept_without_its_session(desk: Desk, clock: HandSetClock, conversation: str, engine: Engine):
    inbound = message(conversation, clock, "1")
    session = desk.receive(inbound, caller=None, address=None).session
    session.started_at = None  # type: ignore[assignment]  # no store takes it
    with pytest.raises(TicketError):
        desk.finish(inbound.key, Handling.ANSWERED, "ya", session)
    assert desk.answer(inbound.key) is None
    with SqlUnitOfWork(engine) as uow:
        assert [it.handling for it in uow.inbox.recent(conversation, 1)] == [Handling.WORKING]


def test_a_message_finds_session_officer_and_whose_turn_it_is(desk: Desk, clock: HandSetClock, conversation: str):
    first, second = (message(conversation, clock, key) for key in "12")
    new = desk.receive(first, caller="+62811", address="whatsapp:+62811")
    assert (new.session.caller, new.owner, new.is_next) == ("+62811", None, True)
    record = desk.hand_over(
        conversation=conversation,
        channel=Channel.WHATSAPP,
        caller=None,
        reason=Reason.BACKEND,
        no_lapor=None,
        said=(),
        understood=None,
        urgent=False,
    )
    desk.take(record.id, "sari")
    behind = desk.receive(second, caller=None, address=None)
    assert (behind.session.caller, behind.owner, behind.is_next) == ("+62811", "sari", False)
    desk.finish(first.key, Handling.ANSWERED, "ya", new.session)
    desk.close(record.id, "sari")
    third = desk.receive(message(conversation, clock, "3"), caller=None, address=None)
    assert (third.owner, third.is_next) == (None, False)
    desk.finish(second.key, Handling.ANSWERED, "ya", new.session)
    assert desk.is_next(f"{conversation}:3")

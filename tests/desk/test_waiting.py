"""Answers that are owed, on both databases: claims, order, one answer (WT-2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from desk.late import Asked
from desk.model import Handling, Inbound
from desk.service import Desk
from desk.waiting import CLAIM, Waiting
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import HandSetClock
from tickets.model import Channel


@pytest.fixture
def waiting(engine: Engine, clock: HandSetClock) -> Waiting:
    found = Waiting(lambda: SqlUnitOfWork(engine), clock)
    # The database of the module is shared: whatever earlier tests owe is nobody's business here.
    clock.forward(timedelta(days=1))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM desk_inbox")
        connection.exec_driver_sql("DELETE FROM desk_late_answers")
    return found


def owe(desk: Desk, waiting: Waiting, clock: HandSetClock, conversation: str, key: str) -> None:
    message = Inbound(key, conversation, Channel.WHATSAPP, clock(), key, button="/setuju")
    desk.receive(message, caller="+628111", address=f"whatsapp:{conversation}")
    waiting.hold(conversation, key, "<held/>", Asked(text=key))


def test_WT_2_of_each_conversation_the_oldest_alone_is_taken_up(desk: Desk, waiting: Waiting, clock: HandSetClock):
    for conversation, key in (("a", "a1"), ("a", "a2"), ("b", "b1")):
        owe(desk, waiting, clock, conversation, key)
    taken = waiting.take(8)
    assert [debt.inbound.key for debt in taken] == ["a1", "b1"]
    assert (taken[0].inbound.button, taken[0].asked) == ("/setuju", Asked(text="a1"))
    assert waiting.take(8) == []
    session = desk.session("a")
    assert session is not None
    assert waiting.answer(taken[0], Handling.ANSWERED, ["jawaban"], session)
    assert [debt.inbound.key for debt in waiting.take(8)] == ["a2"]


def test_WT_2_a_lost_claim_writes_nothing(desk: Desk, waiting: Waiting, clock: HandSetClock, engine: Engine):
    owe(desk, waiting, clock, "a", "a1")
    (lost,) = waiting.take(8)
    clock.forward(CLAIM)
    (taken,) = waiting.take(8)
    session = desk.session("a")
    assert session is not None
    assert not waiting.answer(lost, Handling.ANSWERED, ["jawaban"], session)
    assert waiting.answer(taken, Handling.ANSWERED, ["jawaban"], session)
    with SqlUnitOfWork(engine) as uow:
        assert uow.late_answers.figures()[0] == 1
        (kept,) = uow.inbox.recent("a", 5)
    assert (kept.handling, kept.answer, kept.late) == (Handling.ANSWERED, "<held/>", "jawaban")


def test_WT_2_another_attempt_comes_after_a_growing_pause(desk: Desk, waiting: Waiting, clock: HandSetClock):
    owe(desk, waiting, clock, "a", "a1")
    pauses = []
    (debt,) = waiting.take(8)
    for _ in range(6):
        waiting.again(debt, debt.asked)
        begun = clock()
        while not (found := waiting.take(8)):
            clock.forward(timedelta(seconds=0.25))
        pauses.append((clock() - begun).total_seconds())
        (debt,) = found
    assert pauses == [0.5, 1, 2, 4, 5, 5]
    assert debt.tries == len(pauses)


def test_WT_2_what_is_owed_is_counted_with_its_age(desk: Desk, waiting: Waiting, clock: HandSetClock):
    assert waiting.figures() == (0, timedelta())
    owe(desk, waiting, clock, "a", "a1")
    clock.forward(timedelta(seconds=30))
    owe(desk, waiting, clock, "b", "b1")
    assert waiting.figures() == (2, timedelta(seconds=30))


def test_WT_2_parts_go_out_in_order_one_at_a_time_for_each_customer(
    desk: Desk, waiting: Waiting, clock: HandSetClock, engine: Engine
):
    for conversation in ("a", "b"):
        owe(desk, waiting, clock, conversation, f"{conversation}1")
    for debt in waiting.take(8):
        session = desk.session(debt.inbound.conversation)
        assert session is not None
        waiting.answer(debt, Handling.ANSWERED, ["satu", "dua"], session)
    told = []
    for _ in range(2):
        with SqlUnitOfWork(engine) as uow:
            claims = uow.late_answers.claim(clock(), clock() + CLAIM, 10)
            assert uow.late_answers.claim(clock(), clock() + CLAIM, 10) == []
            told.append([(answer.address, answer.body) for answer in claims])
            for answer in claims:
                assert uow.late_answers.begin(answer, clock(), clock() + CLAIM)
                assert uow.late_answers.sent(answer, f"SM{answer.id}")
            uow.commit()
    assert told == [[("whatsapp:a", "satu"), ("whatsapp:b", "satu")], [("whatsapp:a", "dua"), ("whatsapp:b", "dua")]]
    with SqlUnitOfWork(engine) as uow:
        assert len(uow.late_answers.sids("whatsapp:a")) == 2


def test_WT_2_what_a_dead_worker_was_sending_is_claimed_again_and_known_as_begun(
    desk: Desk, waiting: Waiting, clock: HandSetClock, engine: Engine
):
    owe(desk, waiting, clock, "a", "a1")
    (debt,) = waiting.take(8)
    session = desk.session("a")
    assert session is not None
    waiting.answer(debt, Handling.ANSWERED, ["jawaban"], session)
    with SqlUnitOfWork(engine) as uow:
        (dead,) = uow.late_answers.claim(clock(), clock() + CLAIM, 10)
        uow.late_answers.begin(dead, clock(), clock() + CLAIM)
        uow.commit()
    begun = clock()
    clock.forward(CLAIM)
    with SqlUnitOfWork(engine) as uow:
        (again,) = uow.late_answers.claim(clock(), clock() + CLAIM, 10)
        assert again.sending_since == begun
        assert not uow.late_answers.sent(dead, "SM1")
        assert uow.late_answers.sent(again, "SM1")

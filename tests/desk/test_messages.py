"""What came in is stored first, worked once, answered the same."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from desk.model import Delivery, Handling, Inbound, Offer, Place
from desk.service import DEAD_AFTER, LEASE, Desk, Reception
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import HandSetClock
from tickets.model import Attachment, Channel


@pytest.fixture
def conversation() -> str:
    """Return an id of its own: the PostgreSQL database serves all tests of this file."""
    return f"wa-{uuid.uuid4().hex}"


def message(conversation: str, clock: HandSetClock, key: str = "1", text: str | None = "halo") -> Inbound:
    return Inbound(f"{conversation}:{key}", conversation, Channel.WHATSAPP, clock(), text)


def receive(desk: Desk, inbound: Inbound) -> Reception:
    return desk.receive(inbound, caller="+6281234567890", address="whatsapp:+6281234567890")


def test_a_message_is_stored_before_it_is_answered(desk: Desk, clock: HandSetClock, conversation: str):
    receive(desk, message(conversation, clock, text="listrik padam"))
    assert desk.said(conversation) == ["listrik padam"]


def test_of_twelve_deliveries_at_once_one_is_worked(desk: Desk, clock: HandSetClock, conversation: str):
    inbound = message(conversation, clock)
    with ThreadPoolExecutor(12) as pool:
        receptions = list(pool.map(lambda _: receive(desk, inbound), range(12)))
    assert sorted(reception.fresh for reception in receptions) == [False] * 11 + [True]


def test_a_later_delivery_gets_the_kept_answer(desk: Desk, clock: HandSetClock, conversation: str):
    inbound = message(conversation, clock)
    first = receive(desk, inbound)
    assert receive(desk, inbound).answer is None
    desk.finish(inbound.key, Handling.ANSWERED, "<Response>é</Response>", first.session)
    assert receive(desk, inbound).answer == "<Response>é</Response>"
    assert desk.answer(inbound.key) == "<Response>é</Response>"


def test_the_message_of_a_dead_worker_is_taken_over_once(desk: Desk, clock: HandSetClock, conversation: str):
    inbound = message(conversation, clock)
    receive(desk, inbound)
    clock.forward(LEASE)
    assert not receive(desk, inbound).fresh
    clock.forward(timedelta(seconds=1))
    assert [receive(desk, inbound).fresh for _ in range(3)] == [True, False, False]


def test_who_still_works_on_a_message_keeps_it(desk: Desk, clock: HandSetClock, conversation: str):
    inbound = message(conversation, clock)
    receive(desk, inbound)
    for _ in range(3):
        clock.forward(DEAD_AFTER)
        desk.still_working([inbound.key])
    assert not desk.take_over(inbound.key)
    clock.forward(DEAD_AFTER + timedelta(seconds=1))
    assert [desk.take_over(inbound.key) for _ in range(2)] == [True, False]


def test_messages_wait_for_the_earlier_ones_of_their_conversation(desk: Desk, clock: HandSetClock, conversation: str):
    first, second = (message(conversation, clock, key) for key in "12")
    session = receive(desk, first).session
    assert not receive(desk, second).is_next
    assert receive(desk, message(f"{conversation}b", clock)).is_next
    desk.finish(first.key, Handling.ANSWERED, "", session)
    assert desk.is_next(second.key)


def test_a_dead_worker_holds_nobody_up(desk: Desk, clock: HandSetClock, conversation: str):
    receive(desk, message(conversation, clock, "1"))
    clock.forward(LEASE + timedelta(seconds=1))
    assert receive(desk, message(conversation, clock, "2")).is_next


def test_the_session_comes_back_as_it_was_left(desk: Desk, clock: HandSetClock, conversation: str):
    inbound = message(conversation, clock)
    session = receive(desk, inbound).session
    session.ask(("Sudah benar?",), "yes_no", (Offer("Ya", "/setuju"), Offer("Tidak", "/tolak")))
    session.stumbles, session.turn = 2, 7
    clock.forward(timedelta(minutes=1))
    desk.finish(inbound.key, Handling.ANSWERED, "", session)
    assert desk.session(conversation) == session
    assert session.seen_at == clock()
    assert session.caller == "+6281234567890"
    assert session.address == "whatsapp:+6281234567890"


def test_old_offers_are_remembered_for_a_while_and_once(desk: Desk, clock: HandSetClock, conversation: str):
    session = receive(desk, message(conversation, clock)).session
    for number in range(60):
        session.ask(("?",), "choice", (Offer("Ya", "/setuju"), Offer(f"{number}", f"/pilih{number}")))
    assert len(session.offered) == 40
    assert session.offered.count("/setuju") == 1
    assert {"/pilih59", "/pilih25"} <= set(session.offered)
    assert "/pilih10" not in session.offered


def test_a_call_that_is_over_is_ended_once(desk: Desk, clock: HandSetClock, conversation: str):
    receive(desk, message(conversation, clock))
    desk.end(conversation)
    ended = clock()
    clock.forward(timedelta(minutes=1))
    desk.end(conversation)
    session = desk.session(conversation)
    assert session is not None
    assert session.ended_at == ended


def test_ending_an_unknown_call_is_harmless(desk: Desk, conversation: str):
    desk.end(conversation)
    assert desk.session(conversation) is None


def test_an_unanswered_message_is_kept_whole(desk: Desk, clock: HandSetClock, conversation: str, engine: Engine):
    photo = Attachment("https://api.twilio.com/m/1", "image/jpeg", clock())
    place = Place(-6.2, 106.8, "Jl. Melati 5", None)
    inbound = Inbound(f"{conversation}:1", conversation, Channel.WHATSAPP, clock(), "gelap ⚡ ظلام", (photo,), place)
    session = receive(desk, inbound).session
    desk.finish(inbound.key, Handling.UNANSWERED, "maaf", session)
    with SqlUnitOfWork(engine) as uow:
        assert list(uow.inbox.unanswered(conversation)) == [inbound]


def test_only_the_last_ten_texts_go_into_the_record(desk: Desk, clock: HandSetClock, conversation: str):
    for number in range(15):
        receive(desk, message(conversation, clock, str(number), f"pesan {number}" if number != 12 else None))
    assert desk.said(conversation) == [f"pesan {number}" for number in (4, 5, 6, 7, 8, 9, 10, 11, 13, 14)]


@pytest.mark.parametrize(
    ("reported", "known"),
    [
        (["queued", "sent", "delivered", "read"], "read"),
        (["delivered", "sent"], "delivered"),
        (["read", "delivered", "sent", "sent"], "read"),
        (["sent", "undelivered", "sent"], "undelivered"),
        (["delivered", "delivered"], "delivered"),
    ],
)
def test_a_late_receipt_never_overwrites_a_more_final_one(desk: Desk, engine: Engine, reported: list[str], known: str):
    sid = uuid.uuid4().hex
    for state in reported:
        desk.keep_receipt(sid, Delivery(state), None)
    with SqlUnitOfWork(engine) as uow:
        assert uow.receipts.state(sid) == Delivery(known)

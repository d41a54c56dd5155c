"""Nobody falls into nothing: the queue for a human (Source: procedure.md HO)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from desk.errors import NoSuchHandOverError, OwnedByAnotherError
from desk.model import HandOver, Reason
from desk.service import Desk
from storage.desk_tables import hand_overs
from tests.fakes import HandSetClock
from tickets.model import Channel

HandOverOf = Callable[..., HandOver]


@pytest.fixture(autouse=True)
def empty_queue(engine: Engine) -> Iterator[None]:
    yield
    with engine.begin() as connection:
        connection.execute(sa.delete(hand_overs))


@pytest.fixture
def hand_over(desk: Desk) -> HandOverOf:
    """Return a hand-over of which a test names only what matters to it."""

    def of(conversation: str | None = None, **given: object) -> HandOver:
        facts: dict[str, Any] = {
            "conversation": conversation or uuid.uuid4().hex,
            "channel": Channel.WHATSAPP,
            "caller": "+6281234567890",
            "reason": "customer_asked",
            "no_lapor": None,
            "said": ["mau bicara dengan petugas"],
            "understood": "minta_cso",
            "urgent": False,
        }
        return desk.hand_over(**facts | given)

    return of


def test_ho_2_the_record_says_who_what_and_why(desk: Desk, hand_over: HandOverOf):
    record = hand_over("wa-1", no_lapor="G5426112300001", reason="wrong_pairs")
    (kept,) = desk.waiting()
    assert kept == record
    assert (kept.caller, kept.channel, kept.no_lapor) == ("+6281234567890", Channel.WHATSAPP, "G5426112300001")
    assert (kept.said, kept.understood) == (("mau bicara dengan petugas",), "minta_cso")
    assert kept.reason is Reason.WRONG_PAIRS


def test_ho_4_the_promised_time_is_half_an_hour_ahead(clock: HandSetClock, hand_over: HandOverOf):
    assert hand_over().reply_by == clock() + timedelta(minutes=30)


def test_ho_4_the_queue_counts_by_age_with_the_urgent_in_front(clock: HandSetClock, desk: Desk, hand_over: HandOverOf):
    positions = []
    for name, urgent in (("a", False), ("b", False), ("c", True)):
        clock.forward(timedelta(seconds=1))
        positions.append(hand_over(name, urgent=urgent).position)
    assert positions == [1, 2, 1]
    assert [(record.conversation, record.position) for record in desk.waiting()] == [("c", 1), ("a", 2), ("b", 3)]


def test_a_second_hand_over_is_the_same_record_made_urgent(clock: HandSetClock, desk: Desk, hand_over: HandOverOf):
    first = hand_over("wa-1")
    clock.forward(timedelta(minutes=5))
    second = hand_over("wa-1", urgent=True, reason="danger", said=["ada api"], no_lapor="G5426112300001")
    assert (second.id, second.reply_by) == (first.id, first.reply_by)
    assert (second.urgent, second.reason, second.said) == (True, Reason.DANGER, ("ada api",))
    third = hand_over("wa-1", said=[])
    assert (third.urgent, third.said, third.no_lapor) == (True, ("ada api",), "G5426112300001")
    assert len(desk.waiting()) == 1


def test_twelve_hand_overs_at_once_make_one_record(desk: Desk, hand_over: HandOverOf):
    with ThreadPoolExecutor(12) as pool:
        ids = set(pool.map(lambda _: hand_over("wa-1").id, range(12)))
    assert len(ids) == 1
    assert len(desk.waiting()) == 1


def test_ho_3_the_officer_owns_the_conversation_until_it_is_closed(desk: Desk, hand_over: HandOverOf):
    record = hand_over("wa-1")
    assert desk.owner("wa-1") is None
    assert desk.take(record.id, "sari").position == 0
    assert desk.owner("wa-1") == "sari"
    assert desk.waiting() == []
    desk.close(record.id, "sari")
    assert desk.owner("wa-1") is None


def test_after_closing_a_new_hand_over_is_a_new_record(desk: Desk, hand_over: HandOverOf):
    first = hand_over("wa-1")
    desk.close(first.id, "sari")
    assert hand_over("wa-1").id != first.id


def test_a_taken_conversation_is_not_queued_again(desk: Desk, hand_over: HandOverOf):
    record = desk.take(hand_over("wa-1").id, "sari")
    again = hand_over("wa-1")
    assert (again.id, again.officer, again.position) == (record.id, "sari", 0)


def test_of_two_officers_one_gets_the_conversation(desk: Desk, hand_over: HandOverOf):
    record = hand_over()
    desk.take(record.id, "sari")
    assert desk.take(record.id, "sari").officer == "sari"
    with pytest.raises(OwnedByAnotherError) as refusal:
        desk.take(record.id, "budi")
    assert refusal.value.officer == "sari"
    with pytest.raises(OwnedByAnotherError):
        desk.close(record.id, "budi")


def test_what_is_closed_or_unknown_cannot_be_taken(desk: Desk, hand_over: HandOverOf):
    record = hand_over()
    desk.close(record.id, "sari")
    for gone in (record.id, "unknown"):
        with pytest.raises(NoSuchHandOverError):
            desk.take(gone, "sari")


def test_an_unknown_reason_is_refused(hand_over: HandOverOf):
    with pytest.raises(ValueError, match="tired"):
        hand_over(reason="tired")

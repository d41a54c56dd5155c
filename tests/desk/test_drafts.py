"""Reports left half-finished (rules DR), on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from desk.drafts import KEPT, Drafts, may_continue
from desk.model import Unfinished
from desk.service import Desk
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON, HandSetClock
from tests.storage.builders import PHONE, report
from tickets.model import Channel, Customer, Kind, Status

OTHER = "+6289876543210"
ANSWERS = {"idpel": "512345678901", "scope": "single", "attachments": [{"url": "https://x/1"}], "begun": "2026-11-23"}
HOUR = timedelta(hours=1)
LEFT = Unfinished(PHONE, "CA1", Channel.VOICE, NOON, ANSWERS)


@pytest.fixture
def drafts(engine: Engine, clock: HandSetClock) -> Drafts:
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM desk_drafts"))
        connection.execute(sa.text("DELETE FROM desk_hand_overs"))
    return Drafts(lambda: SqlUnitOfWork(engine), clock)


def hand_over(desk: Desk, conversation: str) -> str:
    record = desk.hand_over(
        conversation=conversation,
        channel=Channel.VOICE,
        caller=PHONE,
        reason="danger",
        no_lapor=None,
        said=["ada api"],
        understood=None,
        urgent=True,
    )
    return record.id


def test_DR_1_the_answers_come_back_as_they_were_kept(drafts: Drafts, clock: HandSetClock) -> None:
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    assert drafts.offered(PHONE) == replace(LEFT, at=clock())


def test_DR_1_the_newest_answers_of_a_number_hold(drafts: Drafts, clock: HandSetClock) -> None:
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    clock.forward(HOUR)
    drafts.keep(PHONE, "wa-1", Channel.WHATSAPP, {"scope": "wider"})
    assert drafts.offered(PHONE) == Unfinished(PHONE, "wa-1", Channel.WHATSAPP, clock(), {"scope": "wider"})


def test_DR_1_of_a_withheld_number_nothing_is_kept(drafts: Drafts, engine: Engine) -> None:
    drafts.keep(None, "CA1", Channel.VOICE, ANSWERS)
    drafts.drop(None)
    assert drafts.offered(None) is None
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM desk_drafts")) == 0


def test_DR_2_no_other_number_is_offered_it(drafts: Drafts) -> None:
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    assert drafts.offered(OTHER) is None


def test_DR_3_the_conversation_it_was_left_in_remembers_it_by_itself(drafts: Drafts) -> None:
    drafts.keep(PHONE, "wa-1", Channel.WHATSAPP, ANSWERS)
    assert drafts.offered(PHONE, "wa-1") is None
    assert drafts.offered(PHONE, "CA1") is not None


def test_DR_3_what_was_handed_over_is_a_humans(drafts: Drafts, desk: Desk) -> None:
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    hand_over(desk, "CA2")
    assert drafts.offered(PHONE) is not None
    record = hand_over(desk, "CA1")
    assert drafts.offered(PHONE) is None
    # Answers given while it waits, or while an officer has it, change nothing about that.
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    desk.take(record, "hana")
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    desk.close(record, "hana")
    assert drafts.offered(PHONE) is None


@pytest.mark.parametrize(("age", "offered"), [(KEPT - timedelta(seconds=1), True), (KEPT, False)])
def test_DR_6_after_a_day_it_is_not_offered(drafts: Drafts, clock: HandSetClock, age: timedelta, offered: bool) -> None:
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    clock.forward(age)
    assert (drafts.offered(PHONE) is not None) is offered


def test_DR_6_it_is_forgotten_when_it_is_dropped_and_no_other(drafts: Drafts) -> None:
    drafts.keep(PHONE, "CA1", Channel.VOICE, ANSWERS)
    drafts.keep(OTHER, "CA2", Channel.VOICE, ANSWERS)
    drafts.drop(PHONE)
    assert drafts.offered(PHONE) is None
    assert drafts.offered(OTHER) is not None


def test_DR_3_an_open_report_of_the_building_makes_it_a_repeat_contact() -> None:
    of_it = report(customer=Customer(idpel="512345678901"), reported_at=NOON - 9 * HOUR)
    of_another = report(customer=Customer(idpel="512345678902"), reported_at=NOON - 9 * HOUR)
    assert not may_continue(LEFT, None, [of_it], NOON)
    assert may_continue(LEFT, None, [of_another], NOON)
    assert may_continue(LEFT, None, [replace(of_it, kind=Kind.K)], NOON)
    # What names no building could be of any.
    assert not may_continue(replace(LEFT, answers={"scope": "single"}), None, [of_another], NOON)


def test_DR_3_a_report_made_since_has_settled_it_also_once_it_is_finished() -> None:
    before = report(customer=Customer(idpel="512345678901"), reported_at=NOON - HOUR)
    finished = replace(before, status=Status.SELESAI)
    assert may_continue(LEFT, None, [finished], NOON)
    assert not may_continue(LEFT, None, [replace(finished, reported_at=NOON)], NOON)

"""Notices by a call: the real worker against a carrier over HTTP. Each attempt is one call, whatever interrupts it."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desk.model import Reason
from storage.outbox_tables import outbox
from tests.notify.conftest import LEASE, Post, phone
from tests.notify.test_worker import EVENTS, KILLS
from tickets.model import Channel, Stage
from tickets.notices import CallEnd, LetterState
from tickets.wishes import Saying, Way, Wish

OURS = "+622150001234"


@pytest.fixture
def telephone(post: Post) -> Post:
    """Return a post that may call, where it is noon now."""
    ahead = 12 - datetime.now(UTC).hour
    post.environ |= {"TWILIO_VOICE_FROM": OURS, "TIMEZONE": f"Etc/GMT{-ahead:+d}", "CALLS_PER_SECOND": "30"}
    return post


def ring(post: Post, numbers: range, stage: Stage = Stage.NYALA) -> None:
    """Let something happen to the reports of new callers who wish to be called."""
    for number in numbers:
        post.go(post.caller(number), stage)


def called(post: Post, count: int) -> bool:
    """Tell whether so many persons were called, none of them twice."""
    calls = Counter(call["to"] for call in post.twilio.calls)
    return sorted(calls.values()) == [1] * count and post.states() == {LetterState.CALLING: count}


def end_all(post: Post, end: CallEnd | None) -> None:
    """Report how each call ended, as the web process hears it; None for a person who heard it."""
    for call in list(post.twilio.calls):
        letter, number = (int(part) for part in call["asked"]["Url"].split("/")[-2:])
        with post.system.uow() as uow:
            if end is None:
                uow.outgoing.told(letter, number, call["sid"], datetime.now(UTC))
            else:
                uow.outgoing.not_told(letter, number, call["sid"], end, datetime.now(UTC))
            uow.commit()


def test_OC_1_whoever_wishes_calls_is_called_with_machines_told_apart(telephone: Post) -> None:
    ring(telephone, range(1, 2))
    telephone.start()
    telephone.wait(lambda: called(telephone, 1))
    asked = telephone.twilio.calls[0]["asked"]
    assert (asked["To"], asked["From"], asked["MachineDetection"]) == (phone(1), OURS, "Enable")
    assert asked["StatusCallback"] == asked["Url"] + "/status"
    assert asked["FallbackUrl"] == asked["Url"] + "/gagal"
    assert telephone.twilio.accepted == []
    end_all(telephone, None)
    assert telephone.states() == {LetterState.SENT: 1}


def test_OC_1_progress_alone_is_not_worth_a_call_and_no_wish_is_none(telephone: Post) -> None:
    ticket = telephone.caller(1)
    for stage in (Stage.PENUGASAN_REGU, Stage.DALAM_PERJALANAN, Stage.DALAM_PENGERJAAN):
        telephone.go(ticket, stage)
    telephone.go(telephone.caller(2, Way.NONE), Stage.NYALA)
    assert telephone.states() == {}


@pytest.mark.parametrize("step", ["stall", "accept_and_stall"])
def test_killed_while_the_carrier_has_the_request(telephone: Post, step: str) -> None:
    telephone.twilio.plan.append(step)
    ring(telephone, range(1, 2))
    telephone.start()
    telephone.wait(lambda: bool(telephone.twilio.reached))
    telephone.kill()
    telephone.start()
    telephone.wait(lambda: called(telephone, 1))


@pytest.mark.parametrize("begun", [False, True], ids=["claimed", "written down that it begins"])
def test_what_a_worker_left_before_it_dialled_is_dialled(telephone: Post, begun: bool) -> None:
    ring(telephone, range(1, 2))
    lease = timedelta(seconds=LEASE)
    with telephone.system.uow() as uow:
        [(letter_id, token)] = uow.outbox.claim(datetime.now(UTC), lease, 1)
        letter = uow.outbox.claimed(letter_id, token)
        assert letter is not None
        if begun:
            assert uow.outgoing.dial(letter, datetime.now(UTC), lease) == 1
        uow.commit()
    telephone.start()
    telephone.wait(lambda: called(telephone, 1))
    assert telephone.twilio.calls[0]["asked"]["Url"].endswith(f"/{letter_id}/1")


def test_an_interrupted_call_that_ended_meanwhile_is_recognised_by_the_carriers_list(telephone: Post) -> None:
    telephone.twilio.plan.append("accept_and_stall")
    ring(telephone, range(1, 2))
    telephone.start()
    telephone.wait(lambda: bool(telephone.twilio.reached))
    telephone.kill()
    telephone.twilio.calls[0]["status"] = "no-answer"
    telephone.start()
    # OC-4: the next call is a quarter of an hour later, not at once.
    telephone.wait(lambda: (_next_try(telephone) or datetime.now(UTC)) > datetime.now(UTC) + timedelta(minutes=10))
    assert len(telephone.twilio.calls) == 1


def test_a_call_that_names_itself_before_the_worker_could_is_not_looked_for(telephone: Post) -> None:
    telephone.twilio.plan.append("accept_and_stall")
    ring(telephone, range(1, 2))
    telephone.start()
    telephone.wait(lambda: bool(telephone.twilio.calls))
    end_all(telephone, None)
    telephone.kill()
    telephone.start()
    time.sleep(LEASE + 1)
    assert telephone.states() == {LetterState.SENT: 1}
    assert len(telephone.twilio.calls) == 1


def test_trouble_passes_and_a_refusal_goes_to_a_human_or_ends_quietly(telephone: Post) -> None:
    telephone.twilio.plan.extend(["429", "500", "lose"])
    ring(telephone, range(1, 2))
    telephone.start()
    telephone.wait(lambda: called(telephone, 1))
    end_all(telephone, None)
    telephone.twilio.plan.append("21211")
    ring(telephone, range(2, 3))
    telephone.wait(lambda: telephone.states().get(LetterState.FAILED) == 1)
    assert list(telephone.system.desk.waiting()) == []


def test_OC_6_what_no_message_brings_is_told_by_a_call(telephone: Post) -> None:
    ticket = telephone.customer(1, written=timedelta(hours=30))
    telephone.go(ticket, Stage.NYALA)
    telephone.start()
    telephone.wait(lambda: called(telephone, 1))
    assert telephone.twilio.accepted == []
    assert list(telephone.system.desk.waiting()) == []


def test_OC_6_whoever_pressed_the_key_against_calls_is_a_task_for_a_human(telephone: Post) -> None:
    ticket = telephone.customer(1, written=timedelta(hours=30))
    with telephone.system.uow() as uow:
        uow.wishes.keep(Wish(phone(1), Way.WHATSAPP, datetime.now(UTC), Channel.VOICE, Saying.KEY))
        uow.commit()
    telephone.go(ticket, Stage.NYALA)
    telephone.start()
    telephone.wait(telephone.settled)
    assert telephone.states() == {LetterState.HANDED_OVER: 1}
    assert [task.reason for task in telephone.system.desk.waiting()] == [Reason.NOTICE]
    assert telephone.twilio.calls == []


def test_without_a_number_to_call_from_calls_wait_and_messages_do_not(post: Post) -> None:
    post.go(post.caller(1), Stage.NYALA)
    post.events(range(2, 3))
    post.start()
    post.wait(lambda: post.states() == {LetterState.WAITING: 1, LetterState.SENT: 1})
    assert "calls_wait" in post.log.read_text()


def test_killed_at_random_each_person_is_called_once(telephone: Post) -> None:
    telephone.twilio.latency = 0.1
    count = max(20, EVENTS // 5)
    ring(telephone, range(1, count + 1))
    for _ in range(KILLS):
        telephone.start()
        known = len(telephone.twilio.calls)
        telephone.wait(lambda known=known: len(telephone.twilio.calls) > known or called(telephone, count))  # type: ignore[misc]
        time.sleep(random.uniform(0, 0.3))
        telephone.kill()
    telephone.start()
    telephone.wait(lambda: called(telephone, count))


def _next_try(post: Post) -> datetime | None:
    with post.system.engine.connect() as connection:
        return connection.scalar(sa.select(outbox.c.next_try_at))

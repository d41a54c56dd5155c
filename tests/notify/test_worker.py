"""The real worker process against a carrier over HTTP: each notice once, however it is interrupted."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from desk.model import Reason
from tests.notify.conftest import LEASE, Post, phone
from tickets.model import Channel, Stage
from tickets.notices import LetterState
from tickets.reports import Source

# NOTICES=1000:20 is the full measure: 1,000 events, 20 kills.
EVENTS, KILLS = (int(part) for part in os.environ.get("NOTICES", "150:5").split(":"))


def once(post: Post, count: int) -> bool:
    """Tell whether so many notices went out, none of them twice."""
    return sorted(post.twilio.bodies().values()) == [1] * count and post.states() == {LetterState.SENT: count}


def test_a_notice_goes_out_with_what_is_known(post: Post) -> None:
    ticket = post.customer(1)
    post.go(ticket, Stage.PENUGASAN_REGU)
    post.start()
    post.wait(post.settled)
    post.go(ticket, Stage.DALAM_PERJALANAN)
    post.wait(post.settled)
    first, second = post.twilio.accepted
    assert (first["to"], first["from"]) == (f"whatsapp:{phone(1)}", "whatsapp:+6221500123")
    assert "sudah ditugaskan" in first["body"]
    assert "/lacak/" in first["body"]
    assert "dalam perjalanan" in second["body"]
    assert "L 1234 AB" in second["body"]
    # PV-3: nobody else's name or number, and TR-3: no street that nobody saw.
    assert "Andi" not in second["body"]
    assert "+628111" not in second["body"]
    assert "terlihat di" not in second["body"]
    assert post.kill(signal.SIGTERM) == 0


@pytest.mark.parametrize("step", ["stall", "accept_and_stall"])
def test_killed_while_the_carrier_has_the_request(post: Post, step: str) -> None:
    post.twilio.plan.append(step)
    post.events(range(1, 2))
    post.start()
    post.wait(lambda: bool(post.twilio.reached))
    post.kill()
    post.start()
    post.wait(post.settled)
    assert once(post, 1)


@pytest.mark.parametrize("begun", [False, True], ids=["claimed", "written down that it begins"])
def test_what_a_worker_left_before_it_called_the_carrier_is_sent(post: Post, begun: bool) -> None:
    post.events(range(1, 2))
    lease = timedelta(seconds=LEASE)
    with post.system.uow() as uow:
        [(letter_id, token)] = uow.outbox.claim(datetime.now(UTC), lease, 1)
        letter = uow.outbox.claimed(letter_id, token)
        assert letter is not None
        if begun:
            assert uow.outbox.begin(letter, "Kabar", datetime.now(UTC), lease)
        uow.commit()
    post.start()
    post.wait(post.settled)
    assert once(post, 1)


def test_a_dropped_connection_after_the_carrier_took_it_sends_nothing_twice(post: Post) -> None:
    post.twilio.plan.append("lose")
    post.events(range(1, 2))
    post.start()
    post.wait(post.settled)
    assert once(post, 1)


def test_trouble_passes_and_a_refusal_is_seen(post: Post) -> None:
    post.twilio.plan.extend(["429", "500", "accept", "21211"])
    post.events(range(1, 2))
    post.start()
    post.wait(post.settled)
    assert once(post, 1)
    post.events(range(2, 3))
    post.wait(post.settled)
    assert post.states() == {LetterState.SENT: 1, LetterState.HANDED_OVER: 1}
    assert [task.reason for task in post.system.desk.waiting()] == [Reason.NOTICE]


def test_facts_that_crowd_become_one_notice(post: Post) -> None:
    ticket = post.customer(1)
    for stage in (Stage.PENUGASAN_REGU, Stage.DALAM_PERJALANAN, Stage.DALAM_PENGERJAAN):
        post.go(ticket, stage)
    post.start()
    post.wait(post.settled)
    assert post.states() == {LetterState.SENT: 1, LetterState.MERGED: 2}
    assert "sudah tiba" in post.twilio.accepted[0]["body"]


def test_nothing_after_stop_and_nothing_free_outside_the_window(post: Post) -> None:
    stopped, silent = post.customer(1), post.customer(2, written=timedelta(hours=25))
    post.go(stopped, Stage.PENUGASAN_REGU)
    assert post.system.wishes.stop(phone(1), "wa-1")
    post.go(silent, Stage.PENUGASAN_REGU)
    post.start()
    post.wait(post.settled)
    assert post.states() == {LetterState.UNWANTED: 1, LetterState.HANDED_OVER: 1}
    [task] = post.system.desk.waiting()
    assert (task.reason, task.caller, task.no_lapor) == (Reason.NOTICE, phone(2), silent.no_lapor)
    assert post.twilio.accepted == []


def test_killed_at_random_each_event_becomes_one_notice(post: Post) -> None:
    post.twilio.latency = 0.1
    post.events(range(1, EVENTS + 1))
    for _ in range(KILLS):
        post.start()
        known = len(post.twilio.accepted)
        post.wait(lambda known=known: len(post.twilio.accepted) > known or post.settled())  # type: ignore[misc]
        time.sleep(random.uniform(0, 0.3))
        post.kill()
    post.start()
    post.wait(post.settled)
    assert once(post, EVENTS)


def test_without_account_and_stand_in_everything_waits(post: Post) -> None:
    del post.environ["TWILIO_API_BASE"]
    post.events(range(1, 2))
    post.start()
    post.wait(lambda: "notices_wait" in post.log.read_text())
    assert post.states() == {LetterState.WAITING: 1}
    assert post.kill(signal.SIGTERM) == 0


def test_CF_4_silence_is_found_in_the_store_until_it_is_answered(post: Post) -> None:
    ticket = post.customer(1)
    post.go(ticket, Stage.NYALA)
    post.start()
    post.wait(post.settled)
    now = datetime.now(UTC)
    with post.system.uow() as uow:
        assert uow.tickets.unconfirmed(now - timedelta(hours=1), now) == [ticket.no_lapor]
        assert uow.tickets.unconfirmed(now - timedelta(hours=2), now - timedelta(hours=1)) == []
    post.system.reports.confirm(ticket.no_lapor, Source("CUSTOMER", Channel.WHATSAPP, now))
    with post.system.uow() as uow:
        assert uow.tickets.unconfirmed(now - timedelta(hours=1), now) == []
    assert "1. Ya" in post.twilio.accepted[0]["body"]

"""Templates outside of the 24 hours, and another way for what could not be delivered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.model import Delivery, Reason
from notify.templates import Book
from tests.databases import fresh_redis
from tests.notify.conftest import Post, phone
from tests.notify.forked import Forked
from tests.notify.test_worker import once
from tickets.model import Channel, Stage
from tickets.notices import LetterState, Notice

DAY_AGO = timedelta(hours=24, minutes=1)
# The rating is a list besides.
LISTS = 1


def templates(post: Post, *options: str) -> list[list[str]]:
    """Run the command; return its lines: name, status, id."""
    said = post.log.with_name("templates.txt")
    said.unlink(missing_ok=True)
    assert Forked(["templates", *options], post.environ, said).wait() == 0, said.read_text()
    return [line.split("\t") for line in said.read_text().splitlines() if "\t" in line]


def test_templates_are_made_once_and_kept_with_their_approval(post: Post) -> None:
    assert {status for _, status, _ in templates(post, "--dry-run")} == {"missing"}
    assert post.twilio.contents == {}
    post.twilio.approval = "pending"
    assert {status for _, status, _ in templates(post)} == {"pending", "in session"}
    assert len(post.twilio.contents) == len(Notice) + LISTS
    for content in post.twilio.contents.values():
        content["approval_requests"] = {"status": "approved"}
    listed = templates(post)
    assert len(post.twilio.contents) == len(Notice) + LISTS
    with post.system.uow() as uow:
        assert {name: uow.templates.known(name) for name, _, _ in listed} == {name: sid for name, _, sid in listed}
        approved = {name for name, _, _ in listed if uow.templates.approved(name)}
    # A list is for the 24 hours alone: WhatsApp approves none.
    assert {name for name, _, _ in listed} - approved == {name for name, status, _ in listed if status == "in session"}


def test_CF_1_within_24_hours_the_answers_come_as_buttons_and_without_as_numbers(post: Post) -> None:
    post.go(post.customer(1), Stage.NYALA)
    post.start()
    post.wait(post.settled)
    templates(post)
    post.go(post.customer(2), Stage.NYALA)
    post.wait(post.settled)
    post.twilio.plan.append("21656")
    post.go(post.customer(3), Stage.NYALA)
    post.wait(post.settled)
    words, buttons, refused = post.twilio.accepted
    assert words["content"] is None
    assert refused["content"] is None
    [kind] = post.twilio.contents[buttons["content"]]["types"].items()
    assert (kind[0], [action["title"] for action in kind[1]["actions"]]) == ("twilio/quick-reply", ["Ya", "Belum"])
    for message in (words, buttons, refused):
        assert "1. Ya" in message["body"]
    assert post.states() == {LetterState.SENT: 3}


@pytest.mark.parametrize("step", ["stall", "lose"])
def test_interrupted_buttons_are_sent_once(post: Post, step: str) -> None:
    templates(post)
    post.twilio.plan.append(step)
    post.go(post.customer(1), Stage.NYALA)
    post.start()
    post.wait(lambda: bool(post.twilio.reached))
    post.kill()
    post.start()
    post.wait(post.settled)
    assert once(post, 1)


def test_CF_3_the_rating_is_a_list_within_24_hours(post: Post) -> None:
    templates(post)
    ticket = post.customer(1)
    post.go(ticket, Stage.NYALA)
    post.system.reports.confirm(ticket.no_lapor, post.system.reports.source("CUSTOMER", Channel.WHATSAPP))
    post.go(ticket, Stage.SELESAI)
    post.start()
    post.wait(post.settled)
    content = post.twilio.contents[post.twilio.accepted[-1]["content"]]
    picker = content["types"]["twilio/list-picker"]
    assert [item["id"] for item in picker["items"]] == ["5", "4", "3", "2", "1"]
    assert all(len(item["item"]) <= 24 for item in picker["items"])


def test_after_24_hours_a_template_goes_out_with_its_values(post: Post) -> None:
    templates(post)
    ticket = post.customer(1, written=DAY_AGO)
    post.go(ticket, Stage.DALAM_PENGERJAAN)
    post.start()
    post.wait(post.settled)
    [message] = post.twilio.accepted
    assert post.twilio.contents[message["content"]]["language"] == "id"
    assert ticket.no_lapor in message["body"]
    assert "{" not in message["body"]
    assert post.states() == {LetterState.SENT: 1}


def test_within_24_hours_the_words_are_free(post: Post) -> None:
    templates(post)
    post.go(post.customer(1, written=timedelta(hours=23, minutes=50)), Stage.DALAM_PENGERJAAN)
    post.start()
    post.wait(post.settled)
    assert [message["content"] for message in post.twilio.accepted] == [None]


@pytest.mark.parametrize("step", ["stall", "lose"])
def test_an_interrupted_template_is_sent_once(post: Post, step: str) -> None:
    templates(post)
    post.twilio.plan.append(step)
    post.go(post.customer(1, written=DAY_AGO), Stage.DALAM_PENGERJAAN)
    post.start()
    post.wait(lambda: bool(post.twilio.reached))
    post.kill()
    post.start()
    post.wait(post.settled)
    assert once(post, 1)


def test_63016_leads_to_a_template_and_its_failure_to_a_human(post: Post) -> None:
    templates(post)
    ticket = post.customer(1)
    post.go(ticket, Stage.DALAM_PENGERJAAN)
    post.start()
    post.wait(post.settled)
    first = post.twilio.accepted[0]["sid"]
    # Late and repeated receipts change nothing.
    for state in (Delivery.UNDELIVERED, Delivery.SENT, Delivery.UNDELIVERED):
        post.system.desk.keep_receipt(first, state, "63016" if state is Delivery.UNDELIVERED else None)
    post.wait(lambda: len(post.twilio.accepted) == 2 and post.settled())
    second = post.twilio.accepted[1]
    assert second["content"] is not None
    post.system.desk.keep_receipt(first, Delivery.UNDELIVERED, "63016")
    for _ in range(2):
        post.system.desk.keep_receipt(second["sid"], Delivery.FAILED, "63016")
    post.wait(lambda: post.states() == {LetterState.HANDED_OVER: 1})
    assert len(post.twilio.accepted) == 2
    [task] = post.system.desk.waiting()
    assert (task.reason, task.caller, task.no_lapor) == (Reason.NOTICE, phone(1), ticket.no_lapor)


def test_what_was_read_stays_read(post: Post) -> None:
    post.events(range(1, 2))
    post.start()
    post.wait(post.settled)
    sid = post.twilio.accepted[0]["sid"]
    for state in (Delivery.READ, Delivery.SENT, Delivery.DELIVERED):
        post.system.desk.keep_receipt(sid, state, None)
    assert post.system.desk.delivery(sid) is Delivery.READ
    assert once(post, 1)


def test_a_number_that_opted_out_at_the_carrier_is_left_in_peace(post: Post) -> None:
    post.twilio.plan.append("21610")
    post.events(range(1, 2))
    post.start()
    post.wait(post.settled)
    assert post.states() == {LetterState.UNWANTED: 1}
    assert list(post.system.desk.waiting()) == []


def test_a_refused_token_is_no_fault_of_the_notice(post: Post) -> None:
    post.twilio.plan.append("401")
    post.events(range(1, 2))
    post.start()
    post.wait(post.settled)
    assert once(post, 1)


def test_the_queue_in_redis_may_be_lost(post: Post) -> None:
    with fresh_redis() as url:
        post.environ["REDIS_URL"] = url
        post.events(range(1, 21))
        post.start()
        post.wait(lambda: bool(post.twilio.accepted))
        post.kill()
        post.start()
        post.wait(post.settled)
        assert once(post, 20)
        post.kill()


def test_templates_keep_to_whatsapps_limits(post: Post) -> None:
    for template in Book.load(post.system.wording).templates.values():
        assert 0 < len(template.body) <= 1024
        assert not template.body.startswith("{{")
        assert not template.body.endswith("}}")
        assert len(template.replies) <= 3
        assert all(len(reply) <= 20 for reply in template.replies)

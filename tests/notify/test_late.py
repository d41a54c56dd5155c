"""Answers that come later through the real worker: each once, in order, also when it is killed (WT-2)."""

from __future__ import annotations

from collections import Counter

from desk.model import Handling, Inbound
from tests.notify.conftest import Post, phone
from tickets.model import Channel


def owe(post: Post, number: int, *texts: str) -> None:
    """Answer a customer late."""
    system, conversation = post.system, f"wa-{number}"
    for at, text in enumerate(texts):
        message = Inbound(f"SM{number}-{at}", conversation, Channel.WHATSAPP, system.clock(), "halo")
        system.desk.receive(message, caller=phone(number), address=f"whatsapp:{phone(number)}")
        system.waiting.hold(conversation, message.key, "<held/>", None)
        (debt,) = system.waiting.take(1)
        session = system.desk.session(conversation)
        assert session is not None
        system.waiting.answer(debt, Handling.ANSWERED, [text], session)


def under_way(post: Post) -> int:
    with post.system.uow() as uow:
        return uow.late_answers.figures()[0]


def test_WT_2_each_customer_is_told_in_order(post: Post):
    for number in range(4):
        owe(post, number, "satu", "dua", "tiga")
    post.start()
    post.wait(lambda: not under_way(post))
    for number in range(4):
        mine = [it["body"] for it in post.twilio.accepted if it["to"] == f"whatsapp:{phone(number)}"]
        assert mine == ["satu", "dua", "tiga"]


def test_WT_2_killed_in_the_middle_each_goes_out_once(post: Post):
    for number in range(12):
        owe(post, number, f"jawaban {number}")
    post.twilio.plan.extend(["accept_and_stall"] * 3 + ["stall"] * 2)
    post.start()
    post.wait(lambda: len(post.twilio.reached) >= 2)
    post.kill()
    post.start()
    post.wait(lambda: not under_way(post))
    assert post.twilio.bodies() == Counter(
        {(f"whatsapp:{phone(number)}", f"jawaban {number}"): 1 for number in range(12)}
    )


def test_WT_4_what_the_carrier_refuses_for_good_goes_to_a_human(post: Post):
    owe(post, 1, "jawaban")
    post.twilio.plan.append("21211")
    post.start()
    post.wait(lambda: not under_way(post))
    (record,) = post.system.desk.waiting()
    assert record.conversation == "wa-1"
    assert post.twilio.accepted == []

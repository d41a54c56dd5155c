"""The answer to a notice that asked reaches the dialogue as a payload that names the report (CF-1 to CF-3)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bootstrap import System
from ivr.confirmation import lit
from notify.watch import Watch
from simulator.twilio import Customer, Line
from tests.fakes import FakeOfficersLine, HandSetClock
from tests.ivr.fake_rasa import FakeRasa, text
from tests.storage.builders import PHONE, report
from tickets.events import Tab
from tickets.model import Channel, Stage, Ticket
from tickets.notices import Notice
from tickets.reports import Source, advance

LEASE = timedelta(seconds=30)
NO = "G5426112300001"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Ya", True), ("sudah", True), ("sudah nyala pak, terima kasih", True), ("alhamdulillah nyala", True),
        ("Belum", False), ("masih padam", False), ("belum nyala juga", False), ("blm pak", False),
        ("ya masih mati", False), ("padam lagi", False), ("listrik rumah saya masih gelap", False),
        ("tidak padam lagi", None), ("masih", None), ("terima kasih", None), ("", None), ("besok saya kabari", None),
        ("masih padam dan ada kabel putus", None), ("kapan nyala", None),
    ],
)  # fmt: skip
def test_CF_1_words_that_are_nothing_but_the_answer(said: str, answer: bool | None) -> None:
    assert lit(said)[0] is answer


def asked(system: System, clock: HandSetClock, *stages: Stage) -> Ticket:
    """Return a report of the customer, told by notices of each stage that they went out now."""
    ticket = report(reporter=PHONE)
    with system.uow() as uow:
        uow.tickets.add(ticket)
        uow.commit()
    for stage in stages:
        tell(system, clock, stage)
    return ticket


def tell(system: System, clock: HandSetClock, stage: Stage) -> None:
    """Move the report on; its notice is sent."""
    with system.uow() as uow:
        ticket = uow.tickets.get(NO)
        assert ticket is not None
        advance(ticket, stage, Source("APKT", Channel.APKT, clock()))
        uow.tickets.save(ticket)
        uow.commit()
    clock.forward(timedelta(seconds=10))
    send(system, clock)


def send(system: System, clock: HandSetClock) -> list[Notice]:
    """Send what waits, as the worker does; return the kinds."""
    sent = []
    with system.uow() as uow:
        for letter_id, token in uow.outbox.claim(clock(), LEASE, 10):
            letter = uow.outbox.claimed(letter_id, token)
            assert letter is not None
            uow.outbox.sent(letter, f"SM{letter_id}", clock())
            sent.append(letter.notice)
        uow.commit()
    clock.forward(timedelta(seconds=10))
    return sent


@pytest.mark.parametrize(
    ("said", "payload"),
    [("1", "/setuju"), ("2", "/tolak"), ("Ya", "/setuju"), ("Belum.", "/tolak"), ("masih padam pak", "/tolak")],
)
@pytest.mark.parametrize("later", [timedelta(seconds=5), timedelta(days=1)])
def test_CF_1_number_title_and_words_answer_the_notice_also_a_day_later(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa, said: str, payload: str, later: timedelta
) -> None:
    customer.write("halo")
    clock.forward(timedelta(minutes=1))
    asked(system, clock, Stage.NYALA)
    clock.forward(later)
    customer.write(said)
    assert (rasa.last["payload"], rasa.last["metadata"]["said"]) == (f"{payload}?no_lapor={NO}", said)


def test_CF_1_the_button_of_a_template_answers_by_its_words(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa
) -> None:
    asked(system, clock, Stage.NYALA)
    customer.write("Belum", ButtonText="Belum", ButtonPayload="Belum")
    assert rasa.last["payload"] == f"/tolak?no_lapor={NO}"


def test_CF_1_the_button_names_its_question_whatever_came_in_between(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa
) -> None:
    asked(system, clock, Stage.NYALA)
    rasa.says(text("Apakah MCB naik?", ("Ya", "/setuju"), ("Tidak", "/tolak"), expect="mcb"))
    customer.write("listrik padam")
    customer.write("Belum", ButtonPayload=f"/tolak?no_lapor={NO}")
    assert rasa.last["payload"] == f"/tolak?no_lapor={NO}"


def test_CF_1_a_bare_answer_belongs_to_what_was_asked_last(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa
) -> None:
    asked(system, clock, Stage.NYALA)
    rasa.says(text("Apakah MCB naik?", ("Ya", "/setuju"), ("Tidak", "/tolak"), expect="mcb"))
    customer.write("listrik padam")
    for said in ("1", "ya", "masih padam"):
        clock.forward(timedelta(seconds=20))
        customer.write(said)
        assert (rasa.last["payload"] or "").partition("?")[2] == ""


@pytest.mark.parametrize("said", ["masih padam", "belum"])
def test_CF_1_darkness_in_words_is_the_answer_also_after_other_words(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa, said: str
) -> None:
    asked(system, clock, Stage.NYALA)
    customer.write("terima kasih")
    clock.forward(timedelta(hours=1))
    customer.write(said)
    assert rasa.last["payload"] == f"/tolak?no_lapor={NO}"


@pytest.mark.parametrize("said", ["ya", "tidak", "1"])
def test_CF_1_what_may_answer_anything_is_left_to_the_dialogue_after_other_words(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa, said: str
) -> None:
    asked(system, clock, Stage.NYALA)
    customer.write("terima kasih")
    clock.forward(timedelta(hours=1))
    customer.write(said)
    assert rasa.last["text"] == said


def test_CF_1_danger_stays_in_words(customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa) -> None:
    asked(system, clock, Stage.NYALA)
    customer.write("masih padam, ada kabel putus")
    assert rasa.last["text"] == "masih padam, ada kabel putus"


def test_PV_1_nobody_answers_for_another_number(
    line: Line, system: System, clock: HandSetClock, rasa: FakeRasa, customer: Customer
) -> None:
    asked(system, clock, Stage.NYALA)
    customer.sender = "whatsapp:+6289999999999"
    customer.write("Belum", ButtonPayload=f"/tolak?no_lapor={NO}")
    assert rasa.last["payload"] is None


def test_CF_3_who_said_yes_is_asked_for_a_rating_at_the_end_and_nobody_else(
    customer: Customer, system: System, clock: HandSetClock, rasa: FakeRasa
) -> None:
    ticket = asked(system, clock, Stage.NYALA)
    system.reports.confirm(ticket.no_lapor, system.reports.source("CUSTOMER", Channel.WHATSAPP))
    tell(system, clock, Stage.SELESAI)
    customer.write("4")
    assert rasa.last["payload"] == f"/beri_rating?stars=4&no_lapor={NO}"
    customer.write("2 - kurang", ListId="2")
    assert rasa.last["payload"] == f"/beri_rating?stars=2&no_lapor={NO}"


def test_CF_3_who_said_nothing_is_not_asked_for_a_rating(system: System, clock: HandSetClock) -> None:
    asked(system, clock, Stage.NYALA, Stage.SELESAI)
    with system.uow() as uow:
        last = uow.outbox.last_asked(PHONE)
    assert last is not None
    assert last[1] is Notice.MENYALA


def test_CF_4_one_reminder_goes_out_then_nothing_more(system: System, clock: HandSetClock) -> None:
    asked(system, clock, Stage.NYALA)
    sent: list[Notice] = []
    watch = Watch(system, threading.Event(), FakeOfficersLine())
    for _ in range(40):
        clock.forward(timedelta(hours=1))
        watch.look()
        clock.forward(timedelta(seconds=10))
        sent += send(system, clock)
    assert sent == [Notice.INGATKAN]
    assert [event.rule for event in system.reports.history(NO, Tab.ALL) if event.type == "REMINDED"] == ["CF-4"]

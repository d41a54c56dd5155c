"""Nobody waits in silence: a holding answer in time, the real one afterwards, in order and once (WT-1 to WT-4)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from flask import Flask

import ivr
from bootstrap import System
from claims import THREADS
from desk.model import Handling, Reason
from desk.waiting import PATIENCE
from ivr.late import BUSY_THREADS, LateTurns
from simulator.twilio import Caller, Customer, Line
from tests.fakes import HandSetClock
from tests.ivr.conftest import MOMENT, PUBLIC_URL, TOKEN, UNHURRIED, Says, Slowness, app_of, over
from tests.ivr.fake_rasa import FakeRasa, text
from tickets.errors import StoreAwayError


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """With a way to write to customers."""
    return environ | {"TWILIO_WHATSAPP_FROM": "+6221500123", "TWILIO_API_BASE": "http://127.0.0.1:9"}


@pytest.fixture
def late(app: Flask) -> LateTurns:
    found: LateTurns = app.extensions[ivr.LATE]
    return found


def catch_up(late: LateTurns, clock: HandSetClock) -> None:
    """Let everything be answered that can be."""
    clock.forward(timedelta(seconds=6))
    while debts := late.gateway.system.waiting.take(8):
        for debt in debts:
            late.answer(debt)


def on_their_way(system: System) -> list[tuple[str, str]]:
    """Return what goes out to whom, in order."""
    now, found = system.clock(), []
    with system.uow() as uow:
        while claims := uow.late_answers.claim(now, now + timedelta(minutes=1), 100):
            for answer in claims:
                found.append((answer.address, answer.body))
                uow.late_answers.sent(answer, f"SM{answer.id}")
        uow.commit()
    return found


def handling(system: System, key: str) -> Handling:
    with system.uow() as uow:
        conversation = next((it for it in uow.inbox.recent(_conversation(system), 50) if it.inbound.key == key), None)
    assert conversation is not None
    return conversation.handling


def _conversation(system: System) -> str:
    with system.uow() as uow:
        found = uow.outbox.conversation_of("+6281234567890")
    assert found is not None
    return found


def test_WT_1_a_slow_answer_is_held_in_time_and_sent_afterwards(
    customer: Customer,
    rasa: FakeRasa,
    slowness: Slowness,
    system: System,
    late: LateTurns,
    clock: HandSetClock,
    whatsapp_says: Says,
):
    slowness.begins()
    assert customer.write("halo", sid="SM1") == [whatsapp_says("utter_mohon_tunggu")]
    assert system.desk.waiting() == []
    assert handling(system, "SM1") is Handling.HELD
    slowness.ends()
    catch_up(late, clock)
    assert on_their_way(system) == [("whatsapp:+6281234567890", "dengar: halo")]
    assert handling(system, "SM1") is Handling.ANSWERED
    assert {asked["metadata"]["message"] for asked in rasa.asked} == {"SM1"}


def test_WT_1_a_second_delivery_of_a_held_message_gets_the_same_bytes(
    line: Line, slowness: Slowness, late: LateTurns, clock: HandSetClock, system: System
):
    slowness.begins()
    form = {"MessageSid": "SM1", "From": "whatsapp:+6281234567890", "Body": "halo"}
    first = line.send("/whatsapp", form)
    slowness.ends()
    assert line.send("/whatsapp", form) == first
    catch_up(late, clock)
    assert line.send("/whatsapp", form) == first
    assert len(on_their_way(system)) == 1


def test_WT_2_what_follows_a_held_message_is_held_at_once_and_answered_in_order(
    customer: Customer, rasa: FakeRasa, slowness: Slowness, system: System, late: LateTurns, clock: HandSetClock
):
    slowness.begins()
    customer.write("pesan 0")
    slowness.ends()
    for number in range(1, 4):
        begun = time.monotonic()
        customer.write(f"pesan {number}")
        # Whoever waited for their turn would wait for half of the time there is.
        assert time.monotonic() - begun < UNHURRIED / 4
    assert {asked["text"] for asked in rasa.asked} <= {"pesan 0"}
    catch_up(late, clock)
    assert [body for _, body in on_their_way(system)] == [f"dengar: pesan {number}" for number in range(4)]
    assert customer.write("pesan 4") == ["dengar: pesan 4"]


def test_WT_2_nothing_is_answered_before_a_late_answer_that_is_still_on_its_way(
    customer: Customer,
    slowness: Slowness,
    system: System,
    late: LateTurns,
    clock: HandSetClock,
    whatsapp_says: Says,
):
    slowness.begins()
    customer.write("pesan 0")
    slowness.ends()
    catch_up(late, clock)
    slowness.begins()
    assert customer.write("pesan 1") == [whatsapp_says("utter_mohon_tunggu")]
    slowness.ends()
    catch_up(late, clock)
    assert [body for _, body in on_their_way(system)] == ["dengar: pesan 0", "dengar: pesan 1"]
    # Whom nobody can write to is served all the same.
    customer_waits_in_vain(customer, slowness, late, clock)
    assert customer.write("pesan 3") == ["dengar: pesan 3"]


def test_WT_2_a_message_during_whose_turn_the_store_went_away_is_held(
    customer: Customer,
    system: System,
    late: LateTurns,
    clock: HandSetClock,
    whatsapp_says: Says,
    monkeypatch: pytest.MonkeyPatch,
):
    def away(*_: object) -> None:
        raise StoreAwayError("restarting")

    with monkeypatch.context() as broken:
        broken.setattr("ivr.confirmation.of_message", away)
        assert customer.write("halo", sid="SM1") == [whatsapp_says("utter_mohon_tunggu")]
    catch_up(late, clock)
    assert on_their_way(system) == [("whatsapp:+6281234567890", "dengar: halo")]
    assert system.desk.waiting() == []


def test_WT_2_nobody_goes_before_those_who_wait_where_all_who_answer_late_are_busy(
    customer: Customer, rasa: FakeRasa, late: LateTurns, clock: HandSetClock, system: System, whatsapp_says: Says
):
    late.gateway.dialogue.is_behind = True
    assert customer.write("halo") == [whatsapp_says("utter_mohon_tunggu")]
    assert rasa.asked == []
    catch_up(late, clock)
    assert on_their_way(system) == [("whatsapp:+6281234567890", "dengar: halo")]


def customer_waits_in_vain(customer: Customer, slowness: Slowness, late: LateTurns, clock: HandSetClock) -> None:
    """Answer late while no worker sends anything, for longer than anybody waits for it."""
    slowness.begins()
    customer.write("pesan 2")
    slowness.ends()
    catch_up(late, clock)
    clock.forward(timedelta(seconds=20))


def test_WT_2_who_dies_while_answering_is_followed_by_another_soon_and_who_lives_by_nobody(
    customer: Customer, slowness: Slowness, system: System, clock: HandSetClock
):
    slowness.begins()
    customer.write("halo")
    clock.forward(timedelta(seconds=1))
    (debt,) = system.waiting.take(8)
    for _ in range(4):
        clock.forward(timedelta(seconds=8))
        system.waiting.still_working([debt])
        assert system.waiting.take(8) == []
    clock.forward(timedelta(seconds=11))
    assert len(system.waiting.take(8)) == 1


def test_WT_2_an_answer_meant_for_a_question_that_is_still_owed_waits_for_it(
    customer: Customer, rasa: FakeRasa, slowness: Slowness, late: LateTurns, clock: HandSetClock, system: System
):
    slowness.begins()
    customer.write("halo")
    customer.write("1")
    slowness.ends()
    rasa.says(text("Sudah benar?", ("Ya", "/setuju")))
    catch_up(late, clock)
    assert rasa.last["payload"] == "/setuju"
    assert len(on_their_way(system)) == 2


def test_WT_2_a_dialogue_that_is_away_loses_nothing(
    environ: dict[str, str], customer: Customer, rasa: FakeRasa, system: System, whatsapp_says: Says
):
    rasa.stop()
    assert customer.write("listrik padam") == [whatsapp_says("utter_mohon_tunggu")]
    count, _ = system.waiting.figures()
    assert count == 1


def test_WT_2_over_capacity_whoever_comes_is_held_at_once(
    system: System, rasa: FakeRasa, clock: HandSetClock, whatsapp_says: Says
):
    app = app_of(replace(system, settings=replace(system.settings, rasa_turns=2, web_threads=2)))
    rasa.hold()

    def write(number: int) -> list[str]:
        post = over(app)
        person = Customer("http://gateway", TOKEN, f"+628123456{number:04d}", public_url=PUBLIC_URL, post=post)
        return person.write(f"pesan {number}")

    with ThreadPoolExecutor(12) as pool:
        answers = {pool.submit(write, number): number for number in range(12)}
        # Two are with the dialogue and one waits for a place; the others hear of it while nobody is answered.
        held = list(islice(as_completed(answers, timeout=10), 9))
        assert all(answer.result() == [whatsapp_says("utter_mohon_tunggu")] for answer in held)
        rasa.release()
    assert all(answer.result() == [f"dengar: pesan {answers[answer]}"] for answer in answers.keys() - set(held))
    catch_up(app.extensions[ivr.LATE], clock)
    assert sorted(body for _, body in on_their_way(system)) == sorted(f"dengar: pesan {answers[it]}" for it in held)


def test_WT_1_while_many_have_a_message_in_hand_who_comes_waits_a_moment_and_less_that_is_owed_is_worked_on(
    system: System, rasa: FakeRasa, whatsapp_says: Says, monkeypatch: pytest.MonkeyPatch
):
    app = app_of(replace(system, settings=replace(system.settings, rasa_turns=8, web_threads=4)))
    late: LateTurns = app.extensions[ivr.LATE]
    monkeypatch.setattr("ivr.gateway.BUSY_SECONDS", MOMENT)
    rasa.hold()

    def write(number: int) -> list[str]:
        person = Customer("http://gateway", TOKEN, f"+62812345{number}", public_url=PUBLIC_URL, post=over(app))
        return person.write(f"pesan {number}")

    with ThreadPoolExecutor(3) as pool:
        assert late.most() == THREADS
        patient = [pool.submit(write, number) for number in range(6001, 6004)]
        while late.gateway.alive.count < 3:
            time.sleep(0.01)
        assert late.most() == BUSY_THREADS
        assert write(6004) == [whatsapp_says("utter_mohon_tunggu")]
        assert not any(answer.done() for answer in patient)
        rasa.release()
        told = [answer.result() for answer in patient]
    assert told == [[f"dengar: pesan {number}"] for number in range(6001, 6004)]
    assert late.most() == THREADS


def test_WT_2_a_message_whose_process_was_killed_is_answered(
    system: System, late: LateTurns, clock: HandSetClock, customer: Customer, rasa: FakeRasa
):
    customer.write("halo", sid="SM1")
    with system.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE desk_inbox SET handling = 'WORKING', answer = NULL")
    assert system.waiting.take(8) == []
    clock.forward(timedelta(seconds=20))
    catch_up(late, clock)
    assert [body for _, body in on_their_way(system)] == ["dengar: halo"]


def test_WT_2_a_claim_that_was_lost_answers_nothing_twice(
    system: System, late: LateTurns, clock: HandSetClock, customer: Customer, slowness: Slowness
):
    slowness.begins()
    customer.write("halo")
    slowness.ends()
    (lost,) = system.waiting.take(8)
    assert system.waiting.take(8) == []
    clock.forward(timedelta(minutes=1))
    (taken,) = system.waiting.take(8)
    late.answer(lost)
    assert on_their_way(system) == []
    late.answer(taken)
    assert len(on_their_way(system)) == 1


def test_WT_4_what_nobody_can_answer_goes_to_a_human_with_a_time(
    system: System, late: LateTurns, clock: HandSetClock, customer: Customer, rasa: FakeRasa, whatsapp_says: Says
):
    rasa.stop()
    customer.write("listrik padam", sid="SM1")
    (debt,) = system.waiting.take(8)
    late.answer(debt)
    assert handling(system, "SM1") is Handling.HELD
    clock.forward(PATIENCE)
    (debt,) = system.waiting.take(8)
    late.answer(debt)
    (record,) = system.desk.waiting()
    assert (record.reason, record.said) == (Reason.BACKEND, ("listrik padam",))
    jam = late.gateway.clock(record.reply_by)
    assert [body for _, body in on_their_way(system)] == [whatsapp_says("utter_jawaban_tertunda", jam=jam)]
    assert handling(system, "SM1") is Handling.UNANSWERED


def test_HO_3_a_held_message_of_a_conversation_that_a_human_took_is_left_to_them(
    system: System, late: LateTurns, clock: HandSetClock, customer: Customer, slowness: Slowness
):
    slowness.begins()
    customer.write("halo", sid="SM1")
    record = late.gateway.hand_over(_conversation(system), None, Reason.CUSTOMER_ASKED)
    assert record is not None
    system.desk.take(record.id, "ani")
    catch_up(late, clock)
    assert on_their_way(system) == []
    assert handling(system, "SM1") is Handling.FOR_HUMAN


def test_IN_7_danger_does_not_wait_for_the_dialogue(
    customer: Customer, caller: Caller, slowness: Slowness, system: System, whatsapp_says: Says, voice_says: Says
):
    slowness.begins()
    (told,) = customer.write("tolong ada kabel putus di depan rumah")
    assert told.startswith(whatsapp_says("utter_darurat_kabel"))
    assert caller.say("meteran listrik saya terbakar") == [
        voice_says("utter_darurat_api"),
        voice_says("utter_ke_cso_suara"),
    ]
    assert caller.state == "queued"
    assert [(record.reason, record.urgent) for record in system.desk.waiting()] == [(Reason.DANGER, True)] * 2
    assert system.waiting.figures()[0] == 1


def test_IN_7_what_only_sounds_like_danger_is_held_like_anything_else(
    customer: Customer, slowness: Slowness, system: System, whatsapp_says: Says
):
    slowness.begins()
    assert customer.write("tidak ada kabel putus, hanya padam") == [whatsapp_says("utter_mohon_tunggu")]
    assert system.desk.waiting() == []


# -- the telephone ----------------------------------------------------------------------------------------------------


def test_WT_3_a_slow_turn_of_a_call_is_held_and_the_answer_picked_up(
    caller: Caller, rasa: FakeRasa, slowness: Slowness, voice_says: Says
):
    slowness.begins(until_asked=2)
    rasa.says(text("Laporan tercatat.", expect="yes_no"))
    heard = caller.say("listrik padam")
    assert heard[0] == voice_says("utter_mohon_tunggu")
    assert heard[1:-1] == [voice_says("utter_masih_tunggu")] * (len(heard) - 2)
    assert heard[-1] == "Laporan tercatat."
    assert caller.state == "asked"
    assert len({asked["metadata"]["message"] for asked in rasa.asked}) == 1
    slowness.ends()
    assert caller.say("ya") == ["Laporan tercatat."]


def test_WT_3_keys_mean_when_picked_up_what_they_meant(caller: Caller, rasa: FakeRasa, slowness: Slowness):
    rasa.says(text("Betul?", ("Ya", "/setuju"), ("Tidak", "/tolak"), expect="yes_no"))
    caller.say("listrik padam")
    slowness.begins(until_asked=2)
    caller.press("2")
    assert {asked["payload"] for asked in rasa.asked[1:]} == {"/tolak"}


def test_WT_3_every_request_of_a_held_turn_answers_a_repetition_with_the_same_bytes(
    caller: Caller, rasa: FakeRasa, slowness: Slowness, line: Line
):
    slowness.begins()
    path = caller.gather.option("action").removeprefix("/gangguan")
    form = {"CallSid": caller.call, "From": caller.sender, "SpeechResult": "listrik padam"}
    held = line.send(path, form)
    assert "/voice/held" in held
    slowness.ends()
    assert line.send(path, form) == held
    back = held.split("<Redirect")[1].split(">")[1].split("<")[0].replace("&amp;", "&").removeprefix("/gangguan")
    form = {"CallSid": caller.call, "From": caller.sender}
    answered = line.send(back, form)
    assert "dengar: listrik padam" in answered
    rasa.says(text("lain lagi"))
    assert line.send(back, form) == answered


def test_WT_3_a_caller_who_heard_only_holding_sentences_reaches_a_human(
    caller: Caller, slowness: Slowness, clock: HandSetClock, system: System, voice_says: Says, app: Flask
):
    slowness.begins()
    path = caller.gather.option("action").removeprefix("/gangguan")
    line = Line("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app))
    held = line.send(path, {"CallSid": caller.call, "From": caller.sender, "SpeechResult": "listrik padam"})
    clock.forward(timedelta(seconds=system.settings.rasa_timeout))
    back = held.split("<Redirect")[1].split(">")[1].split("<")[0].replace("&amp;", "&").removeprefix("/gangguan")
    answered = line.send(back, {"CallSid": caller.call, "From": caller.sender})
    assert voice_says("utter_gangguan_ke_petugas") in answered
    assert "<Enqueue" in answered
    assert [record.reason for record in system.desk.waiting()] == [Reason.BACKEND]


def test_WT_3_another_call_cannot_pick_the_answer_up(caller: Caller, line: Line):
    with pytest.raises(RuntimeError, match="400"):
        line.send(f"/voice/held?of={caller.call}:1:abc&n=1", {"CallSid": "CA9", "From": "+628999"})


def test_WT_3_a_call_that_ended_while_held_owes_nothing(caller: Caller, slowness: Slowness, line: Line, system: System):
    slowness.begins()
    path = caller.gather.option("action").removeprefix("/gangguan")
    line.send(path, {"CallSid": caller.call, "From": caller.sender, "SpeechResult": "listrik padam"})
    caller.hang_up()
    with system.uow() as uow:
        kept = uow.inbox.recent(caller.call, 5)
    assert Handling.HELD not in {message.handling for message in kept}

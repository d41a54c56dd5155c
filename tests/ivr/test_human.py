"""From a call to a human: dialled or queued, and never an endless queue (Source: procedure.md HO-4)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text as sql

from bootstrap import System
from simulator.twilio import Caller, Line
from tests.fakes import HandSetClock
from tests.ivr.conftest import CallFrom, Says, app_of
from tests.ivr.fake_rasa import FakeRasa, text
from tests.ivr.test_whatsapp import payload
from tickets.model import Channel

HALF_PAST_TWELVE = "pukul dua belas tiga puluh Waktu Indonesia Barat"


@pytest.fixture
def handed_over(rasa: FakeRasa):
    """Let the dialogue hand over as its actions do."""
    rasa.says(text("Baik, kami hubungkan.", hand_over={"id": "1", "urgent": False}))


@pytest.fixture
def queued(caller: Caller, handed_over: None):
    caller.press("0")
    return caller


@pytest.fixture
def dialling(with_cso: System, call_from: CallFrom, handed_over: None):
    caller = call_from(at=app_of(with_cso))
    caller.dial()
    caller.press("0")
    return caller


def test_without_a_number_for_calls_they_wait_in_the_queue(queued: Caller):
    assert queued.heard[-1] == "Baik, kami hubungkan."
    assert queued.state == "queued"
    assert queued.connecting.text == "cso"


def test_with_a_number_it_is_dialled(dialling: Caller):
    assert dialling.state == "dialling"
    dial = dialling.connecting
    assert [(verb.name, verb.text) for verb in dial.nested] == [("Number", "+622150009999")]
    assert (dial.option("answerOnBridge"), dial.option("timeout")) == ("true", "25")


def test_a_sip_address_is_dialled_as_one(with_cso: System, call_from: CallFrom, handed_over: None):
    by_sip = replace(with_cso, settings=replace(with_cso.settings, cso_dial="sip:cso@pbx.example"))
    caller = call_from(at=app_of(by_sip))
    caller.dial()
    caller.press("0")
    assert [(verb.name, verb.text) for verb in caller.connecting.nested] == [("Sip", "sip:cso@pbx.example")]


def test_the_queue_tells_position_and_wait_in_words(queued: Caller, voice_says: Says):
    assert queued.wait(20, position=2, average=70) == [voice_says("utter_antrean", posisi="dua", menit="dua")]
    assert queued.wait(20, position=1, average=200) == [voice_says("utter_antrean", posisi="satu", menit="empat")]
    assert queued.state == "queued"


def test_ho_4_after_a_while_the_queue_promises_a_call_instead(queued: Caller, system: System, voice_says: Says):
    queued.wait(179)
    assert queued.state == "queued"
    assert queued.wait(1) == [voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE)]
    assert queued.state == "over"
    (record,) = system.desk.waiting()
    assert (record.conversation, record.caller) == (queued.call, "+6281234567890")


def test_nobody_promises_to_call_a_withheld_number(call_from: CallFrom, handed_over: None, voice_says: Says):
    caller = call_from(None)
    caller.dial()
    caller.press("0")
    assert caller.wait(180) == [voice_says("utter_cso_sibuk")]


def test_who_was_served_hears_nothing_more(queued: Caller, dialling: Caller):
    assert queued.served() == []
    assert dialling.served() == []
    assert (queued.state, dialling.state) == ("over", "over")


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_ho_4_when_nobody_answers_a_call_back_is_promised(dialling: Caller, voice_says: Says, status: str):
    assert dialling.unanswered(status) == [voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE)]
    assert dialling.state == "over"


def test_the_promise_is_the_one_of_the_record(system: System, queued: Caller, clock: HandSetClock, voice_says: Says):
    system.desk.hand_over(
        conversation=queued.call, channel=Channel.VOICE, caller="+6281234567890", reason="customer_asked",
        no_lapor=None, said=["petugas"], understood=None, urgent=False,
    )  # fmt: skip
    clock.at = clock.at.replace(minute=3)
    assert queued.wait(180) == [voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE)]


@pytest.mark.parametrize("route", ["/voice/queue/wait", "/voice/queue/left", "/voice/after-dial"])
def test_requests_as_twilio_posts_them(line: Line, route: str):
    name = {"/voice/queue/wait": "voice_queue_wait", "/voice/queue/left": "voice_queue_left"}.get(
        route, "voice_after_dial"
    )
    assert "<Say" in line.send(route, payload(name))


def test_the_fallback_answers_without_the_dialogue(line: Line, rasa: FakeRasa, system: System, voice_says: Says):
    rasa.stop()
    answer = line.send("/voice/fallback", payload("voice_fallback"))
    assert voice_says("utter_gangguan_sistem") in answer
    assert "<Hangup" in answer
    assert [record.reason for record in system.desk.waiting()] == ["backend"]


def test_the_fallback_dials_where_there_is_a_number(with_cso: System, call_from: CallFrom):
    caller = call_from(at=app_of(with_cso))
    caller.fall_back()
    assert caller.state == "dialling"


def test_the_fallback_needs_no_store_either(system: System, line: Line, voice_says: Says):
    with system.engine.begin() as connection:
        connection.execute(sql("DROP TABLE desk_hand_overs"))
    assert voice_says("utter_gangguan_sistem") in line.send("/voice/fallback", payload("voice_fallback"))

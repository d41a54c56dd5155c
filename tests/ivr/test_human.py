"""From a call to a human: dialled or queued, and never an endless queue (Source: procedure.md HO-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

import spoken
from bootstrap import System
from desk.model import HandOver
from simulator.twilio import Caller, Line
from tests.fakes import HandSetClock
from tests.ivr.conftest import CallFrom, Says, app_of
from tests.ivr.fake_rasa import FakeRasa, text
from tests.ivr.test_whatsapp import payload
from tickets.model import Channel, Customer, Kind
from tickets.requests import NewReport

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
    choice = voice_says("utter_antrean_pilihan")
    assert queued.wait(20, position=2, average=70) == [voice_says("utter_antrean", posisi="dua", menit="dua"), choice]
    assert queued.wait(20, position=1, average=200) == [
        voice_says("utter_antrean", posisi="satu", menit="empat"),
        choice,
    ]
    assert queued.state == "queued"


def test_ho_4_without_figures_no_wait_is_invented(
    queued: Caller, system: System, clock: HandSetClock, voice_says: Says
):
    assert queued.wait(20, average=0)[0] == voice_says("utter_antrean_tanpa_waktu", posisi="satu")
    for number, minutes in enumerate((2, 7, 4)):
        record = give(system, f"CA-earlier-{number}")
        clock.forward(timedelta(minutes=minutes))
        system.desk.take(record.id, "hana")
    assert queued.wait(20, average=0)[0] == voice_says("utter_antrean", posisi="satu", menit="empat")


def give(system: System, call: str, no_lapor: str | None = None, caller: str = "+6281234567890") -> HandOver:
    """Hand a call over as the dialogue does."""
    return system.desk.hand_over(
        conversation=call, channel=Channel.VOICE, caller=caller, reason="customer_asked",
        no_lapor=no_lapor, said=["petugas"], understood="minta_cso", urgent=False,
    )  # fmt: skip


def test_ho_4_a_key_in_the_queue_asks_to_be_called_back(queued: Caller, system: System, voice_says: Says):
    queued.wait(20)
    assert queued.press_waiting("1") == [voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE)]
    assert queued.state == "over"
    (record,) = system.desk.waiting()
    assert record.call_back == "+6281234567890"


def test_ho_4_one_call_back_for_a_report_from_however_many_calls(
    call_from: CallFrom, handed_over: None, system: System, voice_says: Says
):
    told = []
    for _ in range(3):
        caller = call_from()
        caller.dial()
        caller.press("0")
        give(system, caller.call, "G5426112300001")
        caller.wait(20)
        told += caller.press_waiting("1")
    already = voice_says("utter_antrean_sudah_balik", jam=HALF_PAST_TWELVE)
    assert told == [voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE), already, already]
    (record,) = system.desk.waiting()
    assert (record.call_back, len(record.said)) == ("G5426112300001", 3)


def test_who_waited_long_enough_gets_back_to_the_bot(queued: Caller, system: System, voice_says: Says):
    queued.wait(20)
    assert queued.press_waiting("9") == [voice_says("utter_menu")]
    assert queued.state == "asked"


def test_an_unknown_key_in_the_queue_changes_nothing(queued: Caller):
    queued.wait(20)
    assert queued.press_waiting("5") == []
    assert queued.state == "queued"


def test_ho_2_who_lifts_the_receiver_hears_the_report_and_sees_it(
    with_cso: System, call_from: CallFrom, handed_over: None, voice_says: Says
):
    caller = call_from(at=app_of(with_cso))
    caller.dial()
    record = give(with_cso, caller.call)
    caller.press("0")
    assert [(r.id, r.call) for r in with_cso.calls.under_way()] == [(record.id, "RINGING")]
    verbs = caller.fetch(caller.connecting.nested[0].option("url"))
    assert [verb.text for verb in verbs] == [voice_says("utter_bisik_tanpa_laporan")]
    assert [r.call for r in with_cso.calls.under_way()] == ["TALKING"]
    assert caller.served() == []
    assert with_cso.calls.under_way() == []
    assert with_cso.desk.waiting() == []


def test_ho_4_who_is_not_answered_waits_on_in_the_queue(with_cso: System, call_from: CallFrom, handed_over: None):
    caller = call_from(at=app_of(with_cso))
    caller.dial()
    record = give(with_cso, caller.call)
    caller.press("0")
    caller.unanswered("busy")
    assert with_cso.calls.under_way() == []
    assert [(r.id, r.call_back) for r in with_cso.desk.waiting()] == [(record.id, "+6281234567890")]


@pytest.mark.parametrize(("hours", "key"), [(1, "utter_bisik"), (4, "utter_bisik_lewat")])
def test_ho_2_the_whisper_tells_report_and_state_and_no_person(
    dialling: Caller, with_cso: System, clock: HandSetClock, voice_says: Says, hours: int, key: str
):
    report = with_cso.reports.open(
        NewReport(
            kind=Kind.G, customer=Customer(idpel="543210987654", name="Siti Rahma"), description="padam",
            received_by="IVR", channel=Channel.VOICE,
        )
    )  # fmt: skip
    give(with_cso, dialling.call, report.no_lapor)
    clock.forward(timedelta(hours=hours))
    (verb,) = dialling.fetch(dialling.connecting.nested[0].option("url"))
    said = spoken.no_lapor_said(report.no_lapor)
    assert verb.text == voice_says(key, no_lapor_lisan=said, keadaan="belum selesai")


def test_ho_4_nobody_on_duty_takes_a_message_and_promises_a_call(
    caller: Caller, handed_over: None, system: System, voice_says: Says
):
    system.calls.begin_duty("hana")
    system.calls.end_duty("hana")
    assert caller.press("0")[-1] == voice_says("utter_pesan_suara")
    assert caller.state == "recording"
    url = f"{system.settings.twilio_api_base}/2010-04-01/Accounts/AC1/Recordings/RE1"
    kept, promise = voice_says("utter_pesan_suara_tersimpan"), voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE)
    assert caller.leave_message(url, "RE1") == [f"{kept} {promise}"]
    assert caller.state == "over"
    (record,) = system.desk.waiting()
    with system.uow() as uow:
        kept = [
            file.url for received in uow.inbox.recent(record.conversation, 9) for file in received.inbound.attachments
        ]
    assert kept == [f"{url}.mp3"]


def test_ho_4_nobody_on_duty_and_the_dialled_telephone_rang_in_vain_a_message_is_taken(
    dialling: Caller, with_cso: System, voice_says: Says
):
    with_cso.calls.begin_duty("hana")
    with_cso.calls.end_duty("hana")
    give(with_cso, dialling.call)
    assert dialling.unanswered() == [voice_says("utter_pesan_suara")]
    assert (dialling.state, with_cso.calls.under_way()) == ("recording", [])
    # Who says nothing, or hangs up, is called all the same.
    assert dialling.leave_message("", "") == [voice_says("utter_antrean_balik", jam=HALF_PAST_TWELVE)]
    assert [record.call_back for record in with_cso.desk.waiting()] == ["+6281234567890"]


def test_ho_4_who_hangs_up_while_speaking_after_the_tone_has_left_a_message(
    caller: Caller, handed_over: None, system: System
):
    system.calls.begin_duty("hana")
    system.calls.end_duty("hana")
    caller.press("0")
    action, url = caller.connecting.option("action"), f"{system.settings.twilio_api_base}/Recordings/RE1"
    # The end of the call is reported before the recording is there.
    caller.hang_up()
    caller.fetch(action, RecordingUrl=url, RecordingSid="RE1", Digits="hangup")
    (record,) = system.desk.waiting()
    with system.uow() as uow:
        kept = [file.url for one in uow.inbox.recent(record.conversation, 9) for file in one.inbound.attachments]
    assert (kept, record.call_back) == ([f"{url}.mp3"], "+6281234567890")


def test_a_recording_from_elsewhere_is_not_kept(caller: Caller, handed_over: None, system: System):
    system.calls.begin_duty("hana")
    system.calls.end_duty("hana")
    caller.press("0")
    caller.leave_message("https://evil.example/x", "RE1")
    (record,) = system.desk.waiting()
    with system.uow() as uow:
        assert not [f for r in uow.inbox.recent(record.conversation, 9) for f in r.inbound.attachments]


def test_somebody_on_duty_or_nobody_ever_means_the_queue(caller: Caller, handed_over: None, system: System):
    system.calls.begin_duty("hana")
    caller.press("0")
    assert caller.state == "queued"


def test_duty_ends_by_itself_and_lasts_as_long_as_one_is_there(system: System, clock: HandSetClock):
    system.calls.begin_duty("hana")
    clock.forward(timedelta(minutes=29))
    system.calls.show_life("hana")
    clock.forward(timedelta(minutes=29))
    assert system.calls.on_duty() == ["hana"]
    clock.forward(timedelta(minutes=2))
    assert system.calls.is_nobody_there()
    system.calls.show_life("hana")
    assert system.calls.is_nobody_there()


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

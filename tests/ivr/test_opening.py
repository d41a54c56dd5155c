"""What a known number hears before it has said anything, and what the dialogue knows of it then (rules SA)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

import spoken
from bootstrap import System
from ivr import opening
from simulator.twilio import Caller
from storage.drafts import SqlDrafts
from storage.tickets import SqlTickets
from tests.actions.talk import (
    OTHER_PHONE,
    PHONE,
    SHOP,
    finished,
    given_report,
    on_the_way,
)
from tests.ivr.conftest import CallFrom, Says
from tests.ivr.fake_rasa import FakeRasa
from tickets.model import Channel, Kind, Stage, Ticket

HOURS = timedelta(hours=1)
MINUTES = timedelta(minutes=1)
Dial = Callable[..., tuple[Caller, list[str]]]


@pytest.fixture
def dial(call_from: CallFrom) -> Dial:
    """Call from a number and hear the greeting."""

    def dialled(number: str | None = PHONE) -> tuple[Caller, list[str]]:
        caller = call_from(number)
        return caller, caller.dial()

    return dialled


def ending(ticket: Ticket) -> str:
    return spoken.ending_said(ticket.no_lapor)


def test_SA_2_the_eta_is_told_at_once_and_what_else_is_asked(system: System, dial: Dial, voice_says: Says):
    ticket = given_report(system, ago=55 * MINUTES)
    _, heard = dial()
    # It is noon: the report is of 11.05.
    expected = voice_says("utter_salam_estimasi", akhir_lisan=ending(ticket), jam_lisan="pukul empat belas lima")
    assert heard == [expected, voice_says("utter_ada_lagi")]


def test_SA_2_SA_7_the_dialogue_knows_which_report_was_named(system: System, dial: Dial, rasa: FakeRasa):
    ticket = given_report(system)
    caller, _ = dial()
    caller.say("kapan?")
    assert rasa.last["metadata"]["opened"] == {"tiket": ticket.no_lapor, "question": "ada_lagi"}
    assert rasa.last["metadata"]["expect"] == "more"
    caller.say("petugasnya di mana?")
    assert rasa.last["metadata"]["opened"] is None


def test_SA_2_who_has_heard_enough_and_stays_silent_is_let_go(system: System, dial: Dial, voice_says: Says):
    given_report(system)
    caller, _ = dial()
    caller.silent()
    assert caller.silent() == [voice_says("utter_sampai_jumpa")]
    assert not system.desk.waiting()


def test_SA_3_after_three_hours_stage_and_street_are_told_and_lapor_ulang_is_one_key(
    system: System, dial: Dial, voice_says: Says, rasa: FakeRasa
):
    ticket = on_the_way(system, given_report(system, ago=3 * HOURS), seen=7 * MINUTES)
    caller, heard = dial()
    assert heard == [
        voice_says("utter_salam_lewat", akhir_lisan=ending(ticket)),
        voice_says("utter_tahap_dalam_perjalanan"),
        voice_says("utter_salam_posisi", jalan_lisan="jalan Raya Bogor", umur_lisan="tujuh menit"),
        voice_says("utter_salam_lapor_ulang"),
    ]
    caller.press("1")
    assert rasa.last["payload"] == "/lapor_ulang"
    assert rasa.last["metadata"]["opened"] == {"tiket": ticket.no_lapor, "question": "tawar_lapor_ulang"}


def test_SA_3_TR_3_without_a_position_none_is_made_up(system: System, dial: Dial, voice_says: Says):
    given_report(system, ago=4 * HOURS)
    _, heard = dial()
    assert heard[1:3] == [voice_says("utter_tahap_lapor"), voice_says("utter_posisi_tidak_ada")]


def test_SA_3_ETA_6_a_promise_still_ahead_is_told_instead_of_the_apology(system: System, dial: Dial, voice_says: Says):
    ticket = given_report(system, ago=4 * HOURS)
    until = system.clock() + 2 * HOURS
    source = system.reports.source("HANA", ticket.channel)
    system.reports.promise(ticket.no_lapor, until, "kabel diganti", source, by_human=True)
    said = spoken.moment_said(until, system.clock(), system.settings.timezone)
    _, heard = dial()
    assert heard[0] == voice_says("utter_salam_estimasi_baru", akhir_lisan=ending(ticket), jam_lisan=said)
    assert heard[-1] == voice_says("utter_salam_lapor_ulang")


@pytest.mark.parametrize("until", [None, 50 * MINUTES, 21 * HOURS, 75 * HOURS])
@pytest.mark.parametrize("street", ["Jl. Raya Bogor", "Jl. Letnan Jenderal Haji Suprapto Kav. 21 No. 127", None])
@pytest.mark.parametrize("seen", [7 * MINUTES, 59 * MINUTES])
def test_SA_3_all_of_it_is_heard_within_twelve_seconds(
    system: System,
    dial: Dial,
    until: timedelta | None,
    street: str | None,
    seen: timedelta,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(opening, "LOOK_UP_SECONDS", 30.0)
    ticket = on_the_way(system, given_report(system, ago=4 * HOURS), seen=seen, street=street)
    if until:
        source = system.reports.source("HANA", ticket.channel)
        system.reports.promise(ticket.no_lapor, system.clock() + until, "kabel diganti", source, by_human=True)
    _, heard = dial()
    said = " ".join(heard)
    assert len(said.split()) * 60 / 150 <= 12, said
    # Apology or promise, stage, street, offer: what it may not do without (ETA-4, TR-2, TR-3, LU-1).
    assert ("belum selesai" if until is None else "selesai") in heard[0]
    assert "perjalanan" in said
    assert ("jalan " in said) == (street is not None)
    assert "Lapor ulang?" in said


@pytest.mark.parametrize(("key", "intent"), [("1", "setuju"), ("2", "tolak")])
def test_SA_4_CF_2_CF_3_the_answer_to_is_it_back_names_its_report(
    system: System, dial: Dial, voice_says: Says, rasa: FakeRasa, key: str, intent: str
):
    ticket = finished(system, given_report(system, ago=2 * HOURS), ago=30 * MINUTES)
    at = spoken.moment_said(system.clock() - 30 * MINUTES, system.clock(), system.settings.timezone)
    caller, heard = dial()
    assert heard == [voice_says("utter_salam_selesai", akhir_lisan=ending(ticket), jam_lisan=at)]
    caller.press(key)
    assert rasa.last["payload"] == f"/{intent}?no_lapor={ticket.no_lapor}"


def test_SA_4_at_NYALA_it_is_said_that_the_officer_noted_it(system: System, dial: Dial, voice_says: Says):
    ticket = given_report(system)
    system.reports.advance(ticket.no_lapor, Stage.NYALA, system.reports.source("APKT", ticket.channel))
    _, heard = dial()
    assert heard == [voice_says("utter_salam_menyala", akhir_lisan=ending(ticket))]


def test_SA_5_several_reports_are_told_apart_by_their_streets(
    system: System, dial: Dial, voice_says: Says, rasa: FakeRasa
):
    home, shop = given_report(system, ago=2 * HOURS), given_report(system, SHOP)
    caller, heard = dial()
    assert heard == [
        voice_says("utter_salam_beberapa", jumlah_lisan="dua"),
        voice_says("utter_pilihan", urutan_lisan="satu", jalan_lisan="jalan Kenanga"),
        voice_says("utter_pilihan", urutan_lisan="dua", jalan_lisan="jalan Melati"),
    ]
    caller.press("2")
    assert rasa.last["payload"] == f"/tanya_status?no_lapor={home.no_lapor}"
    assert shop.no_lapor not in "".join(heard)


def test_SA_6_a_complaint_is_being_handled(system: System, dial: Dial, voice_says: Says):
    ticket = given_report(system, kind=Kind.K)
    _, heard = dial()
    assert heard == [voice_says("utter_salam_keluhan", akhir_lisan=ending(ticket)), voice_says("utter_ada_lagi")]


def left(system: System, call: str = "CA1", **answers: str) -> None:
    """Let a call end in the middle of a report."""
    system.drafts.keep(PHONE, call, Channel.VOICE, {"scope": "single", **answers})


@pytest.mark.parametrize(("key", "payload"), [("1", "/setuju"), ("2", "/tolak")])
def test_DR_2_a_report_left_half_finished_is_offered_first_by_keys_and_nothing_of_it_is_told(
    system: System, dial: Dial, voice_says: Says, rasa: FakeRasa, key: str, payload: str
):
    left(system, idpel="512345678999", address="Jl. Anggrek No. 1")
    given_report(system)
    caller, heard = dial()
    assert heard == [voice_says("utter_salam_lanjut")]
    caller.press(key)
    assert rasa.last["payload"] == payload
    assert rasa.last["metadata"]["opened"] == {"question": "lanjut_laporan"}
    assert rasa.last["metadata"]["expect"] == "yes_no"


def test_DR_3_with_an_open_report_of_that_building_its_state_is_told_instead(
    system: System, dial: Dial, voice_says: Says
):
    left(system)
    given_report(system)
    assert dial()[1][-1] == voice_says("utter_ada_lagi")


@pytest.mark.parametrize("number", [None, OTHER_PHONE])
def test_DR_2_no_other_number_is_offered_it(system: System, dial: Dial, voice_says: Says, number: str | None):
    left(system)
    assert dial(number)[1] == [voice_says("utter_salam_suara")]


@pytest.fixture
def standing_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], bool]]:
    """Return what a store does that answers nothing before the test is over; the greeting waits a moment for it."""
    monkeypatch.setattr(opening, "LOOK_UP_SECONDS", 0.05)
    over = threading.Event()
    yield over.wait
    over.set()


def test_DR_2_SA_1_the_two_look_ups_share_their_second(
    system: System,
    dial: Dial,
    voice_says: Says,
    monkeypatch: pytest.MonkeyPatch,
    standing_still: Callable[[], bool],
):
    left(system)
    monkeypatch.setattr(SqlDrafts, "of", lambda _drafts, _phone: standing_still())
    assert dial()[1] == [voice_says("utter_salam_suara")]


@pytest.mark.parametrize("number", [None, OTHER_PHONE])
def test_SA_1_PV_1_nobody_else_hears_of_it(system: System, dial: Dial, voice_says: Says, number: str | None):
    given_report(system)
    assert dial(number)[1] == [voice_says("utter_salam_suara")]


def test_SA_1_a_store_that_is_slow_is_not_waited_for(
    system: System,
    dial: Dial,
    voice_says: Says,
    monkeypatch: pytest.MonkeyPatch,
    standing_still: Callable[[], bool],
):
    given_report(system)
    monkeypatch.setattr(SqlTickets, "of_caller", lambda _tickets, _phone: standing_still())
    assert dial()[1] == [voice_says("utter_salam_suara")]


def test_the_star_repeats_what_the_greeting_told(system: System, dial: Dial):
    given_report(system)
    caller, heard = dial()
    assert caller.press("*") == heard

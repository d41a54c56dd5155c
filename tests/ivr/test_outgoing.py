"""The calls we make: what is said, and what the keys do (OC, CF-1 to CF-3, PV-5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask

from bootstrap import System
from simulator.twilio import Caller
from tests.fakes import HandSetClock
from tests.ivr.conftest import PUBLIC_URL, TOKEN, Says, over
from tests.ivr.fake_rasa import FakeRasa, text
from tests.storage.builders import IDPEL, PHONE, report
from tickets.model import Channel, ResolutionCode, Stage
from tickets.notices import CallEnd, LetterState
from tickets.reports import Source, advance
from tickets.wishes import Saying, Way, Wish

NO = "G5426112300001"
LEASE = timedelta(seconds=30)


def letter_of(system: System, clock: HandSetClock, stage: Stage = Stage.NYALA, code: str | None = None) -> str:
    """Return the address of a call under way about a new report; its notice is dialled now."""
    ticket = report(reporter=PHONE, channel=Channel.VOICE)
    with system.uow() as uow:
        uow.wishes.keep(Wish(PHONE, Way.VOICE, clock(), Channel.VOICE, Saying.ANSWER))
        uow.tickets.add(ticket)
        uow.commit()
    with system.uow() as uow:
        stored = uow.tickets.get(NO)
        assert stored is not None
        advance(stored, stage, Source("APKT", Channel.APKT, clock()), code=ResolutionCode(code) if code else None)
        uow.tickets.save(stored)
        uow.commit()
    clock.forward(timedelta(seconds=10))
    with system.uow() as uow:
        [(letter_id, token)] = uow.outbox.claim(clock(), LEASE, 5)
        letter = uow.outbox.claimed(letter_id, token)
        assert letter is not None
        call = uow.outgoing.dial(letter, clock(), LEASE)
        uow.commit()
    return f"/voice/keluar/{letter_id}/{call}"


@pytest.fixture
def called(app: Flask) -> Caller:
    return Caller("http://gateway", TOKEN, PHONE, public_url=PUBLIC_URL, post=over(app), outgoing=True)


def states(system: System) -> Mapping[LetterState, int]:
    with system.uow() as uow:
        return uow.outbox.figures()[0]


def test_PV_5_whoever_picks_up_hears_nothing_of_the_report(
    system: System, clock: HandSetClock, called: Caller, voice_says: Says
) -> None:
    heard = called.answers(letter_of(system, clock))
    assert heard == [voice_says("utter_telepon_salam"), voice_says("utter_kabar_menyala")]
    said = " ".join(heard)
    assert not any(part in said for part in ("Budi", "Merdeka", IDPEL, NO, "lima empat"))
    assert states(system) == {LetterState.SENT: 1}


@pytest.mark.parametrize("by", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_hears_nothing_and_the_letter_waits_for_the_decision(
    system: System, clock: HandSetClock, called: Caller, by: str
) -> None:
    about = letter_of(system, clock)
    assert called.answers(about, by) == []
    assert called.state == "over"
    called.report("completed", f"{about}/status")
    called.report("completed", f"{about}/status")
    assert states(system) == {LetterState.WAITING: 1}
    with system.uow() as uow:
        letter = uow.outgoing.letter(int(about.split("/")[3]))
    assert letter is not None
    assert (letter.ended, letter.calls) == (CallEnd.MACHINE, 1)


@pytest.mark.parametrize(("key", "intent"), [("1", "setuju"), ("2", "tolak")])
def test_CF_1_CF_2_a_key_answers_and_the_dialogue_goes_on(
    system: System, clock: HandSetClock, called: Caller, rasa: FakeRasa, key: str, intent: str
) -> None:
    called.answers(letter_of(system, clock))
    rasa.says(text("Baik."))
    called.press(key)
    assert rasa.last["payload"] == f"/{intent}?no_lapor={NO}"
    assert rasa.last["metadata"]["caller"] == PHONE


@pytest.mark.parametrize(("said", "intent"), [("sudah nyala", "setuju"), ("masih padam", "tolak")])
def test_CF_1_words_answer_too(
    system: System, clock: HandSetClock, called: Caller, rasa: FakeRasa, said: str, intent: str
) -> None:
    called.answers(letter_of(system, clock))
    rasa.says(text("Baik."))
    called.say(said)
    assert rasa.last["payload"] == f"/{intent}?no_lapor={NO}"


def test_star_repeats_and_silence_ends_without_a_human(
    system: System, clock: HandSetClock, called: Caller, voice_says: Says
) -> None:
    first = called.answers(letter_of(system, clock))
    assert called.press("*") == first
    assert called.silent() == [voice_says("utter_tidak_mendengar"), *first]
    called.silent()
    assert called.silent() == [voice_says("utter_telepon_tutup")]
    assert called.state == "over"
    assert list(system.desk.waiting()) == []


def test_OC_7_nine_ends_our_calls(system: System, clock: HandSetClock, called: Caller, voice_says: Says) -> None:
    called.answers(letter_of(system, clock))
    assert called.press("9") == [voice_says("utter_telepon_berhenti")]
    wish = system.wishes.of(PHONE)
    assert wish is not None
    assert (wish.way, wish.saying, wish.channel) == (Way.NONE, Saying.KEY, Channel.VOICE)


def test_what_is_no_longer_true_is_not_told(
    system: System, clock: HandSetClock, called: Caller, voice_says: Says
) -> None:
    about = letter_of(system, clock)
    system.reports.confirm(NO, Source("CUSTOMER", Channel.WHATSAPP, clock()))
    assert called.answers(about) == [voice_says("utter_telepon_berubah")]
    assert states(system) == {LetterState.MERGED: 1}


def test_LU_15_missing_data_are_asked_for_by_one_key(
    system: System, clock: HandSetClock, called: Caller, rasa: FakeRasa
) -> None:
    called.answers(letter_of(system, clock, Stage.SELESAI, "DATA_TIDAK_LENGKAP"))
    rasa.says(text("Baik."))
    called.press("1")
    assert rasa.last["payload"] == f"/lapor_ulang?no_lapor={NO}"


@pytest.mark.parametrize(("status", "end"), [("busy", CallEnd.BUSY), ("no-answer", CallEnd.NO_ANSWER)])
def test_a_late_report_of_an_earlier_call_changes_nothing(
    system: System, clock: HandSetClock, called: Caller, status: str, end: CallEnd
) -> None:
    about = letter_of(system, clock)
    called.report(status, f"{about}/status")
    with system.uow() as uow:
        letter = uow.outgoing.letter(int(about.split("/")[3]))
    assert letter is not None
    assert letter.ended is end
    called.report("failed", f"{about}/status")
    called.report("failed", about.removesuffix("/1") + "/7/status")
    with system.uow() as uow:
        assert uow.outgoing.letter(letter.id) == letter


def test_OC_4_a_call_whose_first_document_failed_has_told_nothing_and_is_made_again(
    system: System, clock: HandSetClock, called: Caller, voice_says: Says
) -> None:
    about = letter_of(system, clock)
    (said, hangup) = called.fetch(f"{about}/gagal", ErrorCode="11200")
    assert (said.text, hangup.name) == (voice_says("utter_gangguan_sistem"), "Hangup")
    assert states(system) == {LetterState.WAITING: 1}
    assert not system.desk.waiting()


def test_a_question_whose_document_failed_is_put_again_and_answered_at_its_own_address(
    system: System, clock: HandSetClock, called: Caller, rasa: FakeRasa, voice_says: Says
) -> None:
    about = letter_of(system, clock)
    heard = called.answers(about)
    (gather,) = called.fetch(f"{about}/gagal", ErrorCode="11200")[:1]
    assert [said.text for said in gather.nested] == [voice_says("utter_tidak_mendengar"), *heard]
    rasa.says(text("Baik."))
    called.fetch(gather.option("action"), Digits="1")
    assert rasa.last["payload"].startswith("/setuju")


def test_a_refused_voice_leaves_our_own_call_to_the_other_one(
    system: System, clock: HandSetClock, called: Caller
) -> None:
    about = letter_of(system, clock)
    heard = called.answers(about)
    (gather,) = called.fetch(f"{about}/gagal", ErrorCode="13520")[:1]
    assert [said.text for said in gather.nested] == heard
    assert {said.option("voice") for said in gather.nested} == {system.settings.voice.fallback}


def test_a_call_that_fails_again_and_again_ends(
    system: System, clock: HandSetClock, called: Caller, voice_says: Says
) -> None:
    about = letter_of(system, clock)
    called.answers(about)
    said = [called.fetch(f"{about}/gagal", ErrorCode="13520")[0] for _ in range(3)]
    assert [one.name for one in said] == ["Gather", "Gather", "Say"]
    assert said[-1].text == voice_says("utter_gangguan_sistem")

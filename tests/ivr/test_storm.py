"""Storm mode at the gateway: the state of one's own report without the dialogue, everything else as ever (ST)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

import ivr
from bootstrap import System
from desk.late import LateAnswer
from desk.model import Handling, Reason, Received
from desk.storm_model import Mode
from ivr import storm_watch
from ivr.late import LateTurns
from simulator.twilio import Caller, Customer
from storage.tickets import SqlTickets
from tests.actions.talk import OTHER_PHONE, PHONE, SHOP, finished, given_report, on_the_way
from tests.fakes import HandSetClock
from tests.ivr.conftest import PUBLIC_URL, TOKEN, CallFrom, Says, Slowness, app_of, over
from tests.ivr.fake_rasa import FakeRasa, text
from tickets.errors import StoreUnavailableError
from tickets.events import Tab
from tickets.model import Channel, Kind, Ticket
from tickets.wishes import Saying, Way, Wish

HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)
Writes = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storm_watch, "LOOK_SECONDS", 0.0)


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """With a way to write to customers."""
    return environ | {
        "TWILIO_WHATSAPP_FROM": "+6221500123",
        "TWILIO_API_BASE": "http://127.0.0.1:9",
    }


@pytest.fixture
def stormy(system: System, slowness: Slowness) -> System:
    """Return a system in storm mode whose dialogue answers nothing in time."""
    system.storms.switch(Mode.ON, "sari")
    # Whoever asks again for an owed answer, as a call does, has it then.
    slowness.begins(until_asked=2)
    return system


@pytest.fixture
def writes(app: Flask) -> Writes:
    """Write from a number, each number a telephone of its own."""
    people: dict[str, Customer] = {}

    def write(words: str, number: str = PHONE, **more: str) -> list[str]:
        if number not in people:
            people[number] = Customer("http://gateway", TOKEN, number, public_url=PUBLIC_URL, post=over(app))
        return people[number].write(words, **more)

    return write


def last(system: System) -> Received:
    """Return the last message of the one conversation by WhatsApp."""
    with system.uow() as uow:
        conversation = uow.outbox.conversation_of(PHONE)
        assert conversation is not None
        return uow.inbox.recent(conversation, 1)[0]


def notes(system: System, ticket: Ticket) -> list[tuple[str | None, str | None]]:
    """Return rule and words of everything in the history of a report."""
    return [(event.rule, event.note) for event in system.reports.history(ticket.no_lapor, Tab.ALL)]


def link(system: System, ticket: Ticket) -> str:
    return system.links.address(system.reports.get(ticket.no_lapor))


def test_ST_2_the_time_is_told_at_once_without_the_dialogue(
    stormy: System, writes: Writes, rasa: FakeRasa, whatsapp_says: Says
):
    ticket = given_report(stormy)
    (told,) = writes("kapan nyala ya min?")
    expected = whatsapp_says(
        "utter_estimasi", no_lapor=ticket.no_lapor, jam="pukul 14.00 WIB", tautan=link(stormy, ticket)
    )
    assert told == "\n\n".join(
        [expected, whatsapp_says("utter_pln_mobile_catatan"), whatsapp_says("utter_lonjakan_lain")]
    )
    assert rasa.asked == []
    assert last(stormy).handling is Handling.STORM


def test_ST_2_TR_2_who_asks_for_the_officer_hears_stage_street_and_plate(
    stormy: System, writes: Writes, whatsapp_says: Says
):
    on_the_way(stormy, given_report(stormy), seen=5 * MINUTES)
    (told,) = writes("petugasnya sudah sampai mana?")
    assert "Jl. Raya Bogor" in told
    assert "No Polisi" in told
    assert "Jl. Raya Bogor" not in writes("kapan nyala?", "+6281299999999")[0]


def test_ETA_3_who_asks_for_the_time_alone_before_3_hours_hears_no_place(stormy: System, writes: Writes):
    on_the_way(stormy, given_report(stormy), seen=5 * MINUTES)
    assert "Jl. Raya Bogor" not in writes("kapan nyala?")[0]


def test_ST_2_a_greeting_alone_is_greeted_by_the_state(stormy: System, writes: Writes, whatsapp_says: Says):
    ticket = given_report(stormy)
    assert writes("halo min")[0].startswith(whatsapp_says("utter_sapaan_kenal", no_lapor=ticket.no_lapor))


def test_ST_3_LU_2_words_that_it_is_dark_are_kept_with_the_report(
    stormy: System, writes: Writes, rasa: FakeRasa, whatsapp_says: Says
):
    ticket = given_report(stormy)
    (told,) = writes("kok masih padam ya")
    assert told.startswith(whatsapp_says("utter_keterangan_tambahan", no_lapor=ticket.no_lapor))
    assert "14.00" in told
    assert ("LU-2", "kok masih padam ya") in notes(stormy, ticket)
    assert stormy.reports.get(ticket.no_lapor).repeats == []
    assert rasa.asked == []


def test_ST_3_LU_1_after_3_hours_lapor_ulang_is_offered_and_the_answer_is_the_dialogues(
    stormy: System, writes: Writes, rasa: FakeRasa, slowness: Slowness, whatsapp_says: Says
):
    ticket = given_report(stormy, ago=3 * HOURS)
    (told,) = writes("petugas belum datang juga")
    assert whatsapp_says("utter_tahap_lapor", no_lapor=ticket.no_lapor) in told
    assert told.endswith("1. Ya, Lapor Ulang\n2. Tidak")
    assert stormy.reports.get(ticket.no_lapor).repeats == []
    slowness.ends()
    rasa.says(text("Dicatat."))
    assert writes("1") == ["Dicatat."]
    assert rasa.last["payload"] == "/lapor_ulang"
    assert rasa.last["metadata"]["opened"] == {"tiket": ticket.no_lapor, "question": "tawar_lapor_ulang"}
    writes("terima kasih")
    assert rasa.last["metadata"]["opened"] is None


def test_ST_3_CF_2_whether_it_is_back_is_asked_and_the_answer_names_its_report(
    stormy: System, writes: Writes, rasa: FakeRasa, slowness: Slowness
):
    ticket = finished(stormy, given_report(stormy, ago=2 * HOURS))
    assert writes("status laporan saya")[0].endswith("1. Sudah\n2. Belum")
    slowness.ends()
    writes("belum")
    assert rasa.last["payload"] == f"/tolak?no_lapor={ticket.no_lapor}"


def test_ST_3_that_it_is_dark_where_it_was_said_to_be_lit_is_the_dialogues(
    stormy: System, writes: Writes, whatsapp_says: Says
):
    finished(stormy, given_report(stormy, ago=2 * HOURS))
    assert writes("masih padam") == [whatsapp_says("utter_mohon_tunggu")]


def test_ST_2_of_several_reports_one_is_chosen_and_told_without_the_dialogue(
    stormy: System, writes: Writes, rasa: FakeRasa
):
    home, shop = given_report(stormy, ago=2 * HOURS), given_report(stormy, SHOP)
    (told,) = writes("kapan nyala")
    assert f"1. {shop.no_lapor}, Jl. Kenanga\n2. {home.no_lapor}, Jl. Melati" in told
    assert home.no_lapor in writes("2")[0]
    assert rasa.asked == []


def test_ST_4_asked_again_it_is_told_again_with_the_way_to_a_human_then_it_is_the_dialogues(
    stormy: System, writes: Writes, rasa: FakeRasa, whatsapp_says: Says, clock: HandSetClock
):
    given_report(stormy)
    exits = whatsapp_says("utter_lonjakan_petugas")
    assert exits not in writes("kapan nyala")[0]
    assert exits in writes("jam berapa nyala")[0]
    assert writes("berapa lama lagi") == [whatsapp_says("utter_mohon_tunggu")]
    assert last(stormy).handling is Handling.HELD
    # Behind an answer that is owed everything is in order.
    assert writes("kapan nyala") == [whatsapp_says("utter_mohon_tunggu")]
    assert {asked["text"] for asked in rasa.asked} <= {"berapa lama lagi"}


@pytest.mark.parametrize("words", ["minta petugas", "saya mau lapor rumah ibu saya padam", "batal", "1", "padam lagi"])
def test_ST_2_what_is_not_that_question_goes_the_ordinary_way(
    stormy: System, writes: Writes, rasa: FakeRasa, slowness: Slowness, words: str
):
    given_report(stormy)
    slowness.ends()
    rasa.says(text("Baik."))
    assert writes(words) == ["Baik."]
    assert len(rasa.asked) == 1


@pytest.mark.parametrize("words", ["kapan nyala", "halo", "listrik padam", "status laporan saya"])
def test_ST_2_PV_1_who_has_no_report_by_number_hears_of_none(
    stormy: System, writes: Writes, whatsapp_says: Says, words: str
):
    given_report(stormy)
    assert writes(words, OTHER_PHONE) == [whatsapp_says("utter_mohon_tunggu")]


def test_ST_2_who_is_asked_something_by_the_dialogue_is_left_to_it(
    system: System, writes: Writes, rasa: FakeRasa, whatsapp_says: Says
):
    given_report(system)
    rasa.says(text("Alamatnya?", expect="address"))
    writes("mau lapor")
    system.storms.switch(Mode.ON, "sari")
    rasa.says(text("Baik."))
    assert writes("kapan nyala") == ["Baik."]


def test_ST_2_a_photo_says_more_than_the_question(stormy: System, writes: Writes, whatsapp_says: Says):
    given_report(stormy)
    photo = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"}
    assert writes("kapan nyala", **photo) == [whatsapp_says("utter_mohon_tunggu")]


def test_DR_2_who_greets_and_left_a_report_half_finished_is_asked_about_it_by_the_dialogue(
    stormy: System, writes: Writes, whatsapp_says: Says
):
    finished(stormy, given_report(stormy, ago=5 * HOURS), ago=4 * HOURS)
    stormy.drafts.keep(PHONE, "CA1", Channel.VOICE, {"scope": "single", "idpel": "512345678999"})
    assert writes("halo") == [whatsapp_says("utter_mohon_tunggu")]


def test_SA_6_a_complaint_is_told_only_to_who_asks_for_the_state(stormy: System, writes: Writes, whatsapp_says: Says):
    ticket = given_report(stormy, kind=Kind.K)
    assert writes("kapan nyala") == [whatsapp_says("utter_mohon_tunggu")]
    assert ticket.no_lapor not in writes("listrik padam", OTHER_PHONE)[0]


def test_IN_7_danger_is_warned_of_before_all(stormy: System, writes: Writes, whatsapp_says: Says):
    given_report(stormy)
    (told,) = writes("kapan nyala, ada kabel putus di jalan")
    assert told.startswith(whatsapp_says("utter_darurat_kabel"))
    assert [(it.reason, it.urgent) for it in stormy.desk.waiting()] == [(Reason.DANGER, True)]


def test_HO_3_a_conversation_a_human_has_is_left_alone(stormy: System, writes: Writes, app: Flask):
    given_report(stormy)
    writes("kapan nyala")
    late: LateTurns = app.extensions[ivr.LATE]
    record = late.gateway.hand_over(last(stormy).inbound.conversation, PHONE, Reason.CUSTOMER_ASKED)
    assert record is not None
    stormy.desk.take(record.id, "hana")
    assert writes("kapan nyala") == []
    assert last(stormy).handling is Handling.FOR_HUMAN


def test_NT_3_STOP_is_STOP(stormy: System, writes: Writes, whatsapp_says: Says):
    given_report(stormy)
    with stormy.uow() as uow:
        uow.wishes.keep(Wish(PHONE, Way.WHATSAPP, stormy.clock(), Channel.WHATSAPP, Saying.MULAI, "wa-1"))
        uow.commit()
    assert writes("STOP") == [whatsapp_says("utter_kabar_berhenti")]


@pytest.mark.parametrize(("mode", "minutes"), [(Mode.OFF, 0), (Mode.AUTOMATIC, 5)])
def test_ST_1_once_it_is_over_the_dialogue_answers(
    system: System, writes: Writes, clock: HandSetClock, mode: Mode, minutes: int
):
    given_report(system)
    system.storms.switch(Mode.ON, "sari")
    clock.forward(5 * MINUTES)
    system.storms.switch(mode, "sari")
    clock.forward(minutes * MINUTES)
    assert writes("kapan nyala") == ["dengar: kapan nyala"]


def test_ST_1_it_begins_by_itself_where_turns_are_late_and_owed_questions_are_answered_by_it(
    system: System,
    writes: Writes,
    rasa: FakeRasa,
    slowness: Slowness,
    clock: HandSetClock,
    app: Flask,
    whatsapp_says: Says,
):
    given_report(system)
    slowness.begins()
    waits = whatsapp_says("utter_mohon_tunggu")
    assert writes("kapan nyala") == [waits]
    assert writes("jam berapa nyala") == [waits]
    for number in range(20):
        # Of one customer: what comes behind an answer that is owed is held at once.
        assert writes(f"pesan {number}", OTHER_PHONE) == [waits]
    clock.forward(timedelta(seconds=3))
    assert "14.00" in writes("kapan nyala", a_shop(system))[0]
    slowness.ends()
    clock.forward(timedelta(seconds=6))
    late: LateTurns = app.extensions[ivr.LATE]
    while debts := system.waiting.take(50):
        for debt in debts:
            late.answer(debt)
    told = [answer.body for answer in answers(system) if answer.address == f"whatsapp:{PHONE}"]
    # The dialogue may have heard the first one; the second it never saw.
    assert told[0] == "dengar: kapan nyala"
    assert "14.00" in told[1]
    assert "jam berapa nyala" not in [asked["text"] for asked in rasa.asked]


def a_shop(system: System) -> str:
    """Return a number of its own that has a report."""
    number = "+6281277770001"
    given_report(system, replace(SHOP, phone=number), reporter=number)
    return number


def answers(system: System) -> list[LateAnswer]:
    """Return what goes out, in order."""
    now, found = system.clock(), []
    with system.uow() as uow:
        while claims := uow.late_answers.claim(now, now + MINUTES, 100):
            for answer in claims:
                found.append(answer)
                uow.late_answers.sent(answer, f"SM{answer.id}")
        uow.commit()
    return found


def test_ST_1_without_redis_it_begins_all_the_same(
    system: System, slowness: Slowness, clock: HandSetClock, whatsapp_says: Says
):
    given_report(system)
    app = app_of(replace(system, settings=replace(system.settings, redis_url="redis://127.0.0.1:1/0")))
    people = [Customer("http://gateway", TOKEN, n, public_url=PUBLIC_URL, post=over(app)) for n in (PHONE, OTHER_PHONE)]
    slowness.begins()
    for number in range(20):
        assert people[1].write(f"pesan {number}") == [whatsapp_says("utter_mohon_tunggu")]
    clock.forward(timedelta(seconds=3))
    assert "14.00" in people[0].write("kapan nyala")[0]


def test_the_store_away_leaves_the_message_to_the_ordinary_way(
    stormy: System, writes: Writes, whatsapp_says: Says, monkeypatch: pytest.MonkeyPatch
):
    given_report(stormy)

    def fail(*_: object) -> None:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(SqlTickets, "of_caller", fail)
    assert writes("kapan nyala") == [whatsapp_says("utter_mohon_tunggu")]


# -- the telephone ----------------------------------------------------------------------------------------------------


def test_ST_2_on_the_telephone_the_greeting_tells_and_the_question_is_answered_with_the_way_out(
    stormy: System, call_from: CallFrom, voice_says: Says, rasa: FakeRasa
):
    given_report(stormy)
    caller = call_from(PHONE)
    caller.dial()
    heard = caller.say("kapan nyala")
    assert heard[-2:] == [voice_says("utter_lonjakan_petugas"), voice_says("utter_lonjakan_lain")]
    assert "empat belas" in heard[0]
    assert rasa.asked == []
    assert "empat belas" in caller.say("jam berapa nyala")[0]
    assert rasa.asked == []
    assert caller.say("berapa lama lagi")[0] == voice_says("utter_mohon_tunggu")


def test_ST_4_nol_leads_to_a_human_from_there(stormy: System, call_from: CallFrom, rasa: FakeRasa, slowness: Slowness):
    given_report(stormy)
    caller = call_from(PHONE)
    caller.dial()
    caller.say("kapan nyala")
    slowness.ends()
    rasa.says(text("Kami sambungkan.", hand_over=True))
    caller.press("0")
    assert rasa.last["payload"] == "/minta_cso"
    assert caller.state == "queued"


@pytest.mark.parametrize("confidence", [None, 0.5])
def test_HR_1_what_the_recogniser_is_not_sure_of_changes_no_report(
    stormy: System, call_from: CallFrom, voice_says: Says, confidence: float | None
):
    ticket = given_report(stormy)
    caller = call_from(PHONE)
    caller.dial()
    assert caller.say("masih padam", confidence)[0] == voice_says("utter_mohon_tunggu")
    assert "LU-2" not in [rule for rule, _ in notes(stormy, ticket)]


def test_ST_2_a_stranger_and_a_withheld_number_hear_of_nobody(stormy: System, call_from: CallFrom, voice_says: Says):
    given_report(stormy)
    for number in (OTHER_PHONE, None):
        caller: Caller = call_from(number)
        assert caller.dial() == [voice_says("utter_salam_suara")]
        assert caller.say("kapan nyala")[0] == voice_says("utter_mohon_tunggu")


def test_ST_3_a_call_that_was_offered_lapor_ulang_by_the_greeting_is_the_dialogues(
    stormy: System, call_from: CallFrom, rasa: FakeRasa, voice_says: Says
):
    given_report(stormy, ago=3 * HOURS)
    caller = call_from(PHONE)
    assert caller.dial()[-1] == voice_says("utter_salam_lapor_ulang")
    caller.say("kapan nyala")
    assert rasa.last["metadata"]["opened"]["question"] == "tawar_lapor_ulang"

"""Whatever fails behind the gateway, the customer hears what to do next, in time, and the message is kept."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlalchemy import text as sql
from structlog.testing import capture_logs

from bootstrap import System
from desk.model import Reason
from ivr.gateway import TURN_SECONDS
from simulator.twilio import Caller, Customer
from storage.unit_of_work import SqlUnitOfWork
from tests.ivr.conftest import UNHURRIED, CallFrom, Says
from tests.ivr.fake_rasa import FakeRasa, text

LIMIT = "0.5"


def goes_down(rasa: FakeRasa):
    rasa.stop()


def hangs(rasa: FakeRasa):
    rasa.hold()


def says_nothing(rasa: FakeRasa):
    rasa.says()


def says_blanks(rasa: FakeRasa):
    rasa.says(text("  "), text("", expect="free"))


def fails(rasa: FakeRasa):
    rasa.status = 500


def talks_nonsense(rasa: FakeRasa):
    rasa.raw = b"<html>"


def breaks_the_protocol(rasa: FakeRasa):
    rasa.raw = b'{"messages": [7]}'


Fault = Callable[[FakeRasa], None]
FAULTS: dict[Fault, str] = {
    goes_down: "down",
    hangs: "slow",
    says_nothing: "silent",
    says_blanks: "silent",
    fails: "broken",
    talks_nonsense: "broken",
    breaks_the_protocol: "broken",
}
fault_cases = pytest.mark.parametrize(
    ("fault", "rasa_timeout"),
    [pytest.param(fault, LIMIT if fault is hangs else "12", id=fault.__name__) for fault in FAULTS],
)


@fault_cases
def test_a_writer_is_told_and_the_message_kept_for_a_human(
    customer: Customer, rasa: FakeRasa, system: System, whatsapp_says: Says, fault: Fault
):
    fault(rasa)
    with capture_logs() as logs:
        assert customer.write("listrik padam, nama saya Ratna") == [whatsapp_says("utter_gangguan_sistem")]
    (failure,) = (entry for entry in logs if entry["event"] == "dialogue_failed")
    assert failure["why"] == FAULTS[fault]
    assert "Ratna" not in str(logs)
    assert "6281234567890" not in str(logs)
    (record,) = system.desk.waiting()
    assert (record.reason, record.caller) == (Reason.BACKEND, "+6281234567890")
    assert record.said == ("listrik padam, nama saya Ratna",)
    with SqlUnitOfWork(system.engine) as uow:
        (kept,) = uow.inbox.unanswered(record.conversation)
    assert kept.text == "listrik padam, nama saya Ratna"


@fault_cases
def test_a_caller_is_told_and_reaches_a_human(
    caller: Caller, rasa: FakeRasa, system: System, voice_says: Says, fault: Fault
):
    fault(rasa)
    assert caller.say("listrik padam") == [voice_says("utter_gangguan_ke_petugas")]
    assert caller.state == "queued"
    assert [record.reason for record in system.desk.waiting()] == [Reason.BACKEND]


def test_what_an_action_could_not_do_is_seen_to_by_a_human(
    customer: Customer, caller: Caller, rasa: FakeRasa, system: System
):
    """What the dialogue says stands, the safety advice before the apology above all (HO-1, IN-7)."""
    rasa.says(text("Menjauhlah dari kabel."), text("Sistem terganggu.", failed=True))
    assert customer.write("kabel putus") == ["Menjauhlah dari kabel.\n\nSistem terganggu."]
    assert caller.say("kabel putus") == ["Menjauhlah dari kabel.", "Sistem terganggu."]
    assert caller.state == "queued"
    assert [record.reason for record in system.desk.waiting()] == [Reason.BACKEND] * 2


def test_a_second_failure_makes_no_second_record(customer: Customer, rasa: FakeRasa, system: System):
    rasa.status = 500
    customer.write("halo")
    customer.write("halo?")
    (record,) = system.desk.waiting()
    assert record.said == ("halo", "halo?")


def test_when_the_dialogue_is_back_the_conversation_goes_on(customer: Customer, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", ("Ya", "/setuju")))
    customer.write("halo")
    rasa.status = 500
    customer.write("1")
    rasa.status = 200
    customer.write("1")
    assert rasa.last["payload"] == "/setuju"


@pytest.mark.parametrize("rasa_timeout", [LIMIT])
def test_a_slow_dialogue_is_given_up_at_its_limit(customer: Customer, rasa: FakeRasa):
    rasa.hold()
    begun = time.monotonic()
    customer.write("halo")
    assert float(LIMIT) <= time.monotonic() - begun < UNHURRIED / 4


def test_the_limit_of_a_turn_lies_under_the_carriers_15_s_with_room():
    assert TURN_SECONDS <= 12


def test_what_waited_too_long_for_its_turn_is_told_so_at_the_limit(
    customer: Customer, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch, whatsapp_says: Says
):
    """An earlier message that uses up the time leaves none for a call to the dialogue."""
    monkeypatch.setattr("ivr.gateway.TURN_SECONDS", 0.0)
    assert customer.write("halo") == [whatsapp_says("utter_gangguan_sistem")]
    assert rasa.asked == []


@pytest.mark.parametrize("table", ["desk_inbox", "desk_sessions"])
def test_without_the_store_the_customer_is_still_told(
    system: System, customer: Customer, call_from: CallFrom, whatsapp_says: Says, voice_says: Says, table: str
):
    with system.engine.begin() as connection:
        connection.execute(sql(f"DROP TABLE {table}"))
    assert customer.write("halo") == [whatsapp_says("utter_gangguan_tak_tersimpan")]
    caller = call_from()
    assert caller.dial() == [voice_says("utter_gangguan_sistem")]
    assert caller.state == "over"


def test_without_a_place_for_records_the_message_is_kept_and_the_customer_told_so(
    system: System, customer: Customer, rasa: FakeRasa, whatsapp_says: Says
):
    rasa.status = 500
    with system.engine.begin() as connection:
        connection.execute(sql("ALTER TABLE desk_hand_overs RENAME COLUMN said TO lost"))
    assert customer.write("halo") == [whatsapp_says("utter_gangguan_sistem")]
    with system.uow() as uow:
        conversation = uow.outbox.conversation_of("+6281234567890")
        assert conversation is not None
        assert [kept.inbound.text for kept in uow.inbox.recent(conversation, 5)] == ["halo"]


def test_the_connection_to_the_dialogue_is_kept(customer: Customer, rasa: FakeRasa):
    for number in range(5):
        customer.write(f"pesan {number}")
    assert rasa.connections == 1

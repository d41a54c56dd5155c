"""The call an officer asked for, as Twilio leads it: whisper, the customer, a key, and how it ended (HO-5, PV-5)."""

from __future__ import annotations

import pytest

import spoken
from bootstrap import System
from desk.model import CallState, HandOver, Reason
from simulator.twilio import Line
from simulator.twiml import Verb, read
from tests.ivr.conftest import Says
from tickets.model import Channel, Customer, Kind
from tickets.requests import NewReport

CUSTOMER = "+6281234567890"


@pytest.fixture
def record(system: System) -> HandOver:
    """Return a conversation an officer has taken, about a report."""
    report = system.reports.open(
        NewReport(
            kind=Kind.G, customer=Customer(idpel="543210987654", name="Siti Rahma", address="Jl. Melati No. 5"),
            description="padam", received_by="IVR", channel=Channel.VOICE,
        )
    )  # fmt: skip
    waiting = system.desk.hand_over(
        conversation="CA1",
        channel=Channel.VOICE,
        caller=CUSTOMER,
        reason=Reason.CUSTOMER_ASKED,
        no_lapor=report.no_lapor,
        said=(),
        understood=None,
        urgent=False,
    )
    return system.desk.take(waiting.id, "hana")


def ask(line: Line, record: HandOver, what: str = "", **form: str) -> tuple[Verb, ...]:
    body = line.send(f"/voice/balik/{record.id}{what}", {"CallSid": "CA2", "From": "+622150001231"} | form)
    return read(body) if body else ()


def press(line: Line, record: HandOver, gather: Verb, key: str = "1") -> tuple[Verb, ...]:
    """Press a key on the officers' telephone."""
    return ask(line, record, gather.option("action").split(record.id)[1], Digits=key)


def state(system: System, record: HandOver) -> tuple[CallState | None, bool]:
    with system.uow() as uow:
        found = uow.hand_overs.get(record.id)
    assert found is not None
    return found.call, found.closed_at is not None


def test_HO_5_who_lifts_the_officers_telephone_hears_the_report_and_the_customer_is_called(
    system: System, line: Line, record: HandOver, voice_says: Says
) -> None:
    first, second, hangup = ask(line, record)
    number = spoken.no_lapor_said(str(record.no_lapor))
    about = voice_says("utter_bisik", no_lapor_lisan=number, keadaan="belum selesai")
    assert [verb.text for verb in first.nested] == [about, voice_says("utter_balik_petugas")]
    assert (second.nested, hangup.name) == (first.nested, "Hangup")
    (dial,) = press(line, record, first)
    assert [verb.text for verb in dial.nested] == [CUSTOMER]
    assert state(system, record) == (CallState.TALKING, False)


def test_PV_5_whoever_lifts_the_customers_telephone_presses_a_key_before_anybody_is_joined(
    line: Line, record: HandOver, voice_says: Says
) -> None:
    (dial,) = press(line, record, ask(line, record)[0])
    accept = dial.nested[0].option("url").split(record.id)[1]
    gather, hangup = ask(line, record, accept)
    assert [verb.text for verb in gather.nested] == [voice_says("utter_balik_terima")]
    assert hangup.name == "Hangup"
    assert ask(line, record, accept, Digits="1") == ()
    assert [verb.name for verb in ask(line, record, accept, Digits="5")] == ["Hangup"]


@pytest.mark.parametrize(
    ("form", "served"),
    [
        ({"DialCallStatus": "completed"}, True),
        ({"DialCallStatus": "completed", "DialBridged": "true"}, True),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, False),
        ({"DialCallStatus": "no-answer"}, False),
        ({"DialCallStatus": "busy"}, False),
    ],
)
def test_HO_5_a_talk_closes_the_conversation_and_else_the_officer_hears_that_nobody_answered(
    system: System, line: Line, record: HandOver, voice_says: Says, form: dict[str, str], served: bool
) -> None:
    ask(line, record)
    told = [verb.text for verb in ask(line, record, "/selesai", **form) if verb.name == "Say"]
    assert told == ([] if served else [voice_says("utter_balik_tak_terjawab")])
    assert state(system, record) == (None, served)


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled", "completed"])
def test_HO_5_however_the_officers_leg_ends_nothing_rings_any_more(
    system: System, line: Line, record: HandOver, status: str
) -> None:
    ask(line, record)
    ask(line, record, "/status", CallStatus="ringing")
    assert state(system, record) == (CallState.TALKING, False)
    ask(line, record, "/status", CallStatus=status)
    assert state(system, record) == (None, False)


def test_HO_5_what_is_closed_meanwhile_calls_nobody(system: System, line: Line, record: HandOver) -> None:
    system.desk.close(record.id, "hana")
    assert [verb.name for verb in ask(line, record)] == ["Hangup"]


def test_HO_5_a_call_whose_document_failed_says_so_and_can_be_made_again(
    system: System, line: Line, record: HandOver, voice_says: Says
) -> None:
    ask(line, record)
    said, hangup = ask(line, record, "/gagal", ErrorCode="11200")
    assert (said.text, hangup.name) == (voice_says("utter_balik_gagal"), "Hangup")
    assert state(system, record) == (None, False)


def test_HO_5_a_refused_voice_whispers_once_more_as_the_other_one(
    system: System, line: Line, record: HandOver, voice_says: Says
) -> None:
    ask(line, record)
    (redirect,) = ask(line, record, "/gagal", ErrorCode="13520", ErrorUrl=f"https://x/voice/balik/{record.id}")
    again = redirect.text.split(record.id)[1]
    gather, *_ = ask(line, record, again)
    assert gather.nested[0].option("voice") == system.settings.voice.fallback
    # The other one is refused, too: enough.
    said, _ = ask(line, record, "/gagal", ErrorCode="13520", ErrorUrl=f"https://x{redirect.text}")
    assert said.text == voice_says("utter_balik_gagal")


def test_PV_5_a_machine_on_the_officers_telephone_is_put_through_to_nobody(line: Line, record: HandOver) -> None:
    gathers = ask(line, record)
    assert [verb.name for verb in gathers] == ["Gather", "Gather", "Hangup"]
    assert [verb.name for verb in press(line, record, gathers[0], "5")] == ["Hangup"]


def test_HO_5_only_one_call_about_a_conversation_reaches_the_customer(
    system: System, line: Line, record: HandOver
) -> None:
    """The first one rang though the carrier had not said so, and a second one was made."""
    ask(line, record)
    assert [verb.name for verb in ask(line, record, CallSid="CA3")] == ["Hangup"]
    # What is told of the end of another call does not end this one.
    ask(line, record, "/status", CallSid="CA3", CallStatus="completed")
    assert state(system, record) == (CallState.TALKING, False)

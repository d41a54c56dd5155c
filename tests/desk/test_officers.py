"""An officer at the desk, on both databases: what is written stays, and only the owner writes (HO-3)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from desk.errors import NoSuchHandOverError, NotSentError, NotTakenError, WindowOverError
from desk.model import EntryKind, Handling, HandOver, Inbound, Reason
from desk.officers import WINDOW, Officers
from desk.service import Desk
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeMessenger, HandSetClock
from tickets.model import Channel


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def officers(engine: Engine, clock: HandSetClock, messenger: FakeMessenger) -> Officers:
    return Officers(lambda: SqlUnitOfWork(engine), clock, messenger)


@pytest.fixture
def record(desk: Desk, clock: HandSetClock) -> HandOver:
    """Return a conversation Hana has taken."""
    inbound = Inbound(uuid.uuid4().hex, uuid.uuid4().hex, Channel.WHATSAPP, clock(), "Halo")
    reception = desk.receive(inbound, caller="+6281234567890", address="whatsapp:+6281234567890")
    desk.finish(inbound.key, Handling.ANSWERED, "<Response/>", reception.session)
    waiting = desk.hand_over(
        conversation=inbound.conversation,
        channel=Channel.WHATSAPP,
        caller="+6281234567890",
        reason=Reason.CUSTOMER_ASKED,
        no_lapor=None,
        said=["Halo"],
        understood=None,
        urgent=False,
    )
    return desk.take(waiting.id, "hana")


def test_what_was_said_and_written_is_there_in_order(officers: Officers, record: HandOver, clock: HandSetClock) -> None:
    officers.answer(record.id, "hana", "Selamat siang")
    clock.forward(timedelta(seconds=1))
    officers.note(record.id, "budi", "Saya kenal pelanggan ini")
    found = officers.conversation(record.id)
    assert [(e.kind, e.officer, e.text) for e in found.entries] == [
        (EntryKind.ANSWER, "hana", "Selamat siang"),
        (EntryKind.NOTE, "budi", "Saya kenal pelanggan ini"),
    ]
    assert [received.inbound.text for received in found.received] == ["Halo"]
    assert found.received[0].handling is Handling.ANSWERED
    assert found.entries[0].message is not None
    assert found.window_ends == record.created_at + WINDOW


def test_a_taken_conversation_is_no_longer_waiting_until_it_is_put_back_HO_3(
    officers: Officers, record: HandOver
) -> None:
    waiting, taken = officers.queue()
    assert (record.id in [r.id for r in waiting], record.id in [r.id for r in taken]) == (False, True)
    with pytest.raises(NotTakenError):
        officers.put_back(record.id, "budi")
    officers.put_back(record.id, "hana")
    waiting, taken = officers.queue()
    assert (record.id in [r.id for r in waiting], record.id in [r.id for r in taken]) == (True, False)


def test_nobody_else_writes_and_nobody_after_closing_HO_3(
    officers: Officers, desk: Desk, record: HandOver, messenger: FakeMessenger
) -> None:
    with pytest.raises(NotTakenError):
        officers.answer(record.id, "budi", "Halo")
    desk.close(record.id, "hana")
    with pytest.raises(NotTakenError):
        officers.answer(record.id, "hana", "Halo")
    with pytest.raises(NoSuchHandOverError):
        officers.note("unknown", "hana", "Halo")
    assert messenger.sent == []


def test_exactly_24_hours_are_too_late_for_free_words(
    officers: Officers, record: HandOver, clock: HandSetClock, messenger: FakeMessenger
) -> None:
    clock.forward(WINDOW - timedelta(seconds=1))
    officers.answer(record.id, "hana", "Masih sempat")
    clock.forward(timedelta(seconds=1))
    with pytest.raises(WindowOverError):
        officers.answer(record.id, "hana", "Terlambat")
    officers.template(record.id, "hana")
    assert [text for _, text in messenger.sent] == ["Masih sempat", None]
    assert [entry.text for entry in officers.conversation(record.id).entries] == ["Masih sempat", ""]


def test_what_a_failing_carrier_did_not_take_is_kept_as_failed(
    officers: Officers, record: HandOver, messenger: FakeMessenger
) -> None:
    messenger.down = True
    with pytest.raises(NotSentError):
        officers.answer(record.id, "hana", "Kata penting")
    [entry] = officers.conversation(record.id).entries
    assert (entry.text, entry.failed, entry.message) == ("Kata penting", True, None)

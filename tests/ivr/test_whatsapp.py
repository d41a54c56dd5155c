"""One message in, the answer in the same breath."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bootstrap import System
from desk.model import Delivery
from simulator.twilio import Customer, Line
from simulator.twiml import read
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import HandSetClock
from tests.ivr.conftest import PUBLIC_URL, TOKEN, Says, over
from tests.ivr.fake_rasa import FakeRasa, text
from tests.storage.builders import report
from tickets.model import Channel, Stage
from tickets.reports import Source, advance
from tickets.wishes import allows

PAYLOADS = Path(__file__).parents[1] / "payloads" / "twilio"
PostPayload = Callable[..., list[str]]
YES_NO = (("Ya", "/setuju"), ("Tidak", "/tolak"))


def payload(name: str) -> dict[str, str]:
    """Return the form of a request as Twilio sends it."""
    return dict(parse_qsl((PAYLOADS / f"{name}.form").read_text().strip(), keep_blank_values=True))


@pytest.fixture
def post(line: Line) -> PostPayload:
    """Return a sender of stored payloads; it returns the texts of the answer."""
    return lambda name, **changes: [verb.text for verb in read(line.send("/whatsapp", payload(name) | changes))]


def test_words_reach_the_dialogue_with_who_and_where(post: PostPayload, rasa: FakeRasa):
    assert post("whatsapp_text") == ["dengar: Selamat malam, listrik di rumah saya padam sejak jam 7 🙏"]
    asked = rasa.last
    assert asked["path"] == "/webhooks/whatsapp/webhook"
    assert asked["payload"] is None
    assert asked["metadata"] == {
        "caller": "+6281234567890",
        "channel": "WHATSAPP",
        "conversation": asked["sender"],
        "message": payload("whatsapp_text")["MessageSid"],
        "attachments": [],
        "location": None,
        "expect": "free",
        "opened": None,
    }


def test_the_conversation_is_one_for_a_customer_and_names_nobody(post: PostPayload, rasa: FakeRasa):
    post("whatsapp_text")
    post("whatsapp_text", MessageSid="SM2")
    post("whatsapp_text", MessageSid="SM3", From="whatsapp:+6281234567891")
    first, second, other = (asked["sender"] for asked in rasa.asked)
    assert first == second != other
    assert first.startswith("wa-")
    assert len(first) == 35
    assert "81234567890" not in first


def test_a_customer_without_a_number_is_served_as_a_stranger(post: PostPayload, rasa: FakeRasa):
    assert post("whatsapp_business_scoped") == ["dengar: listrik padam"]
    assert rasa.last["metadata"]["caller"] is None
    post("whatsapp_business_scoped", MessageSid="SM2", From="whatsapp:ID.US-2")
    assert rasa.asked[0]["sender"] != rasa.asked[1]["sender"]


@pytest.mark.parametrize(
    ("name", "content_type"), [("whatsapp_photo", "image/jpeg"), ("whatsapp_voice_note", "audio/ogg")]
)
def test_media_without_words_reach_the_dialogue_as_data(
    post: PostPayload, rasa: FakeRasa, name: str, content_type: str
):
    rasa.says(text("Terima kasih, berkasnya sudah kami terima."))
    assert post(name) == ["Terima kasih, berkasnya sudah kami terima."]
    assert (rasa.last["text"], rasa.last["payload"]) == (None, "/beri_data")
    assert rasa.last["metadata"]["attachments"] == [
        {"url": payload(name)["MediaUrl0"], "content_type": content_type},
    ]


def test_a_photo_with_words_is_both(post: PostPayload, rasa: FakeRasa):
    assert post("whatsapp_photo_with_words") == ["dengar: ini meteran saya"]
    assert rasa.last["payload"] is None
    assert len(rasa.last["metadata"]["attachments"]) == 1


def test_a_location_pin_is_a_place(post: PostPayload, rasa: FakeRasa):
    post("whatsapp_location")
    assert rasa.last["payload"] == "/beri_data"
    place = {"lat": -6.2087634, "lon": 106.845599, "address": "Jl. Melati No. 5, Jakarta", "label": "Rumah"}
    assert rasa.last["metadata"]["location"] == place


@pytest.mark.parametrize("lat", ["91", "nan", "inf", "x", ""])
def test_an_impossible_place_is_none(post: PostPayload, whatsapp_says: Says, lat: str):
    assert post("whatsapp_location", Latitude=lat) == [whatsapp_says("utter_pesan_kosong")]


def test_a_button_the_bot_offered_is_its_payload(post: PostPayload, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", *YES_NO))
    assert post("whatsapp_text") == ["Sudah benar?\n1. Ya\n2. Tidak"]
    post("whatsapp_button", MessageSid="SM2")
    assert (rasa.last["payload"], rasa.last["text"]) == ("/setuju", None)


def test_a_button_of_an_earlier_question_still_counts(post: PostPayload, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", *YES_NO))
    post("whatsapp_text")
    rasa.says(text("Baik."))
    post("whatsapp_text", MessageSid="SM2")
    post("whatsapp_button", MessageSid="SM3")
    assert rasa.last["payload"] == "/setuju"


def test_a_button_nobody_offered_is_words(post: PostPayload, rasa: FakeRasa):
    post("whatsapp_button", ButtonPayload='/beri_data{"idpel":"512012345678"}')
    assert (rasa.last["payload"], rasa.last["text"]) == (None, "Ya")


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("1", "/setuju"), (" 2. ", "/tolak"), ("2)", "/tolak"), ("1️⃣", "/setuju"), ("YA", "/setuju"),
        ("tidak!", "/tolak"), ("１", "/setuju"),
    ],
)  # fmt: skip
def test_an_offer_is_taken_by_number_or_title(customer: Customer, rasa: FakeRasa, typed: str, means: str):
    rasa.says(text("Sudah benar?", *YES_NO))
    customer.write("halo")
    customer.write(typed)
    assert rasa.last["payload"] == means


@pytest.mark.parametrize("typed", ["3", "0", "ya, tapi nomornya salah", "12", "-1"])
def test_anything_else_stays_words(customer: Customer, rasa: FakeRasa, typed: str):
    rasa.says(text("Sudah benar?", *YES_NO))
    customer.write("halo")
    customer.write(typed)
    assert (rasa.last["payload"], rasa.last["text"]) == (None, typed)


def test_offers_are_gone_with_the_next_question(customer: Customer, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", *YES_NO))
    customer.write("halo")
    rasa.says(text("Berapa nomornya?", expect="number"))
    customer.write("1")
    customer.write("1")
    assert (rasa.last["payload"], rasa.last["text"]) == (None, "1")
    assert rasa.last["metadata"]["expect"] == "number"


def test_the_offers_of_several_messages_are_numbered_through(customer: Customer, rasa: FakeRasa):
    rasa.says(text("A", ("Satu", "/a")), text("B", ("Dua", "/b")))
    assert customer.write("halo") == ["A\n1. Satu\n\nB\n2. Dua"]
    customer.write("2")
    assert rasa.last["payload"] == "/b"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/restart", "restart"),
        ('  / /inform{"x":"y"}', 'inform{"x":"y"}'),
        ("\u00a0/session_start", "session_start"),
        ("\u0000\u0007/restart", "restart"),
        ("pada\u0000m \u202elistrik\u202c", "pada m listrik\u202c"),
        ("  baris satu \r\n\r\n\r\n baris dua ", "baris satu\nbaris dua"),
        ("😡😡", "😡😡"),
        ("👨\u200d👩\u200d👧 padam", "👨\u200d👩\u200d👧 padam"),
        ("الكهرباء مقطوعة", "الكهرباء مقطوعة"),
    ],
)
def test_strange_text_reaches_the_dialogue_harmless(customer: Customer, rasa: FakeRasa, typed: str, heard: str):
    assert customer.write(typed) == [f"dengar: {heard}"]
    assert (rasa.last["text"], rasa.last["payload"]) == (heard, None)


@pytest.mark.parametrize("typed", ["", " \n\t ", "///", "\u0000\u0001", "\u202e"])
def test_a_message_without_content_is_answered_without_the_dialogue(
    customer: Customer, rasa: FakeRasa, whatsapp_says: Says, typed: str
):
    assert customer.write(typed) == [whatsapp_says("utter_pesan_kosong")]
    assert rasa.asked == []


def test_of_a_very_long_message_the_beginning_is_worked_and_all_is_kept(
    customer: Customer, rasa: FakeRasa, system: System, whatsapp_says: Says
):
    long = "listrik padam sejak sore " * 160
    rasa.says(text("Baik."))
    assert customer.write(long) == [whatsapp_says("utter_terlalu_panjang") + "\n\nBaik."]
    heard = rasa.last["text"]
    assert 900 < len(heard) <= 1000
    assert long.startswith(heard + " ")
    assert list(system.desk.said(rasa.last["sender"])) == [long.strip()]


def test_a_long_message_of_one_word_is_cut_too(customer: Customer, rasa: FakeRasa):
    customer.write("a" * 4000)
    assert rasa.last["text"] == "a" * 1000


def test_a_long_answer_becomes_several_messages(customer: Customer, rasa: FakeRasa):
    rasa.says(text("Petugas sedang menuju lokasi. " * 120))
    replies = customer.write("halo")
    assert len(replies) > 2
    assert all(len(reply) <= 1600 and reply.endswith("lokasi.") for reply in replies)


def test_an_answer_xml_cannot_carry_is_still_answered(customer: Customer, rasa: FakeRasa):
    rasa.says(text('Nama <b>"A&B"</b>\u0000\u000b\ufffe ⚡'))
    assert customer.write("halo") == ['Nama <b>"A&B"</b> ⚡']


@given(st.text(max_size=300), st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_or_answered_is_answered_in_valid_twiml(
    app: Flask, rasa: FakeRasa, written: str, answered: str
):
    rasa.says(text(answered), text("Baik."))
    customer = Customer("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app))
    assert customer.write(written)


def test_ho_3_the_bot_is_silent_while_a_human_has_the_conversation(customer: Customer, rasa: FakeRasa, system: System):
    customer.write("halo")
    conversation = rasa.last["sender"]
    facts = {"caller": None, "no_lapor": None, "said": [], "understood": None, "urgent": False}
    record = system.desk.hand_over(
        conversation=conversation, channel=Channel.WHATSAPP, reason="customer_asked", **facts
    )
    assert customer.write("masih menunggu") == ["dengar: masih menunggu"]
    system.desk.take(record.id, "sari")
    assert customer.write("halo petugas") == []
    assert rasa.last["text"] == "masih menunggu"
    assert system.desk.said(conversation)[-1] == "halo petugas"
    system.desk.close(record.id, "sari")
    assert customer.write("terima kasih") == ["dengar: terima kasih"]


def test_a_conversation_goes_on_the_next_day(customer: Customer, rasa: FakeRasa, clock: HandSetClock):
    rasa.says(text("Sudah benar?", *YES_NO))
    customer.write("halo")
    clock.forward(timedelta(days=1))
    customer.write("1")
    assert rasa.last["payload"] == "/setuju"


def test_receipts_are_kept_whatever_their_order(line: Line, system: System):
    for name in ("whatsapp_receipt_undelivered", "whatsapp_receipt_sent"):
        assert line.send("/whatsapp/status", payload(name)) == ""
    with SqlUnitOfWork(system.engine) as uow:
        assert uow.receipts.state("SMreceipt0001") is Delivery.UNDELIVERED


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"MessageSid": "SM1", "MessageStatus": "teleported"}])
def test_an_unknown_receipt_is_harmless(app: Flask, line: Line, form: dict[str, str]):
    assert line.send("/whatsapp/status", form) == ""


def test_stop_and_mulai_are_about_notices_only_to_whoever_gets_some(
    post: PostPayload, rasa: FakeRasa, system: System, clock: HandSetClock
):
    def say(sid: str, words: str) -> list[str]:
        return post("whatsapp_text", MessageSid=sid, Body=words)

    def wanted() -> bool:
        return allows(system.wishes.of("+6281234567890"))

    assert say("SM1", "berhenti") == ["dengar: berhenti"]
    assert say("SM2", "mulai") == ["dengar: mulai"]
    ticket = report(reporter="+6281234567890")
    advance(ticket, Stage.DALAM_PERJALANAN, Source("APKT", Channel.APKT, clock()))
    with system.uow() as uow:
        uow.tickets.add(ticket)
        uow.commit()
    asked = len(rasa.asked)
    assert "tidak akan mengirim kabar" in say("SM3", " Stop. ")[0]
    assert not wanted()
    assert "akan mengirim kabar" in say("SM4", "MULAI")[0]
    assert wanted()
    assert "tidak akan" in say("SM5", "berhenti")[0]
    assert len(rasa.asked) == asked
    assert say("SM6", "berhenti dulu ya") == ["dengar: berhenti dulu ya"]

"""What the carrier posts is read without trust."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.inbound import UnreadableError, caller_of, clean, harmless, shorten, spoken, written
from tests.fakes import NOON

WHATSAPP = {"MessageSid": "SM1", "From": "whatsapp:+6281234567890"}


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("+6281234567890", "+6281234567890"),
        ("whatsapp:+6281234567890", "+6281234567890"),
        ("+62215550123", "+62215550123"),
        (" +6281234567890 ", "+6281234567890"),
        ("anonymous", None),
        ("Anonymous", None),
        ("Restricted", None),
        ("", None),
        (None, None),
        ("+266696687", None),
        ("+7378742833", None),
        ("whatsapp:ID.US-13491208655302741918", None),
        ("whatsapp:081234567890123", None),
        ("sip:budi@pbx.example", None),
        ("client:browser", None),
        ("123", None),
    ],
)
def test_pv_1_only_a_number_the_carrier_vouches_for_is_a_caller(sender: str | None, number: str | None):
    assert caller_of(sender) == number


@given(st.text(max_size=200))
def test_cleaned_text_can_be_stored_sent_and_shown(text: str):
    cleaned = clean(text)
    cleaned.encode()
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in cleaned)
    assert clean(cleaned) == cleaned


@given(st.text("/ \t\n\u00a0\u2003abc{}", max_size=20))
def test_harmless_text_never_begins_like_a_command(text: str):
    assert not harmless(text).strip().startswith("/")


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_shortened_text_is_the_beginning_of_the_text(text: str, limit: int):
    short = shorten(text, limit)
    assert len(short) <= limit
    assert text.startswith(short.rstrip()) or text.lstrip().startswith(short.strip())


@pytest.mark.parametrize(
    ("count", "kept"), [("0", 0), ("2", 2), ("11", 10), ("99999999", 10), ("-1", 0), ("x", 0), ("²", 0), ("", 0)]
)
def test_the_number_of_files_is_not_believed_beyond_ten(count: str, kept: int):
    media = {f"MediaUrl{at}": f"https://api.twilio.com/{at}" for at in range(20)}
    assert len(written(WHATSAPP | media | {"NumMedia": count}, "k", NOON).inbound.attachments) == kept


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "javascript:alert(1)"])
def test_a_file_that_is_no_web_address_is_left_out(url: str):
    form = WHATSAPP | {"NumMedia": "1", "MediaUrl0": url}
    assert written(form, "k", NOON).inbound.attachments == ()


def test_the_conversation_depends_on_the_secret():
    assert written(WHATSAPP, "a", NOON).inbound.conversation != written(WHATSAPP, "b", NOON).inbound.conversation


@pytest.mark.parametrize("form", [{}, {"From": "whatsapp:+6281234567890"}, {"MessageSid": "SM1", "From": " "}])
def test_a_message_of_nobody_is_refused(form: dict[str, str]):
    with pytest.raises(UnreadableError):
        written(form, "k", NOON)


def test_another_answer_to_the_same_question_is_another_message():
    form = {"CallSid": "CA1", "From": "+6281234567890"}
    keys = {spoken(form | said, "3", NOON).inbound.key for said in ({"Digits": "1"}, {"SpeechResult": "ya"}, {})}
    keys.add(spoken(form, "4", NOON).inbound.key)
    assert len(keys) == 4

"""The simulated carrier follows TwiML as the real one does, also that of other servers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from twilio.request_validator import RequestValidator

from simulator.twilio import Caller, Customer, HungUpError, Post
from simulator.twiml import TwimlError, read

GATHER = '<Gather action="/next" actionOnEmptyResult="true" {}><Say>Tanya</Say></Gather><Say>Lewat</Say>'


def playing(documents: Mapping[str, str], posted: list[tuple[str, dict[str, str]]] | None = None) -> Post:
    """Return a network that answers each path with a document."""

    def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        path = url.removeprefix("http://server")
        assert RequestValidator("t").validate(url, dict(form), headers["X-Twilio-Signature"])
        if posted is not None:
            posted.append((path, dict(form)))
        return 200, f"<Response>{documents[path]}</Response>"

    return post


def caller(documents: dict[str, str], posted: list[tuple[str, dict[str, str]]] | None = None) -> Caller:
    return Caller("http://server", "t", post=playing(documents, posted))


def test_verbs_are_executed_in_order_until_the_call_is_over():
    line = caller({"/voice": "<Say>Satu</Say><Pause/><Say>Dua</Say><Hangup/><Say>Tiga</Say>"})
    assert line.dial() == ["Satu", "Dua"]
    assert line.state == "over"


def test_a_redirect_is_followed_relative_to_the_document():
    documents = {"/voice": "<Redirect>voice/a?n=1</Redirect>", "/voice/a?n=1": "<Redirect>b</Redirect>"}
    line = caller(documents | {"/voice/b": "<Say>Sampai</Say>"})
    assert line.dial() == ["Sampai"]


def test_endless_redirects_are_given_up():
    with pytest.raises(HungUpError, match="redirecting"):
        caller({"/voice": "<Redirect>/voice</Redirect>"}).dial()


@pytest.mark.parametrize(
    ("options", "keys", "digits"),
    [
        ('numDigits="1"', "12", "1"),
        ("", "123#9", "123"),
        ('finishOnKey="*"', "1#2*", "1#2"),
        ('finishOnKey="#" numDigits="1"', "*", "*"),
    ],
)
def test_a_gather_takes_the_keys_it_wants(options: str, keys: str, digits: str):
    posted: list[tuple[str, dict[str, str]]] = []
    line = caller({"/voice": GATHER.format(options), "/next": ""}, posted)
    assert line.dial() == ["Tanya"]
    line.press(keys)
    assert posted[-1][1]["Digits"] == digits


def test_words_at_a_question_for_keys_are_not_heard():
    posted: list[tuple[str, dict[str, str]]] = []
    line = caller({"/voice": GATHER.format('input="dtmf"'), "/next": ""}, posted)
    line.dial()
    line.say("halo")
    assert "SpeechResult" not in posted[-1][1]


def test_silence_falls_through_where_the_question_does_not_ask_for_it():
    line = caller({"/voice": "<Gather><Say>Tanya</Say></Gather><Say>Lewat</Say>"})
    line.dial()
    assert line.silent() == ["Lewat"]
    assert line.state == "over"


def test_nobody_answers_a_call_that_is_over():
    line = caller({"/voice": "<Hangup/>"})
    line.dial()
    with pytest.raises(HungUpError, match="over"):
        line.say("halo")


def test_an_error_of_the_server_is_raised():
    customer = Customer("http://server", "t", post=lambda *_: (500, ""))
    with pytest.raises(RuntimeError, match="500"):
        customer.write("halo")


@pytest.mark.parametrize("document", ["", "halo", "<Say>halo</Say>", "<Response>"])
def test_what_is_no_twiml_is_refused(document: str):
    with pytest.raises(TwimlError):
        read(document)

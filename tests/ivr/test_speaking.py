"""How a prompt becomes TwiML: groups with pauses where the voice takes SSML, and another voice where one is refused."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

import spoken
from bootstrap import System, build
from ivr import speech
from ivr.voices import REFUSED_FOR, Voice
from settings import Settings
from simulator.twilio import Caller
from tests.fakes import HandSetClock
from tests.ivr.conftest import CallFrom, Says, app_of
from tests.ivr.fake_rasa import FakeRasa, text

WAVENET, CHIRP = Voice("Google.id-ID-Wavenet-A"), Voice("Google.id-ID-Chirp3-HD-Aoede")
FALLBACK = "Google.id-ID-Standard-A"
NUMBER = spoken.apart("512345678901")
VOICES = pytest.mark.parametrize("voice", [WAVENET, CHIRP], ids=["wavenet", "chirp"])


def document(*texts: str, voice: Voice = WAVENET) -> ElementTree.Element:
    response = VoiceResponse()
    speech.say(response, texts, voice)
    return ElementTree.fromstring(str(response))  # noqa: S314 - our own document


def test_a_number_is_read_out_slowly_with_a_pause_after_each_group():
    (said,) = document(f"Nomor pelanggan {NUMBER}. Apakah benar?")
    (slow,) = said
    assert (slow.tag, slow.attrib) == ("prosody", {"rate": "90%"})
    assert [pause.attrib for pause in slow] == [{"time": "500ms"}] * 2
    assert said.text == "Nomor pelanggan "
    assert slow.tail == ". Apakah benar?"


def test_a_plate_is_read_out_in_its_groups():
    (said,) = document(f"Nomor polisi {spoken.plate_said('D 1234 ABC')}.")
    assert len(said.findall("prosody/break")) == 2


@pytest.mark.parametrize("sentence", ["Tekan satu untuk ya, dua untuk tidak.", "Hubungi satu satu dua.", "Ya, baik."])
def test_a_sentence_with_numbers_in_it_is_no_number(sentence: str):
    (said,) = document(sentence)
    assert (said.text, len(said)) == (sentence, 0)


def test_a_voice_without_ssml_pauses_by_punctuation():
    (said,) = document(f"Nomor {NUMBER}.", voice=CHIRP)
    assert (said.text, len(said)) == (f"Nomor {NUMBER}.", 0)


@given(st.lists(st.one_of(st.text(), st.text("0123456789", min_size=5).map(spoken.apart))).map(" ".join))
@VOICES
def test_every_document_is_xml_and_holds_the_words_that_are_said(voice: Voice, words: str):
    said = document(words, voice=voice)
    whole = "".join("".join(part.itertext()) for part in said)
    assert whole.split() == speech.plain(words).split()
    assert {part.tag for say in said for part in say.iter()} <= {"Say", "prosody", "break"}


class TestRefusedVoice:
    @pytest.fixture
    def asked(self, caller: Caller, rasa: FakeRasa) -> Caller:
        rasa.says(text("Sudah benar?", ("Ya", "/setuju"), expect="yes_no"))
        caller.say("halo")
        return caller

    def voices(self, caller: Caller) -> set[str]:
        assert caller.gather is not None
        return {said.option("voice") for said in caller.gather.nested}

    @pytest.mark.parametrize("code", ["13512", "13520"])
    def test_the_question_is_put_in_the_other_voice(self, asked: Caller, rasa: FakeRasa, system: System, code: str):
        assert asked.fall_back(code) == ["Sudah benar?"]
        assert self.voices(asked) == {FALLBACK}
        asked.press("1")
        assert rasa.last["payload"] == "/setuju"
        assert self.voices(asked) == {FALLBACK}
        assert not system.desk.waiting()

    def test_other_calls_are_spared_the_refusal_for_an_hour(
        self, asked: Caller, call_from: CallFrom, clock: HandSetClock
    ):
        asked.fall_back("13512")
        others = [call_from(), call_from()]
        others[0].dial()
        clock.forward(REFUSED_FOR)
        others[1].dial()
        assert [self.voices(other) for other in others] == [{FALLBACK}, {WAVENET.name}]

    def test_a_call_of_which_nothing_is_known_hears_the_apology_in_the_other_voice(
        self, call_from: CallFrom, voice_says: Says
    ):
        caller = call_from()
        (said, _) = caller.fetch("/voice/fallback", ErrorCode="13512")
        assert (said.text, said.option("voice")) == (voice_says("utter_gangguan_sistem"), FALLBACK)

    def test_any_other_error_changes_no_voice(self, asked: Caller, call_from: CallFrom):
        asked.fall_back()
        other = call_from()
        other.dial()
        assert self.voices(other) == {WAVENET.name}


@pytest.fixture
def speaks_with(environ: dict[str, str], clock: HandSetClock, system: System) -> Callable[[str], Flask]:
    def app(name: str) -> Flask:
        return app_of(build(Settings.from_env(environ | {"VOICE_NAME": name}), clock))

    return app


def test_the_voice_is_that_of_the_settings(speaks_with: Callable[[str], Flask], call_from: CallFrom):
    caller = call_from(at=speaks_with(CHIRP.name))
    caller.dial()
    assert caller.gather is not None
    assert {said.option("voice") for said in caller.gather.nested} == {CHIRP.name}

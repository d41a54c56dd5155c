"""Telephones of the simulator where calls go over ConversationRelay: with a socket, and without one."""

from __future__ import annotations

import io

import pytest

from simulator import call
from simulator.twilio import Caller
from tests.ivr.conftest import PUBLIC_URL, TOKEN
from tests.ivr.fake_rasa import FakeRasa, text
from wording import Wording


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"VOICE_PATH": "relay"}


def test_the_terminal_talks_over_the_socket(
    url: str, rasa: FakeRasa, wording: Wording, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    rasa.says(text("Ketik nomornya.", expect="number"))
    monkeypatch.setattr("sys.stdin", io.StringIO("listrik padam\n512012345678#\n:tutup\n"))
    assert call.main(["--url", url]) == 0
    assert f"PLN  {wording.say('utter_salam_suara', 'voice')}" in capsys.readouterr().out
    assert [asked["text"] for asked in rasa.asked] == ["listrik padam", "512012345678"]


def test_a_telephone_without_a_socket_goes_on_by_gather(url: str, rasa: FakeRasa, wording: Wording):
    caller = Caller(url, TOKEN, public_url=PUBLIC_URL)
    assert caller.dial() == [wording.say("utter_salam_suara", "voice")]
    assert caller.gather is not None
    assert caller.say("halo") == ["dengar: halo"]

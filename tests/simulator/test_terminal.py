"""The terminal programs: a newcomer types, the system answers, over HTTP and signed."""

from __future__ import annotations

import io

import pytest

from simulator import call, chat
from tests.ivr.fake_rasa import FakeRasa, text
from wording import Wording


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a program on lines typed into it; return what it printed."""

    def run(program: object, url: str, lines: list[str], *options: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert program.main(["--url", url, *options]) == 0  # type: ignore[attr-defined]
        return capsys.readouterr().out

    return run


def test_a_chat_shows_the_answers_and_their_offers(typed, url: str, rasa: FakeRasa):  # noqa: ANN001
    rasa.says(text("Sudah benar?", ("Ya", "/setuju")))
    shown = typed(chat, url, ["listrik padam", "1", ":keluar", "never sent"])
    assert "PLN  Sudah benar?\n     1. Ya" in shown
    assert [asked["text"] or asked["payload"] for asked in rasa.asked] == ["listrik padam", "/setuju"]


def test_a_chat_sends_photos_and_places(typed, url: str, rasa: FakeRasa):  # noqa: ANN001
    typed(chat, url, [":foto meteran", ":suara", ":lokasi -6.2,106.8", ":lokasi sini", "/restart"])
    kinds = [file["content_type"] for asked in rasa.asked for file in asked["metadata"]["attachments"]]
    assert kinds == ["image/jpeg", "audio/ogg"]
    assert rasa.asked[2]["metadata"]["location"]["lat"] == -6.2
    assert rasa.asked[-1]["text"] == "restart"
    assert len(rasa.asked) == 4


def test_a_chat_is_written_from_the_number_given(typed, url: str, rasa: FakeRasa):  # noqa: ANN001
    typed(chat, url, ["halo"], "--from", "+6281200000001")
    assert rasa.last["metadata"]["caller"] == "+6281200000001"


def test_a_call_speaks_presses_and_is_silent(typed, url: str, rasa: FakeRasa, wording: Wording):  # noqa: ANN001
    rasa.says(text("Ketik nomornya.", expect="number"))
    shown = typed(call, url, ["listrik padam", "512012345678#", "", ":tutup"])
    assert f"PLN  {wording.say('utter_salam_suara', 'voice')}" in shown
    assert [asked["text"] for asked in rasa.asked] == ["listrik padam", "512012345678"]
    assert wording.say("utter_tidak_mendengar", "voice") in shown


def test_a_call_ends_with_the_dialogue(typed, url: str, rasa: FakeRasa):  # noqa: ANN001
    rasa.says(text("Sampai jumpa.", end=True))
    assert "(the call is over)" in typed(call, url, ["sudah cukup", "never said"])
    assert len(rasa.asked) == 1


def test_a_withheld_caller_waits_and_is_told_the_truth(typed, url: str, rasa: FakeRasa, wording: Wording):  # noqa: ANN001
    rasa.says(text("Baik.", hand_over={"id": "1"}))
    shown = typed(call, url, ["0", *[":tunggu"] * 9], "--from", "anonymous")
    assert shown.count("Bapak atau Ibu berada di urutan satu") == 9
    assert wording.say("utter_cso_sibuk", "voice") in shown


def test_HO_4_a_key_in_the_queue_asks_to_be_called_back_or_leads_back(
    typed,  # noqa: ANN001
    url: str,
    rasa: FakeRasa,
    wording: Wording,
):
    rasa.says(text("Baik.", hand_over={"id": "1"}))
    assert wording.say("utter_menu", "voice") in typed(call, url, ["0", ":tunggu", "9", ":tutup"])
    shown = typed(call, url, ["0", "1", "never said"], "--from", "+6281200000009")
    assert "Petugas menghubungi kembali paling lambat" in shown
    assert "(the call is over)" in shown


def test_a_dead_line_is_told(url: str, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch, capsys):  # noqa: ANN001
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "another")
    assert call.main(["--url", url]) == 1
    assert "403" in capsys.readouterr().err

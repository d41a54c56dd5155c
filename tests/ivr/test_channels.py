"""The two sides of the JSON protocol: the gateway's client against the dialogue's channels, in Rasa's environment."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from desk.model import Offer
from ivr.rasa_client import DialogueError, RasaClient
from ivr.reply import Said
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
RASA_PYTHON = ROOT / ".venv/rasa/bin/python"
CHANNELS = pytest.mark.parametrize("channel", ["voice", "whatsapp"])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start the channels; importing Rasa takes some seconds."""
    port = free_port()
    process = subprocess.Popen(
        [RASA_PYTHON, "-m", "tests.ivr.channel_server", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(f"{url}/webhooks/voice/", process)
        yield url
    finally:
        process.terminate()
        process.wait(60)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail("the channels did not start")


@pytest.fixture
def client(server: str) -> RasaClient:
    return RasaClient([server], 8.0)


def seen(client: RasaClient, channel: str, **turn: Any) -> dict[str, Any]:  # noqa: ANN401 - the fields of a turn
    """Return what the dialogue was given."""
    reply = client.ask(channel, "wa-1", **{"metadata": {}} | turn)
    given = dict(json.loads(reply.texts[0]))
    given.pop("heard")
    return given


@CHANNELS
def test_words_arrive_with_their_metadata_under_the_channels_name(client: RasaClient, channel: str):
    metadata = {"caller": None, "location": {"lat": -6.2, "lon": 106.8}}
    assert seen(client, channel, text="listrik padam", metadata=metadata) == {
        "text": "listrik padam",
        "sender": "wa-1",
        "input_channel": channel,
        "output_channel": channel,
        "metadata": metadata,
    }


@CHANNELS
def test_messages_come_back_whole(client: RasaClient, channel: str):
    reply = client.ask(channel, "wa-1", text="halo", metadata={})
    assert reply.messages[1:] == (Said("Baris satu.\n\nBaris dua.", (Offer("Ya", "/setuju"),)),)
    assert (reply.expect, reply.end, reply.to_human) == ("yes_no", True, False)


@pytest.mark.parametrize("text", ["/restart", " \u00a0//restart", "/ /restart"])
def test_typed_commands_are_words_here_too(client: RasaClient, text: str):
    assert seen(client, "whatsapp", text=text)["text"] == "restart"


def test_a_payload_is_an_intent(client: RasaClient):
    assert seen(client, "voice", payload='/pilih{"no": 1}')["text"] == '/pilih{"no": 1}'


@pytest.mark.parametrize(("text", "why"), [("celaka", "broken"), ("diam", "silent"), ("", "broken"), ("///", "broken")])
def test_a_turn_that_fails_is_no_answer(client: RasaClient, text: str, why: str):
    with pytest.raises(DialogueError) as failure:
        client.ask("whatsapp", "wa-1", text=text, metadata={})
    assert failure.value.why == why


@pytest.mark.parametrize(
    "body", [[], {"text": "halo"}, {"sender": "", "text": "halo"}, {"sender": "a", "text": "x", "metadata": 7}]
)
def test_what_does_not_follow_the_protocol_is_refused(server: str, body: object):
    assert requests.post(f"{server}/webhooks/voice/webhook", json=body, timeout=5).status_code == 400


def test_WT_2_a_turn_outlives_who_asked_and_whoever_asks_again_joins_it(client: RasaClient):
    """The gateway gives up and comes back, perhaps from another process; the dialogue hears the message once."""
    turn: dict[str, Any] = {"text": "lama", "metadata": {"message": "SM-lama"}}
    for _ in range(2):
        with pytest.raises(DialogueError, match="slow"):
            client.ask("whatsapp", "wa-1", **turn, seconds=0.3)
    reply = client.ask("whatsapp", "wa-1", **turn)
    assert json.loads(reply.texts[0])["heard"] == 1

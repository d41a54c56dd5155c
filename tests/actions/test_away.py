"""An action that finds no store is not done, and Rasa is told that it may ask again."""

from __future__ import annotations

import asyncio

import pytest
import requests

from actions.__main__ import served
from bootstrap import System
from tests.ports import free_port
from tickets.errors import StoreAwayError


def test_without_a_store_the_action_server_answers_503_and_repeats_nothing_it_was_told(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAwayError("restarting")

    monkeypatch.setattr(type(system.acts), "once", away)
    app, port = served(system), free_port()
    tracker = {
        "sender_id": "wa-1",
        "slots": {},
        "events": [],
        "latest_message": {"text": "halo", "intent": {"name": "sapaan"}, "metadata": {"message": "SM1"}},
    }
    asked = {"next_action": "action_sapaan", "sender_id": "wa-1", "tracker": tracker, "version": "3.6.21"}

    async def serve() -> requests.Response:
        server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True)
        await server.startup()
        url = f"http://127.0.0.1:{port}/webhook"
        try:
            return await asyncio.to_thread(requests.post, url, json=asked, timeout=10)
        finally:
            server.close()

    answer = asyncio.run(serve())
    assert (answer.status_code, answer.json()) == (503, {"error": "restarting"})

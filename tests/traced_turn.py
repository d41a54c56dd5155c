"""One turn from a signed webhook to an action and its database, traced: `python -m tests.traced_turn DIR`.

A process of its own, since a process has one tracer for ever. A fake Rasa stands between the real gateway and the real
action, and hands the metadata on as Rasa does.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import tracing
from actions.lapor_padam import LaporPadam
from app import create_app
from bootstrap import build
from settings import Settings
from simulator.twilio import Customer
from storage.migrate import upgrade
from tests.ivr.conftest import PUBLIC_URL, over
from tests.ivr.fake_rasa import FakeRasa, text

PHONE = "+6281234567890"
SAID = "rumah saya di Jalan Rahasia nomor 7 padam"


def main() -> None:
    """Work one message."""
    rasa = FakeRasa()
    system = build(Settings.from_env(_environ(Path(sys.argv[1]), rasa.url, sys.argv[2])))
    upgrade(system.engine)
    provider = tracing.configure(system.settings, "web")
    assert provider
    tracing.watch(system.engine)
    action = LaporPadam(system)

    def answer(asked: dict[str, Any]) -> list[dict[str, Any]]:
        message = {"text": asked["text"], "intent": {"name": "lapor_padam"}, "metadata": asked["metadata"]}
        events = [{"event": "user", "timestamp": 1.0, "metadata": asked["metadata"]}]
        tracker = Tracker(asked["sender"], {}, message, events, False, None, {}, "action_listen")
        asyncio.run(action.run(CollectingDispatcher(), tracker, {}))
        return [text("baik")]

    rasa.answer = answer
    token = system.settings.twilio_auth_token
    customer = Customer("http://gateway", token, PHONE, public_url=PUBLIC_URL, post=over(create_app(system)))
    assert customer.write(SAID) == ["baik"]
    provider.shutdown()
    rasa.stop()


def _environ(folder: Path, rasa: str, collector: str) -> dict[str, str]:
    return {
        "VAR_DIR": str(folder),
        "PUBLIC_URL": PUBLIC_URL,
        "RASA_URL": rasa,
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
    }


if __name__ == "__main__":
    main()

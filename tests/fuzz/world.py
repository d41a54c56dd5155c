"""The gateway as strangers reach it: real routes, a real database, a dialogue that answers anything."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

import ivr
from bootstrap import System, build
from settings import Settings
from storage.migrate import upgrade
from tests.ivr.fake_rasa import FakeRasa, text

PUBLIC_URL = "https://padam.example"
TOKEN = "tanda-tangan-0123456789"
# The dialogue asks everything it may ask, one after the other.
EXPECTATIONS = (
    "free",
    "yes_no",
    "scope",
    "mcb",
    "number",
    "phone",
    "choice",
    "stars",
    "text",
    "name",
    "address",
    "more",
)


@dataclass(frozen=True)
class World:
    """An application with the gateway alone."""

    system: System
    app: Flask

    @property
    def client(self) -> FlaskClient:
        """Return a way to it."""
        return self.app.test_client()

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Post a signed form; return status and body."""
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, form)
        answer = self.client.post(path, data=form, headers={"X-Twilio-Signature": signature})
        return answer.status_code, answer.text


@cache
def world() -> World:
    """Return the one world of this process; it is left to its end."""
    folder = Path(tempfile.mkdtemp(prefix="padam-fuzz-"))
    rasa = FakeRasa()
    rasa.answer = lambda asked: [
        text(
            f"dengar: {asked['text']}",
            ("Ya", "/setuju"),
            ("Tidak", "/tolak"),
            expect=EXPECTATIONS[len(rasa.asked) % len(EXPECTATIONS)],
        )
    ]
    environ = {
        "VAR_DIR": str(folder),
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": "rahasia",
        "RASA_URL": rasa.url,
        "RASA_TIMEOUT": "12",
    }
    system = build(Settings.from_env(environ))
    upgrade(system.engine)
    app = Flask("gateway-alone")
    ivr.register(app, system)
    return World(system, app)

"""Our numbers lead where they should; nothing is changed unless told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from twilio.request_validator import RequestValidator

from notify.numbers import compare, voice_of
from settings import Settings

ACCOUNT = "AC" + "1" * 32
VOICE, WHATSAPP = "+622150001234", "whatsapp:+622150001230"
TOKEN = "t" * 32


class Account(ThreadingHTTPServer):
    """The part of Twilio's REST API that knows where numbers lead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.number: dict[str, Any] = {"sid": "PN" + "1" * 32, "phone_number": VOICE, "account_sid": ACCOUNT}
        self.number |= {"voice_url": "https://demo.twilio.com/welcome", "voice_method": "POST"}
        self.sender: dict[str, Any] = {"sid": "XE" + "1" * 32, "sender_id": WHATSAPP, "status": "ONLINE"}
        self.sender |= {"webhook": {"callback_url": "https://old.example/whatsapp"}, "profile": {"about": "PLN"}}
        self.service: dict[str, Any] = {"sid": "MG" + "1" * 32, "friendly_name": "PLN", "account_sid": ACCOUNT}
        self.service["use_inbound_webhook_on_number"] = False
        self.changes: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: Account

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        twilio, path = self.server, urlsplit(self.path).path
        meta = {"key": "senders", "next_page_url": None}
        found: dict[str, Any] = {
            f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json": {
                "incoming_phone_numbers": [twilio.number],
                "next_page_uri": None,
            },
            # As Twilio lists them: without where they lead.
            "/v2/Channels/Senders": {
                "senders": [{k: v for k, v in twilio.sender.items() if k != "webhook"}],
                "meta": meta,
            },
            f"/v2/Channels/Senders/{twilio.sender['sid']}": twilio.sender,
            "/v1/Services": {"services": [twilio.service], "meta": meta | {"key": "services"}},
            f"/v1/Services/{twilio.service['sid']}/ChannelSenders": {
                "senders": [{"sender": WHATSAPP, "sid": twilio.sender["sid"]}],
                "meta": meta,
            },
        }
        self._answer(found[path])

    def do_POST(self) -> None:
        twilio, path = self.server, urlsplit(self.path).path
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        twilio.changes.append(path)
        if "IncomingPhoneNumbers" in path:
            twilio.number |= {_snake(name): values[0] for name, values in parse_qs(body).items()}
            self._answer(twilio.number)
        elif "Senders" in path:
            given = json.loads(body)
            assert set(given) == {"webhook"}, "nothing else of the sender may be written over"
            twilio.sender |= given
            self._answer(twilio.sender)
        else:
            wanted = parse_qs(body)["UseInboundWebhookOnNumber"]
            twilio.service["use_inbound_webhook_on_number"] = wanted in (["True"], ["true"])
            self._answer(twilio.service)

    def _answer(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    yield account
    account.shutdown()
    account.server_close()


@pytest.fixture
def settings(account: Account, tmp_path: Path) -> Settings:
    given = {
        "VAR_DIR": str(tmp_path),
        "PUBLIC_URL": "https://ivr.example.id/pln",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_VOICE_FROM": VOICE,
        "TWILIO_WHATSAPP_FROM": WHATSAPP,
        "TWILIO_API_BASE": f"http://127.0.0.1:{account.server_port}",
    }
    return Settings.from_env(given)


def test_it_shows_every_difference_and_changes_nothing(
    account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(settings, apply=False) == 2
    lines = capsys.readouterr().out.splitlines()
    again = "#rc=2&rp=ct,rt&ct=2000&rt=12000"
    assert (
        f"voice {VOICE}\tvoice_url\thttps://demo.twilio.com/welcome\thttps://ivr.example.id/pln/voice{again}" in lines
    )
    assert (
        f"{WHATSAPP}\tcallback_url\thttps://old.example/whatsapp\thttps://ivr.example.id/pln/whatsapp{again}" in lines
    )
    assert "service PLN\tuse_inbound_webhook_on_number\tFalse\tTrue" in lines
    assert lines[-1].endswith("to change: --apply")
    assert account.changes == []


def test_told_to_it_puts_everything_right_and_then_finds_nothing(
    account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(settings, apply=True) == 0
    assert len(account.changes) == 3
    assert account.number["voice_fallback_url"].startswith("https://ivr.example.id/pln/voice/fallback#")
    assert account.number["status_callback"].startswith("https://ivr.example.id/pln/voice/status#")
    assert account.sender["webhook"]["status_callback_url"].startswith("https://ivr.example.id/pln/whatsapp/status#")
    assert account.sender["profile"] == {"about": "PLN"}
    capsys.readouterr()
    assert compare(settings, apply=False) == 0
    assert capsys.readouterr().out == "all is as it should be\n"
    assert len(account.changes) == 3


def test_a_number_the_account_does_not_have_is_named(
    account: Account, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    account.sender["sender_id"] = "whatsapp:+10000000000"
    assert compare(settings, apply=False) == 1
    assert "TWILIO_WHATSAPP_FROM: the account has no WhatsApp sender" in capsys.readouterr().out


def test_a_carrier_that_does_not_answer_is_told(account: Account, settings: Settings) -> None:
    account.shutdown()
    account.server_close()
    assert compare(settings, apply=True) == 1


def test_what_is_behind_the_number_sign_is_not_signed(settings: Settings) -> None:
    address = voice_of(settings)["voice_url"]
    asked, _, manners = address.partition("#")
    assert asked == "https://ivr.example.id/pln/voice"
    assert manners
    signature = RequestValidator(TOKEN).compute_signature(asked, {"CallSid": "CA1"})
    assert RequestValidator(settings.twilio_auth_token).validate(asked, {"CallSid": "CA1"}, signature)

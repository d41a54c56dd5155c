"""Messages to customers, over HTTP to a server that plays the carrier's REST API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request

from desk.errors import NotSentError
from notify.messenger import TwilioMessenger
from settings import Settings
from tests.browser.server import serving
from tests.ports import free_port

CUSTOMER = "whatsapp:+6281234567890"
TEMPLATE = "HX" + "a" * 32


class Carrier:
    """What the carrier was sent, and with which status it answers."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.status = 201

    def app(self) -> Flask:
        app = Flask("carrier")

        @app.post("/2010-04-01/Accounts/<account>/Messages.json")
        def messages(account: str) -> tuple[Response, int]:
            auth = request.authorization
            login = (auth.username, auth.password) if auth else None
            self.requests.append({"account": account, "login": login} | request.form.to_dict())
            if self.status != 201:
                return jsonify(code=63016, message=f"no {request.form['To']}", status=self.status), self.status
            return jsonify(sid="SM" + "1" * 32, status="queued"), 201

        return app


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


@pytest.fixture
def settings(carrier: Carrier, tmp_path: Path) -> Iterator[Settings]:
    with serving(carrier.app()) as url:
        yield Settings.from_env(
            {
                "VAR_DIR": str(tmp_path),
                "TWILIO_API_BASE": url,
                "TWILIO_AUTH_TOKEN": "rahasia",
                "TWILIO_WHATSAPP_FROM": "+622150001234",
                "TWILIO_REPLY_TEMPLATE": TEMPLATE,
                "PUBLIC_URL": "https://padam.example",
            }
        )


def test_words_go_out_signed_with_the_way_back_for_receipts(settings: Settings, carrier: Carrier) -> None:
    assert TwilioMessenger(settings).send_text(CUSTOMER, "Halo, Bapak/Ibu") == "SM" + "1" * 32
    account = settings.twilio_account_sid
    assert carrier.requests == [
        {
            "account": account,
            "login": (account, "rahasia"),
            "To": CUSTOMER,
            "From": "whatsapp:+622150001234",
            "Body": "Halo, Bapak/Ibu",
            "StatusCallback": "https://padam.example/whatsapp/status",
        }
    ]


def test_a_template_goes_out_by_its_content_sid(settings: Settings, carrier: Carrier) -> None:
    TwilioMessenger(settings).send_template(CUSTOMER)
    assert (carrier.requests[0]["ContentSid"], "Body" in carrier.requests[0]) == (TEMPLATE, False)


def test_a_refusal_is_told_as_not_sent(settings: Settings, carrier: Carrier) -> None:
    carrier.status = 400
    with pytest.raises(NotSentError) as refused:
        TwilioMessenger(settings).send_text(CUSTOMER, "Halo")
    assert "+62" not in str(refused.value)


def test_a_carrier_that_is_gone_is_told_as_not_sent(settings: Settings) -> None:
    gone = replace(settings, twilio_api_base=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NotSentError):
        TwilioMessenger(gone).send_text(CUSTOMER, "Halo")


@pytest.mark.parametrize("missing", ["twilio_whatsapp_from", "twilio_reply_template"])
def test_without_sender_or_template_nothing_is_sent(settings: Settings, carrier: Carrier, missing: str) -> None:
    messenger = TwilioMessenger(replace(settings, **{missing: None}))
    assert messenger.has_template == (missing != "twilio_reply_template")
    with pytest.raises(NotSentError):
        messenger.send_template(CUSTOMER)
    assert carrier.requests == []

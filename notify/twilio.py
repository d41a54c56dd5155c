"""Twilio's REST API: send a WhatsApp message, find one that may have been sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from sender import sender_of
from settings import DEFAULT_TWILIO_API, Settings

# An officer waits for it; and a lease of the outbox is longer.
SECONDS = 8.0
# Twilio's clock and ours run apart, and its times have whole seconds.
SKEW = timedelta(minutes=2)
# Twilio lists the newest first; nobody gets as many messages between an attempt and the look for it.
LOOK_AT = 100


class RefusedError(Exception):
    """The carrier will never take this message; the text is its code."""


class TroubleError(Exception):
    """The carrier did not answer, or not now; whether it took the message is not known."""


def client_of(settings: Settings) -> Client:
    """Return a client whose calls end after `SECONDS`."""
    http = TwilioHttpClient(timeout=SECONDS)
    client = Client(settings.twilio_account_sid, settings.twilio_auth_token, http_client=http)
    client.api.base_url = settings.twilio_api_base
    if settings.twilio_api_base != DEFAULT_TWILIO_API:
        # Whoever stands in for Twilio stands in for its templates and senders too.
        client.content.base_url = client.messaging.base_url = settings.twilio_api_base
    return client


class Carrier:
    """Send from the WhatsApp sender of the settings; delivery states come back to `/whatsapp/status`."""

    def __init__(self, settings: Settings) -> None:
        self._client = client_of(settings)
        self._from = sender_of(settings)
        self._status = f"{settings.public_url}/whatsapp/status"

    def send(self, phone: str, body: str) -> str:
        """Send free words to an E.164 number; return the message's id. Raises: RefusedError, TroubleError."""
        return self._create(phone, body=body)

    def send_template(self, phone: str, sid: str, variables: Mapping[str, str]) -> str:
        """Send a template by its ContentSid; return the message's id. Raises: RefusedError, TroubleError."""
        return self._create(phone, content_sid=sid, content_variables=json.dumps(variables, ensure_ascii=False))

    def _create(self, phone: str, **content: str) -> str:
        to, status = f"whatsapp:{phone}", self._status
        try:
            sent = self._client.messages.create(to=to, from_=self._from, status_callback=status, **content)
        except (TwilioException, requests.RequestException) as fault:
            raise meaning_of(fault) from fault
        return str(sent.sid)

    def find(self, phone: str, body: str, since: datetime, but: Collection[str]) -> str | None:
        """Return the id of a message that says exactly this, made since then, that none of ours is known to be.

        Twilio takes no idempotency key: this is how an interrupted attempt is recognised.
        Raises: RefusedError, TroubleError.
        """
        try:
            listed = self._client.messages.list(to=f"whatsapp:{phone}", from_=self._from, limit=LOOK_AT)
        except (TwilioException, requests.RequestException) as fault:
            raise meaning_of(fault) from fault
        same = (message for message in listed if message.body == body and message.sid not in but)
        return next((str(it.sid) for it in same if it.date_created and it.date_created >= since - SKEW), None)


def meaning_of(fault: Exception) -> RefusedError | TroubleError:
    """Return whether a fault of the carrier's client passes."""
    # Never the message of the fault: it may repeat the number.
    if not isinstance(fault, TwilioRestException):
        return TroubleError(type(fault).__name__)
    code = str(fault.code or fault.status)
    # 401 says nothing about the message: it goes out once the token is right.
    passes = fault.status in {401, 429} or fault.status >= 500
    return TroubleError(code) if passes else RefusedError(code)

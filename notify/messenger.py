"""The way to customers through Twilio's REST API."""

from __future__ import annotations

import requests
import structlog
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

from desk.errors import NotSentError
from notify.twilio import client_of
from sender import sender_of
from settings import Settings

log = structlog.get_logger(__name__)


class TwilioMessenger:
    """Send WhatsApp messages; delivery states come back to `/whatsapp/status`."""

    def __init__(self, settings: Settings) -> None:
        self._client = client_of(settings)
        self._from = sender_of(settings)
        self._template = settings.twilio_reply_template
        self._status = f"{settings.public_url}/whatsapp/status"

    @property
    def has_template(self) -> bool:
        """Tell whether there is a template to send."""
        return self._template is not None

    def send_text(self, address: str, text: str) -> str:
        """Send free words. Raises: NotSentError."""
        return self._send(address, body=text)

    def send_template(self, address: str) -> str:
        """Send the approved message. Raises: NotSentError."""
        if self._template is None:
            raise NotSentError("there is no template: TWILIO_REPLY_TEMPLATE")
        return self._send(address, content_sid=self._template)

    def _send(self, address: str, **content: str) -> str:
        if self._from is None:
            raise NotSentError("there is no sender: TWILIO_WHATSAPP_FROM")
        try:
            sent = self._client.messages.create(to=address, from_=self._from, status_callback=self._status, **content)
        except (TwilioException, requests.RequestException) as fault:
            # Not the message of the fault: it may repeat the number.
            log.warning("not sent", error=type(fault).__name__, code=getattr(fault, "code", None))
            raise NotSentError("the carrier did not take the message") from fault
        return str(sent.sid)

"""The officers' telephone rung through Twilio's REST API, to be joined with a customer (`/voice/balik`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus

import requests
import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]

from desk.errors import MayRingError, NotSentError
from notify.twilio import LOOK_AT, RefusedError, client_of, meaning_of
from sender import can_call, number_of
from settings import Settings
from tickets.calls import END_OF

log = structlog.get_logger(__name__)

RING_SECONDS = 25


class TwilioOfficersLine:
    """Ring CSO_DIAL from the number customers are called from."""

    def __init__(self, settings: Settings) -> None:
        self._client = client_of(settings)
        self._to = settings.cso_dial
        self._from = number_of(settings)
        self._public = settings.public_url
        self._can = can_call(settings)

    @property
    def is_there(self) -> bool:
        """Tell whether there is a telephone to ring, and a number to call from."""
        return self._to is not None and self._can

    def ring(self, record_id: str) -> str:
        """Ring it about a conversation; return the carrier's id of the call. Raises: NotSentError, MayRingError."""
        about = f"{self._public}/voice/balik/{record_id}"
        try:
            made = self._client.calls.create(
                to=self._to,
                from_=self._from,
                url=about,
                fallback_url=f"{about}/gagal",
                status_callback=f"{about}/status",
                timeout=RING_SECONDS,
            )
        except (TwilioException, requests.RequestException) as fault:
            # Not the message of the fault: it may repeat a number.
            log.warning("not called", error=type(fault).__name__, code=getattr(fault, "code", None))
            if _is_certain(fault):
                raise NotSentError("the carrier did not take the call") from fault
            raise MayRingError("the carrier did not answer") from fault
        return str(made.sid)

    def is_on(self, sid: str) -> bool:
        """Tell whether a call rings or is talked on; one the carrier does not know is not. Raises: MayRingError."""
        try:
            status = str(self._client.calls(sid).fetch().status)
        except (TwilioException, requests.RequestException) as fault:
            if isinstance(meaning_of(fault), RefusedError):
                return False
            raise MayRingError("the carrier did not answer") from fault
        return status not in END_OF

    def find(self, since: datetime, but: Collection[str]) -> str | None:
        """Return a call to it made since then that is on and none of those named. Raises: MayRingError."""
        try:
            listed = self._client.calls.list(to=self._to, from_=self._from, limit=LOOK_AT)
        except (TwilioException, requests.RequestException) as fault:
            raise MayRingError("the carrier did not answer") from fault
        on = (it for it in listed if it.direction == "outbound-api" and it.status not in END_OF and it.sid not in but)
        return next((str(it.sid) for it in on if it.date_created and it.date_created >= since), None)


def _is_certain(fault: Exception) -> bool:
    """Tell whether a call was surely not made: the carrier said so, or was never reached."""
    if isinstance(fault, requests.RequestException):
        return isinstance(fault, requests.ConnectTimeout)
    return not isinstance(fault, TwilioRestException) or fault.status < HTTPStatus.INTERNAL_SERVER_ERROR

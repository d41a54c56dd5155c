"""Twilio's REST API for calls: make one, find one that may have been made, ask how one stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import requests
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

from notify.twilio import LOOK_AT, SKEW, client_of, meaning_of
from sender import number_of
from settings import Settings
from tickets.calls import END_OF
from tickets.notices import CallEnd

# Six rings or so: whoever sits in the dark has to find the telephone first.
RING_SECONDS = 30
# What a person says on answering is over by then; a machine still speaks.
DETECT_SECONDS = 8
# Nobody needs longer for what is told and asked.
LONGEST_SECONDS = 600


class Dialler:
    """Call customers from the number of the settings; `/voice/keluar` says what they hear and is told how it ended."""

    def __init__(self, settings: Settings) -> None:
        self._client = client_of(settings)
        self._from = number_of(settings)
        self._public = settings.public_url

    def call(self, phone: str, letter: int, call: int) -> str:
        """Call an E.164 number about a letter; return the call's id. Raises: RefusedError, TroubleError."""
        about = f"{self._public}/voice/keluar/{letter}/{call}"
        try:
            made = self._client.calls.create(
                to=phone,
                from_=self._from,
                url=about,
                fallback_url=f"{about}/gagal",
                status_callback=f"{about}/status",
                machine_detection="Enable",
                machine_detection_timeout=DETECT_SECONDS,
                timeout=RING_SECONDS,
                time_limit=LONGEST_SECONDS,
            )
        except (TwilioException, requests.RequestException) as fault:
            raise meaning_of(fault) from fault
        return str(made.sid)

    def find(self, phone: str, since: datetime, but: Collection[str]) -> str | None:
        """Return the id of a call to the number made since then that none of ours is known to be.

        Twilio takes no idempotency key, and lists no address of ours: this is how an interrupted attempt is recognised,
        unless its own requests named it before. One person is never called twice at once, so there is no other.
        Raises: RefusedError, TroubleError.
        """
        try:
            listed = self._client.calls.list(to=phone, from_=self._from, limit=LOOK_AT)
        except (TwilioException, requests.RequestException) as fault:
            raise meaning_of(fault) from fault
        ours = (call for call in listed if call.direction == "outbound-api" and call.sid not in but)
        return next((str(it.sid) for it in ours if it.date_created and it.date_created >= since - SKEW), None)

    def end_of(self, sid: str) -> CallEnd | None:
        """Return how a call ended, None while it is on. Raises: RefusedError, TroubleError."""
        try:
            status = str(self._client.calls(sid).fetch().status)
        except (TwilioException, requests.RequestException) as fault:
            raise meaning_of(fault) from fault
        return END_OF.get(status)

"""Photos and voice notes of customers: from the carrier's hosts alone, no larger and of no other kind than it sends."""

from __future__ import annotations

import time
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import requests

from desk.errors import NoMediaError
from desk.ports import Media
from settings import Settings

# WhatsApp takes no larger ones.
MAX_BYTES = 16 << 20
SECONDS, REST_SECONDS = 8.0, 25.0
HOPS = 3
# What browsers show without running anything in it.
KINDS = frozenset(
    {
        "image/jpeg", "image/png", "image/webp", "image/gif",
        "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav", "audio/x-wav",
        "video/mp4", "video/3gpp", "application/pdf",
    }
)  # fmt: skip
# The API sends a file's reader on to where it lies.
_CARRIERS = ("twilio.com", "twiliocdn.com")


class TwilioMedia:
    """Fetch what a customer sent; the account's credentials go to the API's own host and nowhere else."""

    def __init__(self, settings: Settings) -> None:
        self._api = urlsplit(settings.twilio_api_base)
        # Where the simulator stands in, it keeps what was sent.
        self._stand_in = urlsplit(settings.public_url).netloc if settings.simulator else None
        self._auth = (settings.twilio_account_sid, settings.twilio_auth_token)

    def is_ours(self, url: str) -> bool:
        """Tell whether the carrier, or who stands in for it, keeps this file."""
        parts = urlsplit(url)
        if parts.netloc in {self._api.netloc, self._stand_in}:
            return parts.scheme in {"https", self._api.scheme}
        host = parts.hostname or ""
        known = any(host == name or host.endswith(f".{name}") for name in _CARRIERS)
        return parts.scheme == "https" and known and parts.port in {None, 443}

    def fetch(self, url: str) -> Media:
        """Return the file. Raises: NoMediaError for another's host, a file too large, of another kind, or gone."""
        for _ in range(HOPS):
            if not self.is_ours(url):
                raise NoMediaError("not a file of the carrier")
            try:
                answer = requests.get(
                    url, auth=self._credentials(url), timeout=SECONDS, stream=True, allow_redirects=False
                )
            except requests.RequestException as fault:
                raise NoMediaError("the carrier did not answer") from fault
            with answer:
                if not answer.is_redirect:
                    return _read(answer)
                url = urljoin(url, answer.headers["Location"])
        raise NoMediaError("sent on too often")

    def _credentials(self, url: str) -> tuple[str, str] | None:
        return self._auth if urlsplit(url).netloc == self._api.netloc else None


def _read(answer: requests.Response) -> Media:
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if answer.status_code != HTTPStatus.OK:
        raise NoMediaError(f"the carrier answered {answer.status_code}")
    if kind not in KINDS:
        raise NoMediaError("of a kind that is not shown")
    until, body = time.monotonic() + REST_SECONDS, bytearray()
    try:
        for part in answer.iter_content(1 << 16):
            body += part
            # The length told before is the sender's word; what comes counts.
            if len(body) > MAX_BYTES or time.monotonic() > until:
                raise NoMediaError("too large, or too slow")
    except requests.RequestException as fault:
        raise NoMediaError("the carrier broke off") from fault
    return Media(kind, bytes(body))

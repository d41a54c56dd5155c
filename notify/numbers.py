"""Our numbers at Twilio: compare where they lead with where they should, and change it where told to.

`python -m notify numbers` prints each difference, `--apply` changes it. The texts of the templates are
`python -m notify templates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import requests
import structlog
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from notify.twilio import client_of
from sender import sender_of
from settings import Settings

log = structlog.get_logger(__name__)

# Another attempt where we did not answer or could not be reached, within the 15 s of a webhook: what is delivered twice
# acts once. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
AGAIN = {"rc": "2", "rp": "ct,rt", "ct": "2000", "rt": "12000"}
# A status that is lost is no customer who hears nothing.
PATIENT = {"rc": "3", "rp": "all"}
POST = "POST"


class NoSuchNumberError(Exception):
    """The account does not have the number of the settings; the text names the setting."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be at Twilio."""

    what: str
    name: str
    present: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.what}\t{self.name}\t{self.present or '-'}\t{self.wanted}"


def compare(settings: Settings, *, apply: bool) -> int:
    """Print every difference, having removed it where `apply` says so; return the exit code: 2 where some are left."""
    client, found = client_of(settings), 0
    try:
        for differences, change in _compared(client, settings):
            for difference in differences:
                print(difference)  # noqa: T201 - a command's answer
            found += len(differences)
            if differences and apply:
                change()
    except NoSuchNumberError as missing:
        print(missing)  # noqa: T201 - as above
        return 1
    except (TwilioException, requests.RequestException) as fault:
        log.error("carrier_unreachable", error=type(fault).__name__, code=getattr(fault, "code", None))
        return 1
    summary = "all is as it should be" if not found else f"{found} changed" if apply else f"{found} to change: --apply"
    print(summary)  # noqa: T201 - as above
    return 2 if found and not apply else 0


def _compared(client: Client, settings: Settings) -> Iterator[tuple[list[Difference], Any]]:
    """Yield for each number how it differs, and what puts it right."""
    if settings.twilio_voice_from:
        number = _number(client, settings.twilio_voice_from)
        wanted = voice_of(settings)
        yield (
            _differences(f"voice {number.phone_number}", {name: getattr(number, name) for name in wanted}, wanted),
            partial(number.update, **wanted),
        )
    sender = sender_of(settings)
    if sender:
        yield _whatsapp(client, settings, sender)
        yield from _services(client, sender)


def voice_of(settings: Settings) -> Mapping[str, str]:
    """Return where the telephone number should lead."""
    return {
        "voice_url": _address(settings, "/voice", AGAIN),
        "voice_method": POST,
        "voice_fallback_url": _address(settings, "/voice/fallback", AGAIN),
        "voice_fallback_method": POST,
        "status_callback": _address(settings, "/voice/status", PATIENT),
        "status_callback_method": POST,
    }


def whatsapp_of(settings: Settings) -> Mapping[str, str]:
    """Return where the WhatsApp sender should lead. Its fallback asks once more: there is no other machine to ask."""
    return {
        "callback_url": _address(settings, "/whatsapp", AGAIN),
        "callback_method": POST,
        "fallback_url": _address(settings, "/whatsapp", AGAIN),
        "fallback_method": POST,
        "status_callback_url": _address(settings, "/whatsapp/status", PATIENT),
        "status_callback_method": POST,
    }


def _whatsapp(client: Client, settings: Settings, sender: str) -> tuple[list[Difference], Any]:
    found = next((it for it in client.messaging.v2.channels_senders.list("whatsapp") if it.sender_id == sender), None)
    if found is None:
        raise NoSuchNumberError(f"TWILIO_WHATSAPP_FROM: the account has no WhatsApp sender {sender}")
    wanted = whatsapp_of(settings)
    full = client.messaging.v2.channels_senders(found.sid).fetch()
    webhook = full.webhook or {}
    present = {name: _value(webhook, name) for name in wanted}

    def change() -> None:
        # Not by the library: it writes null for all that is not meant, and the profile of the sender would go.
        answer = client.request(POST, f"{client.messaging.base_url}/v2/Channels/Senders/{found.sid}", **_json(wanted))
        if answer.status_code >= 400:
            raise TwilioException(f"the sender was not changed: {answer.status_code}")

    return _differences(sender, present, wanted), change


def _services(client: Client, sender: str) -> Iterator[tuple[list[Difference], Any]]:
    """A messaging service that has the sender must leave what comes in to the sender's own address."""
    for service in client.messaging.v1.services.list():
        if sender in {str(it.sender) for it in client.messaging.v1.services(service.sid).channel_senders.list()}:
            present = {"use_inbound_webhook_on_number": service.use_inbound_webhook_on_number}
            wanted = {"use_inbound_webhook_on_number": "True"}
            change = partial(service.update, use_inbound_webhook_on_number=True)
            yield _differences(f"service {service.friendly_name}", present, wanted), change


def _json(webhook: Mapping[str, str]) -> dict[str, Any]:
    return {"data": {"webhook": dict(webhook)}, "headers": {"Content-Type": "application/json"}}


def _number(client: Client, phone: str) -> Any:  # noqa: ANN401 - the library has no types
    found = client.incoming_phone_numbers.list(phone_number=phone, limit=1)
    if not found:
        raise NoSuchNumberError(f"TWILIO_VOICE_FROM: the account has no number {phone}")
    return found[0]


def _value(webhook: object, name: str) -> str:
    value = webhook.get(name) if isinstance(webhook, dict) else getattr(webhook, name, None)
    return str(value or "")


def _differences(what: str, present: Mapping[str, object], wanted: Mapping[str, str]) -> list[Difference]:
    found = {name: "" if present.get(name) is None else str(present[name]) for name in wanted}
    return [Difference(what, name, found[name], wanted[name]) for name in wanted if found[name] != wanted[name]]


def _address(settings: Settings, path: str, manners: Mapping[str, str]) -> str:
    """Return an address with what Twilio does where it fails; what is behind `#` it keeps to itself, and signs not."""
    return f"{settings.public_url}{path}#{urlencode(manners, safe=',')}"

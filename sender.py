"""Who writes to customers by WhatsApp and calls them, and whether anybody can."""

from __future__ import annotations

from settings import DEFAULT_TWILIO_API, LOOPBACK_ACCOUNT, Settings

# The sender and the telephone number where the simulator stands in for the carrier and nobody named one.
SIMULATED = "whatsapp:+622150001230"
SIMULATED_VOICE = "+622150001231"


def sender_of(settings: Settings) -> str | None:
    """Return the WhatsApp sender, `whatsapp:+62…`."""
    return settings.twilio_whatsapp_from or (SIMULATED if settings.simulator else None)


def number_of(settings: Settings) -> str | None:
    """Return the number customers are called from, E.164."""
    return settings.twilio_voice_from or (SIMULATED_VOICE if settings.simulator else None)


def can_write(settings: Settings) -> bool:
    """Tell whether a message can go out by itself: there is a sender, and an account or a stand-in for Twilio."""
    return sender_of(settings) is not None and _has_carrier(settings)


def can_call(settings: Settings) -> bool:
    """Tell whether a call can go out by itself: there is a number, and an account or a stand-in for Twilio."""
    return number_of(settings) is not None and _has_carrier(settings)


def _has_carrier(settings: Settings) -> bool:
    return settings.twilio_account_sid != LOOPBACK_ACCOUNT or settings.twilio_api_base != DEFAULT_TWILIO_API

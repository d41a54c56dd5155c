"""Which voice speaks: the one of the settings, or its fall-back where the carrier refuses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from tickets.ports import Clock

log = structlog.get_logger(__name__)
LANGUAGE = "id-ID"
# The carrier's errors about what Say holds: an unknown voice or language, what the voice cannot say. The others are
# about the webhook.
_REFUSAL = re.compile(r"135[12]\d")
# A voice that was withdrawn stays withdrawn; one that was out of order is tried again.
REFUSED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice as the carrier names it."""

    name: str

    @property
    def takes_ssml(self) -> bool:
        """Tell whether pauses and pace can be marked; Chirp reads such marks aloud or fails."""
        return "Chirp" not in self.name


class Voices:
    """The two voices of the telephone, and until when the second one speaks in this process."""

    def __init__(self, first: str, second: str, clock: Clock) -> None:
        self._first, self._second, self._clock = Voice(first), Voice(second), clock
        self._refused_until: datetime | None = None

    @property
    def speaking(self) -> Voice:
        """Return the voice that speaks now."""
        refused = self._refused_until is not None and self._clock() < self._refused_until
        return self._second if refused else self._first

    def refuse(self) -> Voice:
        """Take the fall-back from now on, and return it."""
        self._refused_until = self._clock() + REFUSED_FOR
        return self._second

    def refused(self, error: str, conversation: str) -> bool:
        """Tell whether the carrier's error code says that it refuses the voice; the other one speaks from then on."""
        if not is_refusal(error):
            return False
        log.error("voice_refused", conversation=conversation, error=error, voice=self.speaking.name)
        self.refuse()
        return True


def is_refusal(error: str) -> bool:
    """Tell whether the carrier's error code is about the voice or what it was given to say."""
    return bool(_REFUSAL.fullmatch(error))

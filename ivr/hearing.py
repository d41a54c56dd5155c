"""What came over the line and how far it can be trusted (docs/voice-style.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# Below this the recogniser guesses: more often wrong than right, so that asking again is kinder than acting on it.
GUESS_BELOW = 0.3
# From here on it is as good as a person on a bad line. In between most is right, and what would hurt is asked about.
SURE_FROM = 0.6
# A single sound of breath, thought or a passing motorcycle, as recognisers write it down.
_NOISE = re.compile(
    r"(?:[aeou]{1,3}h?m{0,3}|h?[mn]{1,4}h?|h[aeou]{1,2}h?|ng+|anu|[b-df-hj-np-tv-xz])[.,!?]?", re.IGNORECASE
)


class Trust(StrEnum):
    """How well a turn was heard; the dialogue is told the word (`metadata.heard`)."""

    KEYED = "keyed"
    SURE = "sure"
    UNSURE = "unsure"
    # The recogniser has no figure: the dialogue's own confidence decides.
    UNKNOWN = "unknown"
    GUESS = "guess"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Heard:
    """What came over the line; neither keys nor words is silence.

    `missed` is what of the present question the caller cannot have heard, who broke in before it was put.
    """

    keys: str = ""
    words: str = ""
    trust: Trust = Trust.UNKNOWN
    missed: tuple[str, ...] = ()

    @classmethod
    def of(cls, *, keys: str, words: str, confidence: float = 0.0) -> Heard:
        """Return a turn as it counts: keys win over words; `confidence` is 0 where the recogniser has no figure."""
        return cls(keys, "" if keys else words, Trust.KEYED if keys else trust_in(words, confidence))

    @property
    def is_silence(self) -> bool:
        """Tell whether nothing was heard, or nothing but a noise."""
        return not (self.keys or self.words) or self.trust is Trust.NOISE

    @property
    def is_clear(self) -> bool:
        """Tell whether the dialogue may hear of it."""
        return self.trust not in {Trust.GUESS, Trust.NOISE}


def trust_in(words: str, confidence: float) -> Trust:
    """Return how far the words can be trusted. A figure of 0 is none: some models give no other."""
    if _NOISE.fullmatch(words.strip()):
        return Trust.NOISE
    if confidence <= 0:
        return Trust.UNKNOWN
    if confidence < GUESS_BELOW:
        return Trust.GUESS
    return Trust.SURE if confidence >= SURE_FROM else Trust.UNSURE

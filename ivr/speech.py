"""How the telephone speaks and listens (docs/voice-style.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse  # type: ignore[import-untyped]

import spoken
from ivr import hints, ssml
from ivr.messages import printable, split
from ivr.voices import LANGUAGE, Voice

# The carrier takes 4,096 characters in one Say; nobody listens to half of it.
MAX_SAY = 2000


@dataclass(frozen=True, slots=True)
class Listening:
    """How to listen for one kind of answer; seconds. `speech_timeout` ends an answer after so much silence."""

    timeout: int
    speech_timeout: str
    one_key: bool


# Whoever reads twelve digits off a meter pauses between the groups; a yes does not.
_LISTENING = {
    "free": Listening(5, "auto", True),
    "more": Listening(6, "auto", True),
    "yes_no": Listening(5, "auto", True),
    "consent": Listening(5, "auto", True),
    "scope": Listening(5, "auto", True),
    "mcb": Listening(5, "auto", True),
    "choice": Listening(6, "auto", True),
    "stars": Listening(6, "auto", True),
    "text": Listening(6, "3", True),
    "name": Listening(6, "3", True),
    "address": Listening(6, "3", True),
    "confirm": Listening(6, "2", True),
    "group": Listening(8, "3", True),
    "number": Listening(8, "3", False),
    "phone": Listening(8, "3", False),
}


def listening(expect: str) -> Listening:
    """Return how to listen for one kind of answer (`ivr.reply.EXPECTATIONS`)."""
    return _LISTENING[expect]


def plain(text: str) -> str:
    """Return a text as a voice may be given it: words and pauses, nothing it would spell or mangle."""
    return spoken.aloud(printable(text))


def say(verb: VoiceResponse | Gather, texts: Iterable[str], voice: Voice) -> None:
    """Let a verb speak these texts in this voice."""
    for text in texts:
        for part in split(plain(text), MAX_SAY):
            verb.append(ssml.speak(part, voice))


def ask(texts: Iterable[str], action: str, expect: str, voice: Voice, *, keys_only: bool) -> VoiceResponse:
    """Return a question: its text can be interrupted, and silence comes back to `action` too."""
    kind = listening(expect)
    options: dict[str, object] = {"num_digits": 1} if kind.one_key else {"finish_on_key": "#"}
    if not keys_only:
        options |= {
            "speech_timeout": kind.speech_timeout,
            "hints": hints.hints_for(expect),
            "profanity_filter": False,
        }
    gather = Gather(
        input="dtmf" if keys_only else "dtmf speech",
        language=LANGUAGE,
        timeout=kind.timeout,
        action=action,
        method="POST",
        action_on_empty_result=True,
        **options,
    )
    say(gather, texts, voice)
    response = VoiceResponse()
    response.append(gather)
    # For whoever ends a Gather without a result all the same.
    response.redirect(action, method="POST")
    return response

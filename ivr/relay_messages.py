"""The messages of ConversationRelay, one JSON object each: what the carrier reports and what it is told to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ivr import inbound, speech
from ivr.voices import LANGUAGE

KEYS = frozenset("0123456789*#")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message: which call this is, and who calls (as the carrier names it, None where withheld)."""

    call: str
    sender: str | None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was understood of the caller; `done` is False while the caller goes on speaking."""

    words: str
    language: str
    done: bool


@dataclass(frozen=True, slots=True)
class Key:
    """One key pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The caller broke in after `heard` had been spoken."""

    heard: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """The carrier began (`begun`) or ended to speak to the caller."""

    begun: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """The carrier could not use one of our messages."""


Message = Setup | Prompt | Key | Interrupt | Speaking | Fault


def read(text: str | bytes) -> Message | None:
    """Read a message, None for a kind that tells us nothing. Raises: ValueError for what is none at all."""
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("a message is a JSON object")
    match body.get("type"):
        case "setup":
            return Setup(_text(body, "callSid"), _text(body, "from").strip() or None)
        case "prompt":
            return Prompt(inbound.clean(_text(body, "voicePrompt")), _text(body, "lang"), body.get("last") is not False)
        case "dtmf":
            key = _text(body, "digit")
            return Key(key) if key in KEYS and key else None
        case "interrupt":
            return Interrupt(_text(body, "utteranceUntilInterrupt"))
        case "info" if body.get("name") == "agentSpeaking":
            return Speaking(body.get("value") in {"on", "start", True})
        case "error":
            return Fault()
    return None


def spoken(texts: Iterable[str], *, more: bool = False) -> Iterator[str]:
    """Yield the messages that speak these texts, sentence by sentence; `more` leaves the talk open for what follows."""
    found = sentences(texts)
    for at, sentence in enumerate(found, 1):
        last = at == len(found) and not more
        yield _json("text", token=sentence if last else f"{sentence} ", last=last, lang=LANGUAGE)


def language() -> str:
    """Return the message that has the caller listened and spoken to in our language again."""
    return _json("language", ttsLanguage=LANGUAGE, transcriptionLanguage=LANGUAGE)


def end(reason: str, conversation: str, no_lapor: str | None) -> str:
    """Return the message that gives the call back to TwiML. What goes with it names nobody."""
    data = {"reason": reason, "conversation": conversation} | ({"no_lapor": no_lapor} if no_lapor else {})
    return _json("end", handoffData=json.dumps(data))


def sentences(texts: Iterable[str]) -> tuple[str, ...]:
    """Return all sentences of some texts as they can be spoken."""
    return tuple(sentence for text in texts for sentence in _SENTENCE.split(speech.plain(text)) if _folded(sentence))


def missed(texts: Iterable[str], heard: str) -> tuple[str, ...]:
    """Return what of some texts is still to be said after `heard`; nothing where that is not how they begin.

    A sentence that broke off is said again whole. Once the question, the last sentence but for its keys, has begun,
    nothing that matters was missed.
    """
    found = sentences(texts)
    question = max((at for at, sentence in enumerate(found) if sentence.endswith("?")), default=len(found) - 1)
    rest = _folded(heard)
    for at, sentence in enumerate(found):
        folded = _folded(sentence)
        if rest.startswith(folded):
            rest = rest.removeprefix(folded)
            continue
        has_begun = bool(rest) and folded.startswith(rest)
        is_elsewhere = bool(rest) and not has_begun
        return () if is_elsewhere or at > question or (at == question and has_begun) else found[at:]
    return ()


def _folded(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _json(kind: str, **fields: object) -> str:
    return json.dumps({"type": kind} | fields, ensure_ascii=False)

"""Pauses and pace for voices that take SSML: numbers are read out group by group, for a hand that writes along.

The text stays the same to the last comma; a voice without SSML pauses by it.
"""

from __future__ import annotations

import re

from twilio.twiml.voice_response import Say, SsmlProsody  # type: ignore[import-untyped]

from ivr.voices import LANGUAGE, Voice
from spoken.codes import WORDS
from spoken.numbers import ONES

PAUSE, PACE = "500ms", "90%"
_GROUP = rf"(?:{'|'.join(WORDS)})(?: (?:{'|'.join(WORDS)}))*"
# A pause after every group but the last, and before what follows.
_NUMBER = re.compile(rf"\b{_GROUP}(?:, {_GROUP})+\b")
_DIGIT = "|".join(ONES[:10])
_DIGITS = re.compile(rf"\b(?:{_DIGIT}) (?:{_DIGIT})\b")


def speak(text: str, voice: Voice) -> Say:
    """Return the Say of a text that can be spoken, marked where the voice takes marks."""
    numbers = [match for match in _NUMBER.finditer(text) if _DIGITS.search(match[0])] if voice.takes_ssml else []
    if not numbers:
        return Say(text, voice=voice.name, language=LANGUAGE)
    said, end = Say(voice=voice.name, language=LANGUAGE), 0
    for number in numbers:
        if before := text[end : number.start()]:
            said.append(before)
        said.append(_groups(number[0]))
        end = number.end()
    if rest := text[end:]:
        said.append(rest)
    return said


def _groups(number: str) -> SsmlProsody:
    first, *others = re.split(r"(?<=,) ", number)
    slow = SsmlProsody(first, rate=PACE)
    for group in others:
        slow.break_(time=PAUSE)
        slow.append(f" {group}")
    return slow

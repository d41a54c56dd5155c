"""Written answers as TwiML: one message a turn, cut only where WhatsApp takes no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from desk.model import Offer
from ivr.reply import Reply

MAX_LENGTH = 1600
# What XML 1.0 cannot carry at all.
_UNPRINTABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a long text is best cut: after a paragraph, a line, a sentence, a word.
_CUTS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s"), re.compile(r"\s"))


def document(texts: Iterable[str]) -> MessagingResponse:
    """Return the TwiML that sends these texts; none of them is an answer without words."""
    response = MessagingResponse()
    for text in texts:
        for part in split(text):
            response.message(part)
    return response


def written(reply: Reply) -> str:
    """Return a reply as one text, the answers it offers as numbered lines under the question.

    One message, since the carrier keeps no order among several and each is paid for.
    """
    texts, number = [], 1
    for said in reply.messages:
        lines = numbered(said.offers, number)
        number += len(said.offers)
        texts.append("\n".join([said.text, *lines]).strip())
    return "\n\n".join(texts)


def numbered(offers: Sequence[Offer], first: int = 1) -> list[str]:
    """Return one line for each offer: `1. Ya`."""
    return [f"{number}. {offer.title}" for number, offer in enumerate(offers, first)]


def printable(text: str) -> str:
    """Return the text without what XML cannot carry, its lines ended as XML ends them."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def split(text: str, limit: int = MAX_LENGTH) -> list[str]:
    """Cut a text into parts of at most `limit` characters, between sentences where that is possible.

    Nothing but white space at the cuts is lost. Characters count as the carrier counts them, an emoji as two.
    """
    rest, parts = printable(text), []
    while _length(rest) > limit:
        at = _cut(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, limit: int) -> int:
    room = limit
    while _length(text[:room]) > limit:
        room -= max(1, (_length(text[:room]) - limit) // 2)
    for cut in _CUTS:
        ends = [match.start() for match in cut.finditer(text, 0, room + 1)]
        # A cut in the first half would leave a crumb; the next coarser break serves the reader better.
        if ends and ends[-1] >= room // 2:
            return ends[-1]
    return room


def _length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)

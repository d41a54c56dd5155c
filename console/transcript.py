"""A conversation as it was said: customer, bot and officers in one order."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.model import Delivery, Entry, EntryKind, Handling, Received
from desk.officers import Conversation
from tickets.model import Attachment

# What the carrier was given is a document; each of its texts stands between tags.
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Line:
    """Something said. `who` is pelanggan, bot, petugas, template or catatan; `state` what became of it, if known."""

    who: str
    at: datetime
    text: str
    name: str | None = None
    attachments: Sequence[Attachment] = ()
    state: str | None = None


def lines(conversation: Conversation, delivery: Callable[[str], Delivery | None]) -> list[Line]:
    """Return everything said, oldest first."""
    told = [line for received in conversation.received for line in _received(received)]
    told += [_entry(entry, delivery) for entry in conversation.entries]
    # What the bot answered belongs behind what it answered to: the order of equal times stays.
    return sorted(told, key=lambda line: line.at)


def _received(received: Received) -> Iterator[Line]:
    inbound = received.inbound
    place = inbound.place
    text = "\n".join(part for part in (inbound.text, place and f"{place.lat:.5f}, {place.lon:.5f}") if part)
    unread, storm = received.handling is Handling.UNANSWERED, received.handling is Handling.STORM
    yield Line("pelanggan", inbound.at, text, attachments=inbound.attachments, state="unanswered" if unread else None)
    answer = html.unescape("\n".join(part.strip() for part in _TAGS.split(received.answer or "") if part.strip()))
    if answer:
        yield Line("bot", inbound.at, answer, state="storm" if storm and not received.late else None)
    if received.late and received.late_at:
        yield Line("bot", received.late_at, received.late, state="storm" if storm else None)


def _state(entry: Entry, delivery: Callable[[str], Delivery | None]) -> Delivery:
    """Return what the carrier said last; without its id the message is still on its way there."""
    if entry.message is None:
        return Delivery.SENDING
    return delivery(entry.message) or Delivery.ACCEPTED


def _entry(entry: Entry, delivery: Callable[[str], Delivery | None]) -> Line:
    who = {EntryKind.ANSWER: "petugas", EntryKind.TEMPLATE: "template", EntryKind.NOTE: "catatan"}[entry.kind]
    state = None
    if entry.kind is not EntryKind.NOTE:
        state = str(Delivery.FAILED if entry.failed else _state(entry, delivery))
    return Line(who, entry.at, entry.text, entry.officer, state=state)

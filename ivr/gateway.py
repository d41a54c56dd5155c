"""What both channels share: one turn from the message to the dialogue's answer, with a limit under the carrier's."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

import spoken
from desk.model import Handling, HandOver, Inbound, Offer, Reason, Session
from ivr.inbound import Arrival, shorten
from ivr.meaning import Meaning
from ivr.rasa_client import DialogueError, RasaClient
from ivr.reply import Reply
from tickets.errors import TicketError
from tickets.model import Channel

if TYPE_CHECKING:
    from bootstrap import System

log = structlog.get_logger(__name__)

WHATSAPP, VOICE = "whatsapp", "voice"
# The carrier hangs up on a webhook after 15 s, network included.
TURN_SECONDS = 11.0
# No customer needs more words for one thing; the whole text stays in the inbox.
MAX_WORDS = 1000


@dataclass(slots=True)
class Turn:
    """One message being worked on. `deadline` is on the monotonic clock."""

    arrival: Arrival
    session: Session
    owner: str | None
    deadline: float
    handling: Handling = Handling.ANSWERED

    @property
    def inbound(self) -> Inbound:
        """Return the message."""
        return self.arrival.inbound

    @property
    def conversation(self) -> str:
        """Return the id of the conversation."""
        return self.arrival.inbound.conversation

    @property
    def caller(self) -> str | None:
        """Return the number of the customer, if known."""
        return self.arrival.caller or self.session.caller


@dataclass(frozen=True, slots=True)
class Gateway:
    """The system as the carrier's routes need it; `channel` is `whatsapp` or `voice`."""

    system: System
    channel: str
    dialogue: RasaClient = field(repr=False)

    def deadline(self) -> float:
        """Return when the present request must be answered."""
        return time.monotonic() + TURN_SECONDS

    def say(self, key: str, **values: object) -> str:
        """Return a sentence in the wording of the channel."""
        return self.system.wording.say(key, self.channel, **values)

    def converse(self, turn: Turn, meaning: Meaning, **extra: object) -> Reply | None:
        """Put a turn to the dialogue; None where it has no answer, which is logged and handed to a human (HO-1)."""
        text = shorten(meaning.text, MAX_WORDS) if meaning.text else None
        begun = time.monotonic()
        try:
            reply = self.dialogue.ask(
                self.channel,
                turn.conversation,
                text=text,
                payload=meaning.payload,
                metadata=_metadata(turn) | extra,
                seconds=turn.deadline - begun,
            )
        except DialogueError as error:
            self._failed(turn, error.why, time.monotonic() - begun)
            return None
        if reply.failed:
            self._failed(turn, "an action failed", time.monotonic() - begun)
        return reply

    def _failed(self, turn: Turn, why: str, seconds: float) -> None:
        log.error("dialogue_failed", conversation=turn.conversation, why=why, seconds=round(seconds, 1))
        turn.handling = Handling.UNANSWERED
        self.hand_over(turn.conversation, turn.caller, Reason.BACKEND)

    def hand_over(self, conversation: str, caller: str | None, reason: Reason) -> HandOver | None:
        """Put a conversation into the queue for a human; None where even the desk does not answer."""
        desk = self.system.desk
        try:
            return desk.hand_over(
                conversation=conversation,
                channel=Channel.VOICE if self.channel == VOICE else Channel.WHATSAPP,
                caller=caller,
                reason=reason,
                no_lapor=None,
                said=desk.said(conversation),
                understood=None,
                urgent=False,
            )
        except TicketError as error:
            log.error("hand_over_failed", conversation=conversation, exc_info=error)
            return None

    def offers(self, key: str) -> tuple[Offer, ...]:
        """Return the answers a sentence of the wording offers by itself."""
        buttons = self.system.wording.variant(key, self.channel).get("buttons", ())
        return tuple(Offer(str(button["title"]), str(button["payload"])) for button in buttons)

    def path(self, path: str) -> str:
        """Return the address of a route as the carrier is to call it, under the path of PUBLIC_URL."""
        return urlsplit(self.system.settings.public_url).path.rstrip("/") + path

    def count(self, number: int) -> str:
        """Return a number as this channel tells it."""
        return spoken.number_words(number) if self.channel == VOICE else str(number)

    def clock(self, moment: datetime) -> str:
        """Return a clock time with its zone as this channel tells it."""
        written, said = spoken.clock(moment, self.system.clock(), self.system.settings.timezone)
        return said if self.channel == VOICE else written


def minutes(seconds: float) -> int:
    """Return whole minutes, rounded up, at least one."""
    return max(1, math.ceil(seconds / 60))


def _metadata(turn: Turn) -> dict[str, Any]:
    inbound, place = turn.inbound, turn.inbound.place
    return {
        "caller": turn.caller,
        "channel": str(inbound.channel),
        "conversation": inbound.conversation,
        "attachments": [{"url": file.url, "content_type": file.content_type} for file in inbound.attachments],
        "location": place and {"lat": place.lat, "lon": place.lon, "address": place.address, "label": place.label},
        "expect": turn.session.expect,
    }

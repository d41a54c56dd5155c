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
import tracing
from danger.advice import advice_for
from danger.judge import Verdict, danger_in
from desk.late import Asked
from desk.model import Handling, HandOver, Inbound, Offer, Reason, Session
from ivr.alive import Alive
from ivr.inbound import Arrival, shorten
from ivr.meaning import Meaning
from ivr.rasa_client import DialogueError, RasaClient
from ivr.reply import Reply
from ivr.storm_watch import StormWatch
from ivr.voices import Voice, Voices
from metrics import DIALOGUE_FAILURES, DIALOGUE_SECONDS
from sender import can_write
from tickets.errors import TicketError
from tickets.model import Channel

if TYPE_CHECKING:
    from bootstrap import System

log = structlog.get_logger(__name__)

WHATSAPP, VOICE = "whatsapp", "voice"
# The carrier hangs up on a webhook after 15 s, network included.
TURN_SECONDS = 11.0
# A customer is not left in silence longer than 3 s on the telephone, 5 s on WhatsApp: by then the answer, or a holding
# one (Source: procedure.md WT-1).
HOLD_SECONDS = {VOICE: 2.6, WHATSAPP: 2.6}
# While it is busy here requests wait before they are read, too, and each thread that waits for the dialogue is one less
# for those. A caller who is held comes back at once, and would only ask more often.
BUSY_SECONDS = 1.0
# In less a turn that was late before is not done either.
LEAST_SECONDS = 1.0
# No customer needs more words for one thing; the whole text stays in the inbox.
MAX_WORDS = 1000
# Whoever speaks on and on may name a danger at the end; a minute of the fastest speech is shorter than this.
MAX_SPOKEN = 4000


@dataclass(slots=True)
class Turn:
    """One message being worked on. `asked` is what the dialogue was asked.

    `begun` and `deadline` are on the monotonic clock. `is_behind` tells that an earlier message of the conversation has
    no answer yet, `is_late` that this one had a holding answer: nobody waits at the other end.
    """

    arrival: Arrival
    session: Session
    owner: str | None
    deadline: float
    handling: Handling = Handling.ANSWERED
    asked: Asked | None = None
    is_behind: bool = False
    is_late: bool = False
    begun: float = field(default_factory=time.monotonic)

    @property
    def inbound(self) -> Inbound:
        """Return the message."""
        return self.arrival.inbound

    @property
    def key(self) -> str:
        """Return what the message is known by, also where it is taken up again."""
        return self.arrival.inbound.key

    @property
    def conversation(self) -> str:
        """Return the id of the conversation."""
        return self.arrival.inbound.conversation

    @property
    def caller(self) -> str | None:
        """Return the number of the customer, if known."""
        return self.arrival.caller or self.session.caller


class LaterError(Exception):
    """The dialogue has no answer yet, but will have: whoever waits is given a holding answer. `why` tells the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Gateway:
    """The system as the carrier's routes need it; `channel` is `whatsapp` or `voice`."""

    system: System
    channel: str
    dialogue: RasaClient = field(repr=False)
    voices: Voices = field(repr=False)
    alive: Alive = field(repr=False)
    storm: StormWatch = field(repr=False)

    @property
    def voice(self) -> Voice:
        """Return the voice that speaks now."""
        return self.voices.speaking

    def deadline(self) -> float:
        """Return when the present request must be answered, if only to hold."""
        # Who cannot be written to later waits for the answer as long as the carrier does.
        holds = self.channel == VOICE or can_write(self.system.settings)
        seconds = HOLD_SECONDS[self.channel] if holds else TURN_SECONDS
        if holds and self.channel == WHATSAPP and self.is_busy:
            seconds = min(seconds, BUSY_SECONDS)
        return time.monotonic() + seconds

    @property
    def is_busy(self) -> bool:
        """Tell whether more than half of the threads of this process have a message in hand."""
        return self.alive.count > self.system.settings.web_threads // 2

    def say(self, key: str, **values: object) -> str:
        """Return a sentence in the wording of the channel."""
        return self.system.wording.say(key, self.channel, **values)

    def converse(self, turn: Turn, meaning: Meaning, **extra: object) -> Reply | None:
        """Put a turn to the dialogue; None where it has no answer, which is logged and handed to a human (HO-1).

        Raises: LaterError where asking again will bring the answer and the customer can be told later.
        """
        if turn.is_behind and self.may_hold(turn, "behind"):
            raise LaterError("behind")
        text = shorten(meaning.text, MAX_SPOKEN if self.channel == VOICE else MAX_WORDS) if meaning.text else None
        said, heard = extra.get("said"), extra.get("heard")
        turn.asked = Asked(meaning.text, meaning.payload, str(said) if said else None, str(heard) if heard else None)
        begun = time.monotonic()
        try:
            with DIALOGUE_SECONDS.labels(self.channel).time(), tracing.span("dialogue"):
                reply = self.dialogue.ask(
                    self.channel,
                    turn.conversation,
                    text=text,
                    payload=meaning.payload,
                    metadata=_metadata(turn) | extra | tracing.carried(),
                    seconds=turn.deadline - begun,
                    patient=turn.is_late,
                )
        except DialogueError as error:
            if error.passes and self.may_hold(turn, error.why):
                raise LaterError(error.why) from error
            self._failed(turn, error.why, time.monotonic() - begun)
            return None
        turn.session.opened = None
        if reply.failed:
            self._failed(turn, "an action failed", time.monotonic() - begun)
        return reply

    def may_hold(self, turn: Turn, why: str) -> bool:
        """Tell whether this customer can have the answer later.

        By WhatsApp, where there is a sender to write from. On the telephone as long as RASA_TIMEOUT lets the turn take;
        a dialogue that is down has no answer under way.
        """
        settings = self.system.settings
        if self.channel == WHATSAPP:
            return can_write(settings) and turn.arrival.address is not None
        spent = (self.system.clock() - turn.inbound.at).total_seconds()
        return why != "down" and max(spent, HOLD_SECONDS[VOICE]) + LEAST_SECONDS < settings.rasa_timeout

    def _failed(self, turn: Turn, why: str, seconds: float) -> None:
        DIALOGUE_FAILURES.labels(why).inc()
        log.error("dialogue_failed", conversation=turn.conversation, why=why, seconds=round(seconds, 1))
        turn.handling = Handling.UNANSWERED
        self.hand_over(turn.conversation, turn.caller, Reason.BACKEND)

    def warn(self, turn: Turn) -> tuple[str, HandOver | None] | None:
        """Return the advice for a message of danger that the dialogue cannot take now; a human has it at once (IN-7).

        None where no danger is told of.
        """
        words = turn.inbound.text or ""
        if danger_in(words) is not Verdict.DANGER:
            return None
        record = self.hand_over(turn.conversation, turn.caller, Reason.DANGER, urgent=True)
        return self.say(advice_for(words)), record

    def hand_over(
        self, conversation: str, caller: str | None, reason: Reason, *, urgent: bool = False
    ) -> HandOver | None:
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
                urgent=urgent,
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
        # What the actions know a turn by that is begun again.
        "message": inbound.key,
        "attachments": [{"url": file.url, "content_type": file.content_type} for file in inbound.attachments],
        "location": place and {"lat": place.lat, "lon": place.lon, "address": place.address, "label": place.label},
        "expect": turn.session.expect,
        "opened": turn.session.opened,
    }

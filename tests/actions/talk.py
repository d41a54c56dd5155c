"""A talk with the real actions: trackers as Rasa sends them, and the little of Rasa that runs one action after another.

What Rasa does is read from `data/*/rules.yml`: an intent leads to its action, a form that is done to its closing
action. Each response spoken must exist and have every placeholder, in both channels, or the talk fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.__main__ import ACTIONS
from bootstrap import System
from tests.fakes import HandSetClock
from tickets.model import Channel, Customer, Kind, Officer, Position, ResolutionCode, Side, Stage, Ticket
from tickets.reports import Source
from tickets.service import Contact, NewReport

ROOT = Path(__file__).parents[2]
PHONE, OTHER_PHONE, STRANGER = "+6281234567890", "+6281298765432", "+6285711112222"
IDPEL, OTHER_IDPEL, METER = "512345678901", "512345678902", "14012345678"
HOME = Customer(IDPEL, METER, "Budi Santoso", PHONE, "Jl. Melati No. 7 RT 02 RW 05")
SHOP = Customer(OTHER_IDPEL, None, "Budi Santoso", PHONE, "Jl. Kenanga No. 3")
OFFICER = Officer("Agus", "+628111111111", "B 1234 XYZ")
SURE = 0.95
MANY_ACTIONS = 12


@cache
def rules() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the action of each intent, and the closing action of each form."""
    of_intent, of_form = {}, {}
    for path in sorted(ROOT.glob("data/*/rules.yml")):
        for rule in YAML(typ="safe").load(path)["rules"]:
            steps = rule["steps"]
            if "intent" in steps[0]:
                of_intent[steps[0]["intent"]] = steps[1]["action"]
            else:
                of_form[steps[0]["action"]] = steps[-1]["action"]
    return of_intent, of_form


@dataclass(frozen=True)
class Said:
    """One response with its values."""

    key: str
    values: Mapping[str, Any]


class Turn(list[Said]):
    """What was answered to one message."""

    @property
    def keys(self) -> list[str]:
        """Return the response keys in order."""
        return [said.key for said in self]

    def values(self, key: str) -> Mapping[str, Any]:
        """Return the values of a response that was spoken."""
        return next(said.values for said in self if said.key == key)


@dataclass
class Talk:
    """One conversation of a customer, at the time of the system's clock."""

    system: System
    caller: str | None = PHONE
    channel: Channel = Channel.WHATSAPP
    conversation: str = "c-1"
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    loop: str | None = None
    loop_rejected: bool = False
    ran: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._actions = {action.action_name: action(self.system) for action in ACTIONS}

    # -- the customer -----------------------------------------------------------------------------------------------

    def says(self, intent: str, text: str = "", /, *, sure: float = SURE, **found: Any) -> Turn:  # noqa: ANN401
        """Say something that is understood so; `found` are entities, lists for several, or the media of a message."""
        metadata = {"caller": self.caller, "channel": str(self.channel), "conversation": self.conversation}
        metadata |= {
            name: found.pop(name) for name in ("attachments", "location", "opened", "heard", "vain") if name in found
        }
        ranking = [{"name": name, "confidence": 0.2} for name in found.pop("ranking", ())]
        entities = [
            {"entity": name, "value": value}
            for name, values in found.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        message = {
            "text": text or intent,
            "intent": {"name": intent, "confidence": sure},
            "intent_ranking": [{"name": intent, "confidence": sure}, *ranking],
            "entities": entities,
            "metadata": metadata,
        }
        self.events.append({"event": "user", "timestamp": self._instant(), "metadata": metadata, "text": text})
        self._message, self._said, self.ran = message, Turn(), []
        self._turn(intent)
        return self._said

    def presses(self, payload_intent: str, **found: Any) -> Turn:  # noqa: ANN401
        """Take up one of the offers."""
        return self.says(payload_intent, f"/{payload_intent}", sure=1.0, **found)

    def answers(self, *intents: str) -> Turn:
        """Answer several questions in a row with bare intents; return the last answer."""
        for intent in intents:
            last = self.says(intent, intent)
        return last

    def _instant(self) -> float:
        """No two messages of a person come at the same instant, also where the clock of the test stands still."""
        return self.system.clock().timestamp() + len(self.events) / 1000

    # -- what Rasa does ---------------------------------------------------------------------------------------------

    def _turn(self, intent: str) -> None:
        next_action = self.loop if self.loop and not self.loop_rejected else rules()[0].get(intent)
        for _ in range(MANY_ACTIONS):
            if next_action is None:
                return
            next_action = self._run(next_action, intent)
        raise AssertionError(f"the talk runs in circles: {self.ran}")

    def _run(self, name: str, intent: str) -> str | None:
        """Run an action or form; return what runs next."""
        self.ran.append(name)
        is_form = name in rules()[1]
        events = self._call(f"validate_{name}" if is_form else name, name)
        follow_up = None
        if is_form:
            self.loop, self.loop_rejected = name, False
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop, self.loop_rejected = event["name"], False
            elif event["event"] == "followup":
                follow_up = event["name"]
            elif event["event"] == "action_execution_rejected":
                self.loop_rejected = True
                self.events.pop()  # a form that rejected did not run
                return rules()[0].get(intent)
        if follow_up:
            return None if follow_up == "action_listen" else follow_up
        if is_form:
            return self._close(name)
        # A form that rejected is not asked again by itself.
        return None if self.loop_rejected else self.loop

    def _close(self, form: str) -> str | None:
        if self.loop == form and self.slots.get("requested_slot") is not None:
            return None
        self.loop = None
        return rules()[1][form]

    def _call(self, action: str, name: str) -> list[dict[str, Any]]:
        dispatcher = CollectingDispatcher()
        if name != action:
            # Rasa shows a form its own run as the last event.
            self.events.append({"event": "action", "name": name})
        tracker = Tracker(
            self.conversation,
            dict(self.slots),
            self._message,
            list(self.events),
            paused=False,
            followup_action=None,
            active_loop={"name": self.loop} if self.loop else {},
            latest_action_name=None,
        )
        events = asyncio.run(self._actions[action].run(dispatcher, tracker, {}))
        if name == action:
            self.events.append({"event": "action", "name": name})
        for message in dispatcher.messages:
            self._speak(message)
        return [dict(event) for event in events]

    def _speak(self, message: dict[str, Any]) -> None:
        key = message.get("response")
        if key:
            own = {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}
            values = {name: value for name, value in message.items() if name not in own}
            wording = self.system.wording
            texts = {channel: wording.say(key, channel, **values) for channel in ("whatsapp", "voice")}
            channel = "voice" if self.channel is Channel.VOICE else "whatsapp"
            variant = wording.variant(key, channel)
            data = {"buttons": variant.get("buttons"), "custom": variant.get("custom")}
            self.events.append({"event": "bot", "text": texts[channel], "data": data, "key": key})
            self._said.append(Said(key, values))
        elif message.get("text"):
            self.events.append({"event": "bot", "text": message["text"], "data": {}, "key": None})
            self._said.append(Said("(again)", {"text": message["text"]}))

    # -- reading along ----------------------------------------------------------------------------------------------

    @property
    def question(self) -> str | None:
        """Return what was asked last."""
        question: str | None = self.slots.get("question")
        return question

    def ticket(self) -> Ticket:
        """Return the report this talk is about."""
        return self.system.reports.get(self.slots["tiket"])


# -- what happened before the talk ----------------------------------------------------------------------------------


def clock_of(system: System) -> HandSetClock:
    """Return the clock to move."""
    assert isinstance(system.clock, HandSetClock)
    return system.clock


@contextmanager
def at(system: System, ago: timedelta) -> Iterator[None]:
    """Do something at an earlier time."""
    clock_of(system).forward(-ago)
    yield
    clock_of(system).forward(ago)


def given_report(
    system: System,
    customer: Customer = HOME,
    *,
    ago: timedelta = timedelta(hours=1),
    kind: Kind = Kind.G,
    reporter: str | None = PHONE,
    wider: bool = False,
) -> Ticket:
    """Open a report some time ago."""
    with at(system, ago):
        return system.reports.open(
            NewReport(
                customer=customer,
                description="rumah padam",
                received_by="CHATBOT",
                channel=Channel.WHATSAPP,
                kind=kind,
                category="1_BANGUNAN_PADAM" if kind is Kind.G else "TAGIHAN",
                reporter=reporter,
                wider_outage=wider,
            )
        )


def finished(
    system: System, ticket: Ticket, *, ago: timedelta = timedelta(minutes=30), code: ResolutionCode | None = None
) -> Ticket:
    """Finish a report some time ago."""
    with at(system, ago):
        return system.reports.advance(ticket.no_lapor, Stage.SELESAI, apkt(system), code=code)


def on_the_way(system: System, ticket: Ticket, *, seen: timedelta, street: str | None = "Jl. Raya Bogor") -> Ticket:
    """Let the officer be on the way and be seen some time ago."""
    system.reports.assign(ticket.no_lapor, OFFICER, apkt(system))
    system.reports.advance(ticket.no_lapor, Stage.DALAM_PERJALANAN, apkt(system))
    position = Position(-6.2, 106.8, street, system.clock() - seen)
    return system.reports.see_position(ticket.no_lapor, position)


def repeated(system: System, ticket: Ticket, *, ago: timedelta) -> Ticket:
    """Contact again some time ago."""
    with at(system, ago):
        return system.reports.contact(
            ticket.no_lapor, Contact(Side.PLN, "belum nyala", "CHATBOT", Channel.WHATSAPP)
        ).ticket


def apkt(system: System) -> Source:
    """Return APKT as the one who does it."""
    return system.reports.source("APKT", Channel.APKT)

"""Handing over to a human (Source: procedure.md HO-1, HO-2, HO-4)."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.capability import Capability
from actions.draft import Draft
from actions.goal import Goal
from actions.reply import Reply
from actions.turn import Turn
from tickets.model import Channel

SAID_TURNS = 10


class Cso(Capability):
    """Hand over because the customer asks for a human."""

    action_name = "action_cso"
    reason: str | None = "customer_asked"
    said: tuple[str, ...] = ()

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Gather what was said, then hand over."""
        handing = type(self)(self.system)
        users = [event for event in tracker.events if event.get("event") == "user" and event.get("text")]
        handing.said = tuple(str(event["text"]) for event in users[-SAID_TURNS:])
        return await super(Cso, handing).run(dispatcher, tracker, domain)

    def act(self, turn: Turn, reply: Reply) -> None:
        """Write the record and say what happens next."""
        reason = self.reason or str(turn.slots.get("alasan_cso") or "rule")
        hand_over(self, turn, reply, reason, self.said)


class CsoLanjut(Cso):
    """Hand over because a rule ends with a human; the reason stands in a slot."""

    action_name = "action_cso_lanjut"
    reason = None


class CsoGagalPaham(Cso):
    """Hand over after repeated misunderstanding."""

    action_name = "action_cso_gagal_paham"
    reason = "misunderstood"


def pass_on(action: Capability, turn: Turn, reply: Reply) -> bool:
    """Add what the customer says to the hand-over that waits already; False where there is none (HO-2, HO-4)."""
    record = action.system.desk.open_record(turn.conversation)
    if record is None:
        return False
    record = action.system.desk.hand_over(
        conversation=turn.conversation,
        channel=turn.channel,
        caller=turn.caller,
        reason=record.reason,
        no_lapor=None,
        said=action.system.desk.said(turn.conversation),
        understood=None,
        urgent=record.urgent,
    )
    reply.say("utter_keterangan_diteruskan", **reply.at(record.reply_by))
    return True


def hand_over(
    action: Capability, turn: Turn, reply: Reply, reason: str, said: tuple[str, ...], *, urgent: bool = False
) -> None:
    """Record who, channel, report, what was said and understood, and why; promise a time (HO-2, HO-4)."""
    goal, draft = Goal.load(turn.slots.get("goal")), Draft.load(turn.slots.get("draft"))
    understood = {"intent": goal.intent if goal else turn.intent, **draft.dump()}
    for name in ("note", "begun"):
        understood.pop(name, None)
    record = action.system.desk.hand_over(
        conversation=turn.conversation,
        channel=turn.channel,
        caller=turn.caller,
        reason=reason,
        no_lapor=turn.slots.get("tiket"),
        said=list(said),
        understood="; ".join(f"{name}: {value}" for name, value in understood.items()),
        urgent=urgent,
    )
    reply.leave()
    reply.remember(goal=None, alasan_cso=None, failures=0, misunderstood=0)
    key = "utter_ke_cso_suara" if turn.channel is Channel.VOICE else "utter_ke_cso"
    reply.say(key, **reply.at(record.reply_by), id=record.id)

"""The base of every action: read the turn, act in a thread, answer. A failure never leaves the customer in silence."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.misunderstandings import keep_misunderstanding
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System

log = structlog.get_logger(__name__)
# The outcome of a form whose validation failed: its closing action, which Rasa runs all the same, does nothing.
FAILED = "gagal"
ACTION_LISTEN_NAME = "action_listen"


class Capability(Action, ABC):
    """One custom action."""

    action_name: str

    def __init__(self, system: System) -> None:
        self.system = system
        self.reports = system.reports

    def name(self) -> str:
        """Return the name in `domain.yml`."""
        return self.action_name

    @abstractmethod
    def act(self, turn: Turn, reply: Reply) -> None:
        """Answer the turn."""

    def new_reply(self) -> Reply:
        """Return an empty reply at the present time."""
        return Reply(self.reports.now(), self.system.settings.timezone)

    def apology(self) -> Reply:
        """Return the answer of an action that failed."""
        reply = self.new_reply()
        reply.say("utter_gangguan_ke_petugas")
        reply.leave()
        return reply

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Run the action for Rasa."""
        turn, reply = Turn.read(tracker), self.new_reply()
        try:
            await asyncio.to_thread(self.act, turn, reply)
            await asyncio.to_thread(keep_misunderstanding, self.system, turn, reply)
        except Exception:
            log.exception("action failed", action=self.action_name, conversation=turn.conversation)
            reply = self.apology()
        for key, values in reply.said:
            dispatcher.utter_message(response=key, **values)
        return self._events(turn, reply)

    def _events(self, turn: Turn, reply: Reply) -> list[EventType]:
        events: list[EventType] = [SlotSet(name, value) for name, value in reply.slots.items()]
        if reply.rejects:
            events.append(ActionExecutionRejected(turn.form or ""))
        if reply.leaves_form and turn.form:
            events += [ActiveLoop(None), SlotSet("requested_slot", None)]
        if next_action := reply.next_action or self.after(turn, reply):
            events.append(FollowupAction(next_action))
        return events

    def after(self, turn: Turn, reply: Reply) -> str | None:  # noqa: ARG002
        """Return what runs when the reply names nothing: it is the customer's turn.

        Said rather than left to the policies: they know no rule for an action that another one led to, and their
        fallback would take back all that was done in the turn.
        """
        return ACTION_LISTEN_NAME


class Interruption(Capability, ABC):
    """An action that may come in the middle of a form and leads back into it."""

    def after(self, turn: Turn, reply: Reply) -> str | None:
        """Ask the form's question again, unless the form was left."""
        return turn.form if turn.form and not reply.leaves_form else super().after(turn, reply)


class Form(Capability, ABC):
    """A validation action that holds one form: takes the answer, plans the next question, says it.

    Rasa calls it whenever the form runs. Right after the customer spoke it takes the answer; coming back from an
    interruption it only asks again. The form's one required slot, `done_slot`, is set when nothing is left to ask.
    """

    done_slot: str

    @abstractmethod
    def take(self, turn: Turn, reply: Reply) -> None:
        """Take the answer to the question asked."""

    @abstractmethod
    def ask_next(self, turn: Turn, reply: Reply) -> None:
        """Ask the next question, or `finish`."""

    def act(self, turn: Turn, reply: Reply) -> None:
        """Take, then ask."""
        if turn.fresh and turn.form and turn.confirms:
            # No answer to the form, whatever it asks: `action_jawab` takes it.
            reply.reject()
        elif turn.fresh and turn.form:
            self.take(turn, reply)
        if not (reply.rejects or reply.leaves_form or self.done_slot in reply.slots):
            self.ask_next(turn, reply)
            reply.slots.setdefault("requested_slot", self.done_slot)

    def after(self, turn: Turn, reply: Reply) -> str | None:  # noqa: ARG002
        """Leave it to the form, which listens or closes."""
        return None

    def apology(self) -> Reply:
        """Return the answer of a form that failed; it ends without what its closing action would do."""
        reply = super().apology()
        reply.remember(**{self.done_slot: FAILED})
        return reply

    def finish(self, reply: Reply, outcome: str) -> None:
        """End the form with an outcome for its closing action."""
        reply.remember(**{self.done_slot: outcome, "requested_slot": None, "question": None})

"""The base of every action: read the turn, act in a thread, answer. A failure never leaves the customer in silence."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

import tracing
from actions import patience
from actions.kabar import Telling
from actions.misunderstandings import keep_misunderstanding
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from metrics import ACTION_FAILURES, ACTION_SECONDS, UNDERSTOOD
from tickets.errors import OverError, StoreAwayError

log = structlog.get_logger(__name__)
# The outcome of a form whose validation failed: its closing action, which Rasa runs all the same, does nothing.
FAILED = "gagal"
ACTION_LISTEN_NAME = "action_listen"


class Capability(Action, ABC):
    """One custom action."""

    action_name: str
    # Gives way to `action_sudah_nyala` where the customer says, outside of a form, that the power is back (CF-5).
    hears_power = False

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
        """Run the action for Rasa. Raises: StoreAwayError, OverError: then the turn is not finished."""
        turn = Turn.read(tracker)
        if turn.begins:
            UNDERSTOOD.labels(str(turn.channel), turn.intent).inc()
        try:
            with self._observed(turn):
                reply = await asyncio.to_thread(self._answer, turn)
        except (StoreAwayError, OverError) as away:
            ACTION_FAILURES.labels(self.action_name).inc()
            log.error("action not done", action=self.action_name, conversation=turn.conversation, exc_info=away)
            raise
        except Exception:
            ACTION_FAILURES.labels(self.action_name).inc()
            log.exception("action failed", action=self.action_name, conversation=turn.conversation)
            reply = self.apology()
        for key, values in reply.said:
            dispatcher.utter_message(response=key, **values)
        if reply.vain:
            dispatcher.utter_message(json_message={"vain": reply.vain})
        return self._events(turn, reply)

    @contextmanager
    def _observed(self, turn: Turn) -> Iterator[None]:
        facts = {"action": self.action_name, "channel": str(turn.channel), "conversation": turn.conversation}
        with (
            ACTION_SECONDS.labels(self.action_name).time(),
            tracing.continued(turn.metadata),
            tracing.span("action", **facts),
        ):
            yield

    def _answer(self, turn: Turn) -> Reply:
        """Act; a turn begun again is answered as the first time and changes nothing."""

        def work() -> dict[str, Any]:
            reply = self.new_reply()
            if turn.fresh and turn.states_wish:
                # How the customer wants to be told may be said in whatever message.
                Telling(self.system).hear(turn, reply)
            if self.hears_power and turn.has_power and not turn.form:
                # Whatever a classifier took it for: "sudah nyala" is no yes to what was asked (CF-5).
                reply.then("action_sudah_nyala")
            else:
                self.act(turn, reply)
            keep_misunderstanding(self.system, turn, reply)
            return reply.dump()

        if turn.step:
            message = turn.step.rpartition(":")[0]
            kept = self.system.acts.once(f"{turn.step}:{self.action_name}", work, message)
        else:
            kept = work()
        return self.new_reply().load(kept)

    def _events(self, turn: Turn, reply: Reply) -> list[EventType]:
        events: list[EventType] = [SlotSet(name, value) for name, value in {**turn.opened, **reply.slots}.items()]
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
        elif turn.fresh and turn.form and not turn.only_wish:
            self.take(turn, reply)
        if not (reply.rejects or reply.leaves_form or self.done_slot in reply.slots):
            self.ask_next(turn, reply)
            reply.slots.setdefault("requested_slot", self.done_slot)
        if self.done_slot not in reply.slots:
            reply.vain = patience.in_vain(turn, reply)

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

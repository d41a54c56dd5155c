"""Danger: advice first, the report marked URGENT, straight to a human (Source: procedure.md IN-7, LU-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.cso import Cso, hand_over
from actions.draft import Draft
from actions.identitas import Lookup
from actions.repeat import Repeats
from actions.reply import Reply
from actions.turn import Turn
from danger.advice import advice_for
from tickets.model import Channel, Customer, Kind, Side, Ticket
from tickets.service import Contact, NewReport


class Darurat(Cso):
    """Give safety advice, mark or open the report as URGENT, hand over."""

    action_name = "action_darurat"
    reason = "danger"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Advise before anything that can fail, then act."""
        dispatcher.utter_message(response=advice_for(Turn.read(tracker).said))
        return await super().run(dispatcher, tracker, domain)

    def act(self, turn: Turn, reply: Reply) -> None:
        """Record, hand over."""
        ticket = self._record(turn)
        if ticket is not None:
            turn = replace(turn, slots={**turn.slots, "tiket": ticket.no_lapor})
            reply.remember(tiket=ticket.no_lapor, draft=None)
            reply.say("utter_darurat_dicatat", **reply.about(ticket))
        hand_over(self, turn, reply, "danger", self.said, urgent=True)
        if ticket is None and turn.channel is Channel.WHATSAPP and not (turn.one("address") or turn.location):
            reply.say("utter_darurat_alamat")

    def _record(self, turn: Turn) -> Ticket | None:
        """Mark the caller's open report, or open one where the place is known; else the human does."""
        own = [t for t in self.reports.of_caller(turn.caller) if t.kind is Kind.G]
        running = [ticket for ticket in Lookup(self.system).candidates(own) if ticket.is_open]
        receiver = Repeats.receiver(turn.channel)
        note = turn.said or "bahaya"
        if len(running) == 1:
            contact = Contact(Side.PLN, note, receiver, turn.channel, urgent=True, attachments=turn.attachments)
            return self.reports.contact(running[0].no_lapor, contact).ticket
        draft = Draft.load(turn.slots.get("draft")).with_facts(turn)
        if own and not running and not draft.address:
            draft = draft.of_premise(own[0])
        customer = draft.customer(turn.caller)
        if not _findable(customer):
            return None
        new = NewReport(
            customer=customer,
            description=f"DARURAT: {note}",
            received_by=receiver,
            channel=turn.channel,
            reporter=turn.caller,
            urgent=True,
            attachments=turn.attachments,
        )
        intake = self.reports.take(new)
        # PV-2: the number of somebody else's report is not told.
        known = intake.repeat is None or turn.caller in (intake.ticket.reporter, intake.ticket.customer.phone)
        return intake.ticket if known else None


def _findable(customer: Customer) -> bool:
    return bool(customer.idpel or customer.meter_id or (customer.name and customer.address))

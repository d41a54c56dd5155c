"""When will it be fixed, where is the officer, what is the state (Source: procedure.md ETA, TR, PM)."""

from __future__ import annotations

from dataclasses import replace

from actions.capability import Interruption
from actions.draft import Draft
from actions.goal import Goal
from actions.identitas import Lookup, half_pair
from actions.meluas import Meluas, tell
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from telling import Told
from tickets import rules
from tickets.model import Channel, Kind, Stage, Ticket


def eta_values(ticket: Ticket, reply: Reply) -> dict[str, str]:
    """Return the ETA as placeholders `jam` and `jam_lisan`."""
    return reply.at(rules.promised(ticket))


def link_value(ticket: Ticket, system: System) -> dict[str, str]:
    """Return the address of the report's own page as placeholder `tautan` (TR-6); no voice variant speaks it."""
    return {"tautan": system.links.address(ticket)}


def _is_under_way(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.stage is not Stage.NYALA


class Tracking:
    """Tell the progress of one report that the customer may hear of."""

    def __init__(self, system: System) -> None:
        self._system = system

    def answer(self, ticket: Ticket, turn: Turn, reply: Reply, *, asked_officer: bool) -> None:
        """Answer by the ETA rules; `question` in the reply's slots tells whether that asks something."""
        told = reply.teller.progress(
            ticket,
            self._system.links.address,
            asked_officer=asked_officer,
            written=turn.channel is Channel.WHATSAPP,
            in_form=bool(turn.form),
        )
        reply.tell(told)

    def offer_repeat(self, ticket: Ticket, turn: Turn, reply: Reply) -> None:
        """Offer Lapor Ulang where LU-1 or LU-9 allows it and nothing else is asked."""
        due = ticket.kind is Kind.K or rules.is_overdue(ticket.window_from, reply.now)
        if ticket.is_open and due and not turn.form and reply.slots.get("question") is None:
            reply.ask("tawar_lapor_ulang", "utter_tawar_lapor_ulang", **reply.about(ticket))

    def officer(self, ticket: Ticket, reply: Reply) -> None:
        """Tell stage, street, plate, number and age of the position, or that it cannot be shown (TR-2, TR-3)."""
        reply.tell(Told(reply.teller.officer(ticket)))


class Tanya(Interruption):
    """Answer questions for the ETA, the officer, the state of the report."""

    action_name = "action_tanya"
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Find the report, then answer; in the middle of a new report say when its clock starts."""
        goal = Goal.of(turn)
        found = Lookup(self.system).find(turn, reply)
        if turn.form == "lapor_padam_form" and not (found and _is_under_way(found)):
            # In the middle of a new report the question is about that one.
            if not Meluas(self.system).tell_again(Draft.load(turn.slots.get("draft")), turn, reply):
                reply.say("utter_estimasi_setelah_lapor")
        elif found is not None:
            reply.remember(tiket=found.no_lapor)
            # A bare number or "how is my report" asks for all there is; "when" alone for the time (ETA-3).
            asked = not goal.means("tanya_estimasi") or goal.means("tanya_posisi_petugas", "tanya_status")
            tracking = Tracking(self.system)
            tracking.answer(found, turn, reply, asked_officer=asked)
            tracking.offer_repeat(found, turn, reply)
        elif not reply.next_action and self._tell_area(turn, reply):
            return
        elif not reply.next_action:
            reply.remember(goal=goal.dump(), identitas=None, failures=0, pair=half_pair(turn, reply))
            reply.then("identitas_form")

    def _tell_area(self, turn: Turn, reply: Reply) -> bool:
        """Tell a number without a report of the outage its building is in, and offer to take one (Source: WO-4)."""
        draft = Draft.load(turn.slots.get("draft")).lasting(self.reports.now()).with_facts(turn)
        heard = Meluas(self.system).heard(draft, turn)
        if heard is None or turn.one("no_lapor") or reply.said or turn.form:
            return False
        tell(heard, turn, reply)
        reply.remember(draft=replace(draft, outage=heard.no, scope="wider").dump())
        reply.ask("lapor_gangguan", "utter_tawar_lapor_gangguan")
        return True

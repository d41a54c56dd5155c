"""The power is back: told when asked (CF-3), or by the customer alone (CF-5)."""

from __future__ import annotations

from actions.capability import Capability
from actions.goal import Goal
from actions.identitas import Lookup
from actions.reply import Reply
from actions.turn import Turn
from tickets import rules
from tickets.model import Kind, Stage, Ticket


class SudahNyala(Capability):
    """Thank, keep it with the report, and ask for a rating where the report is finished."""

    action_name = "action_sudah_nyala"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Find the report that is meant; of several the customer chooses."""
        reply.remember(question=None)
        if turn.slots.get("question") == "sudah_nyala" or turn.confirms:
            self._keep(self._named(turn), turn, reply)
            return
        meant = self._meant(turn)
        if len(meant) > 1:
            reply.remember(goal=Goal("sudah_nyala", turn.said, ("sudah_nyala",)).dump(), identitas=None, failures=0)
            reply.then("identitas_form")
        elif not meant:
            reply.say("utter_sudah_menyala")
        elif turn.doubtful:
            # Heard badly it may have been "belum" (HR-1).
            reply.remember(tiket=meant[0].no_lapor)
            reply.ask("sudah_nyala", "utter_tanya_menyala")
        else:
            reply.remember(tiket=meant[0].no_lapor)
            self._keep(meant[0], turn, reply)

    def _meant(self, turn: Turn) -> list[Ticket]:
        """Return the outages of this number it may be said of: the one spoken of before, else all that may be."""
        own = [ticket for ticket in self.reports.of_caller(turn.caller) if ticket.kind is Kind.G]
        found = Lookup(self.system).candidates(own)
        named = turn.slots.get("tiket")
        return [ticket for ticket in found if ticket.no_lapor == named] or found

    def _named(self, turn: Turn) -> Ticket | None:
        no_lapor = turn.slots.get("tiket")
        return self.reports.get(str(no_lapor)) if no_lapor else None

    def _keep(self, ticket: Ticket | None, turn: Turn, reply: Reply) -> None:
        at_work = ticket is not None and ticket.is_open and ticket.stage is not Stage.NYALA
        if ticket and rules.may_hear(ticket, turn.caller):
            source = self.reports.source("CUSTOMER", turn.channel)
            words = turn.said if at_work and turn.one("power") else None
            self.reports.confirm(ticket.no_lapor, source, words)
            if at_work and ticket.kind is Kind.G:
                reply.say("utter_menyala_dicatat", **reply.about(ticket))
                return
        reply.say("utter_senang_menyala")
        if ticket and not ticket.is_open and ticket.rating is None:
            reply.remember(nilai=None, failures=0)
            reply.then("rating_form")

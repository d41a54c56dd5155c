"""Not understood: first offer what it may have been, then a human (Source: procedure.md HO-1)."""

from __future__ import annotations

from actions.capability import Capability
from actions.cso import pass_on
from actions.reply import Reply
from actions.turn import Turn

OFFERED = frozenset({"lapor_padam", "lapor_ulang", "tanya_estimasi", "tanya_posisi_petugas", "ubah_data"})

DATA = frozenset({"idpel", "meter_id", "no_lapor", "phone", "name", "address", "ambiguous_number"})


class Fallback(Capability):
    """Ask back once, hand over the second time in a row; what a human waits to read is passed on."""

    action_name = "action_fallback"
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Offer the commonest wishes as buttons; a message that brings data is data, whatever else it may be."""
        if turn.entities.keys() & DATA:
            reply.then("action_identitas")
            return
        if turn.other_building:
            reply.then("action_lapor_padam")
            return
        if pass_on(self, turn, reply):
            return
        before = turn.slots.get("misunderstood") or 0
        # In a row: the last misunderstanding was the turn before this one.
        misunderstood = int(before) + 1 if turn.slots.get("misunderstood_turn") == turn.before else 1
        reply.remember(misunderstood=misunderstood, misunderstood_turn=turn.since)
        if misunderstood >= 2:
            reply.then("action_cso_gagal_paham")
            return
        guess = next((intent for intent in turn.ranking if intent in OFFERED), None)
        question = f"maksud_{guess}" if guess else "maksud"
        reply.ask(question, f"utter_{question}")

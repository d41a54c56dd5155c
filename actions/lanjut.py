"""Go on with the wish once its report is known."""

from __future__ import annotations

from actions.capability import FAILED, Capability
from actions.goal import Goal
from actions.rating import Ratings
from actions.repeat import Repeats
from actions.reply import Reply
from actions.tracking import Tracking
from actions.turn import Turn


class Lanjut(Capability):
    """Serve the wish that waited for its report."""

    action_name = "action_lanjut"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Serve it by its intent."""
        outcome = turn.slots.get("identitas")
        reply.remember(identitas=None, pilihan=None, pair=None, failures=0, angka=None, doubt=None)
        if outcome == FAILED:
            return
        if outcome == "lapor":
            reply.remember(goal=None)
            reply.then("action_lapor_padam")
            return
        if outcome in ("cso", "cso_gagal"):
            reply.remember(alasan_cso="customer_asked" if outcome == "cso" else "misunderstood")
            reply.then("action_cso_lanjut")
            return
        goal = Goal.load(turn.slots.get("goal")) or Goal("tanya_status", meanings=("tanya_status",))
        ticket = self.reports.get(str(turn.slots["tiket"]))
        if goal.intent == "sudah_nyala":
            reply.remember(goal=None, question="sudah_nyala")
            reply.then("action_sudah_nyala")
        elif goal.intent == "beri_rating":
            Ratings(self.system).record(ticket, goal, reply)
        elif goal.means("lapor_ulang", "padam_lagi", "ubah_data") or goal.changes:
            Repeats(self.system).record(ticket, goal, turn, reply)
        else:
            reply.remember(goal=None)
            asked = not goal.means("tanya_estimasi") or goal.means("tanya_posisi_petugas", "tanya_status")
            tracking = Tracking(self.system)
            tracking.answer(ticket, turn, reply, asked_officer=asked)
            tracking.offer_repeat(ticket, turn, reply)

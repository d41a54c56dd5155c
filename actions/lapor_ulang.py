"""The customer contacts again: nothing done, or finished and still dark (Source: procedure.md LU)."""

from __future__ import annotations

from dataclasses import replace

from actions.capability import Capability
from actions.goal import Goal
from actions.identitas import Lookup, half_pair
from actions.rating import Ratings
from actions.repeat import Repeats
from actions.reply import Reply
from actions.turn import Turn

_DARK = ("padam_lagi", "lapor_padam", "lapor_padam_meluas")


class LaporUlang(Capability):
    """Record the repeat contact on the report it belongs to."""

    action_name = "action_lapor_ulang"
    hears_power = True
    intent = "lapor_ulang"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Find the report and apply the LU table."""
        goal = Goal.of(turn, self.intent)
        if self.intent != turn.intent and turn.slots.get("question"):
            # The answer to our own question ("Belum"): the wish is the question's, not the word's.
            goal = replace(goal, meanings=(self.intent,))
        found = Lookup(self.system).find(turn, reply)
        if found is not None and not found.is_open and goal.stars and not turn.means(*_DARK):
            # "bintang 1, lambat sekali" judges the work; whether it is dark is asked, not assumed.
            reply.leave()
            Ratings(self.system).record(found, goal, reply)
            reply.remember(tiket=found.no_lapor)
            reply.ask("sudah_nyala", "utter_tanya_menyala")
        elif found is not None and turn.doubtful and not turn.form:
            # Heard badly: reports are changed on a clear word only.
            reply.remember(tiket=found.no_lapor, goal=goal.dump())
            reply.ask(f"pasti_{self.intent}", f"utter_pasti_{self.intent}")
        elif found is not None:
            reply.leave()
            Repeats(self.system).record(found, goal, turn, reply)
        elif not reply.next_action:
            reply.remember(goal=goal.dump(), identitas=None, failures=0, pair=half_pair(turn, reply))
            reply.then("identitas_form")


class PadamLagi(LaporUlang):
    """The power is off again, or was reported finished and is not."""

    action_name = "action_padam_lagi"
    intent = "padam_lagi"

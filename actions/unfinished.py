"""A report this number left half-finished elsewhere: offered, gone on with, let go (Source: procedure.md DR)."""

from __future__ import annotations

from actions.draft import Draft
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System

# What was asked: at the beginning, which the telephone does itself (`ivr.opening`); or where a report was begun anew,
# whose facts wait in the slot `draft`.
OFFER, OFFER_ANEW = "lanjut_laporan", "lanjut_laporan_baru"
OFFERS = frozenset({OFFER, OFFER_ANEW})


class Unfinished:
    """Offer to go on, and do what is answered."""

    def __init__(self, system: System) -> None:
        self._drafts = system.drafts
        self._reports = system.reports

    def offer(self, turn: Turn, reply: Reply, question: str = OFFER) -> bool:
        """Ask whether to go on; False where there is nothing to go on with. Nothing of it is told (Source: DR-2)."""
        if self._drafts.offered(turn.caller, turn.conversation) is None:
            return False
        reply.leave()
        reply.ask(question, "utter_tawar_lanjut")
        return True

    def answer(self, turn: Turn, reply: Reply, *, yes: bool) -> None:
        """Go on with the next open question, or forget it and go the ordinary way (Source: DR-4, DR-5)."""
        begun_anew = turn.slots.get("question") == OFFER_ANEW
        left = self._drafts.offered(turn.caller, turn.conversation)
        reply.remember(question=None)
        if yes and left is not None:
            said = Draft.load(turn.slots.get("draft")) if begun_anew else Draft()
            draft = Draft.load(left.answers).continued(said, self._reports.now()).with_facts(turn)
            reply.remember(draft=draft.dump(), goal=None, laporan=None, failures=0, turns=0, angka=None)
            reply.say("utter_dilanjutkan")
            reply.then("lapor_padam_form")
            return
        self._drafts.drop(turn.caller)
        reports = turn.means("lapor_padam", "lapor_padam_meluas") or turn.other_building
        if yes or begun_anew or reports:
            # A yes to what is over by now wants to report all the same.
            reply.then("action_lapor_padam")
        else:
            reply.say("utter_tidak_dilanjutkan")


def is_answered(turn: Turn) -> bool:
    """Tell whether the message answers the offer."""
    return turn.slots.get("question") in OFFERS and turn.yes is not None

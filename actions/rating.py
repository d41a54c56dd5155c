"""The customer rates the service after the work (Source: procedure.md MT-7)."""

from __future__ import annotations

from actions.capability import FAILED, Capability, Form, Interruption
from actions.goal import Goal
from actions.identitas import Lookup, half_pair
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from tickets.model import Rating, Ticket

FAILURES_LEAVE = 2


class Ratings:
    """Keep a rating, or ask for the stars."""

    def __init__(self, system: System) -> None:
        self._reports = system.reports

    def record(self, ticket: Ticket, goal: Goal, reply: Reply) -> None:
        """Rate a finished report; an open one cannot be rated yet."""
        if ticket.is_open:
            reply.remember(goal=None)
            reply.say("utter_rating_belum", **reply.about(ticket))
        elif goal.stars is None:
            reply.remember(goal=goal.dump(), tiket=ticket.no_lapor, nilai=None, failures=0)
            reply.then("rating_form")
        else:
            self.keep(ticket, goal.stars, goal.note, reply)

    def keep(self, ticket: Ticket, stars: int, comment: str, reply: Reply) -> None:
        """Keep the rating and thank."""
        source = self._reports.source("CUSTOMER", ticket.channel)
        self._reports.rate(ticket.no_lapor, Rating(stars, comment or None, "CHATBOT", reply.now), source)
        reply.remember(goal=None)
        reply.say("utter_rating_tinggi" if stars >= 4 else "utter_rating_rendah")


class BeriRating(Interruption):
    """Take a rating, asked for or not."""

    action_name = "action_rating"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Find the finished report and rate it."""
        if turn.form:
            reply.say("utter_keluhan_nanti")
            return
        goal = Goal.of(turn, "beri_rating")
        ticket = Lookup(self.system).find(turn, reply)
        if ticket is not None:
            Ratings(self.system).record(ticket, goal, reply)
        elif not reply.next_action:
            reply.remember(goal=goal.dump(), identitas=None, failures=0, pair=half_pair(turn, reply))
            reply.then("identitas_form")


class RatingForm(Form):
    """Ask for 1 to 5 stars, by word or key."""

    action_name = "validate_rating_form"
    done_slot = "nilai"

    def take(self, turn: Turn, reply: Reply) -> None:
        """Take the stars; who does not want to rate is left alone."""
        stars = turn.one("stars") or turn.one("choice")
        if stars and 1 <= int(stars) <= 5:
            self.finish(reply, str(int(stars)))
        elif turn.intent == "darurat" or turn.is_sure("minta_cso", "lapor_padam", "lapor_ulang", "padam_lagi"):
            reply.reject()
        elif turn.means("tolak", "batal", "terima_kasih", "selamat_tinggal"):
            self.finish(reply, "tidak")
        else:
            failures = int(turn.slots.get("failures") or 0) + 1
            reply.remember(failures=failures)
            if failures >= FAILURES_LEAVE:
                self.finish(reply, "tidak")

    def ask_next(self, turn: Turn, reply: Reply) -> None:  # noqa: ARG002
        """Ask for the stars."""
        reply.ask("nilai", "utter_tanya_rating")


class RatingSelesai(Capability):
    """Keep the rating the form asked for."""

    action_name = "action_rating_selesai"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Keep it, or thank all the same."""
        stars, no_lapor = turn.slots.get("nilai"), turn.slots.get("tiket")
        reply.remember(nilai=None, failures=0, goal=None)
        if stars == FAILED:
            return
        if stars in (None, "tidak") or not no_lapor:
            reply.say("utter_terima_kasih")
            return
        goal = Goal.load(turn.slots.get("goal"))
        comment = " ".join(part for part in (goal.note if goal else "", turn.said) if part)
        Ratings(self.system).keep(self.reports.get(str(no_lapor)), int(stars), comment, reply)

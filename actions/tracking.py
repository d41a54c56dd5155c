"""When will it be fixed, where is the officer, what is the state (Source: procedure.md ETA, TR, PM)."""

from __future__ import annotations

import spoken
from actions.capability import Interruption
from actions.goal import Goal
from actions.identitas import Lookup, half_pair
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
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
        self._reports = system.reports

    def answer(self, ticket: Ticket, turn: Turn, reply: Reply, *, asked_officer: bool) -> None:
        """Answer by the ETA rules, and say whether Lapor Ulang is possible."""
        if not ticket.is_open:
            self._finished(ticket, turn, reply)
            return
        if ticket.kind is Kind.K:
            reply.say("utter_status_keluhan", **reply.about(ticket))
            return
        if ticket.stage is Stage.NYALA:
            reply.say("utter_tahap_nyala", **reply.about(ticket))
            if not turn.form:
                reply.ask("sudah_nyala", "utter_tanya_menyala")
            return
        found = rules.answer_eta(ticket, self._reports.now(), asked_officer=asked_officer)
        values = {**reply.about(ticket), **eta_values(ticket, reply), **link_value(ticket, self._system)}
        if found.overdue:
            reply.say("utter_estimasi_lewat", **values)
        else:
            reply.say("utter_estimasi_baru" if ticket.promise else "utter_estimasi", **values)
        if ticket.promise and ticket.promise.reason and turn.channel is Channel.WHATSAPP:
            # What an officer typed is read, not spoken.
            reply.say("utter_estimasi_sebab", sebab=ticket.promise.reason)
        if found.tracking:
            self.officer(ticket, reply)
        if found.pln_mobile:
            reply.say("utter_pln_mobile_catatan")

    def officer(self, ticket: Ticket, reply: Reply) -> None:
        """Tell stage, street, plate, number and age of the position, or that it cannot be shown (TR-2, TR-3)."""
        found = rules.tracking(ticket, self._reports.now())
        reply.say(f"utter_tahap_{found.stage.lower()}", **reply.about(ticket))
        if found.position is None or found.age is None:
            reply.say("utter_posisi_tidak_ada")
            return
        age, age_said = spoken.span(found.age)
        street = found.position.street or ""
        key = ("utter_posisi_lama" if found.is_old else "utter_posisi") + ("" if found.plate else "_tanpa_plat")
        if not street:
            reply.say("utter_posisi_tidak_ada")
            return
        reply.say(
            key,
            jalan=street,
            jalan_lisan=spoken.address_said(street),
            plat=found.plate or "",
            plat_lisan=spoken.plate_said(found.plate or ""),
            umur=age,
            umur_lisan=age_said,
            **reply.about(ticket),
        )

    def _finished(self, ticket: Ticket, turn: Turn, reply: Reply) -> None:
        if turn.form:
            # The form asks its own question.
            reply.say("utter_tahap_selesai", **reply.about(ticket))
            return
        if ticket.kind is Kind.K:
            reply.ask("keluhan_belum_tuntas", "utter_keluhan_selesai", **reply.about(ticket))
            return
        at = ticket.resolution.at if ticket.resolution else ticket.reported_at
        reply.ask("sudah_nyala", "utter_status_selesai", **reply.about(ticket), **reply.at(at))


class Tanya(Interruption):
    """Answer questions for the ETA, the officer, the state of the report."""

    action_name = "action_tanya"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Find the report, then answer; in the middle of a new report say when its clock starts."""
        goal = Goal.of(turn)
        found = Lookup(self.system).find(turn, reply)
        if turn.form == "lapor_padam_form" and not (found and _is_under_way(found)):
            # In the middle of a new report the question is about that one.
            reply.say("utter_estimasi_setelah_lapor")
        elif found is not None:
            reply.remember(tiket=found.no_lapor)
            # A bare number or "how is my report" asks for all there is; "when" alone for the time (ETA-3).
            asked = not goal.means("tanya_estimasi") or goal.means("tanya_posisi_petugas", "tanya_status")
            Tracking(self.system).answer(found, turn, reply, asked_officer=asked)
            self._offer_repeat(found, turn, reply)
        elif not reply.next_action:
            reply.remember(goal=goal.dump(), identitas=None, failures=0, pair=half_pair(turn, reply))
            reply.then("identitas_form")

    def _offer_repeat(self, ticket: Ticket, turn: Turn, reply: Reply) -> None:
        """Offer Lapor Ulang where LU-1 or LU-9 allows it and nothing else is asked."""
        due = ticket.kind is Kind.K or rules.is_overdue(ticket.window_from, self.reports.now())
        if ticket.is_open and due and not turn.form and "question" not in reply.slots:
            reply.ask("tawar_lapor_ulang", "utter_tawar_lapor_ulang", **reply.about(ticket))

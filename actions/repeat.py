"""A repeat contact on a known report: the LU table applied, and said (Source: procedure.md LU-1 to LU-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from actions.goal import Goal
from actions.kabar import Telling
from actions.reply import Reply
from actions.tracking import Tracking, eta_values, link_value
from actions.turn import Turn
from bootstrap import System
from tickets import rules
from tickets.model import Attachment, Channel, Stage, Ticket
from tickets.premises import street_key
from tickets.rules import RepeatVerdict
from tickets.service import Contact

log = structlog.get_logger(__name__)
_SAID = {
    "LU-1": "utter_lapor_ulang_dicatat",
    "LU-2": "utter_keterangan_dicatat",
    "LU-3": "utter_lapor_ulang_mendesak",
    "LU-4": "utter_data_diperbarui",
    "LU-5": "utter_lapor_ulang_dan_data",
    "LU-6": "utter_keterangan_dan_data",
    "LU-7": "utter_laporan_aktif_kembali",
    "LU-8": "utter_laporan_aktif_kembali_data",
    "LU-9": "utter_keluhan_lapor_ulang",
    "LU-10": "utter_data_diperbarui",
    "LU-11": "utter_keluhan_lapor_ulang",
    "LU-12": "utter_keluhan_baru",
}


# The same where the report is of a confirmed outage: the 3 hours from the report are not its time (WO-5).
_SAID_OF_OUTAGE = {
    "LU-2": "utter_keterangan_tambahan",
    "LU-6": "utter_data_diperbarui",
    "LU-7": "utter_laporan_aktif_kembali_gangguan",
    "LU-8": "utter_laporan_aktif_kembali_gangguan",
}


class Repeats:
    """Record repeat contacts and tell the customer what became of them."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._reports = system.reports

    @staticmethod
    def receiver(channel: Channel) -> str:
        """Return who receives a contact that no human receives (Source: LU-12, LU-13)."""
        return "IVR" if channel is Channel.VOICE else "CHATBOT"

    def record(self, ticket: Ticket, goal: Goal, turn: Turn, reply: Reply) -> None:
        """Apply the LU table, or first ask for what is missing."""
        if self._asks_first(ticket, goal, turn, reply):
            return
        reply.remember(tiket=ticket.no_lapor, goal=None, draft=None)
        # Asked by a notice whether the power is back, the customer says no (CF-2).
        denies = ticket.stage is Stage.NYALA and turn.confirms
        if not denies and self._is_same_contact(ticket, goal, turn):
            self._reports.comment(ticket.no_lapor, goal.note or "-", self._source(turn))
            reply.say("utter_keterangan_tambahan", **reply.about(ticket))
            Tracking(self._system).answer(ticket, turn, reply, asked_officer=True)
            return
        changes = dict(goal.changes)
        if changes.get("address"):
            changes["address"] = _whole_address(str(changes["address"]), ticket.customer.address)
        contact = Contact(
            side=goal.side,
            note=goal.note or str(turn.metadata.get("said") or "-"),
            received_by=self.receiver(turn.channel),
            channel=turn.channel,
            urgent=goal.means("darurat"),
            changes=changes,
            reporter=turn.caller,
            denies=denies,
            attachments=tuple(Attachment(a["url"], a["content_type"], turn.at) for a in goal.attachments),
        )
        result = self._reports.contact(ticket.no_lapor, contact)
        reply.remember(
            tiket=result.ticket.no_lapor,
            last_contact={"no_lapor": result.ticket.no_lapor, "at": reply.now.isoformat(), "rule": result.verdict.rule},
        )
        log.info("repeat contact", no_lapor=result.ticket.no_lapor, rule=result.verdict.rule)
        self.tell(result.ticket, result.verdict, reply)
        if result.verdict.rule == "LU-4" and turn.channel is Channel.VOICE:
            # Late, and only data was heard: whether nobody came, too, is asked, for half of what is said gets lost.
            Tracking(self._system).offer_repeat(result.ticket, turn, reply)
        Telling(self._system).ask(result.ticket, turn, reply)

    def tell(self, ticket: Ticket, verdict: RepeatVerdict, reply: Reply) -> None:
        """Say what the contact became, then what is known of the progress."""
        values = {**reply.about(ticket), **eta_values(ticket, reply), **link_value(ticket, self._system)}
        tracking = Tracking(self._system)
        of_outage = ticket.outage is not None and ticket.outage.is_confirmed and verdict.rule in _SAID_OF_OUTAGE
        reply.say((_SAID_OF_OUTAGE if of_outage else _SAID)[verdict.rule], **values)
        if of_outage:
            reply.say("utter_estimasi_gangguan" if rules.has_no_eta(ticket) else "utter_estimasi_baru", **values)
        if verdict.rule in ("LU-1", "LU-5"):
            tracking.officer(ticket, reply)
        if verdict.rule not in ("LU-3", "LU-4", "LU-10") and rules.promotes_pln_mobile(ticket):
            reply.say("utter_pln_mobile_catatan")
        if verdict.to_human:
            reply.remember(alasan_cso="rule")
            reply.then("action_cso_lanjut")

    def _asks_first(self, ticket: Ticket, goal: Goal, turn: Turn, reply: Reply) -> bool:
        """Ask for the new value of a change, or whether it was heard right (HR-5), or for what is missing (LU-15)."""
        lacks = rules.needs_from_customer(ticket.resolution.code if ticket.resolution else None)
        if lacks and not goal.changes and not goal.asked_missing:
            goal = replace(goal, field="phone" if lacks == "phone" else goal.field or "data", asked_missing=True)
            key = "utter_selesai_sulit_dihubungi" if lacks == "phone" else "utter_selesai_data_kurang"
            reply.say(key, **reply.about(ticket))
        elif goal.changes:
            if goal.unconfirmed(turn) is None:
                return False
        elif not goal.means("ubah_data") or goal.asked_missing:
            return False
        reply.remember(tiket=ticket.no_lapor, goal=goal.dump(), perubahan=None, failures=0)
        reply.then("ubah_data_form")
        return True

    def _is_same_contact(self, ticket: Ticket, goal: Goal, turn: Turn) -> bool:
        last: Mapping[str, Any] = turn.slots.get("last_contact") or {}
        if last.get("no_lapor") != ticket.no_lapor or goal.changes or goal.means("darurat"):
            return False
        return rules.is_same_contact(ticket, self._reports.now())

    def _source(self, turn: Turn) -> Any:  # noqa: ANN401
        return self._reports.source(self.receiver(turn.channel), turn.channel)


def _whole_address(told: str, known: str | None) -> str:
    """Return the address with a landmark added to it, where what was told names no street of its own."""
    return told if not known or street_key(told) else f"{known}, {told}"

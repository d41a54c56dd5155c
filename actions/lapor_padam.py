"""A new report: probing, data, read-back, ticket (Source: procedure.md IN-1 to IN-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import spoken
from actions import draft as ask
from actions.answers import answer
from actions.capability import Capability, Form
from actions.draft import Draft
from actions.goal import Goal
from actions.identitas import same_building
from actions.repeat import Repeats
from actions.reply import Reply
from actions.tracking import eta_values, link_value
from actions.turn import Turn
from tickets import rules
from tickets.model import Kind, Ticket
from tickets.service import NewReport

# IN-5 and LU-7 meet here: a report finished this recently may be the same outage, so the customer is asked.
SAME_OUTAGE = timedelta(hours=24)
MAX_TURNS = 30
CERTAIN = 0.95
FAILURES_EXPLAIN, FAILURES_HUMAN = 2, 3
# The power is on: the MCB was it, or it is no outage at all but a message of the meter.
_NOT_DARK = {"restored": "menyala", "lit": "bukan_padam"}
_LEAVES = ("batal", "minta_cso", "darurat")
_INTERRUPTS = (
    "tanya_estimasi",
    "tanya_posisi_petugas",
    "tanya_status",
    "bantuan_pln_mobile",
    "bantuan",
    "sapaan",
    "terima_kasih",
    "ulangi",
    "beri_rating",
    "keluhan_lain",
    "selamat_tinggal",
)


class LaporPadam(Capability):
    """Begin a report, or see that the caller's building has one open already."""

    action_name = "action_lapor_padam"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Decide between a new report and a repeat contact (Source: IN-5)."""
        own = [ticket for ticket in self.reports.of_caller(turn.caller) if ticket.kind is Kind.G]
        mine = [ticket for ticket in own if self._could_be_meant(ticket, turn)]
        running = [ticket for ticket in mine if ticket.is_open]
        if len(running) == 1:
            reply.leave()
            reply.say("utter_sudah_ada_laporan", **reply.about(running[0]))
            Repeats(self.system).record(running[0], Goal.of(turn, "lapor_ulang"), turn, reply)
            return
        draft = Draft.load(turn.slots.get("draft")).lasting(self.reports.now()).with_facts(turn).with_note(turn)
        if len(running) > 1:
            # Several buildings of this number are dark: which one is asked as for any repeat contact.
            reply.remember(goal=Goal.of(turn, "lapor_ulang").dump())
            reply.then("identitas_form")
            return
        draft = self._with_file(draft, mine, turn)
        if turn.means("lapor_padam_meluas") and not draft.scope:
            draft = replace(draft, scope="wider")
        if turn.intent == "masalah_meter" and not turn.means("lapor_padam"):
            draft = replace(draft, ask_dark=True)
        if draft.scope:
            # The first question, which carries the warning of danger, is answered already.
            reply.say("utter_prihatin")
        reply.remember(draft=draft.dump(), laporan=None, failures=0, turns=0)
        reply.then("lapor_padam_form")

    def _could_be_meant(self, ticket: Ticket, turn: Turn) -> bool:
        if turn.other_building:
            return False
        return same_building(ticket, turn.one("idpel"), turn.one("meter_id"), turn.one("address"))

    def _with_file(self, draft: Draft, mine: list[Ticket], turn: Turn) -> Draft:
        """Use the one building on file; ask whether it is the outage that was finished only just."""
        if not mine or draft.idpel or draft.meter_id or draft.address:
            return draft
        newest = mine[0]
        if all(same_building(newest, t.customer.idpel, t.customer.meter_id, t.customer.address) for t in mine):
            draft = draft.of_premise(newest)
        finished = newest.resolution
        if finished and self.reports.now() - finished.at <= SAME_OUTAGE and not turn.is_button:
            draft = replace(draft, same_as=newest.no_lapor)
        return draft


class LaporPadamForm(Form):
    """Ask what a report needs, take corrections, read back."""

    action_name = "validate_lapor_padam_form"
    done_slot = "laporan"

    def take(self, turn: Turn, reply: Reply) -> None:
        """Take the answer and everything else the message brings."""
        if turn.intent == "darurat" or turn.is_sure(*_LEAVES):
            reply.reject()
            return
        before = Draft.load(turn.slots.get("draft"))
        question = str(turn.slots.get("question") or before.next_question(turn.caller))
        facts = before.with_facts(turn)
        answered = answer(question, facts, turn)
        draft = answered or facts
        if draft == before:
            # A short answer is easily taken for a goodbye, which would end the call: who means it says it again.
            unsure = turn.intent == "selamat_tinggal" and turn.confidence < CERTAIN
            stays = unsure and not turn.slots.get("failures")
            if turn.is_sure(*_INTERRUPTS) and not stays:
                reply.reject()
                return
            self._fail(turn, reply)
        else:
            reply.remember(failures=0)
            if turn.attachments:
                reply.say("utter_media_disimpan")
        turns = int(turn.slots.get("turns") or 0) + 1
        reply.remember(draft=draft.dump(), turns=turns)
        if turns > MAX_TURNS:
            self.finish(reply, "cso")

    def _fail(self, turn: Turn, reply: Reply) -> None:
        failures = int(turn.slots.get("failures") or 0) + 1
        reply.remember(failures=failures)
        if failures >= FAILURES_HUMAN:
            self.finish(reply, "cso")

    def ask_next(self, turn: Turn, reply: Reply) -> None:
        """Ask the next open question, with an explanation after the second failure."""
        draft = Draft.load(reply.slots.get("draft", turn.slots.get("draft")))
        question = draft.next_question(turn.caller)
        if draft.is_same:
            self.finish(reply, "sama")
        elif draft.scope in _NOT_DARK:
            self.finish(reply, _NOT_DARK[draft.scope])
        elif question is None:
            self.finish(reply, "buat")
        elif question == ask.CONFIRM:
            self._read_back(draft, turn, reply)
        else:
            failures = int(reply.slots.get("failures", turn.slots.get("failures")) or 0)
            again = failures >= FAILURES_EXPLAIN or (failures and question in (ask.PREMISE, ask.PHONE))
            number = str(draft.unclear_number or "")
            key = f"utter_jelaskan_{question}" if again else f"utter_tanya_{question}"
            reply.ask(question, key, nomor=number, nomor_lisan=spoken.apart(number))

    def _read_back(self, draft: Draft, turn: Turn, reply: Reply) -> None:
        """Read the report back (Source: IN-2)."""
        number = draft.idpel or draft.meter_id or ""
        customer = draft.customer(turn.caller)
        phone = customer.phone or ""
        values = {
            "nomor": number,
            "nomor_lisan": spoken.apart(number),
            "nama": draft.name or "",
            "nama_lisan": spoken.address_said(draft.name or ""),
            "alamat": draft.address or "",
            "alamat_lisan": spoken.address_said(draft.address or ""),
            "telepon": phone,
            "telepon_lisan": spoken.apart(phone.replace("+62", "0").lstrip("+")),
        }
        kind = "idpel" if draft.idpel else "meter" if draft.meter_id else "nama"
        reply.ask(ask.CONFIRM, f"utter_konfirmasi_{kind}", **values)


class LaporPadamSelesai(Capability):
    """Close the form: create the report, or what the customer chose instead."""

    action_name = "action_lapor_padam_selesai"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Act on the outcome of the form."""
        outcome, draft = turn.slots.get("laporan"), Draft.load(turn.slots.get("draft"))
        reply.remember(laporan=None, question=None)
        if outcome == "cso":
            reply.then("action_cso_gagal_paham")
        elif outcome == "sama":
            goal = Goal("padam_lagi", draft.note, ("padam_lagi",), attachments=draft.attachments)
            reply.remember(draft=None, goal=goal.dump(), tiket=draft.same_as)
            reply.then("action_lanjut")
        elif outcome == "menyala":
            reply.remember(draft=None)
            reply.say("utter_sudah_menyala")
        elif outcome == "bukan_padam":
            reply.remember(draft=None)
            reply.ask("hubungkan_cso", "utter_keluhan_cso")
        elif outcome == "buat":
            self._create(draft, turn, reply)

    def _create(self, draft: Draft, turn: Turn, reply: Reply) -> None:
        new = NewReport(
            customer=draft.customer(turn.caller),
            description=description(draft),
            received_by=Repeats.receiver(turn.channel),
            channel=turn.channel,
            reporter=turn.caller,
            wider_outage=draft.scope == "wider",
            attachments=draft.files(turn),
        )
        intake = self.reports.take(new)
        ticket = intake.ticket
        reply.remember(draft=None, goal=None)
        if intake.repeat is None:
            reply.remember(tiket=ticket.no_lapor)
            key = "utter_laporan_dibuat_meluas" if ticket.wider_outage else "utter_laporan_dibuat"
            reply.say(key, **reply.about(ticket), **eta_values(ticket, reply), **link_value(ticket, self.system))
            if rules.promotes_pln_mobile(ticket):
                reply.say("utter_pln_mobile_catatan")
        elif rules.may_hear(ticket, turn.caller):
            reply.say("utter_sudah_ada_laporan", **reply.about(ticket))
            Repeats(self.system).tell(ticket, intake.repeat, reply)
        else:
            # PV-2: somebody else's building already has a report; nothing of it is told, a human calls back.
            record = self.system.desk.hand_over(
                conversation=turn.conversation,
                channel=turn.channel,
                caller=turn.caller,
                reason="rule",
                no_lapor=ticket.no_lapor,
                said=[draft.note],
                understood="IN-5",
                urgent=False,
            )
            reply.say("utter_keterangan_diteruskan", **reply.at(record.reply_by))


def description(draft: Draft) -> str:
    """Write the short description for the officers: the customer's words, then the probing (Source: IN-1, IN-2)."""
    found = [
        f"padam sejak {draft.since}" if draft.since else "",
        {"several": "2-3 rumah padam", "wider": "tetangga juga padam"}.get(draft.scope or "", "hanya 1 bangunan"),
        {"on": "MCB naik", "tripped": "MCB turun, dicoba naik"}.get(draft.mcb or "", ""),
    ]
    return f"{draft.note or '1 bangunan padam'} [{'; '.join(part for part in found if part)}]"

"""A new report: probing, data, read-back, ticket (Source: procedure.md IN-1 to IN-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import spoken
from actions import draft as ask
from actions import patience
from actions.answers import answer
from actions.capability import FAILED, Capability, Form
from actions.draft import Draft, description
from actions.goal import Goal
from actions.kabar import Telling
from actions.meluas import Meluas
from actions.number_entry import completed, keep, kept, tell
from actions.read_back import ASKED, HAVE_WAYS, NUMBER_QUESTIONS, ask_about_number, read_back
from actions.repeat import Repeats
from actions.reply import Reply
from actions.tracking import eta_values, link_value
from actions.turn import Turn
from actions.unfinished import OFFER_ANEW, OFFERS, Unfinished, is_answered
from tickets import rules
from tickets.model import Kind, Ticket
from tickets.premises import same_building
from tickets.service import NewReport

# IN-5 and LU-7 meet here: a report finished this recently may be the same outage, so the customer is asked.
SAME_OUTAGE = timedelta(hours=24)
CERTAIN = 0.95
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
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Decide between a new report, a repeat contact, and one left half-finished (Source: IN-5, DR-2)."""
        unfinished = Unfinished(self.system)
        if is_answered(turn):
            unfinished.answer(turn, reply, yes=bool(turn.yes))
            return
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
        if not draft.scope and turn.tells_wide:
            draft = replace(draft, scope="wider")
        if turn.intent == "masalah_meter" and not turn.means("lapor_padam"):
            draft = replace(draft, ask_dark=True)
        asked_already = turn.slots.get("question") in OFFERS
        if not asked_already and unfinished.offer(turn, reply, OFFER_ANEW):
            reply.remember(draft=draft.dump())
            return
        draft = self._with_file(draft, mine, turn)
        if draft.scope:
            # The first question, which carries the warning of danger, is answered already.
            reply.say("utter_prihatin")
        reply.remember(draft=draft.dump(), laporan=None, failures=0, turns=0, angka=None)
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

    def act(self, turn: Turn, reply: Reply) -> None:
        """Take, ask, and keep the answers: whoever hangs up now can go on later (Source: DR-1)."""
        super().act(turn, reply)
        if not (reply.rejects or reply.leaves_form or self.done_slot in reply.slots):
            answers = reply.slots.get("draft", turn.slots.get("draft")) or {}
            self.system.drafts.keep(turn.caller, turn.conversation, turn.channel, answers)

    def take(self, turn: Turn, reply: Reply) -> None:
        """Take the answer and everything else the message brings."""
        before = Draft.load(turn.slots.get("draft"))
        if turn.intent == "batal" and turn.doubtful and turn.slots.get("question") != ask.CANCEL:
            # Heard badly, this would throw away all that was said.
            reply.remember(draft=replace(before, cancelling=True).dump())
            return
        if turn.has_power and (lit := _with_power(before, turn)):
            reply.remember(draft=lit.dump(), failures=0)
            return
        if turn.intent == "darurat" or (turn.is_sure(*_LEAVES) and not before.cancelling):
            reply.reject()
            return
        question = str(turn.slots.get("question") or before.next_question(turn.caller))
        turn, grown = self._with_digits(question, turn, reply)
        facts = before.with_facts(turn)
        answered = answer(question, facts, turn)
        draft = patience.reviewed(question, before, answered or facts)
        if draft == before and not grown:
            # A short answer is easily taken for a goodbye, which would end the call: who means it says it again.
            unsure = turn.intent == "selamat_tinggal" and turn.confidence < CERTAIN
            stays = unsure and not turn.slots.get("failures")
            if turn.is_sure(*_INTERRUPTS) and not stays:
                reply.reject()
                return
            draft = self._fail(draft, question, turn, reply)
        else:
            reply.remember(failures=0)
            if turn.attachments:
                reply.say("utter_media_disimpan")
        turns = int(turn.slots.get("turns") or 0) + 1
        reply.remember(draft=draft.dump(), turns=turns)
        if turns > patience.MOST_TURNS or draft.refused >= patience.REFUSED:
            self.finish(reply, "cso")

    def _with_digits(self, question: str, turn: Turn, reply: Reply) -> tuple[Turn, bool]:
        """Return the turn with the number its digits complete, and whether there are more of them than before."""
        asked = ASKED.get(question)
        if asked is None:
            return turn, False
        before = kept(turn, asked)
        turn, digits = completed(turn, asked)
        keep(reply, asked, digits)
        return turn, len(digits) > len(before)

    def _fail(self, draft: Draft, question: str, turn: Turn, reply: Reply) -> Draft:
        # The same part of a number once more: the first was in vain, too.
        failures = patience.failed(turn) + bool((reply.slots.get("angka") or {}).get("digits"))
        reply.remember(failures=failures)
        if failures < patience.HUMAN:
            return draft
        ways = "phone" if question == ask.PHONE or draft.fixing == "phone" else "premise"
        if question in HAVE_WAYS and not draft.ways_offered and (ways == "premise" or turn.caller):
            # Nobody is kept in a number that cannot be told: three ways lead on (HR-4).
            reply.remember(failures=1, angka=None)
            return replace(draft, ways=ways, ways_offered=True, fixing=None, group=0, unsure=None)
        self.finish(reply, "cso")
        return draft

    def ask_next(self, turn: Turn, reply: Reply) -> None:
        """Ask the next open question, with an explanation after the second failure."""
        known = Draft.load(reply.slots.get("draft", turn.slots.get("draft")))
        draft = Meluas(self.system).tell_first(known, turn, reply)
        if draft != known:
            reply.remember(draft=draft.dump())
        question = draft.next_question(turn.caller)
        asked, failures = ASKED.get(str(question)), patience.in_vain(turn, reply)
        digits = str((reply.slots.get("angka", turn.slots.get("angka")) or {}).get("digits") or "")
        if draft.is_same:
            self.finish(reply, "sama")
        elif draft.cancelled:
            self.finish(reply, "batal")
        elif draft.call_back:
            self.finish(reply, "telepon_balik")
        elif draft.scope in _NOT_DARK:
            self.finish(reply, _NOT_DARK[draft.scope])
        elif question is None:
            self.finish(reply, "buat")
        elif question == ask.CONFIRM:
            reply.remember(draft=read_back(draft, turn, reply, self.system.wording).dump())
        elif asked and digits:
            tell(question, asked, digits, reply)
        elif question in NUMBER_QUESTIONS:
            ask_about_number(question, draft, turn, reply, failures)
        else:
            narrower = question in (ask.PREMISE, ask.PHONE) or (question == ask.SCOPE and turn.scope_unclear)
            again = failures >= patience.EXPLAIN or (failures and narrower)
            number = str(draft.unclear_number or "")
            key = f"utter_jelaskan_{question}" if again else f"utter_tanya_{question}"
            reply.ask(question, key, nomor=number, nomor_lisan=spoken.apart(number))


def _with_power(draft: Draft, turn: Turn) -> Draft | None:
    """Return the draft of who says, whatever was asked, that the power is back; None where it may mean the MCB (CF-5).

    Heard badly, or asked for the neighbours, the customer is asked whether there is nothing to report any more.
    """
    question = turn.slots.get("question")
    if question in {ask.MCB, ask.MCB_RETRY, ask.CANCEL}:
        return None
    if turn.doubtful or question in {ask.SCOPE, ask.OUTAGE}:
        return replace(draft, cancelling=True)
    return replace(draft, scope="restored", ask_dark=False, same_as=None, outage_open=False)


class LaporPadamSelesai(Capability):
    """Close the form: create the report, or what the customer chose instead."""

    action_name = "action_lapor_padam_selesai"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Act on the outcome of the form."""
        outcome, draft = turn.slots.get("laporan"), Draft.load(turn.slots.get("draft"))
        reply.remember(laporan=None, question=None)
        if outcome != FAILED:
            # Made, or not to be made (DR-6).
            self.system.drafts.drop(turn.caller)
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
        elif outcome == "batal":
            reply.remember(draft=None, goal=None, angka=None)
            reply.say("utter_batal")
        elif outcome == "telepon_balik":
            self._call_back(draft, turn, reply, understood="IN-2")
            reply.remember(draft=None)
        elif outcome == "buat":
            self._create(draft, turn, reply)

    def _create(self, draft: Draft, turn: Turn, reply: Reply) -> None:
        new = NewReport(
            customer=draft.customer(turn.caller),
            description=description(draft),
            received_by=Repeats.receiver(turn.channel),
            channel=turn.channel,
            reporter=turn.caller,
            wider_outage=draft.scope == "wider" and not draft.outage,
            outage=None if draft.is_apart else draft.outage,
            apart=draft.is_apart,
            attachments=draft.files(turn),
        )
        intake = self.reports.take(new)
        ticket = intake.ticket
        reply.remember(draft=None, goal=None)
        if intake.repeat is None:
            reply.remember(tiket=ticket.no_lapor)
            reply.say(
                _made(ticket), **reply.about(ticket), **eta_values(ticket, reply), **link_value(ticket, self.system)
            )
            if rules.promotes_pln_mobile(ticket):
                reply.say("utter_pln_mobile_catatan")
            Telling(self.system).ask(ticket, turn, reply)
        elif rules.may_hear(ticket, turn.caller):
            reply.say("utter_sudah_ada_laporan", **reply.about(ticket))
            Repeats(self.system).tell(ticket, intake.repeat, reply)
        else:
            # PV-2: somebody else's building already has a report; nothing of it is told, a human calls back.
            self._call_back(draft, turn, reply, understood="IN-5", no_lapor=ticket.no_lapor)

    def _call_back(
        self, draft: Draft, turn: Turn, reply: Reply, *, understood: str, no_lapor: str | None = None
    ) -> None:
        """Let a human call back about what was said."""
        record = self.system.desk.hand_over(
            conversation=turn.conversation,
            channel=turn.channel,
            caller=turn.caller,
            reason="rule",
            no_lapor=no_lapor,
            said=[draft.note],
            understood=understood,
            urgent=False,
        )
        reply.say("utter_keterangan_diteruskan", **reply.at(record.reply_by))


def _made(ticket: Ticket) -> str:
    """Return what is said of a report just made: of one building, perhaps of more, or of an outage that is known."""
    if ticket.outage and ticket.outage.is_confirmed:
        no_eta = rules.has_no_eta(ticket)
        return "utter_laporan_dibuat_gangguan_tanpa_jam" if no_eta else "utter_laporan_dibuat_gangguan"
    return "utter_laporan_dibuat_meluas" if ticket.wider_outage else "utter_laporan_dibuat"

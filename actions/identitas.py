"""Which report is meant, and whether this customer may hear of it (Source: procedure.md PV-1 to PV-3, TR-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import spoken
from actions import patience
from actions.capability import Capability, Form
from actions.cso import pass_on
from actions.draft import Draft
from actions.goal import Goal
from actions.number_entry import Asked, completed, keep, kept, tell
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from telling import Told
from tickets.errors import NotFoundError, TooManyWrongPairsError
from tickets.model import Ticket
from tickets.numbers import read_no_lapor, spellings
from tickets.premises import plain, same_building

# Repeat contacts on a finished report come soon or not at all; older ones are found by their number.
FINISHED_MEANT = timedelta(days=7)
MAX_CHOICES = 5


def half_pair(turn: Turn, reply: Reply) -> dict[str, str] | None:
    """Return the half of the pair the message brought already; None after a wrong pair, which is asked for anew."""
    given = {name: str(turn.one(name)) for name in ("no_lapor", "idpel", "meter_id") if turn.one(name)}
    return given if given and not reply.said else None


class Lookup:
    """Find the report a customer means among those the customer may hear of."""

    def __init__(self, system: System) -> None:
        self._reports = system.reports

    def find(self, turn: Turn, reply: Reply) -> Ticket | None:
        """Return the one report meant, None where it must be asked; a pair in the message is checked at once."""
        number, idpel, meter_id = turn.one("no_lapor"), turn.one("idpel"), turn.one("meter_id")
        own = self._reports.of_caller(turn.caller)
        if number:
            mine = [ticket for ticket in own if ticket.no_lapor in spellings(str(number))]
            if mine:
                return mine[0]
            return self.by_pair(turn, str(number), idpel, meter_id, reply) if idpel or meter_id else None
        given = [ticket for ticket in own if same_building(ticket, idpel, meter_id, None)]
        meant = self.candidates(given)
        if len(meant) == 1:
            return meant[0]
        verified = turn.slots.get("tiket")
        if verified and not (idpel or meter_id) and (not meant or verified in [t.no_lapor for t in meant]):
            return self._again(str(verified))
        return None

    def candidates(self, own: Sequence[Ticket]) -> list[Ticket]:
        """Return the open reports, or else the lately finished ones, one for each building, newest first."""
        running = [ticket for ticket in own if ticket.is_open]
        if running:
            return running[:MAX_CHOICES]
        since = self._reports.now() - FINISHED_MEANT
        buildings: dict[str, Ticket] = {}
        for ticket in own:
            if ticket.resolution and ticket.resolution.at >= since:
                customer = ticket.customer
                buildings.setdefault(customer.idpel or customer.meter_id or plain(customer.address or ""), ticket)
        return list(buildings.values())[:MAX_CHOICES]

    def by_pair(self, turn: Turn, number: str, idpel: str | None, meter_id: str | None, reply: Reply) -> Ticket | None:
        """Return the report of a matching pair; say that it does not match, or hand over after too many (PV-2)."""
        try:
            return self._reports.by_pair(turn.stranger_key, number, idpel=idpel, meter_id=meter_id)
        except NotFoundError:
            reply.say("utter_pasangan_salah")
        except TooManyWrongPairsError:
            reply.remember(alasan_cso="wrong_pairs")
            reply.then("action_cso_lanjut")
        return None

    def _again(self, no_lapor: str) -> Ticket | None:
        try:
            return self._reports.get(no_lapor)
        except NotFoundError:
            return None


class IdentitasForm(Form):
    """Let the customer choose among own reports, or ask for the pair of No Lapor and IDPEL or ID Meter."""

    action_name = "validate_identitas_form"
    done_slot = "identitas"

    def take(self, turn: Turn, reply: Reply) -> None:
        """Take a choice or a part of the pair."""
        if turn.intent == "darurat" or turn.is_sure("batal", "minta_cso"):
            reply.reject()
            return
        question = turn.slots.get("question")
        if question == "tanpa_nomor":
            self._take_way_out(turn, reply)
            return
        if question == "pair_pasti":
            self._take_sure(turn, reply)
            return
        asked = self._asked(turn.slots.get("pair") or {})
        before = kept(turn, asked)
        turn, digits = completed(turn, asked) if question == "pair" else (turn, "")
        keep(reply, asked, digits)
        taken = self._take_choice(turn, reply) or self._take_pair(turn, reply) or len(digits) > len(before)
        if taken or self.done_slot in reply.slots or reply.next_action:
            return
        if question != "pilihan" and (turn.not_reported or turn.entities.keys() & {"scope", "mcb"}):
            # Nobody tells of the neighbours and the MCB who has told it before: this is a first report.
            self.finish(reply, "lapor")
            return
        if turn.unknown or (question != "pilihan" and turn.means("tolak")):
            reply.ask("tanpa_nomor", "utter_tanya_tanpa_nomor")
        elif turn.is_sure("lapor_padam", "bantuan_pln_mobile", "bantuan", "ulangi", "keluhan_lain", "sapaan"):
            reply.reject()
        else:
            self._fail(turn, reply)

    def _take_choice(self, turn: Turn, reply: Reply) -> bool:
        offered = [str(no) for no in turn.slots.get("pilihan") or ()]
        number = turn.one("no_lapor")
        chosen = next((no for no in offered if number and no in spellings(str(number))), None)
        position = turn.one("choice")
        if chosen is None and position and 1 <= int(position) <= len(offered):
            chosen = offered[int(position) - 1]
        if chosen is None and offered and (turn.one("idpel") or turn.one("meter_id") or turn.one("address")):
            own = [ticket for ticket in self.reports.of_caller(turn.caller) if ticket.no_lapor in offered]
            fits = [t for t in own if same_building(t, turn.one("idpel"), turn.one("meter_id"), turn.one("address"))]
            chosen = fits[0].no_lapor if len(fits) == 1 else None
        if chosen:
            self._found(chosen, reply)
        return chosen is not None

    def _asked(self, pair: Mapping[str, str]) -> Asked:
        """Return which half of the pair is asked for: the report first."""
        return Asked.PREMISE if pair.get("no_lapor") else Asked.REPORT

    def _take_pair(self, turn: Turn, reply: Reply) -> bool:
        pair = dict(turn.slots.get("pair") or {})
        # A bare 12-digit number after the question for the No Lapor may be an older one without its letter.
        number = turn.one("no_lapor")
        given = {"no_lapor": number, "idpel": turn.one("idpel"), "meter_id": turn.one("meter_id")}
        news = {name: str(value) for name, value in given.items() if value}
        if not news:
            return False
        if turn.unsure and turn.slots.get("doubt") != news:
            # A wrong pair counts (PV-2): what was heard badly is read back first.
            self._ask_sure(news, reply)
            return True
        pair |= news
        reply.remember(pair=pair, failures=0, doubt=None)
        if pair.get("no_lapor") and (pair.get("idpel") or pair.get("meter_id")):
            lookup = Lookup(self.system)
            ticket = lookup.by_pair(turn, pair["no_lapor"], pair.get("idpel"), pair.get("meter_id"), reply)
            reply.remember(pair=None)
            if ticket is not None:
                self._found(ticket.no_lapor, reply)
            elif reply.next_action:
                reply.next_action = None
                self.finish(reply, "cso")
        return True

    def _ask_sure(self, news: Mapping[str, str], reply: Reply) -> None:
        kind, number = next(iter(news.items()))
        said = spoken.no_lapor_said(number) if kind == "no_lapor" else spoken.apart(number)
        name = {"no_lapor": "nomor laporan", "meter_id": "nomor meter"}.get(kind, "nomor pelanggan")
        reply.remember(doubt=dict(news))
        reply.ask("pair_pasti", "utter_pasti_nomor", apa=name, apa_lisan=name, nomor=number, nomor_lisan=said)

    def _take_sure(self, turn: Turn, reply: Reply) -> None:
        """Take what was heard badly as it was confirmed; after a no it is asked for again."""
        doubt = dict(turn.slots.get("doubt") or {})
        if turn.yes:
            sure = {name: (value,) for name, value in doubt.items()}
            self._take_pair(replace(turn, entities=sure, metadata={**turn.metadata, "heard": None}), reply)
        elif turn.yes is False:
            reply.remember(doubt=None)
            self._fail(turn, reply)
        elif not self._take_pair(turn, reply):
            self._fail(turn, reply)

    def _take_way_out(self, turn: Turn, reply: Reply) -> None:
        if turn.means("setuju", "lapor_padam") or turn.one("choice") == 1:
            self.finish(reply, "lapor")
        elif turn.means("tolak", "minta_cso") or turn.one("choice") == 2:
            self.finish(reply, "cso")
        elif not self._take_pair(turn, reply):
            self._fail(turn, reply)
            if self.done_slot not in reply.slots:
                reply.ask("tanpa_nomor", "utter_tanya_tanpa_nomor")

    def _found(self, no_lapor: str, reply: Reply) -> None:
        reply.remember(tiket=no_lapor, pair=None, pilihan=None)
        self.finish(reply, "ketemu")

    def _fail(self, turn: Turn, reply: Reply) -> None:
        failures = patience.failed(turn)
        reply.remember(failures=failures)
        question = turn.slots.get("question")
        if failures >= patience.HUMAN and question in {"pair", "pair_pasti"}:
            # Nobody is kept in a number that cannot be told: a report without it, or a human.
            reply.remember(failures=1, angka=None, doubt=None)
            reply.ask("tanpa_nomor", "utter_tanya_tanpa_nomor")
        elif failures >= patience.HUMAN:
            self.finish(reply, "cso_gagal")

    def ask_next(self, turn: Turn, reply: Reply) -> None:
        """Offer own reports, else ask for the missing part of the pair."""
        if "question" in reply.slots:
            return
        pair = reply.slots.get("pair", turn.slots.get("pair")) or {}
        own = Lookup(self.system).candidates(self.reports.of_caller(turn.caller))
        failures = int(reply.slots.get("failures", turn.slots.get("failures")) or 0)
        digits = str((reply.slots.get("angka", turn.slots.get("angka")) or {}).get("digits") or "")
        if len(own) > 1 and not pair:
            self._offer(own, reply)
        elif digits:
            tell("pair", self._asked(pair), digits, reply)
        elif pair.get("no_lapor"):
            reply.ask("pair", "utter_jelaskan_pasangan_idpel" if failures else "utter_tanya_pasangan_idpel")
        elif pair:
            reply.ask("pair", "utter_jelaskan_pasangan_no" if failures else "utter_tanya_pasangan_no")
        else:
            explains = failures >= patience.EXPLAIN - 1
            reply.ask("pair", "utter_jelaskan_pasangan" if explains else "utter_tanya_pasangan")

    def _offer(self, own: Sequence[Ticket], reply: Reply) -> None:
        """Offer the reports of this number; the street alone tells the buildings apart (PV-3)."""
        reply.remember(pilihan=[ticket.no_lapor for ticket in own])
        reply.ask("pilihan", "utter_pilihan_awal", jumlah=len(own), jumlah_lisan=spoken.number_words(len(own)))
        for position, ticket in enumerate(own, start=1):
            reply.tell(Told((reply.teller.choice(position, ticket),)))
        reply.say("utter_pilihan_akhir")


class Identitas(Capability):
    """Take data that comes outside of any question: a photo, a place, a number."""

    action_name = "action_identitas"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Put media and places onto the open report; ask what a bare number is for."""
        if turn.other_building:
            # The answer to "if this is another building, say so".
            reply.then("action_lapor_padam")
            return
        goal = Goal.of(turn, "ubah_data" if turn.location else "beri_data")
        ticket = Lookup(self.system).find(turn, reply)
        if reply.said or reply.next_action:
            return
        if ticket is not None and (turn.attachments or turn.location):
            self._enclose(ticket, turn, goal, reply)
        elif ticket is not None and (turn.one("no_lapor") or turn.one("idpel") or turn.one("meter_id")):
            reply.remember(tiket=ticket.no_lapor)
            reply.then("action_tanya")
        elif ticket is not None and ticket.is_open and turn.entities.keys() & {"phone", "address", "name"}:
            # Whose report is running means it with a new number or a better address; a yes changes it.
            reply.remember(tiket=ticket.no_lapor, goal=Goal.of(turn, "ubah_data").dump())
            reply.ask("ubah_dengan_ini", "utter_tanya_ubah_dengan_ini", **reply.about(ticket))
        elif turn.entities.keys() & {"scope", "mcb", "since", "since_text"}:
            # Data that speak of an outage are a report, whatever the message looks like as a whole.
            reply.then("action_lapor_padam")
        elif turn.one("no_lapor") and read_no_lapor(str(turn.one("no_lapor"))):
            reply.remember(goal=Goal.of(turn, "tanya_status").dump(), pair={"no_lapor": str(turn.one("no_lapor"))})
            reply.then("identitas_form")
        elif not pass_on(self, turn, reply):
            reply.remember(draft=Draft.load(turn.slots.get("draft")).with_facts(turn).dump())
            reply.ask("data_untuk", "utter_media_diterima" if turn.attachments else "utter_data_untuk")

    def _enclose(self, ticket: Ticket, turn: Turn, goal: Goal, reply: Reply) -> None:
        source = self.reports.source("CUSTOMER", turn.channel)
        for attachment in turn.attachments:
            self.reports.attach(ticket.no_lapor, attachment, source)
        if turn.location and ticket.is_open:
            reply.remember(goal=goal.dump(), tiket=ticket.no_lapor)
            reply.then("action_lanjut")
        else:
            reply.say("utter_media_ditambahkan", **reply.about(ticket))

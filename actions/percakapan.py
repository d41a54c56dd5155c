"""Greeting, thanks, help, repetition, yes and no, cancelling."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.capability import Capability, Interruption
from actions.identitas import Lookup
from actions.kabar import QUESTION, Telling
from actions.pln_mobile import topic_of
from actions.reply import Reply
from actions.tracking import Tracking
from actions.turn import Turn
from actions.unfinished import OFFERS, Unfinished
from tickets.model import Kind

_SMALLTALK = {
    "terima_kasih": "utter_terima_kasih",
    "selamat_tinggal": "utter_sampai_jumpa",
    "bantuan": "utter_bantuan",
    "di_luar_topik": "utter_di_luar_topik",
}


# Questions for more, of a report or of the application.
_ANYTHING_ELSE = frozenset({"ada_lagi", "pln_mobile"})
# What a yes leads to; those with `maksud_` answer "did you mean …?" (actions.fallback).
_AFTER_YES = {
    "tawar_lapor_ulang": "action_lapor_ulang",
    "keluhan_belum_tuntas": "action_lapor_ulang",
    "ubah_dengan_ini": "action_lanjut",
    "pasti_lapor_ulang": "action_lanjut",
    "pasti_padam_lagi": "action_lanjut",
    "pasti_ubah_data": "action_lanjut",
    "hubungkan_cso": "action_cso",
    "data_untuk": "action_lapor_padam",
    "lapor_gangguan": "action_lapor_padam",
    "maksud_lapor_padam": "action_lapor_padam",
    "maksud_lapor_ulang": "action_lapor_ulang",
    "maksud_tanya_estimasi": "action_tanya",
    "maksud_tanya_posisi_petugas": "action_tanya",
    "maksud_ubah_data": "action_ubah_data",
}


_NOT_DONE = re.compile(
    r"\b(?:belum|blm|tidak|tdk|tak|gak?|engg?ak?|ngg?ak?|kok)\b.*"
    r"\b(?:\w*tindak\w*|\w*proses\w*|\w*tanggap\w*|respon\w*|selesai|kabar\w*|dikerjakan|datang|di ?follow)",
    re.IGNORECASE,
)


class Sapaan(Interruption):
    """Greet; a known number hears the state of its open report at once."""

    action_name = "action_sapaan"
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Offer what was left half-finished, else greet and tell the state of the one open report."""
        if not turn.form and Unfinished(self.system).offer(turn, reply):
            return
        running = [t for t in self.reports.of_caller(turn.caller) if t.is_open and t.kind is Kind.G]
        if turn.form or len(running) != 1:
            reply.say("utter_sapaan_singkat" if turn.form else "utter_sapaan")
            return
        reply.remember(tiket=running[0].no_lapor)
        reply.say("utter_sapaan_kenal", **reply.about(running[0]))
        Tracking(self.system).answer(running[0], turn, reply, asked_officer=False)
        if "question" not in reply.slots:
            reply.say("utter_ada_lagi")


class Percakapan(Interruption):
    """Answer thanks, goodbye, help and what is no business of ours."""

    action_name = "action_percakapan"
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Answer by intent."""
        if turn.intent == "bantuan" and turn.slots.get("question") == "pln_mobile" and topic_of(turn):
            reply.then("action_pln_mobile")
            return
        if turn.intent == "terima_kasih" and (turn.heard_answer or turn.slots.get("question") in _ANYTHING_ELSE):
            # Thanks for an answer to "anything else?": nothing else.
            reply.remember(question=None)
            reply.say("utter_sampai_jumpa")
            return
        reply.say(_SMALLTALK.get(turn.intent, "utter_bantuan"))
        if turn.intent == "selamat_tinggal":
            # Who leaves is asked nothing more; the answers so far are kept.
            reply.leave()
        elif turn.intent == "terima_kasih" and turn.slots.get("question") == "sudah_nyala":
            reply.remember(question=None)


class Ulangi(Capability):
    """Say the last messages once more; a form asks its own question again."""

    action_name = "action_ulangi"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Nothing but the repetition; `run` does it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Send again what the bot said before this turn."""
        form = (tracker.active_loop or {}).get("name")
        spoken = _said_before(tracker.events, form)
        for event in spoken:
            data = event.get("data") or {}
            dispatcher.utter_message(
                text=event.get("text"), buttons=data.get("buttons") or [], json_message=data.get("custom") or None
            )
        if form:
            return [FollowupAction(form)]
        if not spoken:
            dispatcher.utter_message(response="utter_bantuan")
        return [SlotSet(name, value) for name, value in Turn.read(tracker).opened.items()]


def _said_before(events: list[dict[str, Any]], form: str | None) -> list[dict[str, Any]]:
    """Return what the bot said before this turn, without what the form will say again by itself."""
    said: list[dict[str, Any]] = []
    turns = 0
    for event in reversed(events):
        if event.get("event") == "user":
            turns += 1
            if said or turns > (1 if form else 2):
                break
        elif event.get("event") == "bot" and turns >= 1:
            said.append(event)
        elif form and event.get("event") == "action" and event.get("name") == form:
            said.clear()
    return said[::-1]


class Batal(Capability):
    """Stop what is being asked; nothing was created yet."""

    action_name = "action_batal"
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Leave the form and forget the draft."""
        if turn.form == "lapor_padam_form" or turn.slots.get("question") in OFFERS:
            self.system.drafts.drop(turn.caller)
        reply.leave()
        reply.remember(draft=None, goal=None, pair=None, pilihan=None, failures=0)
        reply.say("utter_batal" if turn.form else "utter_tidak_ada_yang_dibatalkan")


class Jawab(Capability):
    """Take a yes or no to a question that stands outside of a form."""

    action_name = "action_jawab"
    hears_power = True

    def act(self, turn: Turn, reply: Reply) -> None:
        """Act on the answer by the question."""
        question, yes = turn.slots.get("question"), turn.intent == "setuju"
        if turn.confirms:
            reply.leave()
            reply.remember(tiket=str(turn.one("no_lapor")), question="sudah_nyala")
            reply.then("action_sudah_nyala" if yes else "action_padam_lagi")
            return
        if question in OFFERS:
            Unfinished(self.system).answer(turn, reply, yes=yes)
            return
        tells_dark = (turn.says_dark or turn.entities.keys() & {"scope", "mcb"}) and not turn.heard_answer
        if not question and (turn.other_building or tells_dark):
            # "lampu mati, … tidak punya nomornya": a report, however many words of it say no.
            reply.then("action_lapor_padam")
            return
        if question == "sudah_nyala":
            reply.then("action_sudah_nyala" if yes else "action_padam_lagi")
            return
        reply.remember(question=None)
        if question == QUESTION:
            Telling(self.system).answer(turn, reply, yes=yes)
        elif yes and question in _AFTER_YES:
            reply.then(_AFTER_YES[question])
        elif question == "pln_mobile" and yes:
            reply.ask("pln_mobile", "utter_pln_mobile_menu")
        elif question == "maksud" or (question == "ada_lagi" and yes):
            reply.say("utter_bantuan")
        elif not yes and (question == "ada_lagi" or turn.heard_answer or turn.means("terima_kasih")):
            reply.say("utter_sampai_jumpa")
        elif question:
            reply.say("utter_baik")
        else:
            reply.ask("ada_lagi", "utter_ada_lagi")


class Keluhan(Interruption):
    """Other business of the utility: not ours, a human helps (Source: procedure.md PM-2)."""

    action_name = "action_keluhan"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Tell the state of an open complaint, or offer a human."""
        own = [t for t in self.reports.of_caller(turn.caller) if t.kind is Kind.K]
        meant = Lookup(self.system).candidates(own)
        if turn.form:
            reply.say("utter_keluhan_nanti")
            return
        if len(meant) == 1 and meant[0].is_open and _NOT_DONE.search(turn.said):
            # "My complaint has not been seen to": once more, without waiting (LU-9).
            reply.then("action_lapor_ulang")
            return
        if len(meant) == 1:
            reply.remember(tiket=meant[0].no_lapor)
            Tracking(self.system).answer(meant[0], turn, reply, asked_officer=False)
        if "question" not in reply.slots:
            reply.ask("hubungkan_cso", "utter_keluhan_cso")

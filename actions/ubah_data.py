"""The customer completes or corrects data: Update Laporan (Source: procedure.md LU-4 to LU-6, LU-8, LU-15)."""

from __future__ import annotations

import re
from dataclasses import replace

import spoken
from actions import patience
from actions.capability import FAILED, Form
from actions.draft import dialled
from actions.goal import Goal
from actions.lapor_ulang import LaporUlang
from actions.number_entry import Asked, completed, keep, kept, tell
from actions.read_back import room
from actions.repeat import Repeats
from actions.reply import Reply
from actions.turn import Turn

# The question whether the new value was heard right.
SURE = "nilai_pasti"
_FIELDS = ("phone", "address", "name")
# Asked which data, or for another one, people answer with its bare name.
_BARE = (
    ("phone", re.compile(r"(?:nomor|nomer|no\.?)?\s*(?:hp|wa|telepon|telpon|telp|handphone)(?:nya)?", re.IGNORECASE)),
    ("address", re.compile(r"alamat(?:nya)?", re.IGNORECASE)),
    ("name", re.compile(r"nama(?:nya)?", re.IGNORECASE)),
)


class UbahData(LaporUlang):
    """Change data of the report it belongs to."""

    action_name = "action_ubah_data"
    intent = "ubah_data"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Change data; how to be told is no data of the report and is kept already."""
        if turn.only_wish:
            reply.remember(question=None)
        else:
            super().act(turn, reply)


class UbahDataForm(Form):
    """Ask which data, then for the new value."""

    action_name = "validate_ubah_data_form"
    done_slot = "perubahan"

    def take(self, turn: Turn, reply: Reply) -> None:
        """Take the field or the new value."""
        if turn.intent == "darurat" or turn.is_sure("batal", "minta_cso"):
            reply.reject()
            return
        goal = Goal.load(turn.slots.get("goal")) or Goal("ubah_data", meanings=("ubah_data",))
        asked = goal.unconfirmed(turn) if turn.slots.get("question") == SURE else None
        if asked and turn.yes:
            goal = replace(goal, said_back=(*goal.said_back, asked))
            reply.remember(goal=goal.dump(), failures=0)
            return
        if asked and (turn.yes is False or turn.one(asked)):
            # Not so: the right one may have come with the no.
            others = {name: value for name, value in goal.changes.items() if name != asked}
            goal = replace(goal, changes=others, field=asked, refused=goal.refused + 1)
            reply.remember(goal=goal.dump(), failures=0)
            if goal.refused >= patience.REFUSED:
                self.finish(reply, "cso")
            if goal.refused >= patience.REFUSED or not turn.one(asked):
                return
        grown = False
        if goal.field == "phone":
            before = kept(turn, Asked.PHONE)
            turn, digits = completed(turn, Asked.PHONE)
            keep(reply, Asked.PHONE, digits)
            grown = len(digits) > len(before)
        told = self._told(goal, turn)
        if told is not None:
            note = " ".join(part for part in (goal.note, turn.said) if part)
            reply.remember(goal=replace(told, note=note).dump(), failures=0)
        elif goal.asked_missing and (turn.means("tolak") or turn.unknown):
            # Nothing to add: the finished report is reopened all the same (LU-7).
            reply.remember(goal=goal.dump())
            self.finish(reply, "simpan")
        elif turn.is_sure("tanya_estimasi", "tanya_posisi_petugas", "tanya_status", "bantuan", "ulangi", "sapaan"):
            reply.reject()
        elif not grown:
            failures = patience.failed(turn)
            reply.remember(failures=failures)
            if failures >= patience.HUMAN:
                self.finish(reply, "cso")

    def _told(self, goal: Goal, turn: Turn) -> Goal | None:
        changes = {name: turn.one(name) for name in _FIELDS if turn.one(name)}
        if goal.field in ("idpel", "meter_id", "data"):
            changes |= {name: turn.one(name) for name in ("idpel", "meter_id") if turn.one(name)}
        plain = not (turn.is_button or turn.unknown)
        free = turn.said if plain and turn.intent in ("beri_data", "nlu_fallback", "di_luar_topik") else ""
        if not changes and goal.field == "address" and len(free) >= 8:
            changes = {"address": free[:300]}
        elif not changes and goal.field == "name" and free and len(free.split()) <= 6:
            changes = {"name": free[:80]}
        elif not changes and goal.field == "data" and len(free) >= 8:
            changes = {"address": free[:300]}
        if changes:
            return replace(goal, changes=goal.changes | changes, meanings=tuple({*goal.meanings, "ubah_data"}))
        field = turn.one("field") or next(
            (name for name, said in _BARE if said.fullmatch(turn.said.strip(" .!"))), None
        )
        return replace(goal, field=str(field)) if field and field != goal.field else None

    def ask_next(self, turn: Turn, reply: Reply) -> None:
        """Ask which data, or for its new value."""
        goal = Goal.load(reply.slots.get("goal", turn.slots.get("goal"))) or Goal("ubah_data")
        failures = int(reply.slots.get("failures", turn.slots.get("failures")) or 0)
        digits = str((reply.slots.get("angka", turn.slots.get("angka")) or {}).get("digits") or "")
        if unconfirmed := goal.unconfirmed(turn):
            self._say_back(unconfirmed, str(goal.changes[unconfirmed]), reply)
        elif goal.changes and not (goal.field in _FIELDS and goal.field not in goal.changes):
            self.finish(reply, "simpan")
        elif goal.field == "phone" and digits:
            tell("nilai", Asked.PHONE, digits, reply)
        elif goal.field:
            reply.ask("nilai", f"utter_{'jelaskan' if failures > 1 else 'tanya'}_ubah_{goal.field}")
        else:
            reply.ask("field", "utter_jelaskan_ubah" if failures > 1 else "utter_tanya_ubah")

    def _say_back(self, field: str, value: str, reply: Reply) -> None:
        """Ask whether it was heard right."""
        if field == "phone":
            number = dialled(value)
            about = {"nomor": " ".join(spoken.groups(number)), "nomor_lisan": spoken.apart(number)}
            reply.ask(SURE, "utter_pasti_nomor", apa="nomor telepon", apa_lisan="nomor telepon", **about)
        else:
            part = {"address": "alamat", "name": "nama"}[field]
            key, said = f"utter_pasti_{part}", f"{part}_lisan"
            heard = spoken.essential(value, room(key, self.system.wording, **{said: ""}))
            reply.ask(SURE, key, **{part: value, said: heard})


class UbahDataSelesai(LaporUlang):
    """Save what the form gathered."""

    action_name = "action_ubah_data_selesai"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Record the contact with its data."""
        outcome, goal = turn.slots.get("perubahan"), Goal.load(turn.slots.get("goal"))
        reply.remember(perubahan=None, failures=0, angka=None)
        if outcome == FAILED:
            return
        if outcome == "cso" or goal is None:
            reply.remember(alasan_cso="misunderstood")
            reply.then("action_cso_lanjut")
            return
        ticket = self.reports.get(str(turn.slots["tiket"]))
        Repeats(self.system).record(ticket, replace(goal, asked_missing=True), turn, reply)

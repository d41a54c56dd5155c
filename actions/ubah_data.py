"""The customer completes or corrects data: Update Laporan (Source: procedure.md LU-4 to LU-6, LU-8, LU-15)."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.capability import FAILED, Form
from actions.goal import Goal
from actions.lapor_ulang import LaporUlang
from actions.repeat import Repeats
from actions.reply import Reply
from actions.turn import Turn

FAILURES_HUMAN = 3
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
        else:
            failures = int(turn.slots.get("failures") or 0) + 1
            reply.remember(failures=failures)
            if failures >= FAILURES_HUMAN:
                self.finish(reply, "cso")

    def _told(self, goal: Goal, turn: Turn) -> Goal | None:
        changes = {name: turn.one(name) for name in _FIELDS if turn.one(name)}
        if goal.field in ("idpel", "meter_id", "data"):
            changes |= {name: turn.one(name) for name in ("idpel", "meter_id") if turn.one(name)}
        free = turn.said if not turn.is_button and turn.intent in ("beri_data", "nlu_fallback", "di_luar_topik") else ""
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
        if goal.changes:
            self.finish(reply, "simpan")
        elif goal.field:
            reply.ask("nilai", f"utter_{'jelaskan' if failures > 1 else 'tanya'}_ubah_{goal.field}")
        else:
            reply.ask("field", "utter_jelaskan_ubah" if failures > 1 else "utter_tanya_ubah")


class UbahDataSelesai(LaporUlang):
    """Save what the form gathered."""

    action_name = "action_ubah_data_selesai"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Record the contact with its data."""
        outcome, goal = turn.slots.get("perubahan"), Goal.load(turn.slots.get("goal"))
        reply.remember(perubahan=None, failures=0)
        if outcome == FAILED:
            return
        if outcome == "cso" or goal is None:
            reply.remember(alasan_cso="misunderstood")
            reply.then("action_cso_lanjut")
            return
        ticket = self.reports.get(str(turn.slots["tiket"]))
        Repeats(self.system).record(ticket, replace(goal, asked_missing=True), turn, reply)

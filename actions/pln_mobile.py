"""Help with the PLN Mobile app, step by step (Source: procedure.md PM-3, TR-4)."""

from __future__ import annotations

import re

from actions.capability import Interruption
from actions.reply import Reply
from actions.turn import Turn

# Topics in the order of the menu; the first pattern that fits the words wins.
_TOPICS = (
    ("pasang", r"instal|[pm]asang|download|unduh|donlod|donwload|play ?store|app ?store|dapat(?:kan)? aplikasi"),
    ("masuk", r"login|log in|masuk|daftar|regist|akun|otp|sandi|password|verifikasi"),
    (
        "nomor",
        r"(?:di ?mana|dimana|mana|lihat|cari|cek|liat).*(?:no(?:mor|mer)? ?lapor|no(?:mor)? ?laporan|id tiket|tiket)",
    ),
    ("lacak", r"posisi|lacak|track|progres|petugas|no(?:mor)? ?polisi|plat|pantau|status"),
    ("lapor", r"lapor|pengaduan|keluhan|ngadu|adukan|foto"),
)


def topic_of(turn: Turn) -> str | None:
    """Return the topic a message names; a kind of telephone alone is about installing."""
    words = turn.said.lower()
    named = turn.one("topic") or next((topic for topic, pattern in _TOPICS if re.search(pattern, words)), None)
    if named is None and turn.one("platform"):
        return "pasang"
    return named if named in {topic for topic, _ in _TOPICS} else None


class PlnMobile(Interruption):
    """Explain one topic, or offer the topics."""

    action_name = "action_pln_mobile"

    def act(self, turn: Turn, reply: Reply) -> None:
        """Answer the topic asked for."""
        topic = topic_of(turn)
        if topic is None and turn.slots.get("question") == "pln_mobile" and not turn.is_button:
            # The menu did not help: what the app is for here comes first.
            topic = "lacak"
        if topic is None and turn.form:
            # A menu beside the question of the form would be two questions at once.
            reply.say("utter_keluhan_nanti")
            return
        if topic is None:
            reply.ask("pln_mobile", "utter_pln_mobile_menu")
            return
        if topic == "pasang":
            platform = turn.one("platform")
            topic = f"pasang_{platform}" if platform in ("android", "ios") else "pasang"
        reply.say(f"utter_pln_mobile_{topic}")
        if not turn.form:
            reply.ask("pln_mobile", "utter_pln_mobile_lagi")

"""Read the data of a report back, and ask about one number of it (Source: procedure.md IN-2).

By telephone no question lasts longer than people listen: what does not fit into one is read in two or three, the place
first, each confirmed and corrected by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import spoken
from actions import draft as ask
from actions import patience
from actions.draft import ADDRESS_PART, IDENTITY_PART, PHONE_PART, Draft, dialled
from actions.number_entry import Asked
from actions.reply import Reply
from actions.turn import Turn
from tickets.model import Channel
from wording import Wording

# The questions that are answered with a number.
ASKED = {ask.PREMISE: Asked.PREMISE, ask.PHONE: Asked.PHONE}
NUMBER_QUESTIONS = frozenset({ask.NUMBER_SURE, ask.NUMBER_WAYS, ask.GROUP, ask.GROUP_DIGITS, ask.CORRECT})
HAVE_WAYS = frozenset({ask.PREMISE, ask.PHONE, ask.NUMBER_SURE, ask.GROUP, ask.GROUP_DIGITS})
# 12 s at 150 words a minute, each digit a word (docs/voice-style.md).
MOST_WORDS = 30
_NAMES = {"idpel": ("IDPEL", "nomor pelanggan"), "meter_id": ("nomor meter", "nomor meter")}
_PHONE = ("nomor telepon", "nomor telepon")
_BOTH_NUMBERS, _PLACE = (IDENTITY_PART, PHONE_PART), (IDENTITY_PART, ADDRESS_PART)
_OF_PARTS: Mapping[tuple[str, ...], str] = {
    (ADDRESS_PART,): "utter_konfirmasi_alamat",
    (IDENTITY_PART,): "utter_konfirmasi_identitas",
    (PHONE_PART,): "utter_konfirmasi_telepon",
    _PLACE: "utter_konfirmasi_identitas_alamat",
    _BOTH_NUMBERS: "utter_konfirmasi_identitas_telepon",
}


def read_back(draft: Draft, turn: Turn, reply: Reply, wording: Wording) -> Draft:
    """Read back what is not confirmed yet, or only what was just put right; return the draft that knows what was read.

    After a yes that was heard badly a clear one is asked for. Nothing is read out a third time to who does not answer.
    """
    if draft.reading and (draft.doubted or patience.in_vain(turn, reply) >= patience.EXPLAIN):
        is_last = set(draft.unread(turn.caller).values()) <= set(draft.reading)
        reply.ask(ask.CONFIRM, "utter_pasti_laporan" if is_last else "utter_pasti_data")
        return draft
    if draft.reread:
        reply.ask(ask.CONFIRM, "utter_konfirmasi_perbaikan", **_about(draft.reread, draft, turn))
        return draft.with_reread(turn.caller)
    unread, values = draft.unread(turn.caller), _values(draft, turn, wording)
    kind = "idpel" if draft.idpel else "meter" if draft.meter_id else "nama"
    key, parts = f"utter_konfirmasi_{kind}", tuple(unread)
    if turn.channel is Channel.VOICE and not (len(parts) > len(_PLACE) and _fits(key, values, wording)):
        parts = _first(set(unread), values, wording)
        key = _OF_PARTS[parts]
    reply.ask(ask.CONFIRM, key, **values)
    return replace(draft, reading=tuple(unread[part] for part in parts))


def room(key: str, wording: Wording, **values: str) -> int:
    """Return how many words of data a question can hold."""
    return MOST_WORDS - len(wording.say(key, "voice", **values).split())


def _first(unread: set[str], values: Mapping[str, str], wording: Wording) -> tuple[str, ...]:
    """Return what the next question reads, so that as few as can be are left."""
    pairs = (pair for pair in (_BOTH_NUMBERS, _PLACE) if unread.issuperset(pair))
    pair = next((pair for pair in pairs if _fits(_OF_PARTS[pair], values, wording)), None)
    if pair and (pair != _BOTH_NUMBERS or ADDRESS_PART not in unread):
        return pair
    return next(parts for parts in _OF_PARTS if unread.issuperset(parts))


def _fits(key: str, values: Mapping[str, str], wording: Wording) -> bool:
    return len(wording.say(key, "voice", **values).split()) <= MOST_WORDS


def _values(draft: Draft, turn: Turn, wording: Wording) -> dict[str, str]:
    number = draft.idpel or draft.meter_id or ""
    said = spoken.ending(number) if number and number == draft.on_file else spoken.apart(number)
    _, called = _NAMES["idpel" if draft.idpel else "meter_id"] if number else ("", "nama")
    most = room("utter_konfirmasi_identitas", wording, apa_lisan=called, isi_lisan="")
    name = " ".join(spoken.address_said(draft.name or "").split()[:most])
    phone = draft.phone or turn.caller or ""
    return {
        "nomor": number,
        "nomor_lisan": said,
        "nama": draft.name or "",
        "nama_lisan": name,
        "apa": called.capitalize(),
        "apa_lisan": called.capitalize(),
        "isi": number or draft.name or "",
        "isi_lisan": said or name,
        "alamat": draft.address or "",
        "alamat_lisan": spoken.essential(
            draft.address or "", room("utter_konfirmasi_alamat", wording, alamat_lisan="")
        ),
        "telepon": phone,
        # Nobody needs to hear the number they are calling from.
        "telepon_lisan": spoken.OWN_NUMBER if phone == turn.caller else spoken.apart(dialled(phone)),
    }


def ask_about_number(question: str, draft: Draft, turn: Turn, reply: Reply, failures: int) -> None:
    """Ask whether a number was heard right, which group is wrong, what stands there, or how to go on without."""
    if question == ask.NUMBER_SURE:
        reply.ask(question, "utter_pasti_nomor", **_about(str(draft.unsure), draft, turn))
    elif question == ask.CORRECT:
        of = "" if draft.idpel or draft.meter_id else "_nama"
        again = max(failures, draft.refused) >= patience.EXPLAIN
        reply.ask(question, f"utter_{'jelaskan' if again else 'tanya'}_correct{of}")
    elif question == ask.NUMBER_WAYS:
        way = "telepon" if draft.ways == "phone" else "nomor" if turn.caller else "nomor_tanpa_telepon"
        reply.ask(question, f"utter_jalan_{way}")
    elif question == ask.GROUP:
        _ask_group(draft, turn, reply)
    else:
        digits = spoken.groups(draft.number(str(draft.fixing), turn.caller))[draft.group - 1]
        reply.ask(
            question,
            "utter_jelaskan_angka_kelompok" if failures else "utter_tanya_angka_kelompok",
            urutan=draft.group,
            urutan_lisan=spoken.number_words(draft.group),
            kelompok=digits,
            kelompok_lisan=spoken.apart(digits),
            jumlah=len(digits),
            jumlah_lisan=spoken.number_words(len(digits)),
        )


def _ask_group(draft: Draft, turn: Turn, reply: Reply) -> None:
    parts = spoken.groups(draft.number(str(draft.fixing), turn.caller))
    reply.ask(
        ask.GROUP,
        "utter_tanya_kelompok",
        kelompok="\n".join(f"{place}. {part}" for place, part in enumerate(parts, start=1)),
        kelompok_lisan=". ".join(
            f"{spoken.number_words(place)}, {spoken.apart(part)}" for place, part in enumerate(parts, start=1)
        ),
    )


def _about(field: str, draft: Draft, turn: Turn) -> dict[str, str]:
    """Return a number with what it is called, as placeholders."""
    digits = draft.number(field, turn.caller)
    written, said = _NAMES.get(field, _PHONE)
    return {
        "apa": written,
        "apa_lisan": said,
        "nomor": " ".join(spoken.groups(digits)),
        "nomor_lisan": spoken.apart(digits),
    }

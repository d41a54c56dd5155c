"""What a customer is told without asking: which facts of a report are worth a notice, and how a notice fares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets import rules
from tickets.events import Event, EventType
from tickets.model import Channel, Kind, ResolutionCode, Stage, Ticket, Word

# Facts that follow each other within this time become one notice, the last one.
SETTLE = timedelta(seconds=5)
# What nobody could be told by then is no news any more.
STALE = timedelta(hours=2)
# WhatsApp takes one message in 6 s from us to the same person.
PERSON_PAUSE = timedelta(seconds=6)
# Free words may be written this long after the customer's last message.
WINDOW = timedelta(hours=24)


class Notice(Word):
    """What a notice says; `utter_kabar_<word>` is its wording."""

    DITERIMA = "DITERIMA"
    # The same, where no end is promised that could be told.
    TAUTAN = "TAUTAN"
    DITUGASKAN = "DITUGASKAN"
    BERANGKAT = "BERANGKAT"
    TIBA = "TIBA"
    MENYALA = "MENYALA"
    SELESAI = "SELESAI"
    DATA_KURANG = "DATA_KURANG"
    SULIT_DIHUBUNGI = "SULIT_DIHUBUNGI"
    AKTIF_KEMBALI = "AKTIF_KEMBALI"
    GANTI_PETUGAS = "GANTI_PETUGAS"
    ETA_BARU = "ETA_BARU"
    ETA_TERANCAM = "ETA_TERANCAM"
    INGATKAN = "INGATKAN"
    NILAI = "NILAI"
    MELUAS = "MELUAS"
    MELUAS_TANPA_ETA = "MELUAS_TANPA_ETA"
    MELUAS_ETA = "MELUAS_ETA"
    MELUAS_BATAL = "MELUAS_BATAL"


# Of a wider outage: who has several reports in it is told once (WO-5).
OF_OUTAGE = (Notice.MELUAS, Notice.MELUAS_TANPA_ETA, Notice.MELUAS_ETA, Notice.MELUAS_BATAL)
# What is promised is not said by a notice of progress, nor the other way round.
OF_ETA = (Notice.ETA_BARU, Notice.ETA_TERANCAM, *OF_OUTAGE)
# These name a time that must lie ahead when they go out.
NEW_TIME = (Notice.ETA_BARU, Notice.MELUAS, Notice.MELUAS_ETA)
# These ask whether the power is really back (CF-1); NILAI asks for a rating (CF-3).
CONFIRM = (Notice.MENYALA, Notice.SELESAI, Notice.INGATKAN)
# Asked once more or out of interest: where they do not arrive, nothing is lost.
EXTRA = (Notice.INGATKAN, Notice.NILAI)
# With these the promise is past.
LAST = (Notice.MENYALA, Notice.SELESAI, Notice.DATA_KURANG, Notice.SULIT_DIHUBUNGI, Notice.AKTIF_KEMBALI)


class CallEnd(Word):
    """How a call ended in which nobody was told anything."""

    BUSY = "BUSY"
    NO_ANSWER = "NO_ANSWER"
    # Answered, but not by a person.
    MACHINE = "MACHINE"
    FAILED = "FAILED"
    # The carrier will never make it: there is no such number, or none of ours may call it.
    REFUSED = "REFUSED"


class LetterState(Word):
    """How a notice fares. WAITING, SENDING and CALLING go on, the others are final."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    # The carrier has the call; how it ends comes back.
    CALLING = "CALLING"
    SENT = "SENT"
    # A newer notice of the report says it all.
    MERGED = "MERGED"
    # The customer said STOP.
    UNWANTED = "UNWANTED"
    STALE = "STALE"
    # No message reaches the customer: a human has it as a task.
    HANDED_OVER = "HANDED_OVER"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice that one worker has claimed: `token` tells its claim from later ones, `sending_since` is the time of
    the first attempt to send, which may have been interrupted; `body` is what that attempt said, `template` the name of
    the template it used, `error` the carrier's last code. Without a body an error means that this way is closed.

    Of a letter told by a call `calls` counts those made, `sid` is the one that is on, `ended` how the last one ended;
    `other_way` tells that the first way was closed.
    """

    id: int
    token: str
    no_lapor: str
    notice: Notice
    recipient: str
    created_at: datetime
    tries: int
    sending_since: datetime | None
    body: str | None
    template: str | None
    error: str | None
    channel: Channel = Channel.WHATSAPP
    calls: int = 0
    sid: str | None = None
    ended: CallEnd | None = None
    other_way: bool = False


_OF_STAGE = {
    Stage.LAPOR: Notice.AKTIF_KEMBALI,
    Stage.PENUGASAN_REGU: Notice.DITUGASKAN,
    Stage.DALAM_PERJALANAN: Notice.BERANGKAT,
    Stage.DALAM_PENGERJAAN: Notice.TIBA,
    Stage.NYALA: Notice.MENYALA,
}
_OF_TYPE = {
    EventType.WARNED: Notice.ETA_TERANCAM,
    EventType.REMINDED: Notice.INGATKAN,
}
_OF_CODE = {
    ResolutionCode.DATA_TIDAK_LENGKAP: Notice.DATA_KURANG,
    ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI: Notice.SULIT_DIHUBUNGI,
}


def received(ticket: Ticket, now: datetime) -> Notice:
    """Return the notice with number, ETA and link of a report; without the ETA where it is past, or there is none."""
    has_eta = ticket.kind is Kind.G and not rules.has_no_eta(ticket)
    return Notice.DITERIMA if has_eta and rules.promised(ticket) > now else Notice.TAUTAN


def notice_of(ticket: Ticket, event: Event) -> Notice | None:
    """Return what an event tells its customer; None for what does not concern them or was answered in the same turn."""
    if event.channel is Channel.WHATSAPP:
        return None
    if ticket.kind is Kind.K:
        return _of_complaint(ticket, event)
    if event.type is EventType.REPORTED:
        return received(ticket, event.at)
    if event.type is EventType.ASSIGNED:
        # The first officer is told of as the stage.
        first = any(it.new == Stage.PENUGASAN_REGU for it in ticket.events)
        under_way = Stage.LAPOR.order < ticket.stage.order < Stage.NYALA.order
        return Notice.GANTI_PETUGAS if under_way and not first else None
    if event.type is not EventType.TRANSITION:
        return _of_outage(ticket, event) or _OF_TYPE.get(event.type)
    if event.new != Stage.SELESAI:
        return _OF_STAGE.get(Stage(event.new)) if event.new else None
    code = ticket.resolution.code if ticket.resolution else None
    if code in _OF_CODE:
        return _OF_CODE[code]
    # Whoever was told that the power is back needs no second notice of it; a rating waits for whoever confirmed (CF-3).
    return Notice.NILAI if event.old == Stage.NYALA else Notice.SELESAI


def _of_outage(ticket: Ticket, event: Event) -> Notice | None:
    """What a wider outage brings, and every promise: one of an outage is told with what else it brings (WO-4, WO-5)."""
    if event.type is EventType.OUTAGE_CONFIRMED:
        return Notice.MELUAS if event.new else Notice.MELUAS_TANPA_ETA
    if event.type is EventType.OUTAGE_DISMISSED:
        return Notice.MELUAS_BATAL if event.new else None
    if event.type is not EventType.PROMISED:
        return None
    if event.rule != "WO-5":
        return Notice.ETA_BARU
    told = any(it.type in (EventType.OUTAGE_CONFIRMED, EventType.OUTAGE_JOINED) for it in ticket.events)
    return None if told else Notice.MELUAS_ETA


def _of_complaint(ticket: Ticket, event: Event) -> Notice | None:
    """A complaint has no progress to tell; only what is needed from the customer (Source: LU-15)."""
    if event.type is not EventType.TRANSITION or event.new != Stage.SELESAI or ticket.resolution is None:
        return None
    return _OF_CODE.get(ticket.resolution.code)


def is_moot(ticket: Ticket, notice: Notice, now: datetime) -> bool:
    """Tell whether a notice is no longer true: power back or a later end promised; power gone again; rated already."""
    if notice in (*CONFIRM, Notice.NILAI):
        gone = ticket.stage not in (Stage.NYALA, Stage.SELESAI)
        rated = notice in EXTRA and ticket.rating is not None
        return gone or rated or (notice is Notice.NILAI and ticket.is_open)
    if notice not in OF_ETA:
        return False
    if not ticket.is_open or ticket.stage is Stage.NYALA:
        return True
    until = rules.promised(ticket)
    if notice in NEW_TIME:
        return until <= now
    if notice is Notice.MELUAS_TANPA_ETA:
        return not rules.has_no_eta(ticket)
    return notice is Notice.ETA_TERANCAM and ticket.warned_of != until

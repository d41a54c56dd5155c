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


# What is promised is not said by a notice of progress, nor the other way round.
OF_ETA = (Notice.ETA_BARU, Notice.ETA_TERANCAM)
# These ask whether the power is really back (CF-1); NILAI asks for a rating (CF-3).
CONFIRM = (Notice.MENYALA, Notice.SELESAI, Notice.INGATKAN)
# Asked once more or out of interest: where they do not arrive, nothing is lost.
EXTRA = (Notice.INGATKAN, Notice.NILAI)
# With these the promise is past.
LAST = (Notice.MENYALA, Notice.SELESAI, Notice.DATA_KURANG, Notice.SULIT_DIHUBUNGI, Notice.AKTIF_KEMBALI)


class LetterState(Word):
    """How a notice fares. WAITING and SENDING go on, the others are final."""

    WAITING = "WAITING"
    SENDING = "SENDING"
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
    the template it used, `error` the carrier's last code. Without a body an error means that this way is closed."""

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


_OF_STAGE = {
    Stage.LAPOR: Notice.AKTIF_KEMBALI,
    Stage.PENUGASAN_REGU: Notice.DITUGASKAN,
    Stage.DALAM_PERJALANAN: Notice.BERANGKAT,
    Stage.DALAM_PENGERJAAN: Notice.TIBA,
    Stage.NYALA: Notice.MENYALA,
}
_OF_TYPE = {
    EventType.PROMISED: Notice.ETA_BARU,
    EventType.WARNED: Notice.ETA_TERANCAM,
    EventType.REMINDED: Notice.INGATKAN,
}
_OF_CODE = {
    ResolutionCode.DATA_TIDAK_LENGKAP: Notice.DATA_KURANG,
    ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI: Notice.SULIT_DIHUBUNGI,
}


def recipient_of(ticket: Ticket) -> str | None:
    """Return the number that made the report by WhatsApp; whoever only telephoned gets no notice."""
    return ticket.reporter if ticket.channel is Channel.WHATSAPP else None


def notice_of(ticket: Ticket, event: Event) -> Notice | None:
    """Return what an event tells its customer; None for what does not concern them or was answered in the same turn."""
    if event.channel is Channel.WHATSAPP:
        return None
    if ticket.kind is Kind.K:
        return _of_complaint(ticket, event)
    if event.type is EventType.ASSIGNED:
        # The first officer is told of as the stage.
        first = any(it.new == Stage.PENUGASAN_REGU for it in ticket.events)
        under_way = Stage.LAPOR.order < ticket.stage.order < Stage.NYALA.order
        return Notice.GANTI_PETUGAS if under_way and not first else None
    if event.type is not EventType.TRANSITION:
        return _OF_TYPE.get(event.type)
    if event.new != Stage.SELESAI:
        return _OF_STAGE.get(Stage(event.new)) if event.new else None
    code = ticket.resolution.code if ticket.resolution else None
    if code in _OF_CODE:
        return _OF_CODE[code]
    # Whoever was told that the power is back needs no second notice of it; a rating waits for whoever confirmed (CF-3).
    return Notice.NILAI if event.old == Stage.NYALA else Notice.SELESAI


def _of_complaint(ticket: Ticket, event: Event) -> Notice | None:
    """A complaint has no progress to tell; only what is needed from the customer (Source: LU-15)."""
    if event.type is not EventType.TRANSITION or event.new != Stage.SELESAI or ticket.resolution is None:
        return None
    return _OF_CODE.get(ticket.resolution.code)


def is_moot(ticket: Ticket, notice: Notice, now: datetime) -> bool:
    """Tell whether a notice is no longer true: power back or a later end promised; power gone again; rated already."""
    if notice in (Notice.INGATKAN, Notice.NILAI):
        gone = ticket.stage not in (Stage.NYALA, Stage.SELESAI)
        return gone or ticket.rating is not None or (notice is Notice.NILAI and ticket.is_open)
    if notice not in OF_ETA:
        return False
    if not ticket.is_open or ticket.stage is Stage.NYALA:
        return True
    until = rules.promised(ticket)
    return until <= now if notice is Notice.ETA_BARU else ticket.warned_of != until

"""The decision tables of the procedure. Each function takes its facts, time included, and answers with a rule id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.model import (
    SINGLE_BUILDING,
    Alert,
    Kind,
    Outcome,
    Position,
    ResolutionCode,
    Side,
    Stage,
    Status,
    Ticket,
    Word,
)

WINDOW = timedelta(hours=3)
# ETA-6: changes without a human; the customer loses trust with each.
AUTOMATIC_CHANGES = 2
PROMISE_FARTHEST = timedelta(days=14)
# ETA-7: how long before the promised end a report at this stage is in danger; after NYALA none is.
WARN_BEFORE = {
    Stage.LAPOR: timedelta(minutes=45),
    Stage.PENUGASAN_REGU: timedelta(minutes=45),
    Stage.DALAM_PERJALANAN: timedelta(minutes=30),
    Stage.DALAM_PENGERJAAN: timedelta(minutes=15),
}
# Nobody looked in time (the system was down): an apology this much later is still one.
WARN_LATE = timedelta(hours=2)
POSITION_OLD = timedelta(minutes=15)
POSITION_HIDDEN = timedelta(minutes=60)
# "petugas belum datang" … "sudah 4 jam!!" a minute later is one contact: the words are kept, the count stays honest.
SAME_CONTACT = timedelta(minutes=15)
# TR-6: time enough to rate, or to say that it is dark again.
LINK_KEPT = timedelta(days=7)
WRONG_PAIRS_LIMIT = 5
WRONG_PAIRS_WINDOW = timedelta(hours=1)
# PV-4: at one report or one premise, from whatever numbers.
GUESSES_LIMIT = 10
# IN-6: so many open single-building reports near each other (`tickets.premises`), this recent, look like one outage.
CLUSTER_SIZE = 3
CLUSTER_WINDOW = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class RepeatVerdict:
    """What a repeat contact becomes, by which rule, and whether a human takes over."""

    rule: str
    outcome: Outcome
    to_human: bool = False
    reopens: bool = False


def eta(window_from: datetime) -> datetime:
    """Return the estimated end of the work: 3 hours from the first report or the reopening (Source: ETA-1, ETA-2)."""
    return window_from + WINDOW


def promised(ticket: Ticket) -> datetime:
    """Return the end customers are told: the latest promise, or the 3 hours (Source: ETA-1, ETA-2, ETA-6)."""
    return ticket.promise.until if ticket.promise else eta(ticket.window_from)


def has_no_eta(ticket: Ticket) -> bool:
    """Tell whether no time may be told: a confirmed outage nobody has promised an end of yet (Source: WO-4)."""
    return ticket.outage is not None and ticket.outage.is_confirmed and ticket.promise is None


def in_danger(ticket: Ticket, now: datetime) -> bool:
    """Tell whether the promised end is so near that work at this stage may not keep it (Source: ETA-7).

    Once for each promised end. A promise made for soon leaves half of its time before anybody doubts it. Who told that
    the power is back is not warned of its coming late (CF-5).
    """
    if ticket.kind is not Kind.G or not ticket.is_open or ticket.stage not in WARN_BEFORE or has_no_eta(ticket):
        return False
    if ticket.alert is Alert.PELANGGAN_MENYALA:
        return False
    until = promised(ticket)
    if ticket.warned_of == until:
        return False
    lead = WARN_BEFORE[ticket.stage]
    if ticket.promise:
        lead = min(lead, (until - ticket.promise.at) / 2)
    return until - lead <= now <= until + WARN_LATE


def is_kept(ticket: Ticket, at: datetime) -> bool:
    """Tell whether power back at this time keeps what was promised (Source: ETA-8)."""
    return at <= promised(ticket)


def is_overdue(window_from: datetime, now: datetime) -> bool:
    """Tell whether 3 hours have passed; exactly 3 h 00 min 00 s counts (Source: ETA-5)."""
    return now - window_from >= WINDOW


def decide_repeat(kind: Kind, status: Status, side: Side, elapsed: timedelta, *, urgent: bool) -> RepeatVerdict:
    """Decide between Lapor Ulang and Update Laporan (Source: LU-1 to LU-12)."""
    if kind is Kind.K:
        return _decide_complaint(status, side)
    if status is Status.SELESAI:
        rule = "LU-7" if side is Side.PLN else "LU-8"
        return RepeatVerdict(rule, Outcome.LAPOR_ULANG, to_human=urgent, reopens=True)
    if side is Side.CUSTOMER:
        return RepeatVerdict("LU-4", Outcome.UPDATE)
    both = side is Side.BOTH
    if elapsed >= WINDOW:
        if both:
            return RepeatVerdict("LU-5", Outcome.LAPOR_ULANG_UPDATE)
        return RepeatVerdict("LU-1", Outcome.LAPOR_ULANG)
    if urgent:
        # The table leaves "both, urgent, before 3 hours" open: the urgent side decides, the data is not lost.
        outcome = Outcome.LAPOR_ULANG_UPDATE if both else Outcome.LAPOR_ULANG
        return RepeatVerdict("LU-3", outcome, to_human=True)
    return RepeatVerdict("LU-6" if both else "LU-2", Outcome.UPDATE)


def _decide_complaint(status: Status, side: Side) -> RepeatVerdict:
    if status is Status.SELESAI:
        return RepeatVerdict("LU-12", Outcome.NEW_REPORT)
    return {
        Side.PLN: RepeatVerdict("LU-9", Outcome.LAPOR_ULANG),
        Side.CUSTOMER: RepeatVerdict("LU-10", Outcome.UPDATE),
        Side.BOTH: RepeatVerdict("LU-11", Outcome.LAPOR_ULANG_UPDATE),
    }[side]


def is_same_contact(ticket: Ticket, now: datetime) -> bool:
    """Tell whether a contact now is still the last Lapor Ulang of an open report going on."""
    return ticket.is_open and bool(ticket.repeats) and now - ticket.repeats[-1].at <= SAME_CONTACT


def link_expired(ticket: Ticket, now: datetime) -> bool:
    """Tell whether the page of a report is gone: 7 days after it was finished (Source: TR-6)."""
    return ticket.resolution is not None and now - ticket.resolution.at > LINK_KEPT


def needs_from_customer(code: ResolutionCode | None) -> str | None:
    """Return what a finished report lacked: `data`, `phone` or None (Source: LU-15)."""
    if code is ResolutionCode.DATA_TIDAK_LENGKAP:
        return "data"
    if code is ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI:
        return "phone"
    return None


class TrackingGap(Word):
    """Why no position can be told."""

    NOT_AN_OUTAGE = "NOT_AN_OUTAGE"
    FINISHED = "FINISHED"
    NO_OFFICER = "NO_OFFICER"
    NO_APKT_MOBILE = "NO_APKT_MOBILE"
    NO_POSITION_YET = "NO_POSITION_YET"
    POSITION_TOO_OLD = "POSITION_TOO_OLD"


@dataclass(frozen=True, slots=True)
class Tracking:
    """What may be told of the officer now. `position` is None exactly when `gap` says why (Source: TR-1 to TR-5)."""

    rule: str
    stage: Stage
    plate: str | None = None
    position: Position | None = None
    age: timedelta | None = None
    is_old: bool = False
    gap: TrackingGap | None = None


def tracking(ticket: Ticket, now: datetime) -> Tracking:
    """Tell stage, position, plate and age of the position, or why there is none; never invent one (Source: TR-3)."""

    def without(gap: TrackingGap, rule: str = "TR-3") -> Tracking:
        return Tracking(rule, ticket.stage, plate=plate, gap=gap)

    plate = None
    if ticket.kind is not Kind.G:
        return without(TrackingGap.NOT_AN_OUTAGE, "TR-1")
    if not ticket.is_open:
        return without(TrackingGap.FINISHED, "TR-1")
    if ticket.officer is None and ticket.position is None:
        return without(TrackingGap.NO_OFFICER)
    plate = ticket.officer.plate if ticket.officer else None
    if ticket.officer is not None and not ticket.officer.uses_apkt_mobile:
        return without(TrackingGap.NO_APKT_MOBILE)
    if ticket.position is None:
        return without(TrackingGap.NO_POSITION_YET)
    age = max(now - ticket.position.at, timedelta())
    if age > POSITION_HIDDEN:
        return without(TrackingGap.POSITION_TOO_OLD, "TR-5")
    is_old = age > POSITION_OLD
    return Tracking("TR-5" if is_old else "TR-2", ticket.stage, plate, ticket.position, age, is_old)


@dataclass(frozen=True, slots=True)
class EtaAnswer:
    """What to say to "when?".

    `promised` is the ETA; `overdue` that it has passed; `tracking` what may be told of the officer
    (always after the ETA or 3 hours, before that only if the customer asked for the officer).
    """

    rule: str
    promised: datetime | None
    overdue: bool
    tracking: Tracking | None
    pln_mobile: bool


def answer_eta(ticket: Ticket, now: datetime, *, asked_officer: bool = False) -> EtaAnswer:
    """Answer the question for the ETA or the officer (Source: ETA-3, ETA-4, TR-3)."""
    where = tracking(ticket, now)
    note = promotes_pln_mobile(ticket)
    if ticket.kind is not Kind.G or not ticket.is_open:
        return EtaAnswer(where.rule, None, overdue=False, tracking=where, pln_mobile=note)
    if has_no_eta(ticket):
        return EtaAnswer("WO-4", None, overdue=False, tracking=where if asked_officer else None, pln_mobile=note)
    until = promised(ticket)
    if now >= until or is_overdue(ticket.window_from, now):
        return EtaAnswer("ETA-4" if where.position else "TR-3", until, now >= until, where, note)
    added = where if asked_officer else None
    return EtaAnswer("ETA-3", until, False, added, note)


def promotes_pln_mobile(ticket: Ticket) -> bool:
    """Tell whether the PLN Mobile note belongs into the answer (Source: PM-1, PM-2, IN-6)."""
    return ticket.kind is Kind.G and ticket.category == SINGLE_BUILDING and not ticket.wider_outage


def may_hear(ticket: Ticket, caller: str | None) -> bool:
    """Tell whether the caller's own number is one the report belongs to (Source: PV-1)."""
    return caller is not None and caller in (ticket.reporter, ticket.customer.phone)


def pair_matches(ticket: Ticket, idpel: str | None, meter_id: str | None) -> bool:
    """Tell whether IDPEL or ID Meter belongs to the report (Source: PV-2, TR-4)."""
    return bool((idpel and idpel == ticket.customer.idpel) or (meter_id and meter_id == ticket.customer.meter_id))

"""What comes in and goes out about wider outages."""

from __future__ import annotations

from marshmallow import fields

from api.answers import Answer
from api.fields import Choice, Instant, QueryWhole, ReportNumber, Text
from api.schemas import Strict
from tickets.model import Channel
from tickets.outages import LONGEST_AREA, LONGEST_CAUSE, OutageEventType, OutageState

_AT = {"description": "now by default; never in the future"}
_ETA = {"description": "ahead, at most 14 days", "example": "2026-11-23T15:30:00+07:00"}
_CAUSE = {"description": "customers read it", "example": "Kabel putus tertimpa pohon."}


class OutageListIn(Strict):
    """Which wider outages."""

    state = Choice(OutageState)
    limit = QueryWhole(1, 100, load_default=50)


class ConfirmIn(Strict):
    """What is known of the outage; without `eta` customers hear that no time is known yet."""

    eta = Instant(metadata=_ETA)
    cause = Text(LONGEST_CAUSE, metadata=_CAUSE)
    area = Text(
        LONGEST_AREA, metadata={"description": "what customers hear: street or kelurahan, no house number (PV-3)"}
    )
    at = Instant(metadata=_AT)


class OutageEtaIn(Strict):
    """When the power will be back, and why then."""

    eta = Instant(required=True, metadata=_ETA)
    cause = Text(LONGEST_CAUSE, required=True, metadata=_CAUSE)
    at = Instant(metadata=_AT)


class DismissIn(Strict):
    """Why it is none."""

    reason = Text(LONGEST_CAUSE, required=True)
    at = Instant(metadata=_AT)


class ResolveIn(Strict):
    """What was done."""

    note = Text(LONGEST_CAUSE)
    at = Instant(metadata=_AT)


class MemberIn(Strict):
    """A report, and why it leaves."""

    no_lapor = ReportNumber(required=True)
    reason = Text(LONGEST_CAUSE)
    at = Instant(metadata=_AT)


class OutageOut(Answer):
    """A wider outage; `lat` and `lon` are the middle of its reports."""

    outage = fields.String(required=True, metadata={"example": "M5426112300001"})
    state = Choice(OutageState, required=True)
    area = fields.String(required=True, allow_none=True, metadata={"example": "Jl. Melati"})
    since = Instant(required=True)
    eta = Instant(required=True, allow_none=True)
    cause = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True, metadata={"description": "why it was dismissed"})
    needs_decision = fields.Boolean(required=True, metadata={"description": "an officer chooses the next eta (ETA-6)"})
    confirmed_at = Instant(required=True, allow_none=True)
    closed_at = Instant(required=True, allow_none=True)
    size = fields.Integer(required=True)
    reports = fields.List(fields.String(), required=True)
    lat = fields.Float(required=True, allow_none=True)
    lon = fields.Float(required=True, allow_none=True)


class OutageListOut(Answer):
    """Wider outages, the newest first."""

    items = fields.List(fields.Nested(OutageOut), required=True)


class OutageEventOut(Answer):
    """One fact: `report` joined or left; `old` and `new` are times, or the group it was merged into."""

    type = Choice(OutageEventType, required=True)
    at = Instant(required=True)
    actor = fields.String(required=True)
    channel = Choice(Channel, required=True)
    rule = fields.String(required=True, allow_none=True)
    report = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    old = fields.String(required=True, allow_none=True)
    new = fields.String(required=True, allow_none=True)


class OutageHistoryOut(Answer):
    """What happened, oldest first."""

    items = fields.List(fields.Nested(OutageEventOut), required=True)

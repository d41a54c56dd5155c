"""What goes out. New fields may be added; a reader should pass over what it does not know."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from api.fields import Choice, Eta, Instant
from tickets.events import EventType
from tickets.model import Channel, Kind, Outcome, ResolutionCode, Stage, Status
from tickets.rules import TrackingGap


class Answer(Schema):
    """An answer: every field is always there, null where there is nothing to say."""

    class Meta:
        """Leave the schema open for fields to come."""

        unknown = EXCLUDE


def _text(*, null: bool = False, example: str | None = None) -> fields.String:
    return fields.String(required=True, allow_none=null, metadata={"example": example} if example else {})


class CustomerOut(Answer):
    """The customer as far as known; phone in E.164, degrees in WGS84."""

    idpel = _text(null=True, example="543210987654")
    meter_id = _text(null=True, example="14012345678")
    name = _text(null=True, example="Siti Rahma")
    phone = _text(null=True, example="+6281234567890")
    address = _text(null=True, example="Jl. Melati No. 5, Bandung")
    lat = fields.Float(required=True, allow_none=True, metadata={"example": -6.9147})
    lon = fields.Float(required=True, allow_none=True, metadata={"example": 107.6098})


class OfficerOut(Answer):
    """The field officer; `plate` is the No Polisi."""

    name = _text(example="Budi Santoso")
    phone = _text(null=True, example="+6281298765432")
    plate = _text(null=True, example="D 9123 PLN")
    uses_apkt_mobile = fields.Boolean(required=True)


class PositionOut(Answer):
    """Where APKT Mobile last saw the officer."""

    lat = fields.Float(required=True, metadata={"example": -6.9175})
    lon = fields.Float(required=True, metadata={"example": 107.6191})
    street = _text(null=True, example="Jl. Asia Afrika")
    at = Instant(required=True)


class ResolutionOut(Answer):
    """How the report was finished."""

    code = Choice(ResolutionCode, required=True)
    note = _text(null=True)
    at = Instant(required=True)


class TicketOut(Answer):
    """A report."""

    no_lapor = _text(example="G5426112300001")
    display_no = fields.String(
        required=True,
        metadata={"description": "the number as people see it, with `*` when marked", "example": "G5426112300001"},
    )
    kind = Choice(Kind, required=True)
    category = _text(example="1_BANGUNAN_PADAM")
    status = Choice(Status, required=True)
    stage = Choice(Stage, required=True)
    reported_at = Instant(required=True)
    eta = Eta(required=True, allow_none=True, metadata={"example": "2026-11-23T13:15:00+07:00"})
    eta_reason = fields.String(
        required=True,
        allow_none=True,
        attribute="promise.reason",
        dump_default=None,
        metadata={"description": "why it is not the 3 hours"},
    )
    eta_kept = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "whether the power was back by then, null before"}
    )
    urgent = fields.Boolean(required=True)
    attention = fields.Boolean(required=True, metadata={"description": "the asterisk"})
    wider_outage = fields.Boolean(required=True)
    outage = fields.String(
        required=True,
        allow_none=True,
        attribute="outage.no",
        dump_default=None,
        metadata={"description": "the wider outage it is in", "example": "M5426112300001"},
    )
    lapor_ulang_count = fields.Integer(required=True)
    update_count = fields.Integer(required=True)
    related_no_lapor = _text(null=True)
    description = _text(example="Rumah padam sejak pagi.")
    received_by = _text(example="APKT")
    channel = Choice(Channel, required=True)
    customer = fields.Nested(CustomerOut, required=True)
    officer = fields.Nested(OfficerOut, required=True, allow_none=True)
    position = fields.Nested(PositionOut, required=True, allow_none=True)
    resolution = fields.Nested(ResolutionOut, required=True, allow_none=True)


class PageOut(Answer):
    """One page of a search, newest report first."""

    items = fields.List(fields.Nested(TicketOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True, metadata={"description": "null on the last page"})


class ContactOut(Answer):
    """What the repeat contact became, by which rule, and the report; for NEW_REPORT the new one."""

    outcome = Choice(Outcome, required=True)
    rule = _text(example="LU-1")
    ticket = fields.Nested(TicketOut, required=True)


class StageTimeOut(Answer):
    """When a stage was reached."""

    stage = Choice(Stage, required=True)
    at = Instant(required=True)
    note = _text(null=True)


class SeenPositionOut(PositionOut):
    """A position fresh enough to be told (TR-5)."""

    age_seconds = fields.Integer(required=True, metadata={"example": 240})
    old = fields.Boolean(required=True, metadata={"description": "older than 15 minutes: to be told as old"})


class TrackingOut(Answer):
    """The progress of a report. `position` is null exactly when `reason` says why."""

    no_lapor = _text(example="G5426112300001")
    display_no = _text(example="G5426112300001")
    status = Choice(Status, required=True)
    stage = Choice(Stage, required=True)
    stages = fields.List(fields.Nested(StageTimeOut), required=True)
    officer = fields.Nested(OfficerOut, required=True, allow_none=True)
    position = fields.Nested(SeenPositionOut, required=True, allow_none=True)
    reason = Choice(TrackingGap, required=True, allow_none=True)
    rule = _text(example="TR-2")


class LaporUlangOut(Answer):
    """One repeat (LU-13)."""

    at = Instant(required=True)
    channel = Choice(Channel, required=True)
    received_by = _text(example="HANA")
    note = _text(example="Petugas belum datang.")
    urgent = fields.Boolean(required=True)
    rule = _text(example="LU-1")


class LogOut(Answer):
    """The Log Lapor Ulang, oldest first."""

    items = fields.List(fields.Nested(LaporUlangOut), required=True)


class EventOut(Answer):
    """One entry of Buku Biru. `field`, `old` and `new` belong to changes, transitions and ratings."""

    type = Choice(EventType, required=True)
    at = Instant(required=True)
    actor = _text(example="APKT")
    channel = Choice(Channel, required=True)
    note = _text(null=True)
    field = _text(null=True)
    old = _text(null=True)
    new = _text(null=True)
    rule = _text(null=True)


class HistoryOut(Answer):
    """A tab of Buku Biru, oldest first."""

    items = fields.List(fields.Nested(EventOut), required=True)

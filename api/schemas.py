"""What comes in. Every schema refuses fields it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validates_schema

from api.fields import (
    IDPEL,
    METER_ID,
    UNIT_CODE,
    Choice,
    Digits,
    Flag,
    Instant,
    Number,
    Phone,
    QueryFlag,
    QueryWhole,
    ReportNumber,
    Text,
    Whole,
)
from tickets.events import Tab
from tickets.model import (
    SINGLE_BUILDING,
    Channel,
    Customer,
    Kind,
    Officer,
    Position,
    ResolutionCode,
    Side,
    Stage,
    Status,
)
from tickets.ports import TicketQuery
from tickets.requests import Contact, NewReport

APKT = "APKT"
SENTENCES = 2000
IDPEL_EXAMPLE = "543210987654"
METER_EXAMPLE = "14012345678"


class Strict(Schema):
    """A body or query without unknown fields: a field spelt wrong must not be lost in silence.

    `Meta.document` is added to the schema in the OpenAPI document: what one field alone cannot say.
    """

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE
        document: ClassVar[dict[str, Any]] = {}


def _check_place(data: Mapping[str, Any]) -> None:
    if (data.get("lat") is None) != (data.get("lon") is None):
        raise ValidationError("A place has both lat and lon.", "lon" if data.get("lon") is None else "lat")


def _given(*names: str) -> dict[str, Any]:
    return {"required": [*names], "properties": {name: {"type": "string"} for name in names}}


_NO_PLACE = {"lat": {"type": "null"}, "lon": {"type": "null"}}
_PLACE = {"lat": {"type": "number"}, "lon": {"type": "number"}}


class CustomerIn(Strict):
    """Who is without power: `idpel` or `meter_id`, or `name` and `address` (IN-2); null means not known."""

    idpel = Digits(IDPEL, IDPEL_EXAMPLE, allow_none=True)
    meter_id = Digits(METER_ID, METER_EXAMPLE, allow_none=True)
    name = Text(200, allow_none=True)
    phone = Phone(allow_none=True)
    address = Text(500, allow_none=True)
    lat = Number(-90, 90, allow_none=True)
    lon = Number(-180, 180, allow_none=True)

    class Meta(Strict.Meta):
        """Say in the document what the checks say."""

        document: ClassVar[dict[str, Any]] = {
            "allOf": [
                {"anyOf": [_given("idpel"), _given("meter_id"), _given("name", "address")]},
                {"anyOf": [{"properties": _NO_PLACE}, {"required": ["lat", "lon"], "properties": _PLACE}]},
            ]
        }

    @validates_schema
    def check(self, data: Mapping[str, Any], **_: object) -> None:
        """Refuse half a place, and a customer nobody could find (IN-2)."""
        _check_place(data)
        if not (data.get("idpel") or data.get("meter_id") or (data.get("name") and data.get("address"))):
            raise ValidationError("IDPEL or ID Meter is needed, or name and address (IN-2).")

    @post_load
    def make(self, data: Mapping[str, Any], **_: object) -> Customer:
        """Return the customer."""
        return Customer(**data)


class TicketIn(Strict):
    """A report to take over from APKT."""

    kind = Choice(Kind, required=True, metadata={"example": "G"})
    category = Text(64, load_default=SINGLE_BUILDING)
    customer = fields.Nested(CustomerIn, required=True)
    description = Text(SENTENCES, lines=True, required=True, metadata={"example": "Rumah padam sejak pagi."})
    reported_at = Instant(metadata={"description": "now by default; never in the future"})
    unit_code = Digits(UNIT_CODE, "54", metadata={"description": "the unit of this system by default"})
    no_lapor = ReportNumber(metadata={"description": "APKT's number, of the same kind; by default a new one is made"})
    received_by = Text(100, load_default=APKT)
    channel = Choice(Channel, load_default=Channel.APKT)
    urgent = Flag(load_default=False)
    wider_outage = Flag(load_default=False)

    class Meta(Strict.Meta):
        """Say in the document that a number has the letter of its kind, or none."""

        document: ClassVar[dict[str, Any]] = {
            "anyOf": [
                {
                    "properties": {
                        "kind": {"enum": [kind.value]},
                        "no_lapor": {"pattern": f"^[{kind.value}{kind.value.lower()}]?[0-9]"},
                    }
                }
                for kind in Kind
            ]
        }

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> NewReport:
        """Return the report; a number without letter gets that of its kind."""
        number = data.get("no_lapor")
        if number and number[0].isdigit():
            data["no_lapor"] = f"{data['kind']}{number}"
        return NewReport(**data)


class OfficerIn(Strict):
    """The field officer and the vehicle."""

    name = Text(200, required=True, metadata={"example": "Budi Santoso"})
    phone = Phone(allow_none=True)
    plate = Text(20, allow_none=True, metadata={"description": "No Polisi", "example": "B 9123 PLN"})
    uses_apkt_mobile = Flag(load_default=True)

    @post_load
    def make(self, data: Mapping[str, Any], **_: object) -> Officer:
        """Return the officer."""
        return Officer(**data)


class AssignmentIn(Strict):
    """Who goes there."""

    officer = fields.Nested(OfficerIn, required=True)
    at = Instant(metadata={"description": "now by default; never in the future"})


class StageIn(Strict):
    """How far the work is; SELESAI finishes the report."""

    stage = Choice(Stage, required=True, metadata={"example": "DALAM_PERJALANAN"})
    at = Instant(metadata={"description": "now by default; never in the future"})
    note = Text(SENTENCES, lines=True, blank=True, allow_none=True)
    resolution_code = Choice(
        ResolutionCode,
        allow_none=True,
        metadata={"description": "for SELESAI only, there SELESAI_NORMAL by default"},
    )

    class Meta(Strict.Meta):
        """Say in the document that a code belongs to SELESAI."""

        document: ClassVar[dict[str, Any]] = {
            "anyOf": [
                {"properties": {"stage": {"enum": [Stage.SELESAI.value]}}},
                {"properties": {"resolution_code": {"type": "null"}}},
            ]
        }

    @validates_schema
    def check(self, data: Mapping[str, Any], **_: object) -> None:
        """Refuse a code without SELESAI."""
        if data.get("resolution_code") and data["stage"] is not Stage.SELESAI:
            raise ValidationError("A resolution code belongs to SELESAI only.", "resolution_code")


class EtaIn(Strict):
    """When the work will be done, and why then; customers read the reason."""

    eta = Instant(
        required=True, metadata={"description": "ahead, at most 14 days", "example": "2026-11-23T15:30:00+07:00"}
    )
    reason = Text(200, required=True, metadata={"example": "Menunggu penggantian kabel."})
    at = Instant(metadata={"description": "now by default; never in the future"})


class PositionIn(Strict):
    """Where APKT Mobile saw the officer, and when."""

    lat = Number(-90, 90, required=True, metadata={"example": -6.2088})
    lon = Number(-180, 180, required=True, metadata={"example": 106.8456})
    street = Text(200, allow_none=True, load_default=None, metadata={"example": "Jl. Melati"})
    at = Instant(required=True, metadata={"description": "never in the future"})

    @post_load
    def make(self, data: Mapping[str, Any], **_: object) -> Position:
        """Return the position."""
        return Position(**data)


class ChangesIn(Strict):
    """Data added or replaced. A field that is not named stays as it is; none can be emptied."""

    idpel = Digits(IDPEL, IDPEL_EXAMPLE)
    meter_id = Digits(METER_ID, METER_EXAMPLE)
    name = Text(200)
    phone = Phone()
    address = Text(500)
    lat = Number(-90, 90)
    lon = Number(-180, 180)
    description = Text(SENTENCES, lines=True)

    class Meta(Strict.Meta):
        """Say in the document that a place is whole."""

        document: ClassVar[dict[str, Any]] = {"dependentRequired": {"lat": ["lon"], "lon": ["lat"]}}

    @validates_schema
    def check(self, data: Mapping[str, Any], **_: object) -> None:
        """Refuse half a place."""
        _check_place(data)


class ContactIn(Strict):
    """A repeat contact. `side` is whose problem makes the customer contact again."""

    side = Choice(Side, required=True, metadata={"example": "PLN"})
    note = Text(SENTENCES, lines=True, blank=True, load_default="", metadata={"example": "Petugas belum datang."})
    urgent = Flag(load_default=False)
    changes = fields.Nested(ChangesIn, load_default=dict)
    received_by = Text(100, load_default=APKT)
    channel = Choice(Channel, load_default=Channel.APKT)
    at = Instant(metadata={"description": "now by default; never in the future"})

    @post_load
    def make(self, data: Mapping[str, Any], **_: object) -> Contact:
        """Return the contact."""
        return Contact(**data)


class CommentIn(Strict):
    """A remark for Buku Biru."""

    text = Text(SENTENCES, lines=True, required=True, metadata={"example": "Trafo sudah diganti."})
    author = Text(100, load_default=APKT)


class RatingIn(Strict):
    """What the customer thought of the service, after SELESAI (MT-7)."""

    stars = Whole(1, 5, required=True, metadata={"example": 5})
    comment = Text(SENTENCES, lines=True, blank=True, allow_none=True, load_default=None)
    via = Text(50, load_default=APKT, metadata={"description": "where it was given", "example": "PLN_MOBILE"})


class SearchIn(Strict):
    """A search; all given parts must match."""

    no_lapor = Text(64, metadata={"description": "in any writing", "example": "G5426112300001"})
    phone = Phone()
    idpel = Digits(IDPEL, IDPEL_EXAMPLE)
    meter_id = Digits(METER_ID, METER_EXAMPLE)
    q = Text(100, metadata={"description": "words of number, name or address"})
    status = Choice(Status)
    kind = Choice(Kind)
    attention = QueryFlag(metadata={"description": "only reports with (true) or without (false) the asterisk"})
    cursor = Text(200, metadata={"description": "`next_cursor` of the page before"})
    limit = QueryWhole(1, 200, load_default=50)

    @post_load
    def make(self, data: Mapping[str, Any], **_: object) -> TicketQuery:
        """Return the search."""
        return TicketQuery(**data)


class HistoryIn(Strict):
    """Which tab of Buku Biru."""

    tab = Choice(Tab, load_default=Tab.ALL)

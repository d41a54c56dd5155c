"""The words of the procedure as types."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from tickets.numbers import DISPLAY_MARK

if TYPE_CHECKING:
    from tickets.events import Event
    from tickets.outages import Outage


class Word(str, Enum):
    """An enumeration that reads and prints as its own word."""

    def __str__(self) -> str:
        return str(self.value)


class Kind(Word):
    """`G` is Gangguan, an outage; `K` is Keluhan, a complaint."""

    G = "G"
    K = "K"


class Status(Word):
    """The two APKT statuses."""

    BELUM_SELESAI = "BELUM_SELESAI"
    SELESAI = "SELESAI"


class Stage(Word):
    """The finer progress of an open G report, in this order."""

    LAPOR = "LAPOR"
    PENUGASAN_REGU = "PENUGASAN_REGU"
    DALAM_PERJALANAN = "DALAM_PERJALANAN"
    DALAM_PENGERJAAN = "DALAM_PENGERJAAN"
    NYALA = "NYALA"
    SELESAI = "SELESAI"

    @property
    def order(self) -> int:
        """Return the place of the stage in the chain, 0 for LAPOR."""
        return list(Stage).index(self)


class Side(Word):
    """Whose problem makes the customer contact again."""

    PLN = "PLN"
    CUSTOMER = "CUSTOMER"
    BOTH = "BOTH"


class Outcome(Word):
    """What a repeat contact becomes."""

    LAPOR_ULANG = "LAPOR_ULANG"
    UPDATE = "UPDATE"
    LAPOR_ULANG_UPDATE = "LAPOR_ULANG_UPDATE"
    NEW_REPORT = "NEW_REPORT"


class ResolutionCode(Word):
    """Why a report was finished."""

    SELESAI_NORMAL = "SELESAI_NORMAL"
    DATA_TIDAK_LENGKAP = "DATA_TIDAK_LENGKAP"
    PELANGGAN_SULIT_DIHUBUNGI = "PELANGGAN_SULIT_DIHUBUNGI"
    BUKAN_GANGGUAN_PLN = "BUKAN_GANGGUAN_PLN"


class Channel(Word):
    """Where a contact came from."""

    WHATSAPP = "WHATSAPP"
    VOICE = "VOICE"
    APKT = "APKT"
    CONSOLE = "CONSOLE"
    WEB = "WEB"


SINGLE_BUILDING = "1_BANGUNAN_PADAM"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who is without power and how to reach them: idpel 12 digits, meter_id 11 digits, phone E.164, degrees WGS84."""

    idpel: str | None = None
    meter_id: str | None = None
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """The field officer and the vehicle (`plate` is the No Polisi)."""

    name: str
    phone: str | None = None
    plate: str | None = None
    uses_apkt_mobile: bool = True


@dataclass(frozen=True, slots=True)
class Position:
    """Where APKT Mobile last saw the officer."""

    lat: float
    lon: float
    street: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a report was finished."""

    code: ResolutionCode
    note: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised end that took the place of the 3 hours: until when, why, by whom, since when (Source: ETA-6)."""

    until: datetime
    reason: str | None
    by: str
    at: datetime


class Alert(Word):
    """What an officer has to see to before the customer asks (Source: ETA-6, ETA-7, CF-5)."""

    ETA_TERANCAM = "ETA_TERANCAM"
    ETA_PERLU_KEPUTUSAN = "ETA_PERLU_KEPUTUSAN"
    PELANGGAN_MENYALA = "PELANGGAN_MENYALA"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or voice note of the customer, kept as a reference."""

    url: str
    content_type: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LaporUlang:
    """One repeat in the Log Lapor Ulang (Source: procedure.md LU-13)."""

    at: datetime
    channel: Channel
    received_by: str
    note: str
    urgent: bool
    rule: str


@dataclass(frozen=True, slots=True)
class StageTime:
    """When a stage was reached."""

    stage: Stage
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What the customer thought of the service (Source: procedure.md MT-7)."""

    stars: int
    comment: str | None
    via: str
    at: datetime


CHANGEABLE = frozenset(f.name for f in fields(Customer)) | {"description"}


@dataclass(slots=True)
class Ticket:
    """One report. Mutated only by `tickets.reports`, which records an event for each change.

    `window_from` starts the 3-hour window: `reported_at`, or the reopening (ETA-2). `reporter` is the
    number the report was made from (PV-1), which need not be the number to call back, `customer.phone`.
    `promise_changes` counts those without a human, `warned_of` is the promised end the customer was warned of,
    `eta_kept` whether the power was back by then. `outage` is the group as it stood when the report was read; `apart`
    keeps the report out of groups (WO-3).
    """

    no_lapor: str
    kind: Kind
    reported_at: datetime
    window_from: datetime
    description: str
    customer: Customer
    unit_code: str
    received_by: str
    channel: Channel
    category: str = SINGLE_BUILDING
    status: Status = Status.BELUM_SELESAI
    stage: Stage = Stage.LAPOR
    urgent: bool = False
    attention: bool = False
    wider_outage: bool = False
    reporter: str | None = None
    lapor_ulang_count: int = 0
    update_count: int = 0
    related_no_lapor: str | None = None
    officer: Officer | None = None
    position: Position | None = None
    resolution: Resolution | None = None
    rating: Rating | None = None
    promise: Promise | None = None
    promise_changes: int = 0
    warned_of: datetime | None = None
    eta_kept: bool | None = None
    alert: Alert | None = None
    outage: Outage | None = None
    apart: bool = False
    stages: list[StageTime] = field(default_factory=list)
    repeats: list[LaporUlang] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    version: int = 0
    events: list[Event] = field(default_factory=list, repr=False, compare=False)

    @property
    def display_no(self) -> str:
        """Return the number as officers and customers see it, with `*` when marked (Source: procedure.md LU-14)."""
        return self.no_lapor + (DISPLAY_MARK if self.attention else "")

    @property
    def is_open(self) -> bool:
        """Tell whether the report is BELUM SELESAI."""
        return self.status is Status.BELUM_SELESAI

    def change_customer(self, **values: object) -> None:
        """Replace data of the customer."""
        self.customer = replace(self.customer, **values)  # type: ignore[arg-type]

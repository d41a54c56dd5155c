"""A demo world: reports in all states, made through the use cases as APKT and customers would make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tickets.errors import NumberTakenError, PremiseHasOpenReportError
from tickets.model import Channel, Customer, Kind, Officer, Position, Rating, ResolutionCode, Side, Stage
from tickets.numbers import make_no_lapor
from tickets.requests import Contact, NewReport
from tickets.service import Reports

# Far above what a day brings, so that the numbers of the demo meet nobody's.
FIRST_NUMBER = 80001
FIRST_PHONE = 6281190000000
FIRST_IDPEL = 549900000000

# Streets in Bandung an officer drives along: latitude, longitude, name.
ROUTES: tuple[tuple[tuple[float, float, str], ...], ...] = (
    (
        (-6.9218, 107.6070, "Jl. Asia Afrika"),
        (-6.9205, 107.6101, "Jl. Lengkong Besar"),
        (-6.9189, 107.6128, "Jl. Sunda"),
        (-6.9150, 107.6150, "Jl. Lombok"),
        (-6.9098, 107.6172, "Jl. R.E. Martadinata"),
        (-6.9052, 107.6189, "Jl. Cihapit"),
    ),
    (
        (-6.8950, 107.6130, "Jl. Ir. H. Juanda"),
        (-6.8987, 107.6121, "Jl. Ganesha"),
        (-6.9003, 107.6085, "Jl. Tamansari"),
        (-6.9034, 107.6033, "Jl. Pasteur"),
        (-6.9069, 107.5990, "Jl. Pajajaran"),
    ),
    (
        (-6.9389, 107.6070, "Jl. Moh. Toha"),
        (-6.9355, 107.6120, "Jl. BKR"),
        (-6.9325, 107.6200, "Jl. Lingkar Selatan"),
        (-6.9301, 107.6270, "Jl. Gatot Subroto"),
        (-6.9270, 107.6352, "Jl. Kiaracondong"),
    ),
)
OFFICERS = (
    Officer("Tono Sudrajat", "+628111900001", "D 8123 PL"),
    Officer("Rina Marlina", "+628111900002", "D 8450 PL"),
    Officer("Asep Hidayat", "+628111900003", "D 8717 PL"),
    Officer("Dadan Ramdani", "+628111900004", "D 8902 PL", uses_apkt_mobile=False),
)
_NAMES = ("Siti Rahayu", "Budi Santoso", "Ratna Dewi", "Agus Kurniawan", "Wayan Sudana", "Maria Simatupang")
_STREETS = (
    "Melati",
    "Kenanga",
    "Cemara",
    "Anggrek",
    "Mawar",
    "Flamboyan",
    "Cempaka",
    "Dahlia",
    "Teratai",
    "Bougenville",
)
_WORDS = ("Rumah padam sendiri sejak tadi", "Listrik mati, MCB sudah naik", "Padam setelah hujan", "Ruko gelap sendiri")
_COMPLAINTS = ("Tagihan tidak sesuai pemakaian", "Tegangan naik turun", "Petugas baca meter tidak datang")


@dataclass(frozen=True, slots=True)
class Scene:
    """One report of the world. `minutes` is its age; `street` puts it into a street of its own or of others."""

    kind: Kind
    minutes: int
    stage: Stage = Stage.LAPOR
    code: ResolutionCode | None = None
    officer: int | None = None
    position_age: int | None = None
    again: bool = False
    stars: int | None = None
    street: str | None = None


def scenes() -> tuple[Scene, ...]:
    """Return the forty reports: every state, with and without tracking, repeated, rated, close together."""
    g, k = Kind.G, Kind.K
    way, work = Stage.DALAM_PERJALANAN, Stage.DALAM_PENGERJAAN
    return (
        *(Scene(g, minutes) for minutes in (4, 38, 95, 170, 200, 260)),
        *(Scene(g, minutes, again=True) for minutes in (215, 330)),
        *(Scene(g, minutes, Stage.PENUGASAN_REGU, officer=at % 4) for at, minutes in enumerate((25, 70, 185))),
        *(Scene(g, minutes, way, officer=at, position_age=at) for at, minutes in enumerate((40, 65, 110))),
        Scene(g, 130, way, officer=0, position_age=25),
        Scene(g, 240, way, officer=1, position_age=75, again=True),
        Scene(g, 90, way, officer=3),
        *(Scene(g, minutes, work, officer=at, position_age=3) for at, minutes in enumerate((100, 150, 225))),
        *(Scene(g, minutes, Stage.NYALA, officer=at) for at, minutes in enumerate((160, 205))),
        *(Scene(g, 600 + 47 * at, Stage.SELESAI, officer=at % 4, stars=stars) for at, stars in enumerate((5, 4, 2, 5))),
        *(Scene(g, 700 + 61 * at, Stage.SELESAI, officer=at % 4) for at in range(3)),
        Scene(g, 500, Stage.SELESAI, ResolutionCode.DATA_TIDAK_LENGKAP),
        Scene(g, 520, Stage.SELESAI, ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI, officer=2),
        Scene(g, 640, Stage.SELESAI, ResolutionCode.BUKAN_GANGGUAN_PLN, officer=1),
        # Finished, and dark again: active under the same number, with the asterisk.
        *(Scene(g, minutes, Stage.SELESAI, officer=0, again=True) for minutes in (420, 480)),
        # Three neighbours within two hours: possibly a wider outage (IN-6).
        *(Scene(g, minutes, street="Sukamaju") for minutes in (15, 22, 33)),
        Scene(k, 45),
        Scene(k, 300, again=True),
        Scene(k, 900, Stage.SELESAI, stars=3),
    )


class World:
    """Make the world, once. `day` is the day of its numbers: a second time it finds them taken and leaves them."""

    def __init__(self, reports: Reports, unit_code: str) -> None:
        self._reports = reports
        self._unit = unit_code

    def make(self, day: date) -> list[str]:
        """Make what is not there yet; return the numbers of all."""
        now = self._reports.now()
        return [self._play(at, scene, now, day) for at, scene in enumerate(scenes())]

    def _play(self, at: int, scene: Scene, now: datetime, day: date) -> str:
        number = make_no_lapor(scene.kind, self._unit, day, FIRST_NUMBER + at)
        begun = now - timedelta(minutes=scene.minutes)
        street = scene.street or f"{_STREETS[at % 10]} {at + 1}"
        customer = Customer(
            idpel=str(FIRST_IDPEL + at),
            name=_NAMES[at % len(_NAMES)],
            phone=f"+{FIRST_PHONE + at}",
            address=f"Jl. {street} No. {at + 3}, Bandung",
            lat=-6.95 + (at % 7) * 0.012 if not scene.street else -6.9475 + at * 1e-5,
            lon=107.57 + (at // 7) * 0.013 if not scene.street else 107.6702,
        )
        words = _COMPLAINTS if scene.kind is Kind.K else _WORDS
        category = "KELUHAN_PELANGGAN" if scene.kind is Kind.K else "1_BANGUNAN_PADAM"
        new = NewReport(
            customer,
            words[at % len(words)],
            "APKT",
            Channel.APKT,
            scene.kind,
            category,
            no_lapor=number,
            reported_at=begun,
            reporter=customer.phone,
        )
        try:
            self._reports.open(new)
        except (NumberTakenError, PremiseHasOpenReportError):
            return number
        self._go_on(number, scene, begun, now)
        return number

    def _go_on(self, number: str, scene: Scene, begun: datetime, now: datetime) -> None:
        span = now - begun
        reached = [stage for stage in Stage if 0 < stage.order <= scene.stage.order]
        for at, stage in enumerate(reached, 1):
            source = self._reports.source("APKT", Channel.APKT, begun + span * at / (len(reached) + 2))
            if stage is Stage.PENUGASAN_REGU and scene.officer is not None:
                self._reports.assign(number, OFFICERS[scene.officer], source)
            elif stage is Stage.SELESAI:
                note = "Jaringan diperbaiki" if scene.code is None else None
                self._reports.advance(number, stage, source, note, scene.code)
            elif scene.kind is Kind.G and scene.officer is not None:
                self._reports.advance(number, stage, source)
        if scene.position_age is not None:
            lat, lon, where = ROUTES[(scene.officer or 0) % len(ROUTES)][1]
            self._reports.see_position(
                number, Position(lat, lon, where, now - timedelta(minutes=scene.position_age, seconds=1))
            )
        if scene.again:
            at_last = begun + span * 9 / 10
            self._reports.contact(
                number, Contact(Side.PLN, "Petugas belum datang", "CHATBOT", Channel.WHATSAPP, at=at_last)
            )
        if scene.stars:
            source = self._reports.source("CHATBOT", Channel.WHATSAPP)
            self._reports.rate(number, Rating(scene.stars, None, "CHATBOT", source.at), source)

"""Customers with a building, a number and a channel. No two of them share anything, so that tests do not meet."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import spoken
from simulator.twilio import Caller, Customer
from tests.deploy.system import RunningSystem
from tests.journeys.answers import HUMAN, Answer, recognise

Channel = Literal["whatsapp", "voice"]
_FIRST = ("Anggrek", "Bougenvil", "Cendana", "Dahlia", "Flamboyan", "Kamboja", "Kenanga", "Mahoni", "Sakura", "Teratai")
_SECOND = (
    "Asri",
    "Baru",
    "Damai",
    "Elok",
    "Gemilang",
    "Hijau",
    "Indah",
    "Jaya",
    "Kencana",
    "Lestari",
    "Mulia",
    "Permai",
)
_THIRD = ("Barat", "Timur", "Utara", "Selatan", "Tengah", "Dalam", "Raya")
_GIVEN = ("Siti", "Budi", "Ratna", "Agus", "Dewi", "Hendra", "Lestari", "Joko")
_FAMILY = ("Rahayu", "Santoso", "Wulandari", "Prasetyo", "Handayani", "Kurniawan")
# A run of its own, so that a system that is used twice meets nobody again.
_numbers = itertools.count(secrets.randbelow(40_000_000))
_streets = itertools.cycle(itertools.product(_SECOND, _FIRST, _THIRD))


@dataclass(frozen=True, slots=True)
class Home:
    """A building and who lives there. The street is nobody else's: reports close together look like one outage."""

    idpel: str
    meter_id: str
    name: str
    street: str
    number: int

    @property
    def address(self) -> str:
        """Return the address as people write it."""
        return f"Jl. {self.street} No. {self.number}"


def a_home() -> Home:
    """Return a building of its own."""
    at = next(_numbers)
    second, first, third = next(_streets)
    name = f"{_GIVEN[at % len(_GIVEN)]} {_FAMILY[at % len(_FAMILY)]}"
    return Home(f"5412{at:08d}", f"140{at:08d}", name, f"{first} {second} {third}", 1 + at % 90)


def a_phone() -> str:
    """Return a mobile number of its own, E.164."""
    return f"+62812{next(_numbers):08d}"


@dataclass(slots=True)
class Person:
    """Someone at home, with a number (None withholds it) and a channel."""

    system: RunningSystem
    channel: Channel
    phone: str | None
    home: Home
    _whatsapp: Customer | None = field(default=None, repr=False)
    _call: Caller | None = field(default=None, repr=False)

    @property
    def chat(self) -> Customer:
        """Return the WhatsApp of this person."""
        assert self.phone is not None
        settings = self.system.settings
        self._whatsapp = self._whatsapp or Customer(self.system.base_url, settings.twilio_auth_token, self.phone)
        return self._whatsapp

    @property
    def call(self) -> Caller:
        """Return the call under way, or a new one."""
        if self._call is None or self._call.state == "over":
            self._call = Caller(self.system.base_url, self.system.settings.twilio_auth_token, self.phone)
        return self._call

    def clock(self, moment: str) -> str:
        """Return how this person is told a clock time (given in ISO 8601)."""
        zone = self.system.settings.timezone
        return spoken.clock(datetime.fromisoformat(moment), datetime.now(UTC), zone)[self.channel == "voice"]

    def number(self, report: Mapping[str, str]) -> str:
        """Return how this person is told a report number."""
        return spoken.no_lapor_said(report["no_lapor"]) if self.channel == "voice" else report["display_no"]

    def digits(self, number: str) -> str:
        """Return how this person is told any other number."""
        return spoken.apart(number) if self.channel == "voice" else number

    @property
    def address(self) -> str:
        """Return the address of the home as this person puts it."""
        return spoken.address_said(self.home.address).lower() if self.channel == "voice" else self.home.address

    def dials(self) -> Answer:
        """Call; on WhatsApp nothing comes before the first words."""
        return self.hears(self.call.dial())

    def says(self, words: str) -> Answer:
        """Write, or say into the telephone."""
        if self.channel == "whatsapp":
            return self.reads(self.chat.write(words))
        self._reach()
        return self.hears(self.call.say(words))

    def keys(self, keys: str) -> Answer:
        """Press keys (a number with `#` behind it), or write the digits."""
        if self.channel == "whatsapp":
            return self.reads(self.chat.write(keys.rstrip("#")))
        self._reach()
        return self.hears(self.call.press(keys))

    def is_silent(self) -> Answer:
        """Say nothing on the telephone."""
        self._reach()
        return self.hears(self.call.silent())

    def hangs_up(self) -> None:
        """End the call, if there is one; the next words begin another one."""
        if self._call is not None and self._call.state != "over":
            self._call.hang_up()

    def reads(self, texts: list[str]) -> Answer:
        """Recognise what came back on WhatsApp."""
        said = recognise(texts, "whatsapp")
        return Answer(said, human=any(HUMAN & one.keys for one in said))

    def hears(self, texts: list[str]) -> Answer:
        """Recognise what was heard on the telephone."""
        state = self.call_state
        return Answer(recognise(texts, "voice"), human=state in {"queued", "dialling"}, over=state == "over")

    @property
    def call_state(self) -> str:
        """Return `idle`, `asked`, `queued`, `dialling` or `over`."""
        return self._call.state if self._call else "idle"

    def _reach(self) -> None:
        if self.call.state == "idle":
            self.call.dial()

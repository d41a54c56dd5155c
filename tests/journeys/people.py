"""Customers with a building, a number and a channel. No two of them share anything, so that tests do not meet."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import requests

import spoken
from simulator.relay import RelayCaller
from simulator.twilio import Caller, Customer
from tests.deploy.system import RunningSystem
from tests.journeys.answers import HUMAN, Answer, recognise

Channel = Literal["whatsapp", "voice"]
# Seconds until an answer that was late must be there.
PATIENCE = 120.0
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


# All of this run: none of it may be found in a log (`tests.journeys.leaks`).
HOMES: list[Home] = []
PHONES: list[str] = []


def a_home() -> Home:
    """Return a building of its own."""
    at = next(_numbers)
    second, first, third = next(_streets)
    name = f"{_GIVEN[at % len(_GIVEN)]} {_FAMILY[at % len(_FAMILY)]}"
    HOMES.append(Home(f"5412{at:08d}", f"140{at:08d}", name, f"{first} {second} {third}", 1 + at % 90))
    return HOMES[-1]


def a_phone() -> str:
    """Return a mobile number of its own, E.164."""
    PHONES.append(f"+62812{next(_numbers):08d}")
    return PHONES[-1]


class OverRelay(RelayCaller):
    """A telephone that goes over to the socket once it has heard the greeting, however the system opens its calls."""

    def dial(self) -> list[str]:
        """Call the service, and go on by the relay."""
        heard = super().dial()
        if self.socket is None and self.state == "asked":
            self.connect()
        return heard


@dataclass(slots=True)
class Person:
    """Someone at home, with a number (None withholds it), a channel, and on the telephone one of its two ways."""

    system: RunningSystem
    channel: Channel
    phone: str | None
    home: Home
    telephone: type[Caller] = Caller
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
            self._call = self.telephone(self.system.base_url, self.system.settings.twilio_auth_token, self.phone)
        return self._call

    def clock(self, moment: str) -> str:
        """Return how this person is told a clock time (given in ISO 8601)."""
        zone = self.system.settings.timezone
        return spoken.clock(datetime.fromisoformat(moment), datetime.now(UTC), zone)[self.channel == "voice"]

    def number(self, report: Mapping[str, str]) -> str:
        """Return how this person is told which of the known reports is meant: by telephone its ending is enough."""
        return spoken.ending_said(report["no_lapor"]) if self.channel == "voice" else report["display_no"]

    def whole_number(self, report: Mapping[str, str]) -> str:
        """Return how this person is told a report number for the first time."""
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
        """Write, or say into the telephone; where a busy machine makes it late, read the answer that follows (WT-2)."""
        if self.channel == "whatsapp":
            return self.gets(lambda: self.chat.write(words))
        return self.is_told(words)

    def is_told(self, words: str) -> Answer:
        """Write, or say into the telephone, and take what is answered in the same breath."""
        if self.channel == "whatsapp":
            return self.reads(self.chat.write(words))
        self._reach()
        return self.hears(self.call.say(words))

    def keys(self, keys: str) -> Answer:
        """Press keys (a number with `#` behind it), or write the digits."""
        if self.channel == "whatsapp":
            return self.gets(lambda: self.chat.write(keys.rstrip("#")))
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
        if isinstance(self._call, RelayCaller):
            # Sentences come one by one; the wording knows them as they were written together.
            texts = ["\n\n".join(texts)]
        return Answer(recognise(texts, "voice"), human=state in {"queued", "dialling"}, over=state == "over")

    @property
    def call_state(self) -> str:
        """Return `idle`, `asked`, `queued`, `dialling` or `over`."""
        return self._call.state if self._call else "idle"

    def gets(self, send: Callable[[], list[str]]) -> Answer:
        """Send something by WhatsApp and read the answer; where a busy machine makes it late, the one that follows."""
        known = len(self.late())
        told = self.reads(send())
        end = time.monotonic() + PATIENCE
        while told.keys == {"utter_mohon_tunggu"}:
            if follows := self.late()[known:]:
                told = self.reads(follows[:1])
            assert time.monotonic() < end, "no answer followed"
            time.sleep(0.2)
        return told

    def late(self) -> list[str]:
        """Return what was written to this person afterwards, the oldest first."""
        settings = self.system.settings
        account, token = settings.twilio_account_sid, settings.twilio_auth_token
        url = f"{settings.twilio_api_base}/2010-04-01/Accounts/{account}/Messages.json"
        told = requests.get(url, params={"To": f"whatsapp:{self.phone}"}, auth=(account, token), timeout=60).json()
        return [it["body"] for it in reversed(told["messages"]) if it["direction"].startswith("outbound")]

    def _reach(self) -> None:
        if self.call.state == "idle":
            self.call.dial()

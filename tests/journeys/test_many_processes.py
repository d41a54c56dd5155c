"""Two of every part: one of each is killed, the database restarted, and every customer is served as if nothing were."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simulator.twilio import Caller, Customer
from tests.databases import fresh_redis
from tests.deploy.many import ManySystem
from tests.journeys import talks
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt
from tests.journeys.people import Channel, Home, Person, a_home, a_phone
from tests.notify.cluster import Cluster, own_postgresql
from tests.notify.fake_twilio import FakeTwilio

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

CHANNELS: list[Channel] = ["whatsapp", "whatsapp", "whatsapp", "voice", "voice"]
# Answers that say that another one follows, which it does however many processes die.
HELD = frozenset({"utter_jawaban_tertunda", "utter_mohon_tunggu", "utter_masih_tunggu"})
# What may be said only while the database is away.
HONEST = frozenset(
    {
        "utter_gangguan_sistem",
        "utter_gangguan_ke_petugas",
        "utter_gangguan_tak_tersimpan",
        "utter_ke_cso",
        "utter_ke_cso_suara",
    }
)
# Connections are made anew, and who waited for the database gives up, a little after it is back.
AFTERWARDS = 8.0
BETWEEN_KILLS = 4.0
# Nobody tries again at once.
PATIENCE = 0.5


class ToldToWait(Exception):  # noqa: N818 - no fault
    """The customer heard an honest sentence instead of an answer."""


@dataclass
class Traffic:
    """Customers who report one outage after the other, and what came of it."""

    system: ManySystem
    over: threading.Event = field(default_factory=threading.Event)
    answered: list[float] = field(default_factory=list)
    troubles: list[tuple[float, float, str]] = field(default_factory=list)
    made: list[tuple[Channel, Home, str]] = field(default_factory=list)
    broken_off: list[Home] = field(default_factory=list)

    def customer(self, channel: Channel) -> None:
        """Report until it is over."""
        while not self.over.is_set():
            phone, home = a_phone(), a_home()
            person = Watched(self.system, channel, phone, home)  # type: ignore[arg-type]
            given = {"public_url": self.system.base_url, "post": self.system.post}
            token = self.system.settings.twilio_auth_token
            if channel == "voice":
                person._call = Caller(self.system.base_url, token, phone, **given)
            else:
                person._whatsapp = Customer(self.system.base_url, token, phone, **given)
            person.traffic = self
            try:
                told = talks.report(person)
                assert told.says("utter_laporan_dibuat"), told.text
            except ToldToWait:
                self.broken_off.append(home)
                time.sleep(PATIENCE)
            else:
                (made,) = (said.values for said in told.said if "utter_laporan_dibuat" in said.keys)
                self.made.append((channel, home, str(made)))


class Watched(Person):
    """Someone whose answers are written down."""

    traffic: Traffic

    def reads(self, texts: list[str]) -> Answer:
        """Note what came back on WhatsApp."""
        return self._noted(super().reads(texts))

    def hears(self, texts: list[str]) -> Answer:
        """Note what was heard."""
        return self._noted(super().hears(texts))

    def says(self, words: str) -> Answer:
        """Note when it was said."""
        self.asked = time.monotonic()
        return super().says(words)

    def _reach(self) -> None:
        """Call, and note what is heard first: where it is an apology, the call is over."""
        assert self._call is not None
        if self._call.state == "idle":
            self.asked = time.monotonic()
            self.hears(self._call.dial())

    def _noted(self, answer: Answer) -> Answer:
        assert answer.said, "a message without an answer"
        now = time.monotonic()
        if HELD & answer.keys:
            # The real answer follows (WT-1): what is owed is counted in the end.
            raise ToldToWait
        if HONEST & answer.keys:
            self.traffic.troubles.append((getattr(self, "asked", now), now, answer.text))
            raise ToldToWait
        self.traffic.answered.append(now)
        return answer


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with own_postgresql() as cluster:
        yield cluster


def test_one_of_each_killed_and_the_database_restarted(cluster: Cluster, tmp_path: Path) -> None:
    twilio = FakeTwilio()
    with fresh_redis() as redis_url, ManySystem(tmp_path, cluster.url, redis_url, twilio.url) as system:
        traffic = Traffic(system)
        with ThreadPoolExecutor(len(CHANNELS)) as pool:
            customers = [pool.submit(traffic.customer, channel) for channel in CHANNELS]
            try:
                for part in ("actions", "rasa", "web", "notify"):
                    _more(traffic, 5)
                    system.kill(f"{part}-0")
                    time.sleep(BETWEEN_KILLS)
                quiet = len(traffic.troubles)
                _more(traffic, 10)
                away = time.monotonic()
                cluster.control("restart", "-m", "fast")
                back = time.monotonic() + AFTERWARDS
                time.sleep(AFTERWARDS)
                _more(traffic, 10)
            finally:
                traffic.over.set()
            for customer in customers:
                customer.result()
        assert traffic.troubles[:quiet] == [], "only the database's absence may be heard"
        assert [it for it in traffic.troubles if not (it[1] >= away and it[0] <= back)] == []
        _state_is_right(Apkt(system), traffic)  # type: ignore[arg-type]
        _told_once(Apkt(system), traffic, twilio)  # type: ignore[arg-type]


def _more(traffic: Traffic, answers: int) -> None:
    """Wait until so many further messages were answered."""
    goal = len(traffic.answered) + answers
    _wait(lambda: len(traffic.answered) >= goal, f"{answers} more answers")


def _state_is_right(apkt: Apkt, traffic: Traffic) -> None:
    assert {channel for channel, _, _ in traffic.made} == {"whatsapp", "voice"}
    for _, home, told in traffic.made:
        reports = apkt.of_home(home)
        assert len(reports) == 1, told
        assert (reports[0]["lapor_ulang_count"], reports[0]["update_count"]) == (0, 0)
        types = Counter(event["type"] for event in apkt.history(reports[0]))
        assert set(types.values()) == {1}, types
    assert all(len(apkt.of_home(home)) <= 1 for home in traffic.broken_off)


def _told_once(apkt: Apkt, traffic: Traffic, twilio: FakeTwilio) -> None:
    """The one worker that is left brings each notice once, those the other one was killed with among them."""
    written = [home for channel, home, _ in traffic.made if channel == "whatsapp"]
    for home in written:
        apkt.assign(apkt.of_home(home)[0])
    with suppress(TimeoutError):
        _wait(lambda: len({number for number, _ in twilio.bodies()}) >= len(written), "a notice for each")
    counts = twilio.bodies()
    assert set(counts.values()) == {1}
    # Whoever broke off while the database was away got the late answer that was owed, and nothing else is among them.
    assert len({number for number, _ in counts}) >= len(written)


def _wait(done: Callable[[], bool], what: str, seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.1)

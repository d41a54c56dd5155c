"""What measures of the whole system stand on: two of every part, servers that can be restarted, a network to cut."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from desk.model import Handling
from storage.desk_tables import inbox
from storage.engine import make_engine
from tests.databases import RedisServer, own_redis
from tests.deploy.many import ManySystem
from tests.deploy.network import Network, own_network
from tests.journeys.apkt import Apkt
from tests.journeys.crowd import Crowd, Fate, Message, Talk, faults
from tests.notify.cluster import Cluster, own_postgresql
from tests.notify.fake_twilio import FakeTwilio

# What Twilio takes for a request, at most.
TWILIO_SECONDS = 0.4
# In these nothing is owed any more.
DONE = frozenset({Handling.ANSWERED, Handling.FOR_HUMAN})


@dataclass(frozen=True)
class Stand:
    """A running system with everything around it."""

    system: ManySystem
    cluster: Cluster
    redis: RedisServer
    network: Network
    twilio: FakeTwilio

    def crowd(self) -> Crowd:
        """Return customers of the system."""
        return Crowd(self.system.base_url, self.system.settings.twilio_auth_token, self.system.post, self.twilio)


@contextmanager
def stand(folder: Path) -> Iterator[Stand]:
    """Start it; Rasa runs at the far end of the network."""
    twilio = FakeTwilio()
    twilio.latency = TWILIO_SECONDS / 2
    with own_network() as network, own_postgresql(network.near) as cluster, own_redis(network.near) as redis:
        try:
            with ManySystem(folder, cluster.url, redis.url, twilio.url, network) as system:
                yield Stand(system, cluster, redis, network, twilio)
        finally:
            twilio.shutdown()


@dataclass(frozen=True)
class Outcome:
    """What came of all messages; `faults` is empty where it is as it must be."""

    faults: list[str]
    figures: dict[str, Any]


def outcome(stand: Stand, crowd: Crowd, *, settle: float) -> Outcome:
    """Wait for all that was promised, and compare what was told with the inbox and the reports."""
    late = _settled(crowd, settle)
    found = [fault for talk in crowd.talks for fault in faults(talk)]
    found += _inbox_faults(stand, crowd) + _report_faults(stand, crowd)
    messages = [message for talk in crowd.talks for message in talk.messages]
    fates = Counter(str(message.fate) for message in messages)
    waits = sorted(seconds for message in messages for seconds in message.requests)
    figures: dict[str, Any] = {
        "messages": len(messages),
        **{str(fate): fates[fate] for fate in Fate},
        "reports": sum(talk.is_whole for talk in crowd.talks),
        "webhook_s": quantiles(waits),
        # Whose web process was killed is answered after the carrier's next delivery.
        "from_last_delivery_s": quantiles([seconds for _, seconds in stand.system.waits]),
        "real_answer_after_hold_s": quantiles(late),
        "delivered_again": stand.system.again,
    }
    return Outcome(found, figures)


def quantiles(values: list[float]) -> dict[str, float]:
    """Return the middle, the 95th of a hundred and the largest."""
    if not values:
        return {}
    ordered = sorted(values)
    at = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {name: round(ordered[int(share * (len(ordered) - 1))], 2) for name, share in at.items()}


def _settled(crowd: Crowd, seconds: float) -> list[float]:
    """Wait for what is owed, and a little for what would be too much; return how long each real answer took."""
    end = time.monotonic() + seconds
    for talk in crowd.talks:
        crowd.wait(talk, max(0.0, end - time.monotonic()))
    time.sleep(3.0)
    waited = []
    for talk in crowd.talks:
        talk.late = crowd.letters.of(talk.phone)
        held = [message for message in talk.messages if message.fate is Fate.HELD]
        waited += [at - message.at for message, (at, _) in zip(held, talk.late, strict=False)]
    return waited


def _inbox_faults(stand: Stand, crowd: Crowd) -> Iterator[str] | list[str]:
    """Tell which messages are lost, or were kept twice, or are still owed."""
    engine = make_engine(stand.cluster.url)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(inbox.c.key, inbox.c.handling, inbox.c.conversation)).all()
    engine.dispose()
    kept = {row.key: row.handling for row in rows}
    found = []
    for message in _written(crowd.talks):
        handling = kept.get(message.key)
        if message.fate is not Fate.NOT_KEPT and handling not in DONE:
            found.append(f"{message.words!r} {message.key}: {handling or 'not'} in the inbox")
    if lost := [row.key for row in rows if row.handling in {Handling.WORKING, Handling.HELD}]:
        found.append(f"still owed: {lost}")
    return found


def _written(talks: list[Talk]) -> Iterator[Message]:
    return (message for talk in talks for message in talk.messages if talk.channel == "whatsapp")


def _report_faults(stand: Stand, crowd: Crowd) -> list[str]:
    """Tell which buildings do not have exactly the report that was told, made once."""
    apkt = Apkt(stand.system)  # type: ignore[arg-type]
    found = []
    for talk in crowd.talks:
        reports = apkt.of_home(talk.home)
        if (talk.is_whole and len(reports) != 1) or len(reports) > 1:
            found.append(f"{talk.channel} {talk.phone}: {len(reports)} reports")
        for report in reports:
            types = Counter(event["type"] for event in apkt.history(report))
            counts = report["lapor_ulang_count"], report["update_count"]
            if counts != (0, 0) or set(types.values()) != {1}:
                found.append(f"{talk.phone}: acted twice, {counts}, {dict(types)}")
    return found


def eventually(done: Callable[[], bool], what: str, seconds: float = 120.0) -> None:
    """Wait until it holds. Raises: TimeoutError."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.1)

"""The running system, APKT, and customers of one's own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.deploy.system import RunningSystem
from tests.journeys.apkt import Apkt
from tests.journeys.leaks import leaks, written
from tests.journeys.people import HOMES, PHONES, Channel, Person, a_home, a_phone

Someone = Callable[[], Person]


@pytest.fixture(scope="session")
def running_system(running_system: RunningSystem) -> Iterator[RunningSystem]:
    """The running system; in the end nothing its customers said may stand in its logs or figures."""
    yield running_system
    assert leaks(written(running_system), PHONES, HOMES) == []


@pytest.fixture(scope="session")
def apkt(running_system: RunningSystem) -> Apkt:
    """APKT of the running system."""
    return Apkt(running_system)


@pytest.fixture(params=["whatsapp", "voice"])
def channel(request: pytest.FixtureRequest) -> Channel:
    """Both channels, one after the other."""
    return "voice" if request.param == "voice" else "whatsapp"


@pytest.fixture
def someone(running_system: RunningSystem, channel: Channel) -> Someone:
    """Make customers who never called before, on the channel of the test."""
    return lambda: Person(running_system, channel, a_phone(), a_home())


@pytest.fixture
def person(someone: Someone) -> Person:
    """A customer who never called before."""
    return someone()


@pytest.fixture
def writer(running_system: RunningSystem) -> Person:
    """A customer on WhatsApp."""
    return Person(running_system, "whatsapp", a_phone(), a_home())


@pytest.fixture
def caller(running_system: RunningSystem) -> Person:
    """A customer on the telephone."""
    return Person(running_system, "voice", a_phone(), a_home())

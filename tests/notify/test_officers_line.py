"""The officers' telephone through Twilio's REST API: rung once, found again, and what its silence means (HO-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import MayRingError, NotSentError
from notify.officers_line import TwilioOfficersLine
from settings import Settings
from tests.notify.fake_twilio import FakeTwilio

OFFICERS = "+622150009999"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    server = FakeTwilio()
    yield server
    server.shutdown()


@pytest.fixture
def settings(twilio: FakeTwilio) -> Settings:
    return Settings.from_env(
        {"TWILIO_API_BASE": twilio.url, "TWILIO_VOICE_FROM": "+622150001231", "CSO_DIAL": OFFICERS}
    )


@pytest.fixture
def line(settings: Settings) -> TwilioOfficersLine:
    return TwilioOfficersLine(settings)


def ago(minutes: int = 1) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


def test_it_rings_from_our_number_and_its_end_is_reported(
    line: TwilioOfficersLine, twilio: FakeTwilio, settings: Settings
) -> None:
    sid = line.ring("r1")
    (call,) = twilio.calls
    about = f"{settings.public_url}/voice/balik/r1"
    assert (call["sid"], call["to"], call["from"]) == (sid, OFFICERS, "+622150001231")
    assert (call["asked"]["Url"], call["asked"]["StatusCallback"]) == (about, f"{about}/status")


@pytest.mark.parametrize("answer", ["429", "21211"])
def test_what_the_carrier_refused_does_not_ring(line: TwilioOfficersLine, twilio: FakeTwilio, answer: str) -> None:
    twilio.plan.append(answer)
    with pytest.raises(NotSentError):
        line.ring("r1")
    assert line.find(ago(), ()) is None


@pytest.mark.parametrize("answer", ["500", "lose"])
def test_what_was_not_answered_may_ring_and_is_looked_for(
    line: TwilioOfficersLine, twilio: FakeTwilio, answer: str
) -> None:
    twilio.plan.append(answer)
    with pytest.raises(MayRingError):
        line.ring("r1")
    assert line.find(ago(), ()) == (twilio.calls[0]["sid"] if twilio.calls else None)
    assert bool(twilio.calls) == (answer == "lose")


def test_only_what_is_on_new_ours_and_of_no_other_conversation_is_found(
    line: TwilioOfficersLine, twilio: FakeTwilio
) -> None:
    earlier, over, dialled, mine = (line.ring(name) for name in ("r1", "r2", "r3", "r4"))
    twilio.calls[1]["status"] = "no-answer"
    # The leg of a call that was dialled through.
    twilio.calls[2]["direction"] = "outbound-dial"
    assert line.find(ago(), {earlier}) == mine
    assert line.find(ago(), {earlier, mine}) is None
    assert line.find(ago(-1), {earlier}) is None
    assert [line.is_on(sid) for sid in (earlier, over, dialled, mine)] == [True, False, True, True]
    twilio.calls[3]["status"] = "in-progress"
    assert line.is_on(mine)


def test_a_silent_carrier_leaves_open_what_is_on(settings: Settings) -> None:
    away = TwilioOfficersLine(replace(settings, twilio_api_base="http://127.0.0.1:9"))
    with pytest.raises(MayRingError):
        away.is_on("CA1")
    with pytest.raises(MayRingError):
        away.find(ago(), ())

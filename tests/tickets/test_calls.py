"""When, how often and about what we call (OC-1 to OC-5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets.calls import BY_CALL, PAUSES, may_call, next_call
from tickets.hours import by_day, is_day
from tickets.model import Channel
from tickets.notices import EXTRA, CallEnd, Notice
from tickets.wishes import Saying, Way, Wish

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [("06:59:59", False), ("07:00:00", True), ("20:59:59", True), ("21:00:00", False), ("00:30:00", False)],
)
def test_OC_3_the_night_is_from_nine_to_seven_in_the_zone_of_the_unit(at: str, day: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{at}").replace(tzinfo=JAKARTA).astimezone(UTC)
    assert is_day(moment, JAKARTA) is day
    morning = by_day(moment, JAKARTA)
    assert is_day(morning, JAKARTA)
    assert (morning == moment) is day
    assert morning - moment <= timedelta(hours=10)


def test_OC_3_another_unit_has_another_night() -> None:
    # 20:30 in Jakarta is 22:30 in Jayapura.
    evening = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    assert by_day(evening, JAKARTA) == evening
    assert by_day(evening, JAYAPURA).astimezone(JAYAPURA).hour == 7


def test_OC_4_two_more_calls_then_no_more() -> None:
    times = [next_call(Notice.MENYALA, CallEnd.BUSY, calls, NOON, JAKARTA) for calls in (1, 2, 3)]
    assert times == [NOON + PAUSES[0], NOON + PAUSES[1], None]


def test_OC_4_a_reminder_is_tried_once_and_a_refused_number_never_again() -> None:
    for notice in EXTRA:
        assert next_call(notice, CallEnd.NO_ANSWER, 1, NOON, JAKARTA) is None
    assert next_call(Notice.MENYALA, CallEnd.REFUSED, 1, NOON, JAKARTA) is None


def test_OC_4_the_next_call_waits_for_the_morning() -> None:
    evening = datetime(2026, 11, 23, 13, 50, tzinfo=UTC)
    at = next_call(Notice.DATA_KURANG, CallEnd.MACHINE, 1, evening, JAKARTA)
    assert at is not None
    assert at.astimezone(JAKARTA).isoformat() == "2026-11-24T07:00:00+07:00"


def test_OC_1_no_call_tells_progress() -> None:
    assert not {Notice.DITUGASKAN, Notice.BERANGKAT, Notice.TIBA, Notice.GANTI_PETUGAS, Notice.NILAI} & set(BY_CALL)


@pytest.mark.parametrize(
    ("way", "saying", "may"),
    [
        (Way.NONE, Saying.STOP, False), (Way.WHATSAPP, Saying.KEY, False), (Way.NONE, Saying.KEY, False),
        (Way.WHATSAPP, Saying.ANSWER, True), (Way.VOICE, Saying.WORDS, True),
    ],
)  # fmt: skip
def test_OC_6_OC_7_whoever_said_no_is_not_called(way: Way, saying: Saying, may: bool) -> None:
    assert may_call(Wish("+6281234567890", way, NOON, Channel.VOICE, saying)) is may
    assert may_call(None)

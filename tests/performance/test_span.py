"""Days as the utility counts them, refused where they make no sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from performance.span import Span, SpanError

JAKARTA = ZoneInfo("Asia/Jakarta")
# Half an hour after midnight of the 24th in Jakarta, still the 23rd in UTC.
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def test_today_is_the_day_of_the_zone_not_of_utc() -> None:
    span = Span.read("", "", NOW, JAKARTA)
    assert (span.first, span.last) == (date(2026, 11, 24), date(2026, 11, 24))
    assert (span.begins, span.ends) == (
        datetime(2026, 11, 23, 17, tzinfo=UTC),
        datetime(2026, 11, 24, 17, tzinfo=UTC),
    )


def test_days_follow_each_other_without_gap_also_where_clocks_change() -> None:
    days = Span.read("2026-03-28", "2026-03-30", NOW, ZoneInfo("Europe/Berlin")).days
    assert [day.ends - day.begins for day in days] == [timedelta(hours=24), timedelta(hours=23), timedelta(hours=24)]
    assert [day.ends for day in days[:-1]] == [day.begins for day in days[1:]]


def test_the_longest_span_and_the_one_before_it() -> None:
    span = Span.read("2026-08-25", "2026-11-24", NOW, JAKARTA)
    assert len(span.days) == 92
    assert (span.before.first, span.before.last) == (date(2026, 5, 25), date(2026, 8, 24))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-11-24", "2026-11-23", "order"),
        ("2026-08-24", "2026-11-24", "too-long"),
        ("2026-11-24", "2026-11-25", "future"),
        ("9999-12-31", "9999-12-31", "future"),
        ("24/11/2026", "", "bad-date"),
        ("20261124", "", "bad-date"),
        ("0001-01-01", "0001-01-01", "bad-date"),
        ("", "kemarin", "bad-date"),
    ],
)
def test_other_dates_are_refused_with_a_reason(first: str, last: str, code: str) -> None:
    with pytest.raises(SpanError) as refused:
        Span.read(first, last, NOW, JAKARTA)
    assert refused.value.code == code

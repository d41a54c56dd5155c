"""A span of days in the zone of the utility, and its bounds in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

LONGEST = 92
_FIRST = date(2000, 1, 1)


class SpanError(ValueError):
    """These are no days to look at; `code` says why: `bad-date`, `order`, `too-long`, `future`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, from `begins` up to but without `ends`, both aware UTC."""

    date: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included, in `zone`."""

    first: date
    last: date
    zone: tzinfo

    @classmethod
    def read(cls, first: str, last: str, now: datetime, zone: tzinfo) -> Span:
        """Read two ISO dates; an empty one is the other, both empty are today. Raises: SpanError."""
        today = now.astimezone(zone).date()
        first, last = first.strip(), last.strip()
        begin, end = _date(first or last) or today, _date(last or first) or today
        if begin > end:
            raise SpanError("order")
        if end > today:
            raise SpanError("future")
        if (end - begin).days >= LONGEST:
            raise SpanError("too-long")
        return cls(begin, end, zone)

    @property
    def days(self) -> tuple[Day, ...]:
        """Return its days in order; one with a change of clocks has 23 or 25 hours."""
        count = (self.last - self.first).days + 1
        dates = [self.first + timedelta(days=number) for number in range(count + 1)]
        begins = [datetime.combine(day, time(), self.zone).astimezone(UTC) for day in dates]
        return tuple(Day(*each) for each in zip(dates[:-1], begins[:-1], begins[1:], strict=True))

    @property
    def begins(self) -> datetime:
        """Return its first moment, aware UTC."""
        return self.days[0].begins

    @property
    def ends(self) -> datetime:
        """Return the first moment after it, aware UTC."""
        return self.days[-1].ends

    @property
    def before(self) -> Span:
        """Return as many days right before it."""
        length = self.last - self.first
        last = self.first - timedelta(days=1)
        return Span(last - length, last, self.zone)


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        read = date.fromisoformat(text)
    except ValueError as error:
        raise SpanError("bad-date") from error
    # Python also reads 20261123 and weeks; the page writes one form.
    if read.isoformat() != text or read < _FIRST:
        raise SpanError("bad-date")
    return read

"""When a customer may be disturbed: by day, in the zone of the unit (Source: CF-4, OC-3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

DAY_BEGINS, DAY_ENDS = time(7), time(21)


def is_day(moment: datetime, zone: tzinfo) -> bool:
    """Tell whether a moment (aware) lies between 07:00 and 21:00 there."""
    return DAY_BEGINS <= moment.astimezone(zone).time() < DAY_ENDS


def by_day(moment: datetime, zone: tzinfo) -> datetime:
    """Return the moment, or the next 07:00 there where it lies in the night."""
    if is_day(moment, zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < DAY_BEGINS else local.date() + timedelta(days=1)
    return datetime.combine(day, DAY_BEGINS, zone).astimezone(moment.tzinfo)

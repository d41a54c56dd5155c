"""Clock times, days and lengths of time, written and said."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from spoken.numbers import number_words

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
ZONES = {
    "WIB": "Waktu Indonesia Barat",
    "WITA": "Waktu Indonesia Tengah",
    "WIT": "Waktu Indonesia Timur",
}
_NEAR_DAYS = {1: "besok", -1: "kemarin"}


def zone_name(moment: datetime) -> str:
    """Return WIB, WITA or WIT, or the offset elsewhere."""
    hours = (moment.utcoffset() or timedelta()) / timedelta(hours=1)
    return {7.0: "WIB", 8.0: "WITA", 9.0: "WIT"}.get(hours, f"{moment:UTC%z}")


def clock(moment: datetime, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """Return a clock time with its zone, written and said; another day than today's carries its date.

    Who hears it hears it now: there tomorrow and yesterday are words. A message may be read a day later.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    name = zone_name(local)
    written = f"pukul {local:%H.%M} {name}"
    if local.date() != today:
        written = f"{local.day} {MONTHS[local.month - 1]} {written}"
    return written, f"{moment_said(moment, now, zone)} {ZONES.get(name, '')}".strip()


def moment_said(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Say a clock time without its zone: enough for who hears it in the midst of other facts."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    said = f"pukul {time_said(local.hour, local.minute)}"
    if local.date() == today:
        return said
    date_said = f"tanggal {number_words(local.day)} {MONTHS[local.month - 1]}"
    return f"{_NEAR_DAYS.get((local.date() - today).days, date_said)} {said}"


def time_said(hour: int, minute: int) -> str:
    """Say hour and minute (16.05 is "enam belas lima")."""
    said = number_words(hour) if hour else "nol nol"
    if not minute:
        return f"{said} tepat"
    # "dua puluh lima" for 20.05 would be heard as twenty-five.
    between = " lewat" if hour in (0, 20) and minute < 10 else ""
    return f"{said}{between} {number_words(minute)}"


def day_said(day: date) -> str:
    """Say a date with its year."""
    return f"tanggal {number_words(day.day)} {MONTHS[day.month - 1]} {number_words(day.year)}"


def span(length: timedelta) -> tuple[str, str]:
    """Return a length of time in minutes, hours or days, written and said, rounded down."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "kurang dari 1 menit", "kurang dari satu menit"
    if minutes < 60:
        parts = [(minutes, "menit")]
    elif minutes < 48 * 60:
        parts = [(minutes // 60, "jam")] + ([(minutes % 60, "menit")] if minutes % 60 else [])
    else:
        parts = [(minutes // 1440, "hari")]
    return (
        " ".join(f"{count} {unit}" for count, unit in parts),
        " ".join(f"{number_words(count)} {unit}" for count, unit in parts),
    )

"""How times, numbers, plates and addresses are written and how they are said in Indonesian.

A placeholder of a response comes in both forms: `jam` for the eye, `jam_lisan` for the ear.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, tzinfo

_ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_ZONES = {
    "WIB": "Waktu Indonesia Barat",
    "WITA": "Waktu Indonesia Tengah",
    "WIT": "Waktu Indonesia Timur",
}
_NEAR_DAYS = {1: "besok", -1: "kemarin"}
# In this order: what is longer or more special comes first. A dot that belongs to the abbreviation goes with it.
_ABBREVIATIONS = (
    (r"\brt\.?\s*0*(\d+)\s*/\s*(?:rw\.?\s*)?0*(\d+)", r" er te \1 er we \2 "),
    (r"\bbapak/ibu\b", " bapak atau ibu "),
    (r"\bd/a\b", " dengan alamat "),
    (r"\ba\.?n\.", " atas nama "),
    (r"\bk\.?h\.", " kiai haji "),
    (r"\bhj\.", " hajah "),
    (r"\bh\.", " haji "),
    (r"\bir\.", " insinyur "),
    (r"\bdr\.", " dokter "),
    (r"\bprof\.", " profesor "),
    (r"\bjend\.", " jenderal "),
    (r"\bjln?\b\.?", " jalan "),
    (r"\bgg\b\.?", " gang "),
    (r"\bno(?:\.|\b(?=\s*(?:\d|[a-z]\b)))", " nomor "),
    (r"\brt\b\.?", " er te "),
    (r"\brw\b\.?", " er we "),
    (r"\bblk\b\.?", " blok "),
    (r"\bkp\b\.?", " kampung "),
    (r"\bds\b\.", " desa "),
    (r"\bdsn\b\.?", " dusun "),
    (r"\bkel\b\.?", " kelurahan "),
    (r"\bkec\b\.?", " kecamatan "),
    (r"\bkab\b\.?", " kabupaten "),
    (r"\bprov\b\.?", " provinsi "),
    (r"\bperum\b\.?", " perumahan "),
    (r"\bkomp\b\.?", " kompleks "),
    (r"\blt\b\.?(?=\s*\d)", " lantai "),
    (r"\bkm\b\.?(?=\s*\d)", " kilometer "),
    (r"\bkwh\b", " kilowatt jam "),
    (r"\bmcb\b", " em ce be "),
    (r"\bpln\b", " pe el en "),
    (r"(?<=\d)\.(?=\d{3}\b)", ""),
    (r"(?<=\d),(?=\d)", " koma "),
    (r"(?<=\d)\s*/\s*(?=\d)", " garing "),
    (r"(?<=\d)\s+(?=\d)", ", "),
    (r"[\u2018\u2019`]", "'"),
    (r"&", " dan "),
    (r"±", " kurang lebih "),
    (r"%", " persen "),
)
_LETTER_MEETS_DIGIT = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_UNSPEAKABLE = re.compile(r"[^A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\s.,?!']")
_PAUSE = re.compile(r"\s*([.,?!])[\s.,?!]*")


def number_words(number: int) -> str:
    """Say a whole number from 0 to 999,999 (`45` is "empat puluh lima")."""
    if not 0 <= number < 1_000_000:
        raise ValueError(f"{number} is not from 0 to 999,999")
    if number < 12:
        return _ONES[number]
    if number < 20:
        return f"{_ONES[number - 10]} belas"
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= size:
            head, rest = divmod(number, size)
            said = f"se{name}" if head == 1 and size > 10 else f"{number_words(head)} {name}"
            return f"{said} {number_words(rest)}" if rest else said
    raise AssertionError("unreachable")


def apart(digits: str, group: int = 4) -> str:
    """Set the characters of a number apart, with a pause after each group (`5120` is "5 1 2 0")."""
    return ", ".join(" ".join(digits[at : at + group]) for at in range(0, len(digits), group))


def no_lapor_said(no_lapor: str) -> str:
    """Say a report number: letter, unit, date, sequence; never the asterisk."""
    bare = no_lapor.rstrip("*")
    letter, digits = (bare[0], bare[1:]) if bare[0].isalpha() else ("", bare)
    groups = [" ".join(group) for group in (digits[:2], digits[2:8], digits[8:]) if group]
    return (f"{letter} " if letter else "") + ", ".join(groups)


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
    said = f"pukul {_time_said(local)} {_ZONES.get(name, '')}".strip()
    if local.date() != today:
        written = f"{local.day} {_MONTHS[local.month - 1]} {written}"
        date_said = f"tanggal {number_words(local.day)} {_MONTHS[local.month - 1]}"
        said = f"{_NEAR_DAYS.get((local.date() - today).days, date_said)} {said}"
    return written, said


def _time_said(local: datetime) -> str:
    hour = number_words(local.hour) if local.hour else "nol nol"
    if not local.minute:
        return f"{hour} tepat"
    # "dua puluh lima" for 20.05 would be heard as twenty-five.
    between = " lewat" if local.hour in (0, 20) and local.minute < 10 else ""
    return f"{hour}{between} {number_words(local.minute)}"


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


def plate_said(plate: str) -> str:
    """Say a No Polisi letter by letter, digit by digit."""
    return ", ".join(" ".join(part.upper()) for part in re.findall(r"[A-Za-z]+|[0-9]+", plate))


def address_said(address: str) -> str:
    """Say a street, address or name: abbreviations in full, numbers as words, nothing unspeakable.

    Roman numerals stay as they are; script other than Latin is left out, an Indonesian voice has no sound for it.
    """
    said = unicodedata.normalize("NFKC", address)
    said = _LETTER_MEETS_DIGIT.sub(" ", said)
    for pattern, words in _ABBREVIATIONS:
        said = re.sub(pattern, words, said, flags=re.IGNORECASE)
    said = re.sub(r"\d+", lambda match: f" {_number_said(match.group())} ", said)
    said = " ".join(_UNSPEAKABLE.sub(" ", said).split())
    return _PAUSE.sub(r"\1 ", said).strip(" .,?!'")


def _number_said(digits: str) -> str:
    """Say a house number as a number, a postcode or anything long digit by digit; leading zeros are silent."""
    bare = digits.lstrip("0") or "0"
    return number_words(int(bare)) if len(digits) <= 4 else " ".join(_ONES[int(digit)] for digit in digits)

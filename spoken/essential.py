"""A long address by what finds the building: nobody listens to half a minute of landmarks."""

from __future__ import annotations

import re

from spoken.texts import address_said

# What a part is known by, the most telling first: the street and its number, RT and RW, the village, the district.
_RANKS = (
    "jalan|gang|lorong|perumahan|kompleks|komplek|cluster|apartemen|rusun|asrama|residence|blok|nomor|kavling|unit|lantai",
    "er te|er we",
    "kampung|dusun|dukuh|banjar|lingkungan|kelurahan|desa|nagari",
    "kecamatan",
)
_LABELS = {label: rank for rank, labels in enumerate(_RANKS) for label in labels.split("|")}
_REST = len(_RANKS)
# What lies near the building; and what all of a town have in common.
_NEAR = "dekat|depan|belakang|sebelah|samping|seberang|patokan|arah|sekitar|masuk|setelah|sebelum"
_TOWN = "kota|kabupaten|provinsi|kode|kodepos|indonesia"
_LANDMARKS = frozenset(_NEAR.split("|"))
# The road of a landmark is not the customer's: these alone end one.
_ENDS_LANDMARK = frozenset({*_LANDMARKS, *_TOWN.split("|"), "er te", "er we", "kelurahan", "kecamatan"})
_BEGINS = re.compile(rf"(?<!\w)(?:{'|'.join(_RANKS)}|{_NEAR}|{_TOWN})(?!\w)|(?<=, )(?=\w)", re.IGNORECASE)


def essential(address: str, most: int) -> str:
    """Say an address in `most` words: all of it where it fits, else its parts in their order, the most telling kept."""
    said = address_said(address)
    if len(said.split()) <= most:
        return said
    parts = _parts(said)
    kept: list[int] = []
    for at in sorted(range(len(parts)), key=lambda at: (_rank(parts[at]) if at else 0, at)):
        if sum(len(parts[one].split()) for one in [*kept, at]) > most:
            break
        kept.append(at)
    if not kept:
        return " ".join(said.split()[:most])
    return " ".join(parts[at] for at in sorted(kept)).strip(" ,")


def _parts(said: str) -> list[str]:
    """Cut an address before each word that names a part, and behind each comma."""
    parts: list[str] = []
    begin = 0
    for match in _BEGINS.finditer(said):
        before = said[begin : match.start()].strip()
        in_landmark = _first(before) in _LANDMARKS and not before.endswith(",")
        if before and not (in_landmark and match[0].casefold() not in _ENDS_LANDMARK):
            parts.append(before)
            begin = match.start()
    return [*parts, said[begin:].strip()]


def _first(part: str) -> str:
    return (part.casefold().split() or [""])[0]


def _rank(part: str) -> int:
    """Return how telling a part is, the lowest the most."""
    label = " ".join(part.casefold().split()[:2]) if _first(part) == "er" else _first(part)
    return _LABELS.get(label, _REST)

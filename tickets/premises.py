"""What makes two reports the same building (Source: procedure.md IN-5) or neighbours (IN-6)."""

from __future__ import annotations

import math
import re
import unicodedata

from tickets.model import Customer

_NOISE = re.compile(r"[\W_]+")
_ALIASES = {
    "jalan": "jl",
    "jln": "jl",
    "gang": "gg",
    "nomor": "no",
    "nmr": "no",
    "kelurahan": "kel",
    "kecamatan": "kec",
}
_STREET = re.compile(r"\b(?:jl|gg)\b(.*?)(?:\bno\b|\brt\b|\brw\b|\bblok\b|\bkel\b|\bkec\b|\d|$)")
_EARTH_METRES = 6_371_000


def plain(text: str) -> str:
    """Fold an address or name for comparison: lower case, no accents or punctuation, usual abbreviations."""
    folded = "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(sign))
    return " ".join(_ALIASES.get(word, word) for word in _NOISE.split(folded) if word)


def premise_keys(customer: Customer) -> tuple[str, ...]:
    """Return the keys under which the building may have only one open G report.

    IDPEL and ID Meter each name the building; only without both does name + address stand for it.
    """
    keys = [f"idpel:{customer.idpel}"] if customer.idpel else []
    if customer.meter_id:
        keys.append(f"meter:{customer.meter_id}")
    name, address = plain(customer.name or ""), plain(customer.address or "")
    if not keys and name and address:
        keys.append(f"address:{name}|{address}")
    return tuple(keys)


def street_key(address: str | None) -> str | None:
    """Return the folded street of an address, or None where it names none."""
    match = _STREET.search(plain(address)) if address else None
    return match.group(1).strip() or None if match else None


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two (lat, lon) points in degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(math.sqrt(h))

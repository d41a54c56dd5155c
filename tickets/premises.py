"""What makes two reports the same building (Source: procedure.md IN-5) or neighbours (IN-6)."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

from tickets.model import Customer, Ticket

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
_KELURAHAN = re.compile(r"\b(?:kel|desa)\b (\w+)")
_EARTH_METRES = 6_371_000
# IN-6: so near is a neighbour; a street of the same name this far off is another street.
NEAR_METRES = 500
SAME_STREET_METRES = 3_000


# Each report of a street is compared with all before it.
@lru_cache(maxsize=10_000)
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


def street_name(address: str | None) -> str | None:
    """Return the street as it may be told to anybody, `Jl. Melati Raya`; None where the address names none."""
    match = _STREET.search(plain(address)) if address else None
    name = match.group(1).strip() if match else ""
    return f"{match.group(0)[:2].capitalize()}. {name.title()}" if match and name else None


def same_building(ticket: Ticket, idpel: str | None, meter_id: str | None, address: str | None) -> bool:
    """Tell whether the data given could be the report's building; nothing given could be any."""
    customer = ticket.customer
    for given, known in ((idpel, customer.idpel), (meter_id, customer.meter_id)):
        if given and known:
            return given == known
    if (idpel and not customer.idpel) or (meter_id and not customer.meter_id):
        return not address or plain(address) == plain(customer.address or "")
    street, known_street = street_key(address), street_key(customer.address)
    return not (street and known_street) or street == known_street


def are_neighbours(a: Customer, b: Customer) -> bool:
    """Tell whether two buildings are within 500 m of each other or in the same street (Source: IN-6).

    Streets of many places share a name: places far apart, or another kelurahan, tell them apart.
    """
    metres = None
    if a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None:
        metres = metres_between((a.lat, a.lon), (b.lat, b.lon))
        if metres <= NEAR_METRES:
            return True
    street = street_key(a.address)
    if street is None or street != street_key(b.address):
        return False
    if metres is not None:
        return metres <= SAME_STREET_METRES
    ours, theirs = (_KELURAHAN.search(plain(it.address or "")) for it in (a, b))
    return not (ours and theirs) or ours.group(1) == theirs.group(1)


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two (lat, lon) points in degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(math.sqrt(h))

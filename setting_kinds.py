"""The kinds of value a setting may have: each reads a text or says, in a ValueError, what it must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

E164 = re.compile(r"\+[1-9]\d{6,14}")
# A PBX extension or short code is dialled as it is, a SIP address through the carrier.
DIALABLE = re.compile(r"\+?\d{3,15}|sips?:[^\s@]+@[^\s@]+")


def whole(low: int, high: int) -> Callable[[str], int]:
    """Read a whole number from `low` to `high`, both included."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, is {text!r}")
        return int(text)

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    """Read a decimal number from `low` to `high`, both included; a point separates, no exponent."""

    def parse(text: str) -> float:
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) or not low <= float(text) <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g}, is {text!r}")
        return float(text)

    return parse


def flag(text: str) -> bool:
    """Read 0 as no and 1 as yes."""
    if text not in {"0", "1"}:
        raise ValueError(f"must be 0 or 1, is {text!r}")
    return text == "1"


def directory(text: str) -> Path:
    """Read the path of a directory, made absolute; it need not exist yet."""
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError(f"must be a directory, {text!r} is something else")
    return path


def database_url(text: str) -> str:
    """Read the address of an SQLite or PostgreSQL database; the text stays out of the error, it may hold a password."""
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return text


def url(*schemes: str) -> Callable[[str], str]:
    """Read an address with one of these schemes; the text stays out of the error, it may hold a password."""

    def parse(text: str) -> str:
        if urlsplit(text).scheme not in schemes or "://" not in text:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return text

    return parse


def base_url(text: str) -> str:
    """Read an http(s) address without query, its closing slash removed."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be an http:// or https:// address without query, is {text!r}")
    return text.rstrip("/")


def base_urls(text: str) -> str:
    """Read one http(s) address or several with commas between them; return them without spaces."""
    return ",".join(base_url(part.strip()) for part in text.split(","))


def host_port(text: str) -> str:
    """Read where to listen: `0.0.0.0:5005`, `[::]:5005`."""
    parts = urlsplit(f"//{text}")
    try:
        listens = bool(parts.hostname and parts.port) and not (parts.path or parts.username)
    except ValueError:  # a port out of range
        listens = False
    if not listens:
        raise ValueError(f"must be HOST:PORT, is {text!r}")
    return text


def tiles(text: str) -> str:
    """Read the address of a map's tiles, with {z}, {x} and {y} in it."""
    if not text.startswith(("http://", "https://")) or not all(part in text for part in ("{z}", "{x}", "{y}")):
        raise ValueError(f"must be an address with {{z}}, {{x}} and {{y}}, is {text!r}")
    return text


def account_sid(text: str) -> str:
    """Read a Twilio account's identifier."""
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        raise ValueError("must be AC and 32 hexadecimal digits")
    return text


def content_sid(text: str) -> str:
    """Read the identifier of a Twilio content template."""
    if not re.fullmatch(r"HX[0-9a-fA-F]{32}", text):
        raise ValueError("must be HX and 32 hexadecimal digits")
    return text


def e164(text: str) -> str:
    """Read a telephone number as E.164 writes it."""
    if not E164.fullmatch(text):
        raise ValueError(f"must be a telephone number like +622150001234, is {text!r}")
    return text


def whatsapp_number(text: str) -> str:
    """Return the number as Twilio wants it; the prefix may be left out."""
    return "whatsapp:" + e164(text.removeprefix("whatsapp:"))


def dialable(text: str) -> str:
    """Read what can be dialled: a number, a short code, or a SIP address."""
    if not DIALABLE.fullmatch(text):
        raise ValueError(f"must be a telephone number or a sip: address, is {text!r}")
    return text


def indonesian_voice(text: str) -> str:
    """Read the carrier's name of an Indonesian voice; one of another language would mangle every sentence."""
    if not re.fullmatch(r"[A-Z][A-Za-z]+\.id-ID-[A-Za-z0-9-]+", text):
        raise ValueError(f"must be an Indonesian voice like Google.id-ID-Wavenet-A, is {text!r}")
    return text


def one_of(*known: str) -> Callable[[str], str]:
    """Read one of these words."""

    def parse(text: str) -> str:
        if text not in known:
            raise ValueError(f"must be {' or '.join(known)}, is {text!r}")
        return text

    return parse


def words(count: int) -> Callable[[str], tuple[str, ...]]:
    """Read that many words with commas between them."""

    def parse(text: str) -> tuple[str, ...]:
        found = tuple(word.strip() for word in text.split(","))
        if len(found) != count or not all(found):
            raise ValueError(f"must be {count} words with commas between them, is {text!r}")
        return found

    return parse


def two_digits(text: str) -> str:
    """Read two decimal digits, as text."""
    if not re.fullmatch(r"[0-9]{2}", text):
        raise ValueError(f"must be two digits, is {text!r}")
    return text


def zone(text: str) -> ZoneInfo:
    """Read the name of an IANA time zone."""
    try:
        return ZoneInfo(text)
    except (OSError, ValueError, KeyError):  # unknown names raise a KeyError, odd ones the others
        raise ValueError(f"must be a time zone like Asia/Jakarta, is {text!r}") from None


def log_level(text: str) -> str:
    """Read a level of logging, in capitals or not."""
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError(f"must be DEBUG, INFO, WARNING or ERROR, is {text!r}")
    return text.upper()

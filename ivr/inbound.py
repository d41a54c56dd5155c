"""What the carrier posts, read without trust: who, in which conversation, what."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.model import Inbound, Place
from phones import to_e164
from tickets.model import Attachment, Channel

Form = Mapping[str, str]
MAX_ATTACHMENTS = 10
# What carriers put in place of a withheld number: the words ANONYMOUS, RESTRICTED, UNKNOWN… on a keypad.
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e")
_CALL = re.compile(r"[A-Za-z0-9]{1,64}")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_COMMAND_PREFIX = re.compile(r"^[\s/]+")


class UnreadableError(ValueError):
    """The request names neither sender nor call: not one of the carrier's."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An inbound message with the way back: `caller` E.164 if known, `address` as the carrier names it."""

    inbound: Inbound
    caller: str | None
    address: str | None


def clean(text: str) -> str:
    """Return what a person wrote: no control characters, single spaces, no line broken twice."""
    kept = "".join(character if _is_written(character) else " " for character in text)
    return _LINES.sub("\n", _SPACES.sub(" ", kept)).strip()


def harmless(text: str) -> str:
    """Return the text unable to act as a command of the dialogue (`/restart` is the word "restart")."""
    return _COMMAND_PREFIX.sub("", text)


def shorten(text: str, limit: int) -> str:
    """Return the beginning of a text, cut between words."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    return head.rsplit(None, 1)[0] if re.search(r"\s", head) else head[:limit]


def caller_of(sender: str | None) -> str | None:
    """Return the number behind `From`; None where it is withheld or the sender has none."""
    number = (sender or "").strip().removeprefix("whatsapp:")
    # Only E.164 comes from the carrier; anything else is an id, and reading it as dialled here would invent a number.
    return None if number in _WITHHELD or not number.startswith("+") else to_e164(number)


def customer_of(form: Form) -> str | None:
    """Return the number of the customer of a call: who calls us, or whom we call."""
    return caller_of(_other_end(form))


def _other_end(form: Form) -> str | None:
    outgoing = form.get("Direction", "").startswith("outbound")
    return form.get("To" if outgoing else "From", "").strip() or None


def written(form: Form, secret: str, now: datetime) -> Arrival:
    """Read a WhatsApp message. The conversation is a keyed hash of the sender: it names nobody.

    Raises: UnreadableError without sender or message id.
    """
    sender = form.get("From", "").strip()
    key = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid")
    if not sender or not key:
        raise UnreadableError("From or MessageSid is missing")
    digest = hmac.new(secret.encode(), sender.encode(), hashlib.sha256).hexdigest()
    inbound = Inbound(
        key=key,
        conversation=f"wa-{digest[:32]}",
        channel=Channel.WHATSAPP,
        at=now,
        text=clean(form.get("Body") or form.get("ButtonText") or form.get("ListTitle") or "") or None,
        attachments=_attachments(form, now),
        place=_place(form),
        button=form.get("ButtonPayload") or form.get("ListId") or None,
    )
    return Arrival(inbound, caller_of(sender), sender)


def spoken(form: Form, step: str, now: datetime) -> Arrival:
    """Read one turn of a call; `step` tells the turns of the call apart. Raises: UnreadableError without a call."""
    call = form.get("CallSid", "")
    if not _CALL.fullmatch(call):
        raise UnreadableError("CallSid is missing")
    text = clean(form.get("Digits") or form.get("SpeechResult") or "")
    # A repeated delivery brings the same words to the same question; another answer to it is another message.
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    key = f"{call}:{step}:{digest}"
    sender = _other_end(form)
    return Arrival(Inbound(key, call, Channel.VOICE, now, text or None), caller_of(sender), sender)


def picked_up(form: Form, of: str, step: str, now: datetime) -> Arrival:
    """Read the request that comes back for the answer to message `of`.

    Raises: UnreadableError for a message of another call.
    """
    call = form.get("CallSid", "")
    if not _CALL.fullmatch(call) or not of.startswith(f"{call}:"):
        raise UnreadableError("CallSid or message is missing")
    sender = _other_end(form)
    return Arrival(Inbound(f"{of}:{step}", call, Channel.VOICE, now), caller_of(sender), sender)


def _is_written(character: str) -> bool:
    # Joiners (Cf) hold emoji and scripts together; overrides of the direction only mislead who reads on.
    if character == "\n":
        return True
    return unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"} and character not in _OVERRIDES


def _attachments(form: Form, now: datetime) -> tuple[Attachment, ...]:
    count = form.get("NumMedia", "0")
    many = min(int(count), MAX_ATTACHMENTS) if count.isascii() and count.isdigit() else 0
    found = ((form.get(f"MediaUrl{at}"), form.get(f"MediaContentType{at}")) for at in range(many))
    return tuple(
        Attachment(url, kind or "application/octet-stream", now)
        for url, kind in found
        if url and url.startswith(("https://", "http://"))
    )


def _place(form: Form) -> Place | None:
    try:
        lat, lon = float(form["Latitude"]), float(form["Longitude"])
    except (KeyError, ValueError):
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return Place(lat, lon, clean(form.get("Address", "")) or None, clean(form.get("Label", "")) or None)

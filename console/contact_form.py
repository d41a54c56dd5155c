"""The form of a repeat contact: what was typed, what is wrong with it, what it changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from phones import to_e164
from tickets.model import Ticket

SENTENCES = 2000
# What an officer may complete or correct, with the longest text.
FIELDS = {"name": 200, "phone": 32, "idpel": 20, "meter_id": 20, "address": 500}
_LENGTHS = {"idpel": 12, "meter_id": 11}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(slots=True)
class ContactForm:
    """What came out of a form; `faults` maps fields to the name of what is wrong."""

    note: str
    urgent: bool
    changes: dict[str, object] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def read(values: Mapping[str, str], ticket: Ticket) -> ContactForm:
    """Read the form; a field left as it was changes nothing, an emptied one neither: data is never lost by mistake."""
    form = ContactForm(sentence(values.get("catatan", "")), bool(values.get("darurat")))
    if not form.note:
        form.faults["catatan"] = "needed"
    for name, longest in FIELDS.items():
        text = " ".join(_CONTROL.sub("", values.get(name, "")).split())[:longest]
        if not text or text == getattr(ticket.customer, name):
            continue
        value = _value(name, text)
        if value is None:
            form.faults[name] = name
        elif value != getattr(ticket.customer, name):
            form.changes[name] = value
    return form


def sentence(text: str) -> str:
    """Return words as they are kept: without control characters, at most 2000."""
    return _CONTROL.sub("", text).replace("\r", "").strip()[:SENTENCES]


def _value(name: str, text: str) -> str | None:
    if name == "phone":
        return to_e164(text)
    if name in _LENGTHS:
        digits = re.sub(r"[\s.\-]+", "", text)
        return digits if re.fullmatch(f"[0-9]{{{_LENGTHS[name]}}}", digits) else None
    return text

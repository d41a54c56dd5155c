"""What a notice says, in the words of `domain.yml` and the facts of the moment it goes out."""

from __future__ import annotations

import spoken
from bootstrap import System
from tickets import rules
from tickets.model import Stage, Ticket
from tickets.notices import OF_ETA, Notice

WHATSAPP = "whatsapp"


def key_of(notice: Notice) -> str:
    """Return the response of a notice."""
    return f"utter_kabar_{notice.lower()}"


def values_of(system: System, ticket: Ticket) -> dict[str, str]:
    """Return the facts a notice or a template may name."""
    until = spoken.clock(rules.promised(ticket), system.clock(), system.settings.timezone)[0]
    return {"no_lapor": ticket.display_no, "tautan": system.links.address(ticket), "jam": until}


def text_of(system: System, ticket: Ticket, notice: Notice) -> str:
    """Return the text of a notice for WhatsApp; it names no other person (PV-3) and invents nothing (TR-3)."""
    said = system.wording.say(key_of(notice), WHATSAPP, **values_of(system, ticket))
    seen = _seen(system, ticket) if notice is Notice.BERANGKAT else None
    if cause := _cause(ticket, notice):
        seen = system.wording.say("utter_estimasi_sebab", WHATSAPP, sebab=cause)
    first = said if seen is None else f"{said}\n{seen}"
    return f"{first}\n\n{system.wording.say('utter_kabar_kaki', WHATSAPP)}"


def _cause(ticket: Ticket, notice: Notice) -> str | None:
    """Return why the end is promised, or the power off, as far as it was said."""
    if notice not in OF_ETA or notice is Notice.MELUAS_BATAL:
        return None
    if ticket.promise:
        return ticket.promise.reason
    return ticket.outage.cause if ticket.outage else None


def _seen(system: System, ticket: Ticket) -> str | None:
    """Return where the officer is and in which vehicle, as far as it is known and recent (TR-1, TR-3, TR-5)."""
    if not ticket.is_open or ticket.stage is not Stage.DALAM_PERJALANAN:
        return None
    found = rules.tracking(ticket, system.clock())
    street = found.position.street if found.position and not found.is_old else None
    if street and found.plate:
        return system.wording.say("utter_kabar_posisi", WHATSAPP, jalan=street, plat=found.plate)
    if street:
        return system.wording.say("utter_kabar_jalan", WHATSAPP, jalan=street)
    return system.wording.say("utter_kabar_plat", WHATSAPP, plat=found.plate) if found.plate else None

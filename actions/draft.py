"""A report on its way: what is known, what is still to ask (Source: procedure.md IN-1, IN-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from actions.turn import SHORT, Turn
from tickets.model import Attachment, Customer, Ticket

# The questions in the order they are asked.
CANCEL, NUMBER_SURE, NUMBER_WAYS, GROUP, GROUP_DIGITS = "cancel", "number_sure", "number_ways", "group", "group_digits"
OUTAGE, SAME, DARK, SCOPE, MCB, MCB_RETRY, WHICH_NUMBER, PREMISE, NAME, ADDRESS, PHONE, CONFIRM, CORRECT = (
    "meluas",
    "same",
    "dark",
    "scope",
    "mcb",
    "mcb_retry",
    "which_number",
    "premise",
    "name",
    "address",
    "phone",
    "confirm",
    "correct",
)
# What is made of digits, in the order in which a correction is looked for.
NUMBERS = ("idpel", "meter_id", "phone")
# What is read back, in the order it is read in.
IDENTITY_PART, ADDRESS_PART, PHONE_PART = "identity", "address", "phone"
NOTE_LIMIT = 900
# Answers this old speak of another outage; what they are about may have changed.
STALE = timedelta(hours=3)
# What of a report begun anew replaces the answers that wait from before.
_SAID = (
    *("idpel", "meter_id", "premise_unknown", "name", "address", "phone", "lat", "lon"),
    *("scope", "mcb", "since", "unclear_number", "unsure"),
)
_LISTS = ("attachments", "mended", "reading", "read")


@dataclass(frozen=True)
class Draft:
    """The answers so far. `ask_dark` and `same_as` start with a question of their own.

    `outage` is the confirmed outage the customer was told of; it is theirs unless they say that it is this building
    alone (WO-3). `outage_open` asks for that.

    `on_file` is the number that was not told but is known of the caller: it is read back by its ending.

    `unsure` names the number that was heard badly, `fixing` the one of which a group is wrong (`group`, from 1; 0 where
    it is not known yet), `reread` the one that was put right last. `ways` asks how to go on without a number.

    `reading` holds the values that were read back last, `read` those that were confirmed: what changes is read again.

    `refused` counts read-backs that were refused in vain, `mended` names the parts put right once (HR-6).
    """

    idpel: str | None = None
    meter_id: str | None = None
    premise_unknown: bool = False
    name: str | None = None
    address: str | None = None
    phone: str | None = None
    lat: float | None = None
    lon: float | None = None
    scope: str | None = None
    mcb: str | None = None
    since: str | None = None
    note: str = ""
    begun: str | None = None
    ask_dark: bool = False
    ask_phone: bool = False
    mcb_retry: bool = False
    same_as: str | None = None
    is_same: bool = False
    on_file: str | None = None
    outage: str | None = None
    outage_open: bool = False
    confirmed: bool = False
    correcting: bool = False
    unclear_number: str | None = None
    cancelling: bool = False
    cancelled: bool = False
    unsure: str | None = None
    fixing: str | None = None
    group: int = 0
    reread: str | None = None
    doubted: bool = False
    ways: str | None = None
    ways_offered: bool = False
    call_back: bool = False
    reading: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    refused: int = 0
    mended: tuple[str, ...] = ()
    attachments: tuple[dict[str, Any], ...] = field(default_factory=tuple)

    @classmethod
    def load(cls, slot: Mapping[str, Any] | None) -> Draft:
        """Read the slot; fields of an older version are left out."""
        known = {name: value for name, value in (slot or {}).items() if name in cls.__dataclass_fields__}
        return cls(**known | {name: tuple(known.get(name) or ()) for name in _LISTS})

    def lasting(self, now: datetime) -> Draft:
        """Return the draft at the beginning of a report: the one left half-finished lately, else an empty one."""
        is_late = self.begun is not None and now - datetime.fromisoformat(self.begun) > STALE
        return replace(Draft() if is_late else self, begun=now.isoformat())

    def continued(self, said: Draft, now: datetime) -> Draft:
        """Return the draft that is gone on with, with what was said since; it is read back in any case (DR-4)."""
        found = {name: value for name in _SAID if (value := getattr(said, name))}
        if found.keys() & {"idpel", "meter_id"}:
            # The number is here: nothing more is to be asked about the one before.
            found |= {"premise_unknown": False, "unclear_number": None, "fixing": None, "group": 0, "ways": None}
            found["unsure"] = said.unsure
        if said.mcb:
            found["mcb_retry"] = said.mcb_retry
        return replace(
            self,
            **found,
            note=f"{self.note} {said.note}".strip()[:NOTE_LIMIT],
            attachments=(*self.attachments, *said.attachments),
            begun=now.isoformat(),
            cancelling=False,
            confirmed=False,
            reading=(),
            read=(),
        )

    def dump(self) -> dict[str, Any]:
        """Write the slot."""
        return {name: value for name, value in asdict(self).items() if value not in (None, False, "", ())}

    def next_question(self, caller: str | None) -> str | None:
        """Return what to ask now, or None when the report is complete and confirmed."""
        steps = (
            (CANCEL, self.cancelling),
            (OUTAGE, self.outage_open),
            (SAME, self.same_as),
            (NUMBER_WAYS, self.ways),
            (WHICH_NUMBER, self.unclear_number),
            (DARK, self.ask_dark),
            (SCOPE, not self.scope),
            (MCB_RETRY, self.mcb_retry),
            (MCB, not self.mcb and self.scope != "wider"),
            (NUMBER_SURE, self.unsure),
            (GROUP_DIGITS, self.fixing and self.group),
            (GROUP, self.fixing),
            (PREMISE, not (self.idpel or self.meter_id or self.premise_unknown)),
            (NAME, self.premise_unknown and not self.name),
            (ADDRESS, not self.address),
            (PHONE, self.ask_phone or not (self.phone or caller)),
            (CORRECT, self.correcting),
            (CONFIRM, not self.confirmed),
        )
        return next((question for question, due in steps if due), None)

    def with_facts(self, turn: Turn) -> Draft:
        """Take in everything the message brings, asked for or not; later words replace earlier ones."""
        found: dict[str, Any] = {}
        for name in ("idpel", "meter_id", "name", "address", "phone", "scope", "mcb", "since"):
            value = turn.scope if name == "scope" else turn.one(name)
            if value:
                found[name] = value
        if found.keys() & {"idpel", "meter_id"}:
            found["premise_unknown"] = False
            found["unclear_number"] = None
        elif turn.one("ambiguous_number"):
            found["unclear_number"] = str(turn.one("ambiguous_number"))
        elif turn.premise_unknown:
            found["premise_unknown"] = True
        if "phone" in found:
            found["ask_phone"] = False
        if found.get("mcb") == "tripped":
            found["mcb_retry"] = self.mcb is None
        if pin := turn.location:
            found.update(lat=pin.get("lat"), lon=pin.get("lon"))
            written = ", ".join(part for part in (pin.get("label"), pin.get("address")) if part)
            if written and not (self.address or found.get("address")):
                found["address"] = written
        if turn.attachments:
            kept = ({"url": a.url, "content_type": a.content_type} for a in turn.attachments)
            found["attachments"] = (*self.attachments, *kept)
        if found.keys() & {"idpel", "meter_id", "name", "address", "phone", "lat"}:
            # What was read back has changed: read it back again.
            found |= {"confirmed": False, "correcting": False, "doubted": False, "reread": None}
        return replace(self, **found, **self._of_number(found, turn))

    def _of_number(self, found: Mapping[str, Any], turn: Turn) -> dict[str, Any]:
        """Return what a number that came whole ends, and whether it was heard well."""
        name = next((name for name in NUMBERS if name in found), None)
        if name is None:
            return {}
        # Heard badly twice, but the same: that is no accident.
        again = self.unsure == name and getattr(self, name) == found[name]
        return {"fixing": None, "group": 0, "ways": None, "unsure": name if turn.unsure and not again else None}

    def with_note(self, turn: Turn) -> Draft:
        """Keep the customer's words for the description; a bare yes or no tells nothing."""
        is_bare = turn.yes is not None and len(turn.said.split()) <= SHORT
        if not turn.said or turn.said in self.note or is_bare:
            return self
        return replace(self, note=f"{self.note} {turn.said}".strip()[:NOTE_LIMIT])

    def of_premise(self, ticket: Ticket) -> Draft:
        """Take the building on file from an earlier report of the same number."""
        customer = ticket.customer
        return replace(
            self,
            idpel=self.idpel or customer.idpel,
            meter_id=self.meter_id or customer.meter_id,
            on_file=None if self.idpel or self.meter_id else customer.idpel or customer.meter_id,
            name=self.name or customer.name,
            address=self.address or customer.address,
            phone=self.phone or customer.phone,
            lat=self.lat or customer.lat,
            lon=self.lon or customer.lon,
        )

    def unread(self, caller: str | None) -> dict[str, str]:
        """Return the parts that are still to be confirmed, with their values."""
        identity = self.idpel or self.meter_id or self.name
        parts = {IDENTITY_PART: identity, ADDRESS_PART: self.address, PHONE_PART: self.phone or caller}
        return {part: value for part, value in parts.items() if value and value not in self.read}

    def with_reread(self, caller: str | None) -> Draft:
        """Return the draft whose number that was put right is read, beside what stood in the same question."""
        number = (self.phone or caller) if self.reread == "phone" else getattr(self, str(self.reread))
        beside = [value for value in self.reading if value in self.unread(caller).values() and value != number]
        return replace(self, reading=(*beside, str(number)))

    def accepted(self, caller: str | None) -> Draft:
        """Return the draft after a clear yes to what was read: confirmed once nothing is left to read."""
        heard = replace(self, read=(*self.read, *self.reading), reading=(), reread=None, doubted=False)
        return replace(heard, confirmed=not heard.unread(caller))

    def number(self, field: str, caller: str | None) -> str:
        """Return the digits of a number as they are dialled or printed; of the caller where no other one was given."""
        if field == "phone":
            return dialled(self.phone or caller or "")
        return str(getattr(self, field) or "")

    def customer(self, caller: str | None) -> Customer:
        """Return the customer of the report; the number to call is the caller's unless another was given."""
        return Customer(
            idpel=self.idpel,
            meter_id=self.meter_id,
            name=self.name,
            phone=self.phone or caller,
            address=self.address,
            lat=self.lat,
            lon=self.lon,
        )

    @property
    def is_apart(self) -> bool:
        """Tell whether the customer heard of an outage and says that it is this building alone (Source: WO-3)."""
        return self.outage is not None and self.scope == "single"

    def files(self, turn: Turn) -> tuple[Attachment, ...]:
        """Return the photos and voice notes sent on the way."""
        return tuple(Attachment(item["url"], item["content_type"], turn.at) for item in self.attachments)


def dialled(phone: str) -> str:
    """Return an E.164 number as people here dial it."""
    return phone.replace("+62", "0", 1).lstrip("+")


def description(draft: Draft) -> str:
    """Write the short description for the officers: the customer's words, then the probing (Source: IN-1, IN-2)."""
    found = [
        f"padam sejak {draft.since}" if draft.since else "",
        {"several": "2-3 rumah padam", "wider": "tetangga juga padam"}.get(draft.scope or "", "hanya 1 bangunan"),
        f"gangguan meluas {draft.outage}" if draft.outage and not draft.is_apart else "",
        {"on": "MCB naik", "tripped": "MCB turun, dicoba naik"}.get(draft.mcb or "", ""),
    ]
    return f"{draft.note or '1 bangunan padam'} [{'; '.join(part for part in found if part)}]"

"""A report on its way: what is known, what is still to ask (Source: procedure.md IN-1, IN-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from actions.turn import Turn
from tickets.model import Attachment, Customer, Ticket

# The questions in the order they are asked.
SAME, DARK, SCOPE, MCB, MCB_RETRY, WHICH_NUMBER, PREMISE, NAME, ADDRESS, PHONE, CONFIRM, CORRECT = (
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
NOTE_LIMIT = 900
# Answers this old speak of another outage; what they are about may have changed.
STALE = timedelta(hours=3)


@dataclass(frozen=True)
class Draft:
    """The answers so far. `ask_dark` and `same_as` start with a question of their own."""

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
    confirmed: bool = False
    correcting: bool = False
    unclear_number: str | None = None
    attachments: tuple[dict[str, Any], ...] = field(default_factory=tuple)

    @classmethod
    def load(cls, slot: Mapping[str, Any] | None) -> Draft:
        """Read the slot; fields of an older version are left out."""
        known = {name: value for name, value in (slot or {}).items() if name in cls.__dataclass_fields__}
        known["attachments"] = tuple(known.get("attachments") or ())
        return cls(**known)

    def lasting(self, now: datetime) -> Draft:
        """Return the draft at the beginning of a report: the one left half-finished lately, else an empty one."""
        is_late = self.begun is not None and now - datetime.fromisoformat(self.begun) > STALE
        return replace(Draft() if is_late else self, begun=now.isoformat())

    def dump(self) -> dict[str, Any]:
        """Write the slot."""
        return {name: value for name, value in asdict(self).items() if value not in (None, False, "", ())}

    def next_question(self, caller: str | None) -> str | None:
        """Return what to ask now, or None when the report is complete and confirmed."""
        steps = (
            (SAME, self.same_as),
            (WHICH_NUMBER, self.unclear_number),
            (DARK, self.ask_dark),
            (SCOPE, not self.scope),
            (MCB_RETRY, self.mcb_retry),
            (MCB, not self.mcb and self.scope != "wider"),
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
            value = turn.one(name)
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
            found["confirmed"] = False
            found["correcting"] = False
        return replace(self, **found)

    def with_note(self, turn: Turn) -> Draft:
        """Keep the customer's words for the description."""
        if not turn.said or turn.said in self.note:
            return self
        return replace(self, note=f"{self.note} {turn.said}".strip()[:NOTE_LIMIT])

    def of_premise(self, ticket: Ticket) -> Draft:
        """Take the building on file from an earlier report of the same number."""
        customer = ticket.customer
        return replace(
            self,
            idpel=self.idpel or customer.idpel,
            meter_id=self.meter_id or customer.meter_id,
            name=self.name or customer.name,
            address=self.address or customer.address,
            phone=self.phone or customer.phone,
            lat=self.lat or customer.lat,
            lon=self.lon or customer.lon,
        )

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

    def files(self, turn: Turn) -> tuple[Attachment, ...]:
        """Return the photos and voice notes sent on the way."""
        return tuple(Attachment(item["url"], item["content_type"], turn.at) for item in self.attachments)

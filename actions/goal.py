"""What a repeat contact wants, kept while its report is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from actions.turn import Turn
from tickets.model import Channel, Side

_PLN_SIDE = frozenset({"lapor_ulang", "padam_lagi", "lapor_padam", "lapor_padam_meluas", "darurat"})
_DATA = ("phone", "address", "name")


@dataclass(frozen=True)
class Goal:
    """One wish: the intent it is served by, the customer's words, all meanings, and the data that came along.

    `field` is what shall be changed where the new value is still missing. `asked_missing` is set once the data a
    finished report lacked has been asked for (Source: LU-15). `said_back` names the changes that were confirmed,
    `refused` counts those that were not (HR-6).
    """

    intent: str
    note: str = ""
    meanings: tuple[str, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)
    field: str | None = None
    stars: int | None = None
    asked_missing: bool = False
    said_back: tuple[str, ...] = ()
    refused: int = 0
    attachments: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, turn: Turn, intent: str | None = None) -> Goal:
        """Read the wish from a message."""
        wants_change = turn.means("ubah_data") or intent == "ubah_data"
        changes = {name: turn.one(name) for name in _DATA if turn.one(name)}
        if wants_change and turn.one("field") in ("idpel", "meter_id"):
            changes |= {name: turn.one(name) for name in ("idpel", "meter_id") if turn.one(name)}
        if not wants_change:
            # A name or address beside a complaint tells who speaks; a phone number is a number to call.
            changes = {name: value for name, value in changes.items() if name == "phone" and value != turn.caller}
        if pin := turn.location:
            changes |= {"lat": pin.get("lat"), "lon": pin.get("lon")}
        stars = turn.one("stars")
        return cls(
            intent=intent or turn.intent,
            note=turn.said,
            meanings=tuple(sorted(turn.meanings | {intent or turn.intent})),
            changes=changes,
            field=turn.one("field"),
            stars=int(stars) if stars else None,
            attachments=tuple({"url": a.url, "content_type": a.content_type} for a in turn.attachments),
        )

    @classmethod
    def load(cls, slot: Mapping[str, Any] | None) -> Goal | None:
        """Read the slot."""
        if not slot:
            return None
        values = {name: value for name, value in slot.items() if name in cls.__dataclass_fields__}
        for name in ("meanings", "attachments", "said_back"):
            values[name] = tuple(values.get(name) or ())
        return cls(**values)

    def dump(self) -> dict[str, Any]:
        """Write the slot."""
        return asdict(self)

    def unconfirmed(self, turn: Turn) -> str | None:
        """Return a change that has to be said back first: what was heard may be something else (Source: HR-5)."""
        if not (turn.unsure or turn.channel is Channel.VOICE):
            return None
        return next((name for name in _DATA if self.changes.get(name) and name not in self.said_back), None)

    def means(self, *intents: str) -> bool:
        """Tell whether one of the intents is among the meanings."""
        return any(intent in self.meanings for intent in intents)

    @property
    def side(self) -> Side:
        """Return whose problem it is (Source: LU): PLN's, the customer's, or both."""
        pln = not _PLN_SIDE.isdisjoint(self.meanings)
        customer = bool(self.changes) or "ubah_data" in self.meanings
        if pln and customer:
            return Side.BOTH
        return Side.CUSTOMER if customer else Side.PLN

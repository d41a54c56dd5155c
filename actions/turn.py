"""What the customer said in this turn, read once from Rasa's tracker."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from tickets.model import Attachment, Channel

# "I do not know / have / remember it", as people write and say it.
_UNKNOWN = re.compile(
    r"\b(?:(?:tidak|tak|gak?|engg?ak?|ngg?ak?|kagak|gk|g|tdk|kurang|belum|blm|ndak|nda|ora|dak|teu)\s*"
    r"(?:tahu|tau|hafal|hapal|apal|punya|pegang|ada|ingat|inget|simpan|ngerti|tw)\w*|lupa\w*|hilang|entah)\b",
    re.IGNORECASE,
)
# "I have not reported yet", "a new report please".
_NOT_REPORTED = re.compile(
    r"\b(?:belum|blm|blum|belon|durung|dereng|tidak|tak|gak?|engg?ak?|ngg?ak?|kagak|gk|g|tdk|ndak|nda|ora|dak|teu)\s+"
    r"(?:(?:pernah|sempat|sempet|ada|bikin|buat|kirim|sih|acan)\s+)*(?:me|nga?|ng)?lapor(?:an|kan)?\b"
    r"|\b(?:lapor|laporan)\s+baru\b|\b(?:baru|mau|ingin|pengen|pingin)\s+(?:mau\s+)?(?:me|nga?|ng)?lapor\b(?!\s+(?:ulang|lagi|lg))",
    re.IGNORECASE,
)
_OTHER_BUILDING = re.compile(
    r"\b(?:bangunan|rumah|tempat|lokasi|toko|kios|ruko|alamat)\s+(?:(?:saya|sy|aku)\s+)?(?:yang\s+|yg\s+)?(?:lain|satunya|kedua|berbeda|beda)\b",
    re.IGNORECASE,
)
_PREMISE = re.compile(r"\b(?:id\s?pel\w*|(?:nomor|nomer|no\.?|id)\s*(?:pelanggan|meter\w*))", re.IGNORECASE)
# "… but there is the number of the meter."
_OTHER_NUMBER = re.compile(
    r"\b(?:adanya|(?:cuma|hanya|yang|yg|cuman) ada|ta[hu]*nya|punyanya)\s+(?:\w+\s+)?(?:no|nomor|nomer|id)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,.;!?\n]|\b(?:tapi|tp|dan)\b", re.IGNORECASE)
# The power is off, said whatever else the message is about.
_DARK = re.compile(
    r"\b(?:mati|padam|gelap|petang|peteng|pareum|poek|lampu\s+off|belum\s+nyala|blm\s+nyala)\b", re.IGNORECASE
)
_NOT_DARK = re.compile(
    r"\b(?:tidak|tdk|gak?|engg?ak?|ngg?ak?|bukan|ora|teu)\s+(?:\w+\s+)?(?:mati|padam|gelap)\b", re.IGNORECASE
)
SURE = 0.6


@dataclass(frozen=True)
class Turn:
    """One message with its meaning and the conversation it stands in."""

    intent: str
    confidence: float
    ranking: tuple[str, ...]
    text: str
    entities: Mapping[str, tuple[Any, ...]]
    metadata: Mapping[str, Any]
    slots: Mapping[str, Any]
    form: str | None
    fresh: bool
    conversation: str
    at: datetime
    since: float = 0.0
    before: float = 0.0
    places: tuple[tuple[str, int, int], ...] = ()

    @classmethod
    def read(cls, tracker: Any) -> Turn:  # noqa: ANN401 - rasa-sdk's tracker is untyped
        """Read the tracker of rasa-sdk."""
        message = tracker.latest_message or {}
        entities: dict[str, tuple[Any, ...]] = {}
        for entity in message.get("entities") or ():
            entities[entity["entity"]] = (*entities.get(entity["entity"], ()), entity["value"])
        intent = message.get("intent") or {}
        users = (e for e in reversed(tracker.events) if e.get("event") == "user")
        event: Mapping[str, Any] = next(users, {})
        before: Mapping[str, Any] = next(users, {})
        metadata = message.get("metadata") or event.get("metadata") or {}
        ranking = (item["name"] for item in message.get("intent_ranking") or () if item["name"] != "nlu_fallback")
        return cls(
            intent=intent.get("name") or "nlu_fallback",
            confidence=float(intent.get("confidence") or 0.0),
            ranking=tuple(ranking),
            text=(message.get("text") or "").strip(),
            entities=entities,
            metadata=metadata,
            slots=tracker.slots,
            form=(tracker.active_loop or {}).get("name"),
            fresh=_is_fresh(tracker.events, (tracker.active_loop or {}).get("name")),
            conversation=metadata.get("conversation") or tracker.sender_id,
            at=datetime.fromtimestamp(event.get("timestamp") or 0, UTC),
            since=event.get("timestamp") or 0.0,
            before=before.get("timestamp") or 0.0,
            places=_places(message),
        )

    @property
    def channel(self) -> Channel:
        """Return where the customer is."""
        return Channel.VOICE if self.metadata.get("channel") == "VOICE" else Channel.WHATSAPP

    @property
    def caller(self) -> str | None:
        """Return the number the customer writes or calls from, E.164, None where it is withheld."""
        return self.metadata.get("caller")

    @property
    def stranger_key(self) -> str:
        """Return what wrong pairs are counted by: the number, or the call where it is withheld (PV-2)."""
        return self.caller or self.conversation

    @property
    def is_button(self) -> bool:
        """Tell whether the message is one of our own buttons."""
        return self.text.startswith("/")

    @property
    def confirms(self) -> bool:
        """Tell whether this answers the notice that asked whether the power is back: it names its report (CF-1)."""
        return self.is_button and self.intent in ("setuju", "tolak") and bool(self.one("no_lapor"))

    @property
    def said(self) -> str:
        """Return the customer's words, empty for a button."""
        return "" if self.is_button else self.text

    @cached_property
    def meanings(self) -> frozenset[str]:
        """Return the intent and the further ones of a message in several parts."""
        return frozenset({self.intent, *map(str, self.entities.get("also", ()))})

    def one(self, entity: str) -> Any:  # noqa: ANN401 - entities are str or int
        """Return the last value of an entity: who corrects oneself means the last."""
        values = self.entities.get(entity)
        return values[-1] if values else None

    @property
    def unknown(self) -> bool:
        """Tell whether the customer says not to know or have it."""
        return bool(_UNKNOWN.search(self.said))

    @property
    def premise_unknown(self) -> bool:
        """Tell whether the customer says not to know IDPEL and meter number, asked or not."""
        unknown = any(_PREMISE.search(part) and _UNKNOWN.search(part) for part in _PARTS.split(self.said))
        return unknown and not _OTHER_NUMBER.search(self.said)

    @property
    def not_reported(self) -> bool:
        """Tell whether the customer says that there is no report yet."""
        return bool(_NOT_REPORTED.search(self.said))

    @property
    def says_dark(self) -> bool:
        """Tell whether the customer says that the power is off."""
        return bool(_DARK.search(self.said)) and not _NOT_DARK.search(self.said)

    @property
    def other_building(self) -> bool:
        """Tell whether the customer means another building than the one on file."""
        return bool(_OTHER_BUILDING.search(self.said)) or self.one("new_premise") == "yes"

    @property
    def heard_answer(self) -> bool:
        """Tell whether the telephone last asked for nothing but whether there is anything else."""
        return self.metadata.get("expect") == "more"

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Return photos and voice notes that came with the message."""
        found = self.metadata.get("attachments") or ()
        return tuple(Attachment(item["url"], item.get("content_type") or "", self.at) for item in found)

    @property
    def location(self) -> Mapping[str, Any] | None:
        """Return the location pin: `lat`, `lon`, perhaps `address` and `label`."""
        return self.metadata.get("location")

    def means(self, *intents: str) -> bool:
        """Tell whether one of the intents is among the meanings."""
        return not self.meanings.isdisjoint(intents)

    def is_sure(self, *intents: str) -> bool:
        """Tell whether the message clearly is one of the intents."""
        return self.intent in intents and (self.is_button or self.confidence >= SURE)


def _places(message: Mapping[str, Any]) -> tuple[tuple[str, int, int], ...]:
    """Return kind, start and end of each entity, counted in the text without the spaces before it."""
    text = message.get("text") or ""
    before = len(text) - len(text.lstrip())
    found = (entity for entity in message.get("entities") or () if entity.get("end"))
    return tuple((entity["entity"], entity["start"] - before, entity["end"] - before) for entity in found)


def _is_fresh(events: list[dict[str, Any]], form: str | None) -> bool:
    """Tell whether the form is the first to act since the customer spoke; Rasa shows a form its own name as last."""
    for event in reversed(events):
        if event.get("event") == "user":
            return True
        if event.get("event") == "action" and event.get("name") != form:
            return False
    return False

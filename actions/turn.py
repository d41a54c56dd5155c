"""What the customer said in this turn, read once from Rasa's tracker."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from not_known import says_unknown
from tickets.model import Attachment, Channel

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
    r"\b(?:ma?ti|pa?da?m|gelap|petang|peteng|pareum|poek|lampu\s+off|belum\s+nyala|blm\s+nyala)\b", re.IGNORECASE
)
_NOT_DARK = re.compile(
    r"\b(?:tidak|tdk|gak?|engg?ak?|ngg?ak?|bukan|ora|teu)\s+(?:\w+\s+)?(?:ma?ti|pa?da?m|gelap)\b", re.IGNORECASE
)
# "matti", "padamm": no word for it has a letter twice.
_PAIR = re.compile(r"(\w)\1")
SURE = 0.6
# A word that got lost, "satu [rumah]", makes one dark house look like many.
WIDE_FROM = 0.8
# So many words at most are a bare yes or no.
SHORT = 3
# Of `scope`: who contradicts oneself was misheard, and is asked.
UNCLEAR = "unclear"
# How well the telephone heard the turn (`ivr.hearing`); nothing where it was keyed or written.
UNSURE, UNKNOWN = "unsure", "unknown"
# Rasa runs it before everything else.
_EXTRACTS = "action_extract_slots"


@dataclass(frozen=True)
class Turn:
    """One message with its meaning and the conversation it stands in.

    `step` names this step of the turn for ever. `opened` is what the greeting of the telephone told and asked, before
    the dialogue had heard anything: slots, part of `slots` already, that the first action of the first turn keeps.
    `begins` tells that no action answered the message before this one.
    """

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
    step: str | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    begins: bool = False

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
        form = (tracker.active_loop or {}).get("name")
        fresh = _is_fresh(tracker.events, form)
        opened = (metadata.get("opened") or {}) if fresh else {}
        ranking = (item["name"] for item in message.get("intent_ranking") or () if item["name"] != "nlu_fallback")
        return cls(
            intent=intent.get("name") or "nlu_fallback",
            confidence=float(intent.get("confidence") or 0.0),
            ranking=tuple(ranking),
            text=(message.get("text") or "").strip(),
            entities=entities,
            metadata=metadata,
            slots={**tracker.slots, **opened},
            form=form,
            fresh=fresh,
            conversation=metadata.get("conversation") or tracker.sender_id,
            at=datetime.fromtimestamp(event.get("timestamp") or 0, UTC),
            since=event.get("timestamp") or 0.0,
            before=before.get("timestamp") or 0.0,
            places=_places(message),
            step=_step(metadata, tracker.events),
            opened=opened,
            begins=_begins(tracker.events),
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
    def states_wish(self) -> bool:
        """Tell whether the message says how its writer wants to be told; of another number than theirs we keep none."""
        return bool(self.one("kabar")) and self.intent != "darurat" and self.one("phone") in (None, self.caller)

    @property
    def only_wish(self) -> bool:
        """Tell whether it says nothing else."""
        return self.states_wish and self.intent == "ubah_data" and not self.one("field") and self.fresh

    @property
    def said(self) -> str:
        """Return the customer's words, empty for a button."""
        return "" if self.is_button else self.text

    @cached_property
    def meanings(self) -> frozenset[str]:
        """Return the intent and the further ones of a message in several parts."""
        further = {str(intent) for intent in self.entities.get("also", ())}
        if self.one("kabar") and not self.one("field"):
            # How to be told is no data of the report: nothing is asked for.
            further.discard("ubah_data")
        return frozenset({self.intent, *further})

    def one(self, entity: str) -> Any:  # noqa: ANN401 - entities are str or int
        """Return the last value of an entity: who corrects oneself means the last."""
        values = self.entities.get(entity)
        return values[-1] if values else None

    @property
    def unknown(self) -> bool:
        """Tell whether the customer says not to know or have it."""
        return says_unknown(self.said)

    @property
    def premise_unknown(self) -> bool:
        """Tell whether the customer says not to know IDPEL and meter number, asked or not."""
        unknown = any(_PREMISE.search(part) and says_unknown(part) for part in _PARTS.split(self.said))
        return unknown and not _OTHER_NUMBER.search(self.said) and not self.one("number_fragment")

    @property
    def not_reported(self) -> bool:
        """Tell whether the customer says that there is no report yet."""
        return bool(_NOT_REPORTED.search(self.said))

    @property
    def says_dark(self) -> bool:
        """Tell whether the customer says that the power is off."""
        said = _PAIR.sub(r"\1", self.said)
        return bool(_DARK.search(said)) and not _NOT_DARK.search(said)

    @property
    def has_power(self) -> bool:
        """Tell whether the customer says, unasked, that the power is back (Source: procedure.md CF-5)."""
        return self.one("power") == "on" and self.fresh and not self.means("darurat", "minta_cso", "beri_rating")

    @property
    def other_building(self) -> bool:
        """Tell whether the customer means another building than the one on file."""
        return bool(_OTHER_BUILDING.search(self.said)) or self.one("new_premise") == "yes"

    @property
    def heard_answer(self) -> bool:
        """Tell whether the telephone last asked for nothing but whether there is anything else."""
        return self.metadata.get("expect") == "more"

    @property
    def yes(self) -> bool | None:
        """Return yes, no, or None where it is neither or both.

        To a question for yes or no a message too short to be sure of is more likely one of the two than anything else.
        """
        yes, no = self.means("setuju"), self.means("tolak")
        if self.intent == "nlu_fallback" and yes == no and len(self.said.split()) <= SHORT:
            yes, no = self.ranking[:1] == ("setuju",), self.ranking[:1] == ("tolak",)
        return None if yes == no else yes

    @property
    def unsure(self) -> bool:
        """Tell whether the recogniser doubts what it heard (Source: procedure.md HR-1)."""
        return self.metadata.get("heard") == UNSURE

    @property
    def doubtful(self) -> bool:
        """Tell whether acting on this meaning could be wrong: the recogniser doubts, or has no figure and we do."""
        unknown = self.metadata.get("heard") == UNKNOWN and self.confidence < SURE
        return self.unsure or (unknown and not self.is_button)

    @property
    def scope(self) -> str | None:
        """Return how many buildings are dark as the message says it, None where it says nothing of it, or both."""
        said = self.one("scope")
        return None if said is None or said == UNCLEAR else str(said)

    @property
    def scope_unclear(self) -> bool:
        """Tell whether the message says that it is this building alone and that all around is dark (Source: IN-1)."""
        return bool(self.one("scope") == UNCLEAR)

    @property
    def tells_wide(self) -> bool:
        """Tell whether the whole message surely speaks of more than one building; else it is asked (IN-1, IN-6)."""
        if self.scope_unclear:
            return False
        if self.intent != "lapor_padam_meluas":
            return self.means("lapor_padam_meluas")
        return self.is_button or (self.confidence >= WIDE_FROM and not self.unsure)

    @property
    def vain(self) -> int:
        """Return how many answers in a row the telephone could not understand, or the dialogue, before this one."""
        return int(self.metadata.get("vain") or 0)

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


def _begins(events: list[dict[str, Any]]) -> bool:
    """Tell whether nothing has answered the message yet."""
    since = itertools.takewhile(lambda event: event.get("event") != "user", reversed(events))
    return not any(event.get("event") == "action" and event.get("name") != _EXTRACTS for event in since)


def _step(metadata: Mapping[str, Any], events: list[dict[str, Any]]) -> str | None:
    """Return what this step of the turn is known by when the turn is begun again: its message, and what came since."""
    since = next((n for n, event in enumerate(reversed(events)) if event.get("event") == "user"), 0)
    return f"{metadata['message']}:{since}" if metadata.get("message") else None


def _is_fresh(events: list[dict[str, Any]], form: str | None) -> bool:
    """Tell whether the form is the first to act since the customer spoke; Rasa shows a form its own name as last."""
    for event in reversed(events):
        if event.get("event") == "user":
            return True
        if event.get("event") == "action" and event.get("name") != form:
            return False
    return False

"""What the dialogue answers to one turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desk.model import Offer

# What follows a statement: whether there is anything else.
MORE = "more"
# A kindness asked at the end: who says nothing is let go, too.
CONSENT = "consent"
EXPECTATIONS = frozenset(
    {"free", "yes_no", "scope", "mcb", "number", "phone", "choice", "stars", "text", "name", "address", MORE, CONSENT}
    # A number was read back, or one group of it is asked for: digits may come beside yes, no and keys.
    | {"confirm", "group"}
)
# What is answered by a choice: a yes, a number, a key.
CLOSED = frozenset({"yes_no", "confirm", CONSENT, "scope", "mcb", "choice", "stars"})
# What has no keys: there the caller may go on speaking.
SPOKEN_ONLY = frozenset({"text", "name", "address"})


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the dialogue with the answers it offers."""

    text: str
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """All messages of a turn and what is to follow.

    `expect` is one of EXPECTATIONS, MORE where nothing was asked; `to_human` asks for a human now, `end` ends the
    call, `failed` tells that an action could not do its work: what it says stands, a human sees to the rest
    (Source: procedure.md HO-1). `vain` is how many answers in a row were none to the question (HR-6).
    """

    messages: tuple[Said, ...]
    expect: str = "free"
    to_human: bool = False
    end: bool = False
    failed: bool = False
    vain: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the sentences in order."""
        return tuple(said.text for said in self.messages if said.text)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Return the answers offered, in the order in which they are numbered."""
        return tuple(offer for said in self.messages for offer in said.offers)

    @classmethod
    def parse(cls, body: object) -> Reply:
        """Read the JSON of a channel (`bot.channels.channel`). Raises: ValueError for anything else."""
        messages = body.get("messages") if isinstance(body, dict) else None
        if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
            raise ValueError("the dialogue does not follow the protocol")
        custom: dict[str, Any] = {}
        for message in messages:
            given = message.get("custom")
            custom |= given if isinstance(given, dict) else {}
        expect, vain = custom.get("expect"), custom.get("vain")
        return cls(
            tuple(said for said in map(_said, messages) if said.text or said.offers),
            expect=expect if expect in EXPECTATIONS else MORE,
            to_human=bool(custom.get("hand_over")),
            end=bool(custom.get("end")),
            failed=bool(custom.get("failed")),
            vain=vain if isinstance(vain, int) else 0,
        )


def _said(message: dict[str, Any]) -> Said:
    buttons = message.get("buttons") or []
    offers = (
        Offer(str(button.get("title", "")), str(button["payload"]))
        for button in buttons
        if isinstance(button, dict) and button.get("payload")
    )
    return Said(str(message.get("text") or "").strip(), tuple(offers))

"""What an action answers: response keys with every placeholder, and what Rasa shall remember."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

import spoken
from tickets.model import Ticket


@dataclass
class Reply:
    """Collect responses and slot changes in order."""

    now: datetime
    zone: tzinfo
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    next_action: str | None = None
    rejects: bool = False
    leaves_form: bool = False

    def say(self, key: str, **values: object) -> None:
        """Add a response; a value is passed as it is."""
        self.said.append((key, values))

    def ask(self, question: str | None, key: str, **values: object) -> None:
        """Add a response that asks, and remember what was asked."""
        self.say(key, **values)
        self.slots["question"] = question

    def remember(self, **slots: object) -> None:
        """Set slots."""
        self.slots.update(slots)

    def then(self, action: str) -> None:
        """Let Rasa run this action or form next."""
        self.next_action = action

    def leave(self) -> None:
        """Leave the form the customer is in."""
        self.leaves_form = True
        self.slots["question"] = None

    def reject(self) -> None:
        """Let the rules answer: this message is no answer to the question."""
        self.rejects = True

    def at(self, moment: datetime, name: str = "jam") -> dict[str, str]:
        """Return a clock time as placeholders `<name>` and `<name>_lisan`."""
        written, said = spoken.clock(moment, self.now, self.zone)
        return {name: written, f"{name}_lisan": said}

    def about(self, ticket: Ticket) -> dict[str, str]:
        """Return the report's number as placeholders `no_lapor` and `no_lapor_lisan`."""
        return {"no_lapor": ticket.display_no, "no_lapor_lisan": spoken.no_lapor_said(ticket.no_lapor)}

"""What an action answers: response keys with every placeholder, and what Rasa shall remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from telling import Teller, Told
from tickets.model import Ticket

_KEPT = ("said", "slots", "next_action", "rejects", "leaves_form", "vain")


@dataclass
class Reply:
    """Collect responses and slot changes in order; `vain` tells the telephone how often a form asked in vain (HR-6)."""

    now: datetime
    zone: tzinfo
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    next_action: str | None = None
    rejects: bool = False
    leaves_form: bool = False
    vain: int = 0

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

    def dump(self) -> dict[str, Any]:
        """Return what was answered as JSON can hold it."""
        return {name: getattr(self, name) for name in _KEPT}

    def load(self, kept: Mapping[str, Any]) -> Reply:
        """Return a reply of the same time with what was kept of another."""
        said = [(key, values) for key, values in kept["said"]]
        return replace(self, **{**kept, "said": said})

    def tell(self, told: Told) -> None:
        """Add what is told of a report, and remember what that asks."""
        for line in told.lines:
            self.say(line.key, **line.values)
        if told.question:
            self.slots["question"] = told.question

    @property
    def teller(self) -> Teller:
        """Return who tells of reports at the time of this reply."""
        return Teller(self.now, self.zone)

    def at(self, moment: datetime, name: str = "jam") -> dict[str, str]:
        """Return a clock time as placeholders `<name>` and `<name>_lisan`."""
        return self.teller.at(moment, name)

    def about(self, ticket: Ticket) -> dict[str, str]:
        """Return the report's number as placeholders `no_lapor` and `akhir`, each for the ear too."""
        return self.teller.about(ticket)

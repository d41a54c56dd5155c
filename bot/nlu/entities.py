"""Graph component that adds what a message states as Rasa entities with normalised values."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import Component
from bot.nlu.findings import Finding
from bot.nlu.normaliser import expected_kind
from bot.nlu.reading import read
from bot.nlu.sources import fingerprint

#: Certain by format, or only by the words around: what is read back before it is used.
_CONFIDENCE = {"ambiguous_number": 0.5, "number_fragment": 0.5, "name": 0.8, "address": 0.8}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class StatedEntities(Component):
    """Extract numbers, times, names, addresses and facts, in the order said, several of a kind kept."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:  # noqa: ARG003
        """Let a change of code or lexicon invalidate the old fingerprint."""
        return fingerprint()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = [self._entity(finding) for finding in read(text, expected_kind(message)).findings]
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _entity(self, finding: Finding) -> dict[str, Any]:
        return {
            "entity": finding.kind,
            "value": finding.value,
            "start": finding.start,
            "end": finding.end,
            "confidence_entity": _CONFIDENCE.get(finding.kind, 1.0),
            "extractor": type(self).__name__,
        }

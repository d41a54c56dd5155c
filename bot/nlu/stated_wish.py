"""Graph component that takes a message about how to be told for a change of data. Source: procedure.md NT-1."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import set_ranking, with_share
from bot.nlu.component import Component
from bot.nlu.safety import DARURAT
from bot.nlu.telling import KIND

UBAH_DATA = "ubah_data"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class StatedWish(Component):
    """Raise `ubah_data` where a message says how its writer wants to be told, and hardly anything else.

    In a longer message the wish stays an entity beside what the rest means, and danger stays danger.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._words, self._raised_to = int(config["words"]), float(config["raised_to"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: how many words at most stand beside the wish, and the confidence of a raised intent."""
        return {"words": 4, "raised_to": 0.9}

    def process(self, messages: list[Message]) -> list[Message]:
        """Correct intent and ranking of each message."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY)
            if ranking and ranking[0][INTENT_NAME_KEY] != DARURAT and self._is_wish(message):
                set_ranking(message, with_share([dict(each) for each in ranking], UBAH_DATA, self._raised_to))
        return messages

    def _is_wish(self, message: Message) -> bool:
        text = str(message.get(TEXT) or "")
        spans = [(each["start"], each["end"]) for each in message.get(ENTITIES, []) if each.get("entity") == KIND]
        return any(len(f"{text[:start]} {text[end:]}".split()) <= self._words for start, end in spans)

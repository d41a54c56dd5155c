"""Graph component that lets no danger pass as something else. Source: procedure.md IN-7."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import set_ranking
from bot.nlu.clauses import SUBSTANCE, add_also
from bot.nlu.danger import Verdict, danger_in
from bot.nlu.keys import NORMALISED

DARURAT = "darurat"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyGuard(GraphComponent):
    """Raise the intent to `darurat` where the lexicon finds danger, lower it where all of it is discounted.

    A raised message keeps its former intent as an entity `also`. Where the lexicon is silent the classifier decides,
    and a share of `raise_at` for `darurat` is enough.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._raise_at = float(config["raise_at"])
        self._raised_to = float(config["raised_to"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: the classifier's share that is enough, and the confidence of a raised intent."""
        return {"raise_at": 0.3, "raised_to": 0.95}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's signature
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> SafetyGuard:
        """Create the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Correct intent, ranking and `also` of each message."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY)
            if message.get(TEXT) and ranking:
                self._guard(message, [dict(each) for each in ranking])
        return messages

    def _guard(self, message: Message, ranking: list[dict[str, Any]]) -> None:
        verdict = danger_in(str(message.get(TEXT)), message.get(NORMALISED))
        former = str(message.get(INTENT)[INTENT_NAME_KEY])
        share = {each[INTENT_NAME_KEY]: each[PREDICTED_CONFIDENCE_KEY] for each in ranking}.get(DARURAT, 0.0)
        if verdict is Verdict.DANGER or (verdict is Verdict.SILENT and share >= self._raise_at):
            set_ranking(message, _with_share(ranking, max(share, self._raised_to)))
            if former != DARURAT and former in SUBSTANCE:
                add_also(message, former, type(self).__name__)
        elif verdict is Verdict.DISCOUNTED and former == DARURAT:
            set_ranking(message, _with_share(ranking, 0.0))


def _with_share(ranking: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    """Return the ranking with `darurat` at `share` and the others shrunk or stretched to fill the rest."""
    others = [each for each in ranking if each[INTENT_NAME_KEY] != DARURAT]
    total = sum(each[PREDICTED_CONFIDENCE_KEY] for each in others) or 1.0
    scaled = [
        {**each, PREDICTED_CONFIDENCE_KEY: each[PREDICTED_CONFIDENCE_KEY] / total * (1 - share)} for each in others
    ]
    scaled.append({INTENT_NAME_KEY: DARURAT, PREDICTED_CONFIDENCE_KEY: share})
    return sorted(scaled, key=lambda each: -each[PREDICTED_CONFIDENCE_KEY])

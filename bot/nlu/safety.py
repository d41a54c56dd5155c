"""Graph component that lets no danger pass as something else. Source: procedure.md IN-7."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import set_ranking, with_share
from bot.nlu.clauses import SUBSTANCE, add_also
from bot.nlu.component import Component
from bot.nlu.keys import NORMALISED
from danger.judge import Verdict, danger_in
from not_known import says_only_unknown

DARURAT = "darurat"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyGuard(Component):
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

    def process(self, messages: list[Message]) -> list[Message]:
        """Correct intent, ranking and `also` of each message."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY)
            if message.get(TEXT) and ranking:
                self._guard(message, [dict(each) for each in ranking])
        return messages

    def _guard(self, message: Message, ranking: list[dict[str, Any]]) -> None:
        text = str(message.get(TEXT))
        verdict = danger_in(text, message.get(NORMALISED))
        if verdict is Verdict.SILENT and says_only_unknown(text):
            # "mboh", "tiang engsap": words the classifier never saw are no danger where they say nothing else.
            verdict = Verdict.DISCOUNTED
        former = str(message.get(INTENT)[INTENT_NAME_KEY])
        share = {each[INTENT_NAME_KEY]: each[PREDICTED_CONFIDENCE_KEY] for each in ranking}.get(DARURAT, 0.0)
        if verdict is Verdict.DANGER or (verdict is Verdict.SILENT and share >= self._raise_at):
            set_ranking(message, with_share(ranking, DARURAT, max(share, self._raised_to)))
            if former != DARURAT and former in SUBSTANCE:
                add_also(message, former, type(self).__name__)
        elif verdict is Verdict.DISCOUNTED and former == DARURAT:
            set_ranking(message, with_share(ranking, DARURAT, 0.0))

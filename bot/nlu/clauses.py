"""Graph component that finds the further intents of a message with several parts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import MODEL, set_ranking
from bot.nlu.component import Component
from bot.nlu.ngrams import NgramModel, sight
from bot.nlu.reading import read
from bot.nlu.splitting import split

#: What the power is doing: a message tells one of these, and the whole of it says which better than a part.
_STATE = frozenset({"lapor_padam", "lapor_padam_meluas", "lapor_ulang", "padam_lagi", "masalah_meter", "keluhan_lain"})
_WISHES = frozenset(
    {"tanya_estimasi", "tanya_posisi_petugas", "tanya_status", "ubah_data", "bantuan_pln_mobile", "minta_cso"}
)
#: Intents that carry a wish or a problem of their own; danger is the safety guard's.
SUBSTANCE = _STATE | _WISHES
#: Never the point of a message that has substance beside them.
_COURTESY = frozenset(
    {"sapaan", "terima_kasih", "selamat_tinggal", "beri_data", "bantuan", "di_luar_topik", "ulangi", "beri_rating"}
)
_ANSWERS = frozenset({"setuju", "tolak"})
_DANGER = "darurat"


def add_also(message: Message, intent: str, extractor: str) -> None:
    """Add an entity `also` with the name of a further intent, once."""
    entities = message.get(ENTITIES, [])
    if any(each.get("entity") == "also" and each.get("value") == intent for each in entities):
        return
    found = {
        "entity": "also",
        "value": intent,
        "start": 0,
        "end": len(str(message.get(TEXT))),
        "extractor": extractor,
    }
    message.set(ENTITIES, [*entities, found], add_to_output=True)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ClauseIntents(Component):
    """Rank the clauses of longer messages with the classifier's model; note further intents as `also`.

    A greeting, thanks or bare data never stays the intent of a message with substance.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._sure = defaultdict(lambda: float(config["sure"]), minta_cso=float(config["sure_of_human"]))
        self._settled, self._words = float(config["sure"]), int(config["words"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: how sure a clause must be, of a wish for a human too; the least words to split."""
        return {"sure": 0.65, "sure_of_human": 0.9, "words": 4}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the further intents of each message."""
        for message in messages:
            model, text = message.get(MODEL), str(message.get(TEXT) or "")
            if model is None or len(text.split()) < self._words:
                continue
            clauses = split(text)
            if len(clauses) > 1:
                self._note(message, self._rank(model, clauses))
        return messages

    def _rank(self, model: NgramModel, clauses: list[str]) -> list[tuple[str, float]]:
        rows = model.probabilities([sight(each, read(each).normalised) for each in clauses])
        return [(model.intents[int(np.argmax(row))], float(row.max())) for row in rows]

    def _note(self, message: Message, ranked: list[tuple[str, float]]) -> None:
        first = str(message.get(INTENT)[INTENT_NAME_KEY])
        sure = [(intent, share) for intent, share in ranked if share >= self._sure[intent]]
        substance = [pair for pair in sure if pair[0] in SUBSTANCE]
        if first in _COURTESY and substance:
            first = max(substance, key=lambda pair: (pair[0] in _STATE, pair[1]))[0]
            _promote(message, first)
        if any(intent == first for intent, _ in sure):
            _settle(message, self._settled)
        for intent, _ in substance:
            if intent != first and not (intent in _STATE and first in _STATE):
                add_also(message, intent, type(self).__name__)
        opening, share = ranked[0]
        if opening in _ANSWERS and share >= self._sure[opening] and opening != first:
            add_also(message, opening, type(self).__name__)


def _promote(message: Message, intent: str) -> None:
    """Swap the places of `intent` and the head of the ranking."""
    ranking = [dict(each) for each in message.get(INTENT_RANKING_KEY)]
    place = next(n for n, each in enumerate(ranking) if each[INTENT_NAME_KEY] == intent)
    ranking[0][INTENT_NAME_KEY], ranking[place][INTENT_NAME_KEY] = intent, ranking[0][INTENT_NAME_KEY]
    ranking[0][PREDICTED_CONFIDENCE_KEY] = max(ranking[0][PREDICTED_CONFIDENCE_KEY], 0.5)
    set_ranking(message, ranking)


def _settle(message: Message, share: float) -> None:
    """Give the head of the ranking at least `share`: two parts, each of them clear, are no ambiguity.

    Danger keeps its share, for the safety guard to judge.
    """
    head, *others = message.get(INTENT_RANKING_KEY)
    danger = sum(each[PREDICTED_CONFIDENCE_KEY] for each in others if each[INTENT_NAME_KEY] == _DANGER)
    former, share = head[PREDICTED_CONFIDENCE_KEY], min(share, 1.0 - danger)
    if head[INTENT_NAME_KEY] == _DANGER or share <= former:
        return
    rest = (1.0 - danger - share) / (1.0 - danger - former)
    scaled = [
        {**each, PREDICTED_CONFIDENCE_KEY: each[PREDICTED_CONFIDENCE_KEY] * (each[INTENT_NAME_KEY] == _DANGER or rest)}
        for each in others
    ]
    scaled.sort(key=lambda each: -each[PREDICTED_CONFIDENCE_KEY])
    set_ranking(message, [{**head, PREDICTED_CONFIDENCE_KEY: share}, *scaled])

"""Graph component that fills `intent` and `intent_ranking` from the n-gram model."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.keys import NORMALISED
from bot.nlu.ngrams import Copy, NgramModel, Sight, sight
from bot.nlu.reading import read
from bot.nlu.slips import with_slips
from bot.nlu.sources import fingerprint

#: Message attribute with the model itself, for the components that rank parts of the message; never in the output.
MODEL = "intent_model"


def seen(message: Message) -> Sight:
    """Return what the model sees of a message."""
    return sight(str(message.get(TEXT) or ""), message.get(NORMALISED))


def set_ranking(message: Message, ranking: list[dict[str, Any]]) -> None:
    """Make `ranking` (name and confidence, best first) the message's, and its head the intent."""
    message.set(INTENT, ranking[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def with_share(ranking: list[dict[str, Any]], intent: str, share: float) -> list[dict[str, Any]]:
    """Return the ranking with `intent` at `share` and the others shrunk or stretched to fill the rest."""
    others = [each for each in ranking if each[INTENT_NAME_KEY] != intent]
    total = sum(each[PREDICTED_CONFIDENCE_KEY] for each in others) or 1.0
    scaled = [
        {**each, PREDICTED_CONFIDENCE_KEY: each[PREDICTED_CONFIDENCE_KEY] / total * (1 - share)} for each in others
    ]
    scaled.append({INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: share})
    return sorted(scaled, key=lambda each: -each[PREDICTED_CONFIDENCE_KEY])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Classify messages with an `NgramModel` learnt from the training data."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage, self._resource = storage, resource
        self._model: NgramModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults.

        The penalty of the linear model, copies with slips of the finger of each example and the share of its words they
        alter, the seed of everything drawn.
        """
        return {"penalty": 0.5, "copies": 2, "slips": 0.4, "seed": 42}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:  # noqa: ARG003 - Rasa's signature
        """Let a change of the model's code invalidate what was trained before it."""
        sources = (Path(__file__).with_name(name).read_bytes() for name in ("ngrams.py", "slips.py"))
        return hashlib.sha256(b"".join(sources) + fingerprint().encode()).hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> LinearIntentClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **kwargs: Any,  # noqa: ANN401, ARG003
    ) -> LinearIntentClassifier:
        """Load the trained classifier; an untrained one when there was nothing to learn from."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                component._model = NgramModel.read(folder)
        except ValueError:
            component._model = None
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent."""
        examples = [each for each in training_data.intent_examples if each.get(INTENT) and each.get(TEXT)]
        if examples:
            model = NgramModel(self._config["penalty"], self._config["seed"])
            intents = [each.get(INTENT) for each in examples]
            self._model = model.fit([seen(each) for each in examples], intents, self._copies(examples))
            with self._storage.write_to(self._resource) as folder:
                self._model.save(folder)
        return self._resource

    def _copies(self, examples: list[Message]) -> list[Copy]:
        """Return copies of the examples with slips of the finger; no slip, no copy."""
        draw = random.Random(self._config["seed"])
        copies = []
        for number, text in [(n, str(each.get(TEXT))) for n, each in enumerate(examples)] * self._config["copies"]:
            altered = with_slips(text, self._config["slips"], draw)
            if altered != text.lower():
                copies.append(Copy(sight(altered, read(altered).normalised), number))
        return copies

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the best intent and the whole ranking of each message; one without a text has neither."""
        worded = [each for each in messages if str(each.get(TEXT) or "").strip()]
        if self._model is None or len(worded) < len(messages):
            for message in messages:
                message.set(INTENT, {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        if self._model is None or not worded:
            return messages
        rows = self._model.probabilities([seen(each) for each in worded])
        for message, row in zip(worded, rows, strict=True):
            order = np.argsort(-row, kind="stable")
            names = self._model.intents
            set_ranking(message, [{INTENT_NAME_KEY: names[i], PREDICTED_CONFIDENCE_KEY: float(row[i])} for i in order])
            message.set(MODEL, self._model)
        return messages

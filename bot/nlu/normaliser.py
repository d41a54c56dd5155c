"""Graph component that writes the normalised text of each message for the classifier."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import Component
from bot.nlu.keys import EXPECT, NORMALISED
from bot.nlu.reading import read
from bot.nlu.sources import fingerprint


def expected_kind(message: Message) -> str:
    """Return the entity kind the message's metadata says was asked for, or ""."""
    metadata = message.get(METADATA)
    expected = metadata.get(EXPECT) if isinstance(metadata, dict) else None
    return expected if isinstance(expected, str) else ""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Normaliser(Component):
    """Set `normalised`: lower case, slang spelt out, numbers, times, names and addresses masked.

    The text itself stays as it was written.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:  # noqa: ARG003
        """Let a change of lexicon or code invalidate what was trained on the old text."""
        return fingerprint()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the normalised text to each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(NORMALISED, read(text, expected_kind(message)).normalised)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Do the same for the training examples."""
        self.process(training_data.training_examples)
        return training_data

"""Runs in Rasa's environment: trains the pipeline of config.yml on the project's data, then answers on standard output.

Each line of standard input is a message as JSON string; each line of standard output its understanding as JSON.
The first line of the output tells facts about the model itself.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from bot.evaluation.data_check import read_examples
from bot.evaluation.quiet import take_standard_output
from bot.nlu.classifier import LinearIntentClassifier
from bot.nlu.clauses import ClauseIntents
from bot.nlu.entities import StatedEntities
from bot.nlu.ngrams import NgramModel, sight
from bot.nlu.normaliser import Normaliser
from bot.nlu.safety import SafetyGuard
from bot.nlu.stated_wish import StatedWish

_CLASSES = {
    f"{each.__module__}.{each.__name__}": each
    for each in (StatedEntities, Normaliser, LinearIntentClassifier, ClauseIntents, StatedWish, SafetyGuard)
} | {"FallbackClassifier": FallbackClassifier}


def main() -> None:
    """Train, tell the facts, answer until the input ends."""
    results = take_standard_output()
    with tempfile.TemporaryDirectory() as folder:
        components = _trained(Path(folder))
        results.write(json.dumps(_facts(Path(folder))) + "\n")
        results.flush()
        for line in sys.stdin:
            message = Message.build(json.loads(line))
            for component in components:
                component.process([message])
            results.write(json.dumps(message.as_dict(only_output_properties=True)) + "\n")
            results.flush()


def _trained(folder: Path) -> list[Any]:
    storage = LocalModelStorage.create(folder)
    context = ExecutionContext(GraphSchema({}))
    examples = [Message.build(each.text, each.intent) for each in read_examples()]
    data = Normaliser.create({}, storage, Resource("normaliser"), context).process_training_data(TrainingData(examples))
    components = []
    for entry in YAML(typ="safe").load(Path("config.yml"))["pipeline"]:
        kind, resource = _CLASSES[entry.pop("name")], Resource("classifier")
        config = {**kind.get_default_config(), **entry}
        if kind is LinearIntentClassifier:
            kind.create(config, storage, resource, context).train(data)
        components.append(kind.load(config, storage, resource, context))
    return components


def _facts(folder: Path) -> dict[str, Any]:
    """Train twice on a part of the data, write and read it, and tell what came of it."""
    part = read_examples()[::6]
    sights, intents = [sight(each.text, None) for each in part], [each.intent for each in part]
    first, second = (NgramModel(0.7, 42).fit(sights, intents) for _ in range(2))
    first.save(folder)
    read = NgramModel.read(folder)
    unseen = [sight(text, None) for text in ("rumah padam", "", "🔥", "zzz qqq", "a" * 5000)]
    rows = read.probabilities([*sights[:50], *unseen])
    return {
        "same_twice": _digest(first, unseen) == _digest(second, unseen),
        "same_when_read": bool(np.allclose(first.probabilities([*sights[:50], *unseen]), rows, atol=1e-6)),
        "rows_add_up": bool(np.allclose(rows.sum(axis=1), 1.0, atol=1e-5)),
        "files": sorted(path.suffix for path in folder.iterdir() if path.is_file()),
    }


def _digest(model: NgramModel, sights: list[Any]) -> str:
    return hashlib.sha256(model.probabilities(sights).tobytes()).hexdigest()


if __name__ == "__main__":
    main()

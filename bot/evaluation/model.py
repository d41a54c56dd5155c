"""Load the newest trained model and parse messages with its understanding alone, without server or dialogue."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import (
    MODEL_ARCHIVE_COMPONENTS_DIR,
    MODEL_ARCHIVE_METADATA_FILE,
    LocalModelStorage,
)
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY
from tarsafe import TarSafe  # type: ignore[import-not-found]  # of Rasa's environment

MODELS = Path("models")
#: Not an intent of the contract: the pipeline's word for "not sure"; the intent below it is what it understood.
_FALLBACK = "nlu_fallback"


class NoModelError(Exception):
    """Say that there is no trained model to load."""


class Parsed(NamedTuple):
    """A message, the intent of the contract it was understood as, how surely, and its Rasa entities."""

    text: str
    intent: str
    confidence: float
    entities: list[dict[str, Any]]


def newest_model(folder: Path = MODELS) -> Path:
    """Return the model archive trained last."""
    archives = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not archives:
        raise NoModelError(f"no model in {folder}/: run `make train`")
    return archives[-1]


class Understanding:
    """The understanding half of a trained model."""

    def __init__(self, archive: Path) -> None:
        """Load it from `archive`.

        Rasa's own loader imports every class that took part in training, TensorFlow among them; only
        what a message passes through is loaded here.
        """
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        with TarSafe.open(archive, mode="r:gz") as tar:
            tar.extractall(folder)  # TarSafe refuses members outside the folder
        metadata = json.loads((folder / MODEL_ARCHIVE_METADATA_FILE).read_text(encoding="utf-8"))
        self._target = metadata["nlu_target"]
        schema = GraphSchema.from_dict({"nodes": _needed(metadata["predict_schema"]["nodes"], self._target)})
        context = ExecutionContext(graph_schema=schema, model_id=metadata["model_id"])
        storage = LocalModelStorage(folder / MODEL_ARCHIVE_COMPONENTS_DIR)
        self._runner = DaskGraphRunner.create(schema, storage, context)

    def parse(self, texts: Sequence[str]) -> list[Parsed]:
        """Parse the texts in one go, in their order."""
        # A leading slash would be obeyed as a command of Rasa instead of being understood.
        messages = [UserMessage(text.lstrip("/ \t")) for text in texts]
        inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: None}
        results = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        return [_parsed(text, result.as_dict()) for text, result in zip(texts, results, strict=True)]


def _needed(nodes: dict[str, Any], target: str) -> dict[str, Any]:
    """Return the nodes whose results `target` needs, itself included."""
    needed: dict[str, Any] = {}
    pending = [target]
    while pending:
        name = pending.pop()
        if name in nodes and name not in needed:
            needed[name] = nodes[name]
            pending.extend(nodes[name]["needs"].values())
    return needed


def _parsed(text: str, result: dict[str, Any]) -> Parsed:
    ranking = [result.get(INTENT) or {}, *result.get(INTENT_RANKING_KEY, [])]
    best: dict[str, Any] = next((each for each in ranking if each.get("name") not in {None, _FALLBACK}), {})
    return Parsed(text, str(best.get("name", "")), float(best.get("confidence", 0.0)), result.get(ENTITIES, []))

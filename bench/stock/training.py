"""Train stock Rasa on our examples, rules and sentences, for a run that measures time.

Two things are changed. One epoch instead of a hundred: what a turn costs does not depend on how long the weights were
trained. And the domain loses what only our gateway understands: Rasa's own channel for Twilio would fail on it.
"""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.rasa_models import trained
from deploy.layout import ROOT
from deploy.train import DATA

CONFIG = ROOT / "bench" / "stock.yml"
CHANNELS = {"whatsapp": "twilio", "voice": "twilio_voice"}


def ensure_model(folder: Path, examples: int | None = None) -> Path:
    """Return the model in `folder`, trained unless one of the present data is there.

    With `examples`, of so many for each intent: it is trained in a tenth of the time, and proves only that all of it
    runs. Raises: RuntimeError.
    """
    sources = (*DATA, "bench/stock.yml", "bench/stock/training.py")
    return trained(folder, sources, partial(_prepare, examples=examples))


def _prepare(folder: Path, examples: int | None) -> list[str]:
    _write(folder / "config.yml", _one_epoch(_read(CONFIG)))
    _write(folder / "domain.yml", for_any_channel(_read(ROOT / "domain.yml")))
    data = ROOT / "data" if examples is None else _few(folder / "data", examples)
    return ["--config", "config.yml", "--domain", "domain.yml", "--data", str(data)]


def _few(data: Path, examples: int) -> Path:
    """Copy the training data with so many examples for each intent of a file."""
    shutil.copytree(ROOT / "data", data, dirs_exist_ok=True)
    for path in data.rglob("*.yml"):
        content = _read(path)
        for block in content.get("nlu", []):
            if "intent" in block:
                block["examples"] = "".join(block["examples"].splitlines(keepends=True)[:examples])
        # Rasa tells by the beginnings of its lines what a file holds.
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump(content, file)
    return data


def _one_epoch(config: dict[str, Any]) -> dict[str, Any]:
    for component in [*config["pipeline"], *config["policies"]]:
        if "epochs" in component:
            component["epochs"] = 1
    return config


def for_any_channel(domain: dict[str, Any]) -> dict[str, Any]:
    """Return the domain with sentences that Rasa's own channels can send."""
    for variants in domain["responses"].values():
        for variant in variants:
            variant.pop("custom", None)
            if "channel" in variant:
                variant["channel"] = CHANNELS[variant["channel"]]
        # A response of `custom` alone says nothing elsewhere.
        variants[:] = [variant for variant in variants if variant.get("text")] or [{"text": "…"}]
    return domain


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        content: dict[str, Any] = YAML(typ="safe").load(file)
    return content


def _write(path: Path, content: dict[str, Any]) -> None:
    # JSON is YAML.
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

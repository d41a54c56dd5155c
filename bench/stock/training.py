"""Train stock Rasa on our examples, rules and sentences, for a run that measures time.

Two things are changed. One epoch instead of a hundred: what a turn costs does not depend on how long the weights were
trained. And the domain loses what only our gateway understands: Rasa's own channel for Twilio would fail on it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from deploy.layout import RASA_ENVIRONMENT, RASA_PYTHON, ROOT
from deploy.train import DATA, fingerprint

CONFIG = ROOT / "bench" / "stock.yml"
CHANNELS = {"whatsapp": "twilio", "voice": "twilio_voice"}
SECONDS = 3600


def ensure_model(folder: Path) -> Path:
    """Return the model in `folder`, trained unless one of the present data is there. Raises: RuntimeError."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{fingerprint((*DATA, 'bench/stock.yml', 'bench/stock/training.py'), ROOT)[:16]}.tar.gz"
    if model.exists():
        return model
    _write(folder / "config.yml", _one_epoch(_read(CONFIG)))
    _write(folder / "domain.yml", for_any_channel(_read(ROOT / "domain.yml")))
    sources = ["--config", "config.yml", "--domain", "domain.yml", "--data", str(ROOT / "data")]
    command = [str(RASA_PYTHON), "-m", "rasa", "train", *sources, "--out", ".", "--fixed-model-name", "draft"]
    with (folder / "train.log").open("w") as log:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **RASA_ENVIRONMENT},
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    draft = folder / "draft.tar.gz"
    if done.returncode or not draft.exists():
        raise RuntimeError(f"stock Rasa could not be trained: {log.name}")
    draft.replace(model)
    return model


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

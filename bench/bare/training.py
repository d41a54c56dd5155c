"""Train the one rule that bare Rasa has."""

from __future__ import annotations

from pathlib import Path

from bench.rasa_models import trained
from deploy.layout import ROOT

FOLDER = ROOT / "bench" / "bare"


def ensure_model(folder: Path) -> Path:
    """Return the model in `folder`, trained unless one of the present rule is there. Raises: RuntimeError."""
    return trained(folder, ("bench/bare/**/*",), _prepare)


def _prepare(_: Path) -> list[str]:
    files = {"--config": FOLDER / "config.yml", "--domain": FOLDER / "domain.yml", "--data": FOLDER / "data"}
    return [str(word) for pair in files.items() for word in pair]

"""Models of plain Rasa, trained once and kept as long as what they are trained on is the same."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.layout import RASA_ENVIRONMENT, RASA_PYTHON, ROOT
from deploy.train import fingerprint

SECONDS = 3600


def trained(folder: Path, sources: Sequence[str], prepare: Callable[[Path], list[str]]) -> Path:
    """Return the model in `folder`, trained unless there is one of these sources.

    `prepare` writes into the folder what Rasa reads and returns the arguments that name it. Raises: RuntimeError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{fingerprint(tuple(sources), ROOT)[:16]}.tar.gz"
    if model.exists():
        return model
    named = [*prepare(folder), "--out", ".", "--fixed-model-name", "draft"]
    with (folder / "train.log").open("w") as log:
        done = subprocess.run(
            [str(RASA_PYTHON), "-m", "rasa", "train", *named],
            cwd=folder,
            env={**os.environ, **RASA_ENVIRONMENT},
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    draft = folder / "draft.tar.gz"
    if done.returncode or not draft.exists():
        raise RuntimeError(f"Rasa could not be trained: {log.name}")
    draft.replace(model)
    return model

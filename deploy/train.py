"""Train the model, if there is none for the present data: `make train`."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from deploy.layout import MODEL, RASA_ENVIRONMENT, RASA_PYTHON, ROOT
from deploy.tied import tie
from setting_reader import SettingsError
from settings import Settings

# What the model is made of. The code is named apart: Rasa notices changed data by itself, changed code it does not.
DATA = ("domain.yml", "config.yml", "data/**/*.yml")
CODE = ("bot/__init__.py", "bot/nlu/**/*", "danger/*.py", "not_known.py", "requirements/rasa.txt")


class TrainingError(Exception):
    """The model could not be trained; the message tells where to read why."""


def main() -> None:
    """Train if there is need, and say so; on standard error, for `make nlu-parse` prints its results alone."""
    try:
        trained = ensure_model(Settings.from_env().log_dir / "train.log")
    except (SettingsError, TrainingError) as fault:
        sys.exit(str(fault))
    if not trained:
        print(f"{MODEL.relative_to(ROOT)} is for the present data", file=sys.stderr)


def ensure_model(log: Path, model: Path = MODEL, root: Path = ROOT) -> bool:
    """Train unless `model` was made of what is in `root` now; tell whether it was trained.

    Safe with several callers at once: one trains, the others wait for it. Raises: TrainingError.
    """
    model.parent.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with (model.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_of = model.with_name(f"{model.name.split('.')[0]}.json")
        wanted = {"data": fingerprint(DATA, root), "code": fingerprint(CODE, root)}
        known = _read(made_of) if model.exists() else {}
        if known == wanted:
            return False
        begun = time.monotonic()
        print("training the model …", file=sys.stderr, flush=True)
        # With the same code Rasa trains anew only what changed: for a sentence in `responses:` nothing.
        _train(log, model, root, anew=known.get("code") != wanted["code"])
        made_of.write_text(json.dumps(wanted, indent=1) + "\n")
        print(f"trained in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return True


def fingerprint(patterns: Iterable[str], root: Path) -> str:
    """Return a digest of the names and contents of the files that match."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        if path.suffix != ".pyc":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root)} {content}\n".encode())
    return digest.hexdigest()


def _read(path: Path) -> Mapping[str, str]:
    try:
        known: Mapping[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return known


def _train(log: Path, model: Path, root: Path, *, anew: bool) -> None:
    """Train beside the present model and put the new one in its place when it is whole."""
    name = model.name.removesuffix(".tar.gz")
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as draft, log.open("w") as output:
        command = [str(RASA_PYTHON), "-m", "bot", "train", "--out", draft, "--fixed-model-name", name]
        done = subprocess.run(
            [*command, *(["--force"] if anew else [])],
            cwd=root,
            env=Settings.environment(**RASA_ENVIRONMENT),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            preexec_fn=partial(tie, os.getpid()),
        )
        made = Path(draft, model.name)
        if done.returncode or not made.exists():
            last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise TrainingError(f"{last}\ntraining failed; the whole output is in {log}")
        made.replace(model)


if __name__ == "__main__":
    main()

"""Stock Rasa against ours: the same examples, the same held-out messages, one run, side by side."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from deploy.layout import RASA_ENVIRONMENT, RASA_PYTHON, ROOT

HELD_OUT = ROOT / "tests" / "nlu" / "heldout.tsv"
STOCK = ROOT / "bench" / "stock.yml"
OURS = ROOT / "config.yml"
TRAIN_SECONDS, PROFILE_SECONDS = 7200, 900
# What is to be at most this share of stock.
LIMITS = {"p50_ms": 1 / 4, "resident_mb": 1 / 2, "first_parse_s": 1 / 2}
ROWS = ("macro_f1", "worst_register", "accuracy", "p50_ms", "p95_ms", "resident_mb", "first_parse_s", "train_s")


def run(out: Path) -> None:
    """Print the table and write `nlu.json`."""
    with tempfile.TemporaryDirectory() as folder:
        table = {
            # Each as it is run: stock by Rasa's own command, ours by `python -m bot`, which leaves TensorFlow out.
            "stock": _measure(STOCK, Path(folder) / "stock", "rasa", "--tensorflow"),
            "ours": _measure(OURS, Path(folder) / "ours", "bot"),
        }
    stock, ours = table["stock"], table["ours"]
    print(f"{'':<18}{'stock':>10}{'ours':>10}{'ours/stock':>12}")
    for row in ROWS:
        ratio = ours[row] / stock[row]
        aim = f"  aim ≤ {LIMITS[row]:.2f}" if row in LIMITS else ""
        print(f"{row:<18}{stock[row]:>10.3f}{ours[row]:>10.3f}{ratio:>12.3f}{aim}")
    (out / "nlu.json").write_text(json.dumps(table, indent=1))


def _measure(config: Path, folder: Path, command: str, *options: str) -> dict[str, Any]:
    begun = time.perf_counter()
    train = ["-m", command, "train", "nlu", "--nlu", "data", "--config", str(config), "--out", str(folder)]
    _rasa([*train, "--fixed-model-name", "model"], TRAIN_SECONDS)
    seconds = time.perf_counter() - begun
    profile = ["-m", "bot.evaluation.profile", str(folder / "model.tar.gz"), str(HELD_OUT), *options]
    measured: dict[str, Any] = json.loads(_rasa(profile, PROFILE_SECONDS).splitlines()[-1])
    return {**measured, "train_s": round(seconds, 1)}


def _rasa(command: list[str], seconds: float) -> str:
    done = subprocess.run(
        [str(RASA_PYTHON), "-W", "ignore", *command],
        cwd=ROOT,
        env={**os.environ, **RASA_ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout

"""What is lost where things break, and how long customers wait where too many come: the whole system, for real."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import breaking, overload
from tests.journeys.stand import Outcome, Stand, stand

MESSAGES = 1000
MEASURED_SECONDS, OVERLOAD_SECONDS = 10.0, 60.0
MEASURES: dict[str, Callable[[Stand], Outcome]] = {
    "things break": lambda standing: breaking.run(standing, MESSAGES),
    "overload": lambda standing: overload.run(standing, MEASURED_SECONDS, OVERLOAD_SECONDS),
}


def run(out: Path) -> None:
    """Print what came of all messages in both measures, write `faults.json`. It needs root, for a network to cut."""
    found = {}
    for name, measure in MEASURES.items():
        try:
            with tempfile.TemporaryDirectory() as folder, stand(Path(folder)) as standing:
                found[name] = measure(standing)
        except pytest.skip.Exception as missing:
            print(f"not measured: {missing}")
            return
        print(f"{name}: {len(found[name].faults)} faults")
        print("\n".join([f"  {key}: {value}" for key, value in found[name].figures.items()] + found[name].faults))
    figures = {name: {"faults": it.faults, **it.figures} for name, it in found.items()}
    (out / "faults.json").write_text(json.dumps(figures, indent=1))

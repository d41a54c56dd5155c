"""Score the newest model on labelled messages: `python -m bot.evaluation.score FILE.tsv`.

Prints a report, writes `nlu.json` and the figures under `$VAR_DIR/eval`. Source: docs/interface.md, `make nlu-eval`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.heldout import Case, HeldOutError, read_cases
from bot.evaluation.quiet import take_standard_output
from bot.lean import leave_out

#: Dangers and what only sounds like them; measured in every evaluation.
DANGER_FILE = Path("tests/nlu/danger.tsv")
_BATCH = 256
_CONFUSIONS_SHOWN = 15


def understood(cases: Sequence[Case]) -> list[Any]:
    """Parse the cases with the newest model."""
    from bot.evaluation.measures import Outcome
    from bot.evaluation.model import Understanding, newest_model

    understanding = Understanding(newest_model())
    outcomes = []
    for begin in range(0, len(cases), _BATCH):
        batch = cases[begin : begin + _BATCH]
        for case, parsed in zip(batch, understanding.parse([case.text for case in batch]), strict=True):
            entities: dict[str, str | int] = {}
            for entity in parsed.entities:
                entities.setdefault(entity["entity"], entity["value"])
            outcomes.append(Outcome(case, parsed.intent, parsed.confidence, entities))
    return outcomes


def evaluate(outcomes: Sequence[Any], folder: Path, dangers: Sequence[Any] = ()) -> dict[str, Any]:
    """Measure the outcomes, and those of the set of dangers; draw figures and write `nlu.json` in `folder`."""
    from bot.evaluation.figures import draw_calibration, draw_confusions
    from bot.evaluation.measures import (
        calibration,
        confusions,
        danger_scores,
        entity_scores,
        per_intent,
        per_register,
        summary,
    )

    error, bins = calibration(outcomes)
    result: dict[str, Any] = {
        **summary(outcomes),
        "calibration_error": error,
        "calibration": [each._asdict() for each in bins],
        "intents": per_intent(outcomes),
        "registers": per_register(outcomes),
        "entities": entity_scores(outcomes),
        "danger": danger_scores(dangers),
        "confusions": confusions(outcomes),
    }
    folder.mkdir(parents=True, exist_ok=True)
    draw_confusions(outcomes, folder / "confusion.png")
    draw_calibration(bins, error, folder / "calibration.png")
    (folder / "nlu.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return result


def report(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the printed report."""
    yield f"n {result['n']}   accuracy {result['accuracy']:.4f}   macro-F1 {result['macro_f1']:.4f}   weighted-F1 " + (
        f"{result['weighted_f1']:.4f}   calibration error {result['calibration_error']:.4f}"
    )
    yield from _table("intent", result["intents"], ("precision", "recall", "f1", "n"))
    yield from _table("register", result["registers"], ("accuracy", "macro_f1", "weighted_f1", "n"))
    yield from _table("entity", result["entities"], ("precision", "recall", "f1", "n"))
    if result["danger"]["n"]:
        yield from _table("set of dangers", {"darurat": result["danger"]}, ("precision", "recall", "f1", "n"))
    if result["confusions"]:
        yield "\nconfusions (right, understood as, times, an example)"
        for each in result["confusions"][:_CONFUSIONS_SHOWN]:
            yield f"{each['gold']:<22}{each['said']:<22}{each['n']:>4}  {each['example'][:80]}"


def _table(title: str, rows: Mapping[str, Mapping[str, float | int]], columns: Sequence[str]) -> Iterator[str]:
    if not rows:
        return
    yield "\n" + f"{title:<22}" + "".join(f"{column:>12}" for column in columns)
    for name, row in rows.items():
        cells = (f"{row[column]:>12}" if column == "n" else f"{row[column]:>12.4f}" for column in columns)
        yield f"{name:<22}" + "".join(cells)


def main(arguments: Sequence[str]) -> int:
    """Score the file named in `arguments`."""
    if len(arguments) != 1:
        print("usage: python -m bot.evaluation.score FILE.tsv", file=sys.stderr)
        return 2
    results = take_standard_output()
    leave_out()
    from bot.evaluation.model import NoModelError

    try:
        cases, dangers = read_cases(Path(arguments[0])), read_cases(DANGER_FILE) if DANGER_FILE.exists() else []
        outcomes = understood([*cases, *dangers])
    except (NoModelError, HeldOutError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    folder = Path(os.environ.get("VAR_DIR") or "var") / "eval"
    for line in report(evaluate(outcomes[: len(cases)], folder, outcomes[len(cases) :])):
        results.write(line + "\n")
    results.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

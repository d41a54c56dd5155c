"""Measure one model: `python -m bot.evaluation.profile MODEL FILE.tsv` prints one JSON object.

With `--tensorflow` for a pipeline that needs it; it is left out otherwise, as it is where the dialogue runs.
Seconds to the first parse from the start of the process, ms a message one by one, MB resident, scores.
"""

from __future__ import annotations

import time

BEGUN = time.perf_counter()

import json  # noqa: E402 - the clock starts before anything is imported
import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from bot.evaluation.heldout import read_cases  # noqa: E402
from bot.evaluation.quiet import take_standard_output  # noqa: E402
from bot.lean import leave_out  # noqa: E402

MESSAGES = 400


def main() -> int:
    """Load, parse, measure."""
    results = take_standard_output()
    if "--tensorflow" not in sys.argv:
        leave_out()
    from bot.evaluation.measures import Outcome, per_register, summary
    from bot.evaluation.model import Understanding

    model, file = Path(sys.argv[1]), Path(sys.argv[2])
    understanding = Understanding(model)
    list(understanding.parse(["listrik rumah saya padam"]))
    first = time.perf_counter() - BEGUN
    outcomes, times = [], []
    for case in read_cases(file):
        begun = time.perf_counter()
        parsed = next(iter(understanding.parse([case.text])))
        times.append((time.perf_counter() - begun) * 1000)
        outcomes.append(Outcome(case, parsed.intent, parsed.confidence, {}))
    times.sort()
    measured = {
        **summary(outcomes),
        "worst_register": min(row["macro_f1"] for row in per_register(outcomes).values()),
        "first_parse_s": round(first, 2),
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "resident_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    results.write(json.dumps(measured) + "\n")
    results.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

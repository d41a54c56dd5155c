"""Run the benchmarks one after the other: `make bench`, or `python -m bench storage nlu turns`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import calls, console, faults, nlu, relay, side_by_side, storage, turns
from settings import Settings

# The last one draws what all of them found.
BENCHMARKS = {
    "turns": turns.run,
    "calls": calls.run,
    "nlu": nlu.run,
    "storage": storage.run,
    "console": console.run,
    "relay": relay.run,
    "faults": faults.run,
    "side_by_side": side_by_side.run,
}
# What has a form that ends in some minutes and proves that it runs.
SHORT = {"side_by_side": lambda out: side_by_side.run(out, side_by_side.SHORT)}


def main() -> None:
    """Run those named, all of them by default; each prints a table and writes `VAR_DIR/bench/<name>.json`."""
    arguments = argparse.ArgumentParser(prog="bench")
    arguments.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which; all by default")
    arguments.add_argument("--short", action="store_true", help="only those with a short form, in that form")
    given = arguments.parse_args()
    benchmarks = SHORT if given.short else BENCHMARKS
    names = [name for name in given.names or benchmarks if name in benchmarks]
    out: Path = Settings.from_env().var_dir / "bench"
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        print(f"\n== {name}")
        benchmarks[name](out)


if __name__ == "__main__":
    main()

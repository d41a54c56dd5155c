"""Run the benchmarks one after the other: `make bench`, or `python -m bench storage nlu turns`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import console, nlu, storage, turns
from settings import Settings

BENCHMARKS = {"turns": turns.run, "nlu": nlu.run, "storage": storage.run, "console": console.run}


def main() -> None:
    """Run those named, all of them by default; each prints a table and writes `VAR_DIR/bench/<name>.json`."""
    arguments = argparse.ArgumentParser(prog="bench")
    arguments.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which; all by default")
    names = arguments.parse_args().names or list(BENCHMARKS)
    out: Path = Settings.from_env().var_dir / "bench"
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        print(f"\n== {name}")
        BENCHMARKS[name](out)


if __name__ == "__main__":
    main()

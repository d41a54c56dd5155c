"""Try the properties guided by coverage: `python -m tests.fuzz NAME --seconds 600`; `make fuzz` tries them all.

What breaks one is printed by hypothesis as the example to repeat; the corpus is kept where `--corpus` says.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found,unused-ignore]
import structlog

with atheris.instrument_imports(include=["bot", "desk", "ivr", "phones", "spoken", "tickets"]):
    from tests.fuzz.properties import PROPERTIES


def main() -> None:
    """Fuzz one property until the time is up; exit with 1 at the first input that breaks it."""
    arguments = argparse.ArgumentParser(prog="tests.fuzz")
    arguments.add_argument("name", choices=PROPERTIES)
    arguments.add_argument("--seconds", type=int, default=600)
    arguments.add_argument("--corpus", type=Path, default=Path("var/fuzz"))
    given = arguments.parse_args()
    given.corpus.mkdir(parents=True, exist_ok=True)
    # What is logged about nonsense costs more than reading it.
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    one = PROPERTIES[given.name].hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    limits = [
        f"-max_total_time={given.seconds}",
        "-timeout=30",
        "-rss_limit_mb=2048",
        "-max_len=4096",
        f"-artifact_prefix={given.corpus}/",
    ]
    atheris.Setup([sys.argv[0], *limits, str(given.corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

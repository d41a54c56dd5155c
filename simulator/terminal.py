"""What both terminal programs are told: on the command line, then line by line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from settings import Settings


def parse(program: str, description: str, arguments: Sequence[str] | None) -> tuple[argparse.Namespace, Settings]:
    """Return the options, `--url` settled, and the settings of this machine."""
    parser = argparse.ArgumentParser(prog=f"python -m simulator.{program}", description=description)
    parser.add_argument("--from", dest="number", default="+6281234567890", help="number of the customer, E.164")
    parser.add_argument("--url", help="where the system listens, if not at PUBLIC_URL")
    options = parser.parse_args(arguments)
    settings = Settings.from_env()
    options.url = options.url or settings.public_url
    return options, settings


def lines(prompt: str) -> Iterator[str]:
    """Yield what is typed, until the end of input or Ctrl-C."""
    while True:
        try:
            yield input(prompt)
        except (EOFError, KeyboardInterrupt):
            print()
            return

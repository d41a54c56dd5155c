"""Storm mode from the command line: `python -m storm show|on|off|automatic` (docs/operations.md, A storm).

For whoever cannot reach the officers' pages; those are where a supervisor does it.
"""

from __future__ import annotations

import argparse
import sys

import logs
from bootstrap import System, build
from desk.storm_model import Mode, Storm
from privacy.model import Act
from settings import Settings
from tickets.errors import TicketError


def main() -> None:
    """Show or switch it; exit with 1 where the store does not answer."""
    arguments = argparse.ArgumentParser(prog="storm")
    arguments.add_argument("what", choices=["show", *(mode.lower() for mode in Mode)])
    arguments.add_argument("--by", help="who does this, for the audit log")
    given = arguments.parse_args()
    if given.what != "show" and not given.by:
        arguments.error("--by: who switches it?")
    settings = Settings.from_env()
    logs.configure("WARNING")
    try:
        storm = run(build(settings), given.what, given.by)
    except TicketError as refused:
        sys.exit(f"{refused.code}: {refused.detail}")
    since = f"on since {storm.since.isoformat(timespec='seconds')}" if storm.since else "off"
    by = f", by {storm.by}" if storm.by else ""
    print(f"{since} ({storm.mode.lower()}{by}); {storm.share:.0%} of turns late")  # noqa: T201 - a command's answer


def run(system: System, what: str, by: str) -> Storm:
    """Return how it stands, after it was switched; what a human does is kept (DP-4)."""
    if what == "show":
        return system.storms.look()
    mode = Mode(what.upper())
    system.privacy.saw(by, Act.SWITCHED, "storm", str(mode))
    return system.storms.switch(mode, by)


if __name__ == "__main__":
    main()

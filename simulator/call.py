"""A telephone in the terminal, against a running system: `python -m simulator.call --from +6281234567890`."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import requests

from simulator import terminal
from simulator.twilio import Caller

HELP = """\
Digits, * and # are keys (512012345678#); other words are spoken; an empty line is silence.
  :tunggu              wait 20 seconds in the queue
  :jawab, :sibuk       a human answers, or does not
  :tutup               hang up"""
KEYS = re.compile(r"[0-9*#]+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Dial, read lines, print what is heard, until the call is over."""
    given, settings = terminal.parse("call", __doc__ or "", arguments)
    number = None if given.number in {"", "anonymous"} else given.number
    caller = Caller(given.url, settings.twilio_auth_token, number, public_url=settings.public_url)
    print(f"{HELP}\n\nTelephone {caller.sender} → {given.url}")
    try:
        _show(caller, caller.dial())
        for line in terminal.lines("\n> "):
            if line == ":tutup":
                break
            _show(caller, act(caller, line.strip()))
            if caller.state == "over":
                return 0
        caller.hang_up()
    except (requests.RequestException, RuntimeError) as error:
        print(f"the line is dead: {error}", file=sys.stderr)
        return 1
    return 0


def act(caller: Caller, line: str) -> list[str]:
    """Do what a line means and return what is heard."""
    if caller.state == "queued" and line != ":jawab":
        return caller.wait()
    if caller.state in {"queued", "dialling"}:
        return caller.unanswered() if line == ":sibuk" else caller.served()
    if not line:
        return caller.silent()
    return caller.press(line) if KEYS.fullmatch(line) else caller.say(line)


def _show(caller: Caller, heard: Sequence[str]) -> None:
    for sentence in heard:
        print(f"PLN  {sentence}")
    if caller.state != "asked":
        print(f"     (the call is {caller.state})")


if __name__ == "__main__":
    sys.exit(main())

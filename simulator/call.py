"""A telephone in the terminal, against a running system: `python -m simulator.call --from +6281234567890`."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Sequence

import requests

from simulator import terminal
from simulator.relay import RelayCaller
from simulator.twilio import ACCOUNT, Caller

HELP = """\
Digits, * and # are keys (512012345678#); other words are spoken; an empty line is silence.
  :tunggu              wait 20 seconds in the queue, where keys count too
  :jawab, :sibuk       a human answers, or does not
  after the tone       any words stand for a message, an empty line for none
  :tutup               hang up"""
KEYS = re.compile(r"[0-9*#]+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Dial, read lines, print what is heard, until the call is over."""
    given, settings = terminal.parse("call", __doc__ or "", arguments)
    number = None if given.number in {"", "anonymous"} else given.number
    caller = RelayCaller(given.url, settings.twilio_auth_token, number, public_url=settings.public_url)
    recordings = f"{settings.twilio_api_base}/2010-04-01/Accounts/{ACCOUNT}/Recordings"
    print(f"{HELP}\n\nTelephone {caller.sender} → {given.url}")
    try:
        _show(caller, caller.dial())
        for line in terminal.lines("\n> "):
            if line == ":tutup":
                break
            waited = caller.state == "queued"
            _show(caller, act(caller, line.strip(), recordings))
            if caller.state == "queued" and not waited:
                # The carrier announces the queue at once.
                _show(caller, caller.wait(0))
            if caller.state == "over":
                return 0
        caller.hang_up()
    except (requests.RequestException, RuntimeError) as error:
        print(f"the line is dead: {error}", file=sys.stderr)
        return 1
    return 0


def act(caller: Caller, line: str, recordings: str) -> list[str]:
    """Do what a line means and return what is heard; `recordings` is where the carrier keeps messages."""
    if caller.state == "recording":
        # Nothing is spoken here: whatever is typed stands for a message.
        recording = f"RE{secrets.token_hex(16)}"
        return caller.leave_message(f"{recordings}/{recording}" if line else "", recording)
    if caller.state == "queued" and KEYS.fullmatch(line):
        return caller.press_waiting(line)
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

"""What a person may ask for under law: `python -m data_subjects export|erase --phone +62…` (docs/privacy.md).

Who they are must have been checked before: this asks no questions.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime

import logs
from bootstrap import build
from phones import to_e164
from privacy.model import Subject
from settings import Settings
from storage.dialogues import forget
from tickets.errors import TicketError


def main() -> None:
    """Print what was found or done as JSON; exit with 1 where it is refused."""
    arguments = argparse.ArgumentParser(prog="data_subjects")
    arguments.add_argument("what", choices=["export", "erase"])
    arguments.add_argument("--phone", help="as the person writes it, or +62…")
    arguments.add_argument("--idpel", help="12 digits, where the premise is the person's own")
    arguments.add_argument("--meter-id", help="11 digits")
    arguments.add_argument("--by", required=True, help="who does this, for the audit log")
    given = arguments.parse_args()
    phone = to_e164(given.phone) if given.phone else None
    if given.phone and phone is None:
        sys.exit(f"no telephone number: {given.phone}")
    settings = Settings.from_env()
    logs.configure("WARNING")
    privacy = build(settings).privacy
    subject = Subject(phone, given.idpel, given.meter_id)
    try:
        if given.what == "export":
            found: object = privacy.export(subject, given.by)
        else:
            done, talks = privacy.erase(subject, given.by)
            found = {**done, "dialogues": forget(settings.tracker_url, talks)}
    except TicketError as refused:
        sys.exit(f"{refused.code}: {refused.detail} {refused.facts or ''}".strip())
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False, default=_written)
    print()  # noqa: T201 - a command's answer


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


if __name__ == "__main__":
    main()

"""Parse one message a line from standard input: `python -m bot.evaluation.parse < texts`.

Prints one JSON object a line and nothing else on standard output. Source: docs/interface.md, `make nlu-parse`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from bot.evaluation.quiet import take_standard_output
from bot.lean import leave_out

#: The keys of the contract; whatever else is understood stays inside.
KEYS = ("idpel", "meter_id", "no_lapor", "phone", "since", "duration_minutes", "name", "address")
_BATCH = 256


def contract_entities(entities: Iterable[dict[str, Any]]) -> dict[str, str | int]:
    """Return the first value of each kind the contract names."""
    found: dict[str, str | int] = {}
    for entity in entities:
        if entity["entity"] in KEYS:
            found.setdefault(entity["entity"], entity["value"])
    return found


def batches(stream: BinaryIO, size: int) -> Iterator[list[str]]:
    """Yield the lines of the stream, `size` at a time; whatever is no UTF-8 is replaced."""
    lines = (line.decode("utf-8", errors="replace").rstrip("\r\n") for line in stream)
    while batch := list(islice(lines, size)):
        yield batch


def main() -> int:
    """Parse standard input to its end; a person at the keyboard gets each answer at once."""
    results = take_standard_output()
    leave_out()
    from bot.evaluation.model import NoModelError, Understanding, newest_model

    try:
        understanding = Understanding(newest_model())
    except NoModelError as error:
        print(error, file=sys.stderr)
        return 2
    for batch in batches(sys.stdin.buffer, 1 if sys.stdin.isatty() else _BATCH):
        for parsed in understanding.parse(batch):
            answer = {
                "text": parsed.text,
                "intent": parsed.intent,
                "confidence": round(parsed.confidence, 4),
                "entities": contract_entities(parsed.entities),
            }
            results.write(json.dumps(answer, ensure_ascii=False) + "\n")
        results.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Read files of labelled messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

#: Columns of a file that has no header.
_COLUMNS = ("intent", "text", "register", "entities")


class HeldOutError(Exception):
    """Say which line of which file cannot be read."""


class Case(NamedTuple):
    """A message, the intents that are right for it, its register and the entities it states (None: not annotated)."""

    intents: tuple[str, ...]
    text: str
    register: str
    entities: dict[str, str | int] | None


def read_cases(path: Path) -> list[Case]:
    """Read `intent<TAB>text` lines, optionally with register and entities as JSON behind.

    A second right intent is given as `intent|intent` or in a column `second`. Lines that begin with
    "#" are comments; one of them with tabs names the columns where they differ from the usual order.
    Where one case has entities, the file is annotated, and an empty column says that there are none.
    """
    columns: tuple[str, ...] = _COLUMNS
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.startswith("#"):
            columns = _header(line) or columns
        elif line.strip():
            cases.append(_case(dict(zip(columns, line.split("\t"), strict=False)), f"{path}:{number}"))
    if not cases:
        raise HeldOutError(f"{path}: no labelled messages")
    if any(case.entities is not None for case in cases):
        return [case._replace(entities=case.entities or {}) for case in cases]
    return cases


def _header(line: str) -> tuple[str, ...] | None:
    """Return the column names of a header, by the first word of each: "kind" is a register too."""
    names = tuple(cell.split()[0].lower() if cell.split() else "" for cell in line.lstrip("# ").split("\t"))
    if "intent" not in names or "text" not in names:
        return None
    return tuple("register" if name == "kind" else name for name in names)


def _case(cells: dict[str, str], place: str) -> Case:
    if not cells.get("intent", "").strip() or "text" not in cells:
        raise HeldOutError(f"{place}: expected intent<TAB>text")
    intents = [*cells["intent"].split("|"), cells.get("second", "")]
    annotated = cells.get("entities", "").strip()
    try:
        entities = json.loads(annotated) if annotated else None
    except json.JSONDecodeError as error:
        raise HeldOutError(f"{place}: entities are no JSON: {error}") from error
    return Case(
        intents=tuple(dict.fromkeys(intent.strip() for intent in intents if intent.strip())),
        text=cells["text"],
        register=cells.get("register", "").strip(),
        entities=entities,
    )

"""Monitoring Tiket: search, filters, the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Blueprint, render_template, request

from console import offers
from console.context import current
from phones import to_e164
from tickets.errors import InvalidError
from tickets.model import Kind, Stage, Status, Word
from tickets.numbers import read_no_lapor
from tickets.ports import Page, TicketQuery

W = TypeVar("W", bound=Word)
ROWS = 30
LONGEST = 100
_DIGITS = re.compile(r"[\s.\-]+")


def mount(pages: Blueprint) -> None:
    """Add the pages."""

    @pages.get("/")
    def monitoring() -> str:
        reports, now = current().reports, current().clock()
        values, fault = request.args, None
        try:
            page = reports.search(query_of(values))
        except InvalidError:
            # A cursor somebody shortened, or letters where digits belong: an empty list that says so.
            page, fault = Page((), None), "bad-search"
        rows = [(ticket, offers.icons(ticket, now)) for ticket in page.items]
        return render_template(
            "console/monitoring.html",
            rows=rows,
            next_cursor=page.next_cursor,
            values=values,
            from_start=_from_start,
            filtered=any(value for name, value in values.items() if name not in {"kursor", "cara"}),
            fault=fault,
            stages=list(Stage),
        )


def query_of(values: Mapping[str, str]) -> TicketQuery:
    """Read the search of the address line. Raises: InvalidError for a word that is none of ours."""
    text = values.get("cari", "").strip()[:LONGEST]
    field, value = _search(text, values.get("cara", "")) if text else ("q", None)
    return TicketQuery(
        **{field: value},  # type: ignore[arg-type]
        status=_word(Status, values.get("status")),
        kind=_word(Kind, values.get("jenis")),
        stage=_word(Stage, values.get("tahap")),
        attention=True if values.get("perhatian") else None,
        alert=True if values.get("eta") else None,
        cursor=values.get("kursor") or None,
        limit=ROWS,
    )


def _search(text: str, how: str) -> tuple[str, str]:
    """Return which field is meant by what was typed, and its value as it is stored (Source: procedure.md MT-1)."""
    if how in _READERS:
        value = _READERS[how](text)
        if value is None:
            raise InvalidError("this is no such number")
        return how, value
    if how == "q":
        return "q", text
    # A telephone number may have 11 digits like a meter, but begins with 0, 62 or +; no meter does.
    order = ["no_lapor", "phone", "meter_id", "idpel"]
    if _DIGITS.sub("", text)[:1] not in {"0", "+"}:
        order = ["no_lapor", "idpel", "meter_id", "phone"]
    for name in order:
        if (value := _READERS[name](text)) is not None:
            return name, value
    return "q", text


def _digits(length: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        found = _DIGITS.sub("", text)
        return found if re.fullmatch(f"[0-9]{{{length}}}", found) else None

    return read


_READERS: dict[str, Callable[[str], str | None]] = {
    "no_lapor": read_no_lapor,
    "phone": to_e164,
    "idpel": _digits(12),
    "meter_id": _digits(11),
}


def _from_start(values: Mapping[str, str]) -> dict[str, str]:
    """Return a search without its place in the list."""
    return {name: value for name, value in values.items() if value and name != "kursor"}


def _word(kind: type[W], text: str | None) -> W | None:
    try:
        return kind(text) if text else None
    except ValueError as error:
        raise InvalidError("this is no such filter") from error

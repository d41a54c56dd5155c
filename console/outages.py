"""The wider outages: the groups with their map, and what an officer makes of one (Source: procedure.md WO)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from console.access import signature
from console.contact_form import sentence
from console.context import current
from console.once import Answer, once
from tickets.errors import ConflictError, InvalidError, NotFoundError
from tickets.model import Channel
from tickets.outage_service import Group
from tickets.outages import LONGEST_AREA, LONGEST_CAUSE, OutageState
from tickets.reports import Source

CLOSED = (OutageState.RESOLVED, OutageState.DISMISSED)
CLOSED_SHOWN = 10
LONGEST_NUMBER = 40

Faults = dict[str, str]


def mount(pages: Blueprint) -> None:
    """Add the pages."""

    @pages.get("/meluas")
    def wider() -> str:
        outages = current().outages
        return render_template(
            "console/meluas/daftar.html", groups=outages.listed(), closed=outages.listed(CLOSED, CLOSED_SHOWN)
        )

    @pages.get("/meluas/<no>")
    def outage(no: str) -> str:
        return _page(current().outages.get(no), {})

    @pages.post("/meluas/<no>/<action>")
    @once
    def decide_outage(no: str, action: str) -> Answer:
        if action not in _ACTIONS:
            abort(HTTPStatus.NOT_FOUND)
        group = current().outages.get(no)
        source = current().outages.source(signature(), Channel.CONSOLE)
        try:
            faults = _ACTIONS[action](group.outage.no, source, request.form)
        except ConflictError:
            # Somebody else decided meanwhile: the page shows what.
            faults = {"form": "outage-over"}
        if faults:
            return _page(current().outages.get(no), faults, action)
        flash(f"outage-{action}")
        return redirect(url_for("console.outage", no=group.outage.no), HTTPStatus.SEE_OTHER)


def _confirm(no: str, source: Source, form: Mapping[str, str]) -> Faults:
    until, faults = _time(form, needed=False)
    if faults:
        return faults
    try:
        current().outages.confirm(
            no,
            source,
            until=until,
            cause=_line(form, "sebab", LONGEST_CAUSE),
            area=_line(form, "wilayah", LONGEST_AREA),
        )
    except InvalidError:
        return {"kapan": "eta-time"}
    return {}


def _promise(no: str, source: Source, form: Mapping[str, str]) -> Faults:
    until, faults = _time(form, needed=True)
    cause = _line(form, "sebab", LONGEST_CAUSE)
    if cause is None:
        faults["sebab"] = "eta-reason"
    if until is None or cause is None or faults:
        return faults
    try:
        current().outages.promise(no, until, cause, source, by_human=True)
    except InvalidError:
        return {"kapan": "eta-time"}
    return {}


def _dismiss(no: str, source: Source, form: Mapping[str, str]) -> Faults:
    reason = _line(form, "alasan", LONGEST_CAUSE)
    if reason is None:
        return {"alasan": "outage-reason"}
    current().outages.dismiss(no, reason, source)
    return {}


def _resolve(no: str, source: Source, form: Mapping[str, str]) -> Faults:
    current().outages.resolve(no, source, _line(form, "catatan", LONGEST_CAUSE))
    return {}


def _add(no: str, source: Source, form: Mapping[str, str]) -> Faults:
    try:
        current().outages.add(no, form.get("no_lapor", "")[:LONGEST_NUMBER], source)
    except NotFoundError:
        return {"no_lapor": "outage-no-report"}
    except ConflictError:
        return {"no_lapor": "outage-other-report"}
    return {}


def _remove(no: str, source: Source, form: Mapping[str, str]) -> Faults:
    number = form.get("no_lapor", "")[:LONGEST_NUMBER]
    current().outages.remove(no, number, source, _line(form, "alasan", LONGEST_CAUSE))
    return {}


_ACTIONS: dict[str, Callable[[str, Source, Mapping[str, str]], Faults]] = {
    "pastikan": _confirm,
    "perkiraan": _promise,
    "tolak": _dismiss,
    "pulih": _resolve,
    "tambah": _add,
    "keluarkan": _remove,
}


def _line(form: Mapping[str, str], name: str, longest: int) -> str | None:
    return " ".join(sentence(form.get(name, "")).split())[:longest] or None


def _time(form: Mapping[str, str], *, needed: bool) -> tuple[datetime | None, Faults]:
    """Read what a browser sends for a local time; the officer means the clock of the unit."""
    text = form.get("kapan", "").strip()
    if not text and not needed:
        return None, {}
    try:
        local = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=current().settings.timezone)
    except ValueError:
        return None, {"kapan": "eta-time"}
    return local.astimezone(timezone.utc), {}


def _page(group: Group, faults: Faults, action: str | None = None) -> str:
    zone: ZoneInfo = current().settings.timezone
    until = group.outage.until
    return render_template(
        "console/meluas/kelompok.html",
        group=group,
        outage=group.outage,
        events=current().outages.history(group.outage.no),
        faults=faults,
        action=action,
        values=request.form,
        until=until.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if until else "",
        zone=current().clock().astimezone(zone).tzname(),
    )

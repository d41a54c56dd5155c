"""The form that promises another end of the work (Source: procedure.md ETA-6)."""

from __future__ import annotations

from datetime import datetime, timezone
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for

from console import offers
from console.access import signature
from console.contact_form import sentence
from console.context import current
from console.once import Answer, once
from tickets import rules
from tickets.errors import ConflictError, InvalidError
from tickets.model import Channel, Kind, Stage, Ticket

LONGEST_REASON = 200


def mount(pages: Blueprint) -> None:
    """Add the page."""

    @pages.route("/tiket/<no_lapor>/perkiraan", methods=["GET", "POST"])
    @once
    def perkiraan(no_lapor: str) -> Answer:
        ticket = current().reports.get(no_lapor)
        if request.method == "GET" or not is_offered(ticket):
            return _page(ticket, {})
        faults = _promise(ticket)
        if faults:
            return _page(ticket, faults)
        flash("eta-changed")
        return redirect(url_for("console.detail", no_lapor=ticket.no_lapor), HTTPStatus.SEE_OTHER)


def is_offered(ticket: Ticket) -> bool:
    """Tell whether anything is promised that could change: an open G report without power."""
    return ticket.kind is Kind.G and ticket.is_open and ticket.stage is not Stage.NYALA


def _promise(ticket: Ticket) -> dict[str, str]:
    """Write the promise; return the fields at fault with the names of what is wrong."""
    reports = current().reports
    until = _moment(request.form.get("kapan", ""), current().settings.timezone)
    reason = sentence(request.form.get("alasan", ""))[:LONGEST_REASON]
    faults = {} if reason else {"alasan": "eta-reason"}
    if until is None:
        return faults | {"kapan": "eta-time"}
    if faults:
        return faults
    try:
        source = reports.source(signature(), Channel.CONSOLE)
        reports.promise(ticket.no_lapor, until, reason, source, by_human=True)
    except InvalidError:
        return {"kapan": "eta-time"}
    except ConflictError:
        return {"form": "eta-over"}
    return {}


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read what a browser sends for a local time; the officer means the clock of the unit."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=zone).astimezone(timezone.utc)
    except ValueError:
        return None


def _page(ticket: Ticket, faults: dict[str, str]) -> str:
    now = current().clock()
    zone = current().settings.timezone
    return render_template(
        "console/tiket/perkiraan.html",
        page="perkiraan",
        ticket=ticket,
        icons=offers.icons(ticket, now),
        eta=rules.answer_eta(ticket, now),
        urgent_offer=offers.lapor_ulang(ticket, now, urgent=True),
        promised=rules.promised(ticket).astimezone(zone),
        offered=is_offered(ticket),
        values=request.form,
        faults=faults,
    )

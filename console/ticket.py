"""The pages of one report: Detail, Tracking, Log Lapor Ulang, Buku Biru, and the forms of a repeat contact."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console import contact_form, offers
from console.access import signature
from console.context import current
from console.once import Answer, once
from tickets import rules
from tickets.errors import InvalidError, PremiseHasOpenReportError
from tickets.events import Tab
from tickets.model import Channel, Side, Stage, Ticket
from tickets.requests import Contact


def mount(pages: Blueprint) -> None:
    """Add the pages."""

    @pages.get("/tiket/<no_lapor>")
    def detail(no_lapor: str) -> str:
        return _page("detail", current().reports.get(no_lapor))

    @pages.get("/tiket/<no_lapor>/tracking")
    def tracking(no_lapor: str) -> str:
        ticket = current().reports.get(no_lapor)
        seen = rules.tracking(ticket, current().clock())
        reached = {stage.stage: stage for stage in ticket.stages if stage.at >= ticket.window_from}
        return _page("tracking", ticket, seen=seen, reached=reached, stages=list(Stage))

    @pages.get("/tiket/<no_lapor>/log")
    def log(no_lapor: str) -> str:
        return _page("log", current().reports.get(no_lapor))

    @pages.get("/tiket/<no_lapor>/buku-biru")
    def buku_biru(no_lapor: str) -> str:
        try:
            tab = Tab(request.args.get("tab", Tab.ALL))
        except ValueError:
            abort(HTTPStatus.NOT_FOUND)
        ticket = current().reports.get(no_lapor)
        return _page("buku_biru", ticket, tab=tab, tabs=list(Tab), events=current().reports.history(no_lapor, tab))

    @pages.route("/tiket/<no_lapor>/lapor-ulang", methods=["GET", "POST"])
    @once
    def lapor_ulang(no_lapor: str) -> Answer:
        return _contact(no_lapor, Side.PLN)

    @pages.route("/tiket/<no_lapor>/update", methods=["GET", "POST"])
    @once
    def update(no_lapor: str) -> Answer:
        return _contact(no_lapor, Side.CUSTOMER)

    @pages.post("/tiket/<no_lapor>/komentar")
    @once
    def comment(no_lapor: str) -> Answer:
        reports = current().reports
        text = contact_form.sentence(request.form.get("komentar", ""))
        if text:
            reports.comment(no_lapor, text, reports.source(signature(), Channel.CONSOLE))
        flash("comment-added" if text else "comment-empty")
        return redirect(url_for("console.buku_biru", no_lapor=no_lapor, tab=Tab.COMMENTS), HTTPStatus.SEE_OTHER)


def _contact(no_lapor: str, side: Side) -> AnyResponse | str:
    """Show the form of a repeat contact, or do what the LU table says of it (Source: procedure.md LU-1 to LU-12)."""
    reports, now = current().reports, current().clock()
    ticket = reports.get(no_lapor)
    offer, name = _offer(ticket, now, side)
    if request.method == "GET" or not offer.offered:
        return _page(name, ticket, offer=offer, values={}, faults={})
    form = contact_form.read(request.form, ticket)
    if form.faults:
        return _page(name, ticket, offer=offer, values=request.form, faults=form.faults)
    contact = Contact(side, form.note, signature(), Channel.CONSOLE, form.urgent, form.changes)
    try:
        result = reports.contact(ticket.no_lapor, contact)
    except PremiseHasOpenReportError as taken:
        faults = {"form": "premise-taken", "no_lapor": taken.no_lapor}
        return _page(name, ticket, offer=offer, values=request.form, faults=faults)
    except InvalidError:
        return _page(name, ticket, offer=offer, values=request.form, faults={"form": "invalid"})
    flash(f"{result.verdict.outcome}:{result.verdict.rule}:{result.ticket.display_no}")
    return redirect(url_for("console.detail", no_lapor=result.ticket.no_lapor), HTTPStatus.SEE_OTHER)


def _offer(ticket: Ticket, now: datetime, side: Side) -> tuple[offers.Offer, str]:
    if side is Side.CUSTOMER:
        return offers.update(ticket, now), "update"
    offer = offers.lapor_ulang(ticket, now)
    # Before 3 hours only danger makes a Lapor Ulang (LU-3): the form then asks for nothing else.
    return (offer if offer.offered else offers.lapor_ulang(ticket, now, urgent=_urgent())), "lapor_ulang"


def _urgent() -> bool:
    return bool(request.values.get("darurat"))


def _page(name: str, ticket: Ticket, **more: object) -> str:
    now = current().clock()
    icons = offers.icons(ticket, now)
    eta = rules.answer_eta(ticket, now)
    urgent = offers.lapor_ulang(ticket, now, urgent=True)
    return render_template(
        f"console/tiket/{name}.html", page=name, ticket=ticket, icons=icons, eta=eta, urgent_offer=urgent, **more
    )

"""The desk: the queue of conversations, and a conversation with all that was said.

Both are kept fresh by asking again with an ETag: a stream for each officer would hold a thread of the web process that
Twilio's webhooks need (docs/console.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.access import me
from console.contact_form import sentence
from console.context import current
from console.once import Answer, once
from console.transcript import lines
from desk.errors import (
    CannotCallError,
    CannotWriteError,
    DeskError,
    MayRingError,
    NoSuchHandOverError,
    NotSentError,
    NotTakenError,
    OwnedByAnotherError,
    WindowOverError,
)
from desk.officers import Conversation
from tickets.errors import ConflictError, NotFoundError
from tickets.model import Ticket

LONGEST = 1600
_FAULTS = {
    NoSuchHandOverError: "gone",
    NotTakenError: "not-mine",
    CannotWriteError: "cannot-write",
    WindowOverError: "window-over",
    NotSentError: "not-sent",
    MayRingError: "may-ring",
}


def mount(pages: Blueprint) -> None:
    """Add the pages."""

    @pages.get("/percakapan")
    def queue() -> str:
        return render_template("console/percakapan/antrean.html", **_queue())

    @pages.get("/percakapan/jumlah")
    def queue_count() -> Response:
        waiting = len(current().desk.waiting())
        return _fresh("console/percakapan/_jumlah.html", str(waiting), waiting=waiting)

    @pages.get("/percakapan/daftar")
    def queue_part() -> Response:
        found = _queue()
        return _fresh("console/percakapan/_daftar.html", repr(found) + me().name, **found)

    @pages.get("/percakapan/<record_id>")
    def conversation(record_id: str) -> str:
        return _page(record_id)

    @pages.get("/percakapan/<record_id>/baris")
    def conversation_part(record_id: str) -> Response:
        current().calls.show_life(me().name)
        found = current().officers.conversation(record_id)
        told = lines(found, current().desk.delivery)
        return _fresh("console/percakapan/_baris.html", repr(told), lines=told, conversation=found)

    @pages.get("/percakapan/<record_id>/tindakan")
    def conversation_acts(record_id: str) -> Response:
        found = current().officers.conversation(record_id)
        hindrance = current().call_backs.hindrance(found.record, current().line)
        told = found.record, hindrance
        return _fresh("console/percakapan/_tindakan.html", repr(told), conversation=found, hindrance=hindrance)

    _mount_acts(pages)


def _mount_acts(pages: Blueprint) -> None:
    @pages.post("/percakapan/<record_id>/ambil")
    @once
    def take(record_id: str) -> Answer:
        return _act(record_id, "taken", lambda: current().desk.take(record_id, me().name))

    @pages.post("/percakapan/<record_id>/selesai")
    @once
    def close(record_id: str) -> Answer:
        return _act(record_id, "closed", lambda: current().desk.close(record_id, me().name), onward="console.queue")

    @pages.post("/percakapan/<record_id>/kembali")
    @once
    def put_back(record_id: str) -> Answer:
        officers = current().officers
        return _act(record_id, "put-back", lambda: officers.put_back(record_id, me().name), onward="console.queue")

    @pages.post("/percakapan/<record_id>/template")
    @once
    def template(record_id: str) -> Answer:
        return _act(record_id, "template-sent", lambda: current().officers.template(record_id, me().name))

    @pages.post("/percakapan/<record_id>/telepon")
    @once
    def call_back(record_id: str) -> Answer:
        page = current()

        def ring() -> None:
            try:
                page.call_backs.call(record_id, me().name, page.line)
            except NotSentError as fault:
                raise CannotCallError("not-called") from fault

        return _act(record_id, "calling", ring)

    @pages.post("/percakapan/<record_id>/tulis")
    @once
    def write(record_id: str) -> Answer:
        text = sentence(request.form.get("teks", ""))[:LONGEST]
        if not text:
            return _page(record_id, "empty"), HTTPStatus.UNPROCESSABLE_ENTITY
        officers, is_note = current().officers, request.form.get("apa") == "catatan"
        done = "noted" if is_note else "sent"
        say = officers.note if is_note else officers.answer
        return _act(record_id, done, lambda: say(record_id, me().name, text), text=text)


def _act(
    record_id: str, done: str, what: Callable[[], object], *, onward: str | None = None, text: str = ""
) -> AnyResponse | tuple[str, int]:
    try:
        what()
    except OwnedByAnotherError as taken:
        flash(f"owned-by:{taken.officer}")
        return redirect(url_for("console.queue"), HTTPStatus.SEE_OTHER)
    except DeskError as fault:
        code = str(fault) if isinstance(fault, CannotCallError) else _FAULTS[type(fault)]
        return _page(record_id, code, text), HTTPStatus.CONFLICT
    flash(done)
    where = url_for(onward) if onward else url_for("console.conversation", record_id=record_id)
    return redirect(where, HTTPStatus.SEE_OTHER)


def _page(record_id: str, fault: str | None = None, text: str = "") -> str:
    found = current().officers.conversation(record_id)
    return render_template(
        "console/percakapan/percakapan.html",
        conversation=found,
        lines=lines(found, current().desk.delivery),
        ticket=_ticket(found),
        has_template=current().officers.has_template,
        hindrance=current().call_backs.hindrance(found.record, current().line),
        fault=fault,
        text=text,
        longest=LONGEST,
    )


def _queue() -> dict[str, object]:
    calls = current().calls
    calls.show_life(me().name)
    waiting, taken = current().officers.queue()
    # What rings is shown on top, not in the queue as well.
    waiting, taken = ([record for record in part if record.call is None] for part in (waiting, taken))
    under_way, on_duty = calls.under_way(), calls.on_duty()
    return {"waiting": waiting, "taken": taken, "under_way": under_way, "on_duty": on_duty}


def _ticket(found: Conversation) -> Ticket | None:
    if found.record.no_lapor is None:
        return None
    try:
        return current().reports.get(found.record.no_lapor)
    except (NotFoundError, ConflictError):
        return None


def _fresh(template: str, facts: str, **values: object) -> Response:
    """Return a part of a page, or 304 where nothing in it changed since the browser asked last."""
    answer = make_response("")
    answer.set_etag(hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest())
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = HTTPStatus.NOT_MODIFIED
    else:
        answer.set_data(render_template(template, **values))
    return answer

"""Keep who looked at whose data: one line in the audit log for each page and answer that names a person (DP-4)."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, request

from bootstrap import System
from privacy.model import Act
from tickets.errors import TicketError
from tickets.numbers import read_no_lapor

log = structlog.get_logger(__name__)

# The interface has one caller.
APKT = "APKT"
# What names a person, with the part of its address that says which. What changes a report stands in Buku Biru, and what
# an officer does in a conversation with that conversation.
SEEN = {
    "console.detail": "no_lapor",
    "console.tracking": "no_lapor",
    "console.log": "no_lapor",
    "console.buku_biru": "no_lapor",
    "console.lapor_ulang": "no_lapor",
    "console.update": "no_lapor",
    "console.perkiraan": "no_lapor",
    "console.conversation": "record_id",
    "console.queue": None,
    "console.media": None,
    "console.wider": None,
    "console.outage": "no",
    "tickets.get_ticket": "no_lapor",
    "tickets.get_tracking": "no_lapor",
    "tickets.get_log_lapor_ulang": "no_lapor",
    "tickets.get_history": "no_lapor",
}
SEARCHES = frozenset({"console.monitoring", "tickets.search_tickets"})
# Pages that name nobody, or whose acts are kept elsewhere: a new page takes a place in one of the three.
NOBODY = frozenset(
    {
        "console.static", "console.log_in", "console.log_out", "console.own_password", "console.sso",
        "console.sso_back", "console.nothing_here", "console.people", "console.add_account", "console.change_account",
        "console.duty",
        "console.performance", "console.performance_csv", "console.misread_as_csv", "console.misread_as_yaml",
        "console.trail", "console.queue_count", "console.queue_part", "console.conversation_part",
        "console.conversation_acts",
        "console.take",
        "console.close", "console.put_back", "console.template", "console.write", "console.comment",
        "console.call_back", "console.decide_outage", "console.storm", "console.switch_storm",
        "tickets.assign_officer", "tickets.set_stage", "tickets.promise_end", "tickets.see_position",
        "tickets.list_outages", "tickets.get_outage", "tickets.outage_history",
        "tickets.add_to_outage", "tickets.confirm_outage", "tickets.dismiss_outage", "tickets.promise_outage_end",
        "tickets.remove_from_outage", "tickets.resolve_outage",
        "tickets.record_contact", "tickets.add_comment", "tickets.rate_ticket", "tickets.take_ticket",
    }
)  # fmt: skip


def register(app: Flask, system: System) -> None:
    """Keep what is shown from now on; where it cannot be kept the page is shown all the same, and that is logged."""

    @app.after_request
    def keep(response: Response) -> Response:
        name = request.endpoint or ""
        shown = request.method == "GET" and response.status_code == HTTPStatus.OK
        if not shown or name not in SEEN.keys() | SEARCHES:
            return response
        account = g.get("account")
        who = account.name if account is not None else APKT
        act = Act.SEARCHED if name in SEARCHES and any(request.args.values()) else Act.SAW
        try:
            system.privacy.saw(who, act, name, _about(SEEN.get(name)))
        except TicketError as fault:
            log.error("look_not_kept", page=name, exc_info=fault)
        return response


def _about(part: str | None) -> str | None:
    """Return which report or conversation; never what was searched for, which is a person's own."""
    given = (request.view_args or {}).get(part) if part else None
    return (read_no_lapor(given) or given) if given else None

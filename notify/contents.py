"""The templates at Twilio: make what is missing, ask for approval, keep what WhatsApp answered (Content API)."""

from __future__ import annotations

from typing import Any

import requests
import structlog
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from twilio.rest.content.v1.content import ContentList  # type: ignore[import-untyped]
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList  # type: ignore[import-untyped]

from bootstrap import System
from notify.templates import Book, Template
from notify.twilio import client_of

log = structlog.get_logger(__name__)

UNSUBMITTED, MISSING = "unsubmitted", "missing"
# Sent within 24 hours alone: nobody approves it.
IN_SESSION = "in session"


class _Content(ContentList.ContentCreateRequest):  # type: ignore[misc]
    """The library writes null for every kind of content that is not meant; Twilio wants the one that is."""

    def to_dict(self) -> dict[str, Any]:
        """Return the document without what is empty."""
        document: dict[str, Any] = super().to_dict()
        document["types"] = {kind: it for kind, it in document["types"].items() if it is not None}
        return document


def compare(system: System, *, dry_run: bool) -> int:
    """Print each template with its state at WhatsApp, having made what is missing; return the exit code."""
    book = Book.load(system.wording)
    client = client_of(system.settings)
    try:
        known = {it.friendly_name: it for it in client.content.v1.content_and_approvals.list(page_size=100)}
        for template in (*book.templates.values(), *book.lists.values()):
            found = known.get(template.name)
            sid, status = (found.sid, _status(found.approval_requests)) if found else (None, MISSING)
            if not dry_run:
                sid = sid or _create(client, book, template)
                if template.choices:
                    status = IN_SESSION
                elif status in {MISSING, UNSUBMITTED}:
                    status = _submit(client, book, template, sid)
                _keep(system, template, sid, status)
            print(f"{template.name}\t{status}\t{sid or '-'}")  # noqa: T201 - a command's answer
    except (TwilioException, requests.RequestException) as fault:
        log.error("templates_unreachable", error=type(fault).__name__, code=getattr(fault, "code", None))
        return 1
    return 0


def _create(client: Client, book: Book, template: Template) -> str:
    kind: dict[str, Any] = {"twilio/text": {"body": template.body}}
    if template.replies:
        actions = [{"type": "QUICK_REPLY", "title": title, "id": title} for title in template.replies]
        kind = {"twilio/quick-reply": {"body": template.body, "actions": actions}}
    elif template.choices:
        items = [{"id": number, "item": title} for number, title in template.choices]
        kind = {"twilio/list-picker": {"body": template.body, "button": template.button, "items": items}}
    document = {
        "friendly_name": template.name,
        "language": template.language,
        "variables": template.variables(book.samples),
        "types": kind,
    }
    return str(client.content.v1.contents.create(_Content(document)).sid)


def _submit(client: Client, book: Book, template: Template, sid: str) -> str:
    asked = ApprovalCreateList.ContentApprovalRequest({"name": template.name, "category": book.category})
    answer = client.content.v1.contents(sid).approval_create.create(asked)
    return str(answer.status or "received")


def _keep(system: System, template: Template, sid: str, status: str) -> None:
    with system.uow() as uow:
        uow.templates.keep(template.name, sid, status, system.clock())
        uow.commit()


def _status(approval: object) -> str:
    return str(approval.get("status") or UNSUBMITTED) if isinstance(approval, dict) else UNSUBMITTED

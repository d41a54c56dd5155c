"""Errors as problem documents (RFC 9457): the one translator of this edge."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from tickets.errors import ConflictError, InvalidError, NotFoundError, StoreUnavailableError, TicketError

CONTENT_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[TicketError], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (InvalidError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ConflictError, HTTPStatus.CONFLICT),
    (StoreUnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
)
# RFC 9110 renamed these; the words here stay the same on every Python.
_TITLES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content",
}
_DETAILS = {
    HTTPStatus.BAD_REQUEST: "The body is no JSON.",
    HTTPStatus.NOT_FOUND: "There is nothing under this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not know this method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body must be application/json in UTF-8.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The input breaks the rules named under errors.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The call failed; the fault is on this side.",
}


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True, metadata={"example": "urn:padam:problem:not-found"})
    title = fields.String(required=True, metadata={"example": "Not Found"})
    status = fields.Integer(required=True, metadata={"example": 404})
    code = fields.String(required=True, metadata={"description": "stable word for programs", "example": "not-found"})
    detail = fields.String(metadata={"description": "for people", "example": "there is no such report"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "what is wrong, by field; a nested field is written `customer.phone`"},
    )
    no_lapor = fields.String(metadata={"description": "the open report of the building (IN-5)"})


def problem(
    status: int,
    code: str | None = None,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """Build a problem document; `code` is by default the status in words."""
    title = _TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)
    code = code or title.lower().replace(" ", "-")
    body: dict[str, object] = {"type": f"urn:padam:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    body.update(more)
    return Response(json.dumps(body), status, headers, content_type=CONTENT_TYPE)


def from_ticket_error(error: TicketError) -> Response:
    """Translate an error of the procedure."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return problem(status, error.code, error.detail, None, **error.facts)


def from_http_error(error: HTTPException) -> Response | HTTPException:
    """Translate an HTTP error under the interface's own address; others pass untouched."""
    if not request.path.startswith("/api/"):
        return error
    status = HTTPStatus(error.code or 500)
    data: Mapping[str, Any] = getattr(error, "data", {})
    headers = {name: value for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}}
    detail = _DETAILS.get(status, error.description)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and "messages" in data:
        return problem(status, "invalid", detail, errors=_by_field(data["messages"]))
    return problem(status, detail=detail, headers=headers)


def _by_field(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    """Flatten the messages of all locations: `{"customer": {"phone": [..]}}` becomes `{"customer.phone": [..]}`."""
    flat: dict[str, list[str]] = {}

    def walk(path: tuple[str, ...], value: object) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                walk(path if name == "_schema" else (*path, str(name)), inner)
        else:
            said = value if isinstance(value, list) else [value]
            flat.setdefault(".".join(path) or "body", []).extend(str(text) for text in said)

    for location in messages.values():
        walk((), location)
    return flat

"""How a call is declared: once, for the router, the parser, the answer and the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

import flask
from flask import Response, request
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import RAISE, Schema
from webargs.flaskparser import FlaskParser, abort

from api import idempotency
from api.auth import require_key
from api.problems import from_http_error, from_ticket_error, problem
from tickets.errors import TicketError

View = TypeVar("View", bound=Callable[..., object])
PREFIX = "/api/v1"
MAX_BODY = 64 * 1024
_TICKETS_PATH = f"{PREFIX}/tickets"
_ALWAYS = ("UNAUTHORIZED", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE")
_ON_POST = ("BAD_REQUEST", "CONFLICT", "REQUEST_ENTITY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE")
_IDEMPOTENCY_PARAMETER = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "Any word of your own, best a UUID. A call repeated with it answers as the first time and does "
    "nothing; kept for 7 days.",
    "schema": {"type": "string", "pattern": idempotency.PATTERN, "minLength": 1, "maxLength": 255},
    "example": "8f14e45f-ceea-467f-a0e6-1b2c3d4e5f60",
}
_REPLAYED = {
    "Idempotent-Replayed": {
        "description": "`true` where this is the first answer once more",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_LOCATION = {"Location": {"description": "where the report is", "schema": {"type": "string"}, "required": True}}
_NUMBER_PARAMETER = {
    "in": "path",
    "name": "no_lapor",
    "required": True,
    "description": "The report number, in any case of letters, with or without letter, spaces, dashes and asterisk "
    "(`%2A`).",
    "schema": {"type": "string", "minLength": 1},
    "example": "G5426112300001",
}
_OUTAGE_PARAMETER = {
    "in": "path",
    "name": "no",
    "required": True,
    "description": "The number of the wider outage.",
    "schema": {"type": "string", "minLength": 1},
    "example": "M5426112300001",
}
_PARAMETERS = {"<no_lapor>": _NUMBER_PARAMETER, "<no>": _OUTAGE_PARAMETER}


class JsonParser(FlaskParser):
    """Reads JSON bodies; whatever is no JSON, also the absurdly deep or long, is a 400."""

    # A parameter spelt wrong must not be lost in silence: a search without it would find everything.
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - as declared

    def _raw_load_json(self, req: flask.Request) -> object:
        try:
            return json.loads(req.get_data(cache=True).decode("utf-8"))
        except (ValueError, RecursionError) as error:
            self._refuse(error)

    def _refuse(self, error: Exception) -> NoReturn:
        abort(HTTPStatus.BAD_REQUEST, exc=error, messages={})


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """A blueprint with this interface's parser."""

    ARGUMENTS_PARSER = JsonParser()


blueprint = ApiBlueprint("tickets", __name__, url_prefix=PREFIX, description="Reports and everything about them")


def operation(
    method: str,
    rule: str,
    answer: type[Schema],
    *,
    body: type[Schema] | None = None,
    query: type[Schema] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    example: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Mount a view under `/api/v1` with what it takes and gives, and all the problems it may answer with.

    The view gets the number of the path, if there is one, as keyword `no_lapor` or `no` (of an outage), and the loaded
    body or query first.
    """

    def declare(view: View) -> View:
        post = method == "POST"
        numbers = [parameter for place, parameter in _PARAMETERS.items() if place in rule]
        problems = [*_ALWAYS, *(_ON_POST if post else ())]
        if numbers:
            problems += ["NOT_FOUND", "CONFLICT"]
        wrapped: Any = view
        for problem_name in dict.fromkeys(problems):
            wrapped = blueprint.alt_response(HTTPStatus[problem_name], problem_name)(wrapped)
        headers = (_LOCATION if status is HTTPStatus.CREATED else {}) | (_REPLAYED if post else {})
        wrapped = blueprint.response(status, answer, headers=headers or None)(wrapped)
        if body is not None:
            wrapped = blueprint.arguments(body, location="json", example=example)(wrapped)
        if query is not None:
            wrapped = blueprint.arguments(query, location="query")(wrapped)
        # Of the call, not of the address: a GET under the same address knows no key.
        of_call = {"parameters": [_IDEMPOTENCY_PARAMETER]} if post else {}
        wrapped = blueprint.doc(operationId=view.__name__, **of_call)(wrapped)
        blueprint.route(rule, methods=[method], parameters=numbers)(wrapped)
        return view

    return declare


def _require_json() -> Response | None:
    """Refuse a body of another kind, before a key is spent on it."""
    request.max_content_length = MAX_BODY
    if request.method != "POST":
        return None
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in {"utf-8", "utf8"}:
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail="The body must be application/json in UTF-8.")
    return None


def _finish(answer: Response) -> Response:
    """Name the new report's address, and keep personal data out of caches."""
    if answer.status_code == HTTPStatus.CREATED:
        answer.headers["Location"] = f"{_TICKETS_PATH}/{json.loads(answer.get_data())['no_lapor']}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


blueprint.before_request(require_key)
blueprint.before_request(_require_json)
blueprint.before_request(idempotency.replay)
# Flask runs these last to first: the answer is kept as it leaves.
blueprint.after_request(_finish)
blueprint.after_request(idempotency.keep)
blueprint.teardown_request(idempotency.let_go)
blueprint.register_error_handler(TicketError, from_ticket_error)
# The errors this edge can say more about than the application; the others stay the application's.
for _status in (400, 413, 415, 422):
    blueprint.register_error_handler(_status, from_http_error)

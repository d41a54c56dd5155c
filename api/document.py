"""The OpenAPI document, served at `/api/v1/openapi.json` to anybody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import apispec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask
from flask_smorest import Api  # type: ignore[import-untyped]
from marshmallow import Schema
from werkzeug.exceptions import HTTPException

from api.problems import CONTENT_TYPE, ProblemSchema, from_http_error

SCHEME = "ApiKey"
DESCRIPTION = """\
The seam between APKT and the customers' chatbot and telephone: reports of one building without power.

Times are ISO 8601 and carry an offset; answers use the zone of the unit. Telephone numbers come in any usual writing
and go out as E.164. Errors are problem documents (RFC 9457) with a stable `code`. Fields the interface does not know
are refused. New fields may be added to answers.
"""
_HEADERS = {
    HTTPStatus.UNAUTHORIZED: {
        "WWW-Authenticate": {"description": "asks for the key", "required": True, "schema": {"type": "string"}}
    },
}


class _Converter(OpenAPIConverter):
    """Adds to a schema what its `Meta.document` says, and its docstring."""

    def schema2jsonschema(self, schema: Schema) -> dict[str, Any]:
        found: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        found["description"] = (type(schema).__doc__ or "").strip()
        found.update(getattr(type(schema).Meta, "document", {}))
        return found


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


class ApktApi(Api):  # type: ignore[misc]
    """The framework's Api, with problem documents for errors."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        # Addresses and methods nobody knows; an application may put its own handler in the place of this one.
        self._app.register_error_handler(HTTPException, from_http_error)

    def _register_pagination_header(self) -> None:
        """Leave out a header no answer has."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= HTTPStatus.BAD_REQUEST:
                response: dict[str, Any] = {
                    "description": status.phrase,
                    "content": {CONTENT_TYPE: {"schema": self.ERROR_SCHEMA}},
                }
                if status in _HEADERS:
                    response["headers"] = _HEADERS[status]
                self.spec.components.response(status.name, response, lazy=True)


def make_api(app: Flask, prefix: str) -> ApktApi:
    """Mount the document and the translation of errors; the calls are registered on what is returned."""
    app.config.setdefault("APKT_API_TITLE", "APKT interface")
    app.config.setdefault("APKT_API_VERSION", "v1")
    app.config.setdefault("APKT_OPENAPI_VERSION", "3.1.0")
    app.config.setdefault("APKT_OPENAPI_URL_PREFIX", prefix)
    options = {
        "info": {"description": DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{SCHEME: []}],
        "marshmallow_plugin": _Plugin(),
    }
    api = ApktApi(app, spec_kwargs=options, config_prefix="APKT")
    spec: apispec.APISpec = api.spec
    spec.components.security_scheme(
        SCHEME, {"type": "http", "scheme": "bearer", "description": "the key of the setting API_KEY"}
    )
    return api

"""What customers sent along, shown to officers: fetched here, so that no browser needs the carrier's credentials."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from console.context import current
from desk.errors import NoMediaError

_INLINE = ("image/", "audio/", "video/")


def mount(pages: Blueprint) -> None:
    """Add the page of a file, and the filter that makes its address."""

    @pages.app_template_filter("console_media")
    def address(url: str) -> str | None:
        """Return where a file is shown, None for one no carrier keeps."""
        return url_for("console.media", file=_signer().dumps(url)) if current().media.is_ours(url) else None

    @pages.get("/lampiran/<file>")
    def media(file: str) -> Response:
        # Only what one of our own pages named: this is no way to fetch anything else.
        try:
            url = _signer().loads(file)
        except BadSignature:
            abort(HTTPStatus.NOT_FOUND)
        try:
            found = current().media.fetch(url)
        except NoMediaError:
            abort(HTTPStatus.BAD_GATEWAY)
        answer = Response(found.body, mimetype=found.content_type)
        if not found.content_type.startswith(_INLINE):
            answer.headers["Content-Disposition"] = "attachment"
        return answer


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or b"", salt="lampiran")

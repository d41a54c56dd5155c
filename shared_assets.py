"""What the pages of several parts share: Leaflet, and which host map tiles may come from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, send_from_directory

KEPT_SECONDS = 86_400


def register(app: Flask) -> None:
    """Mount `/assets/…`: the same for everybody, so that any cache may keep it."""

    @app.get("/assets/<path:name>", endpoint="assets")
    def asset(name: str) -> Response:
        answer = send_from_directory("assets", name, max_age=KEPT_SECONDS)
        answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        return answer


def tile_host(tiles: str | None) -> str:
    """Return the source a policy must allow for pictures of a tile address, with a space before it; none for a grid."""
    if not tiles:
        return ""
    parts = urlsplit(tiles)
    return f" {parts.scheme}://{parts.netloc}".replace("{s}", "*")

"""What stands in front of the application: the path of PUBLIC_URL, and proxies that tell who calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Prefix:
    """Mount an application under a path, whether the proxy in front takes the path away or not."""

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self._app = app
        self._path = path

    def __call__(self, wsgi: WSGIEnvironment, start: StartResponse, /) -> Iterable[bytes]:
        """Answer a request; addresses the application makes begin with the path."""
        asked = wsgi.get("PATH_INFO", "")
        if asked == self._path or asked.startswith(f"{self._path}/"):
            wsgi["PATH_INFO"] = asked[len(self._path) :]
        wsgi["SCRIPT_NAME"] = self._path
        return self._app(wsgi, start)


def stand_behind(app: Flask, settings: Settings) -> None:
    """Let the application know the path it is reached under and believe that many proxies about who calls."""
    path = urlsplit(settings.public_url).path.rstrip("/")
    if path:
        # Cookies are for this path, too: what else the host serves never sees them.
        app.config["APPLICATION_ROOT"] = path
        app.wsgi_app = Prefix(app.wsgi_app, path)  # type: ignore[assignment,method-assign]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]

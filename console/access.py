"""Who is at the page: log-in, role, and forms that only our own pages can send."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Blueprint, Flask, Response, abort, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from accounts.model import Account, Role
from console.context import System, current

P = ParamSpec("P")
R = TypeVar("R")
_TOKEN = "login"  # noqa: S105 - the name of the field
_OPEN_TO_ALL = frozenset({"console.static", "console.log_in", "console.sso", "console.sso_back"})
_csrf = CSRFProtect()


def configure(app: Flask, system: System) -> None:
    """Set up signed cookies and the check of forms; other edges are not touched by it."""
    # Derived: what signs cookies is not what hashes telephone numbers.
    app.secret_key = hashlib.sha256(f"console-cookie\n{system.settings.secret_key}".encode()).digest()
    app.config.update(
        SESSION_COOKIE_NAME="padam_console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=system.settings.public_url.startswith("https://"),
        WTF_CSRF_CHECK_DEFAULT=False,
        # A form may stay open for a whole shift; the log-in ends it.
        WTF_CSRF_TIME_LIMIT=None,
        # No page of ours sends a referrer.
        WTF_CSRF_SSL_STRICT=False,
    )
    _csrf.init_app(app)


def guard(pages: Blueprint) -> None:
    """Let nobody in without log-in, and no form without its token."""

    @pages.before_request
    def check() -> AnyResponse | None:
        if request.endpoint == "console.static":
            return None
        token = session.get(_TOKEN)
        account = current().accounts.whose(token) if isinstance(token, str) else None
        if account is not None:
            g.account = account
        if request.endpoint not in _OPEN_TO_ALL and account is None:
            return _to_log_in()
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            _csrf.protect()
        return None


def _to_log_in() -> AnyResponse:
    if request.method == "GET" and request.accept_mimetypes.accept_html:
        return redirect(url_for("console.log_in", lanjut=request.script_root + request.full_path.rstrip("?")))
    return Response(status=401)


def only(role: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let in only who has the role, or one that includes it."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not me().role.includes(role):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def me() -> Account:
    """Return who is at the page."""
    account: Account = g.account
    return account


def signature() -> str:
    """Return how the one at the page signs reports: `CC.54.HANA`."""
    return me().signature(current().settings.unit_code)


def begin(token: str) -> None:
    """Start a session: a new one, so that nobody can have prepared it."""
    session.clear()
    session[_TOKEN] = token


def end() -> None:
    """End the session, here and in the store."""
    token = session.get(_TOKEN)
    if isinstance(token, str):
        current().accounts.log_out(token)
    session.clear()

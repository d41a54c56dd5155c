"""Log-in by the company's identity provider: OpenID Connect, code flow with PKCE (docs/decisions/0007-log-in.md)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
import structlog
from flask import Blueprint, Flask, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from accounts.errors import AccountError
from accounts.model import Role
from console import access
from console.context import System, current
from console.login import inside
from settings import Oidc

log = structlog.get_logger(__name__)

# The officer waits for each of three calls.
SECONDS = 5
_EXTENSION = "padam_sso"
_ONWARD = "sso-onward"


def configure(app: Flask, system: System) -> None:
    """Set the client up where a provider is named."""
    provider = system.settings.oidc
    if provider is None:
        return
    # Whoever has no provider does not read the library at each start.
    from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]

    app.extensions[_EXTENSION] = OAuth(app).register(
        "sso",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def mount(pages: Blueprint) -> None:
    """Add the way out to the provider and the way back."""

    @pages.get("/masuk/sso")
    def sso() -> AnyResponse | tuple[str, int]:
        client = _client()
        if client is None:
            return redirect(url_for("console.log_in"))
        session[_ONWARD] = inside(request.args.get("lanjut", ""))
        try:
            answer: AnyResponse = client.authorize_redirect(_way_back())
        except (requests.RequestException, ValueError) as fault:
            return _refuse("sso-down", HTTPStatus.SERVICE_UNAVAILABLE, fault)
        return answer

    @pages.get("/masuk/sso/kembali")
    def sso_back() -> AnyResponse | tuple[str, int]:
        client, provider = _client(), current().settings.oidc
        if client is None or provider is None:
            return redirect(url_for("console.log_in"))
        from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
        from joserfc.errors import JoseError

        try:
            known = client.authorize_access_token(
                claims_options={"iss": {"essential": True, "values": [provider.issuer]}}
            )
        except (requests.RequestException, ValueError) as fault:
            return _refuse("sso-down", HTTPStatus.SERVICE_UNAVAILABLE, fault)
        except (AuthlibBaseError, JoseError) as fault:
            return _refuse("sso-refused", HTTPStatus.UNAUTHORIZED, fault)
        return _enter(provider, known.get("userinfo") or {})


def _enter(provider: Oidc, claims: Mapping[str, Any]) -> AnyResponse | tuple[str, int]:
    role, subject = role_of(claims, provider.role_claim, provider.roles), claims.get("sub")
    if not subject:
        return _refuse("sso-refused", HTTPStatus.UNAUTHORIZED)
    if role is None:
        return _refuse("sso-no-role", HTTPStatus.FORBIDDEN)
    wanted = str(claims.get("preferred_username") or claims.get("email") or "").partition("@")[0]
    onward = session.get(_ONWARD)
    try:
        token = current().accounts.admit(f"{provider.issuer} {subject}", wanted, role)
    except AccountError as fault:
        return _refuse(fault.code, HTTPStatus.FORBIDDEN)
    access.begin(token)
    return redirect(onward or url_for("console.monitoring"), HTTPStatus.SEE_OTHER)


def role_of(claims: Mapping[str, Any], path: str, names: tuple[str, ...]) -> Role | None:
    """Return the highest role a claim names, None without any; a path has dots (`realm_access.roles`)."""
    found: Any = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    said = {found} if isinstance(found, str) else set(found) if isinstance(found, list) else set()
    roles = [role for role, name in zip(Role, names, strict=True) if name in said]
    return roles[-1] if roles else None


def _client() -> Any:  # noqa: ANN401 - the library has no types
    return current_app.extensions.get(_EXTENSION)


def _way_back() -> str:
    """Return the address the provider knows us by: that of PUBLIC_URL, whoever asked."""
    path = url_for("console.sso_back").removeprefix(request.script_root)
    return current().settings.public_url + path


def _refuse(code: str, status: HTTPStatus, fault: Exception | None = None) -> tuple[str, int]:
    log.warning("sso_refused", why=code, fault=type(fault).__name__ if fault else None)
    return render_template("console/masuk.html", fault=code, sso=True), status

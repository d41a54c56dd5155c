"""Logging in and out, and one's own password."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from accounts.errors import AccountError, TooManyAttemptsError
from console import access
from console.context import current

_STATUS = {TooManyAttemptsError.code: HTTPStatus.TOO_MANY_REQUESTS}


def mount(pages: Blueprint) -> None:
    """Add the pages."""

    @pages.route("/masuk", methods=["GET", "POST"])
    def log_in() -> AnyResponse | str | tuple[str, int]:
        onward = inside(request.args.get("lanjut", ""))
        if request.method == "GET":
            return redirect(onward) if "account" in g else _page(None)
        try:
            name, password = request.form.get("nama", ""), request.form.get("sandi", "")
            token = current().accounts.log_in(name, password, request.remote_addr or "")
        except AccountError as fault:
            status = _STATUS.get(fault.code, HTTPStatus.UNAUTHORIZED)
            return _page(fault.code), status
        access.begin(token)
        return redirect(onward, HTTPStatus.SEE_OTHER)

    @pages.post("/keluar")
    def log_out() -> AnyResponse:
        access.end()
        return redirect(url_for("console.log_in"), HTTPStatus.SEE_OTHER)

    @pages.route("/sandi", methods=["GET", "POST"])
    def own_password() -> AnyResponse | str | tuple[str, int]:
        if request.method == "GET":
            return render_template("console/sandi.html", fault=None)
        form = request.form
        try:
            if form.get("baru", "") != form.get("ulang", ""):
                return render_template("console/sandi.html", fault="not-the-same"), HTTPStatus.UNPROCESSABLE_ENTITY
            token = current().accounts.change_own_password(
                access.me().name, form.get("lama", ""), form.get("baru", ""), request.remote_addr or ""
            )
        except AccountError as fault:
            status = _STATUS.get(fault.code, HTTPStatus.UNPROCESSABLE_ENTITY)
            return render_template("console/sandi.html", fault=fault.code), status
        access.begin(token)
        flash("password-changed")
        return redirect(url_for("console.monitoring"), HTTPStatus.SEE_OTHER)


def _page(fault: str | None) -> str:
    return render_template("console/masuk.html", fault=fault, sso=current().settings.oidc is not None)


def inside(path: str) -> str:
    """Return the address to go on to, never one outside of these pages."""
    parts = urlsplit(path)
    home = url_for("console.monitoring")
    sound = not parts.scheme and not parts.netloc and parts.path.startswith(home) and "\\" not in path
    return path if sound else home

"""The admin's page: accounts opened and closed, roles and passwords given."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from accounts.errors import AccountError
from accounts.model import Role
from console.access import only
from console.context import current


def mount(pages: Blueprint) -> None:
    """Add the pages."""

    @pages.get("/akun")
    @only(Role.ADMIN)
    def people() -> str:
        return _page(None)

    @pages.post("/akun")
    @only(Role.ADMIN)
    def add_account() -> AnyResponse | tuple[str, int]:
        form = request.form
        try:
            current().accounts.create(form.get("nama", ""), _role(), form.get("sandi", ""))
        except AccountError as fault:
            return _page(fault.code), HTTPStatus.UNPROCESSABLE_ENTITY
        return _done("account-added")

    @pages.post("/akun/<name>")
    @only(Role.ADMIN)
    def change_account(name: str) -> AnyResponse | tuple[str, int]:
        accounts, what = current().accounts, request.form.get("apa")
        try:
            if what == "peran":
                accounts.change(name, role=_role())
            elif what in {"tutup", "buka"}:
                accounts.change(name, active=what == "buka")
            elif what == "sandi":
                accounts.set_password(name, request.form.get("sandi", ""))
            else:
                abort(HTTPStatus.BAD_REQUEST)
        except AccountError as fault:
            return _page(fault.code), HTTPStatus.UNPROCESSABLE_ENTITY
        return _done("account-changed")


def _role() -> Role:
    try:
        return Role(request.form.get("peran", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)


def _done(what: str) -> AnyResponse:
    flash(what)
    return redirect(url_for("console.people"), HTTPStatus.SEE_OTHER)


def _page(fault: str | None) -> str:
    return render_template("console/akun.html", accounts=current().accounts.all(), roles=list(Role), fault=fault)

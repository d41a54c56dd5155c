"""Storm mode by hand: how it stands, and the switch (Source: procedure.md ST-1)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from accounts.model import Role
from console.access import me, only
from console.context import current
from console.once import Answer, once
from desk.storm_model import Mode
from privacy.model import Act


def mount(pages: Blueprint) -> None:
    """Add the page and its form."""

    @pages.get("/lonjakan")
    @only(Role.SUPERVISOR)
    def storm() -> str:
        return render_template("console/lonjakan.html", state=current().storms.state(), modes=list(Mode))

    @pages.post("/lonjakan")
    @only(Role.SUPERVISOR)
    @once
    def switch_storm() -> Answer:
        try:
            mode = Mode(request.form.get("mode", ""))
        except ValueError:
            abort(HTTPStatus.BAD_REQUEST)
        # First who did it: what all customers hear is never switched by nobody.
        current().privacy.saw(me().name, Act.SWITCHED, "console.storm", str(mode))
        current().storms.switch(mode, me().name)
        flash(f"storm-{mode.lower()}")
        return redirect(url_for("console.storm"), HTTPStatus.SEE_OTHER)

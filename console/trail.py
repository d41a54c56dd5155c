"""The admin's page of who looked at what (Source: procedure.md DP-4)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from accounts.model import Role
from console.access import only
from console.context import current
from tickets.numbers import read_no_lapor

LONGEST = 64


def mount(pages: Blueprint) -> None:
    """Add the page."""

    @pages.get("/jejak")
    @only(Role.ADMIN)
    def trail() -> str:
        who, about = (request.args.get(name, "").strip()[:LONGEST] or None for name in ("siapa", "tentang"))
        before = request.args.get("sebelum", "")
        lines = current().privacy.trail(
            who=who,
            about=about and (read_no_lapor(about) or about),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        )
        return render_template("console/jejak.html", lines=lines, who=who, about=about)

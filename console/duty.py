"""Signing on and off: who is on duty takes the calls of the queue."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for

from console.access import me
from console.context import current
from console.once import Answer, once


def mount(pages: Blueprint) -> None:
    """Add the form's address."""

    @pages.post("/tugas")
    @once
    def duty() -> Answer:
        calls, begins = current().calls, request.form.get("apa") == "mulai"
        (calls.begin_duty if begins else calls.end_duty)(me().name)
        flash("on-duty" if begins else "off-duty")
        return redirect(url_for("console.queue"), HTTPStatus.SEE_OTHER)

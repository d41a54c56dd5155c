"""The customer's own page of a report, `/lacak/<token>`: what PLN Mobile shows, and no data of a person (TR-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from tracking import routes

if TYPE_CHECKING:
    from bootstrap import System


def register(app: Flask, system: System) -> None:
    """Mount `/lacak/…`."""
    app.register_blueprint(routes.blueprint(system))

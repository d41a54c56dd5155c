"""The APKT interface: `/api/v1`, JSON, one bearer key (docs/interface.md)."""

from __future__ import annotations

from flask import Flask

from api import progress, tickets
from api.context import Context, System, attach
from api.document import make_api
from api.operations import PREFIX, blueprint

__all__ = ["blueprint", "register"]
# Imported for what they declare.
_CALLS = (tickets, progress)


def register(app: Flask, system: System) -> None:
    """Mount the interface and its document on the app."""
    attach(app, Context(system.reports, system.settings.timezone, system.settings.api_key, system.answers))
    make_api(app, PREFIX).register_blueprint(blueprint)

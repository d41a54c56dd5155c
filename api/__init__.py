"""The APKT interface: `/api/v1`, JSON, one bearer key (docs/interface.md)."""

from __future__ import annotations

from flask import Flask

from api import outages, progress, tickets
from api.context import Context, System, attach
from api.document import make_api
from api.operations import PREFIX, blueprint

__all__ = ["blueprint", "register"]
# Imported for what they declare.
_CALLS = (tickets, progress, outages)


def register(app: Flask, system: System) -> None:
    """Mount the interface and its document on the app."""
    settings = system.settings
    attach(app, Context(system.reports, system.outages, settings.timezone, settings.api_keys, system.answers))
    make_api(app, PREFIX).register_blueprint(blueprint)

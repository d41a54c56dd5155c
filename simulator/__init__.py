"""Customers without a carrier: they sign like Twilio and follow the TwiML they are given.

On the page `/simulator/`, in the terminal (`python -m simulator.chat`, `simulator.call`) and as a library
(`simulator.twilio`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from bootstrap import System


def register(app: Flask, system: System) -> None:
    """Mount `/simulator/…`, where the settings ask for it."""
    if not system.settings.simulator:
        return
    # The terminal programs need none of this.
    from simulator import rest, routes
    from simulator.carrier import Carrier
    from simulator.store import Store

    store = Store(system.settings.simulator_dir / "simulator.db")
    carrier = Carrier(system.settings, store, system.clock)
    app.register_blueprint(routes.blueprint(system, carrier))
    app.register_blueprint(rest.blueprint(carrier))

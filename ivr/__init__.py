"""The gateway: WhatsApp and the telephone as the carrier calls them, in front of the dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from ivr import voice, whatsapp
from ivr.gateway import VOICE, WHATSAPP, Gateway
from ivr.rasa_client import RasaClient

if TYPE_CHECKING:
    from bootstrap import System


def register(app: Flask, system: System) -> None:
    """Mount `/whatsapp…` and `/voice…`."""
    dialogue = RasaClient(system.settings.rasa_url, system.settings.rasa_timeout)
    app.register_blueprint(whatsapp.blueprint(Gateway(system, WHATSAPP, dialogue)))
    app.register_blueprint(voice.blueprint(Gateway(system, VOICE, dialogue)))

"""The gateway: WhatsApp and the telephone as the carrier calls them, in front of the dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from ivr import hints, voice, whatsapp
from ivr.alive import Alive
from ivr.capacity import Capacity, may_wait
from ivr.gateway import VOICE, WHATSAPP, Gateway
from ivr.late import LateTurns
from ivr.rasa_client import RasaClient
from ivr.storm_watch import StormWatch
from ivr.voices import Voices

if TYPE_CHECKING:
    from bootstrap import System

LATE = "padam-late-turns"


def register(app: Flask, system: System) -> None:
    """Mount `/whatsapp…` and `/voice…`; what answers later begins with `start`."""
    hints.build()
    settings = system.settings
    capacity = Capacity(settings.rasa_turns, may_wait(settings.rasa_turns, settings.web_threads), settings.redis_url)
    dialogue = RasaClient(settings.rasa_urls, settings.rasa_timeout, capacity)
    voices = Voices(settings.voice.name, settings.voice.fallback, system.clock)
    alive, watch = Alive(system.desk), StormWatch(system.storms)
    written = Gateway(system, WHATSAPP, dialogue, voices, alive, watch)
    app.extensions[LATE] = LateTurns(written)
    app.register_blueprint(whatsapp.blueprint(written))
    app.register_blueprint(voice.blueprint(Gateway(system, VOICE, dialogue, voices, alive, watch)))


def start(app: Flask) -> None:
    """Begin to give the answers that are owed, and to look whether it storms: once in each process that serves."""
    late: LateTurns = app.extensions[LATE]
    late.start()
    late.gateway.storm.start()

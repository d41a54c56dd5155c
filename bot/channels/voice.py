"""The telephone. Named in `credentials.yml` as `bot.channels.voice.VoiceChannel`."""

from __future__ import annotations

from bot.channels.channel import Collector, JsonInput


class VoiceOutput(Collector):
    """Collect what is to be spoken."""

    @classmethod
    def name(cls) -> str:
        """Return the name that picks the response variants."""
        return "voice"


class VoiceChannel(JsonInput):
    """Serve `/webhooks/voice/webhook`."""

    collector = VoiceOutput

    @classmethod
    def name(cls) -> str:
        """Return the name in the route."""
        return "voice"

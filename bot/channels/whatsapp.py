"""WhatsApp. Named in `credentials.yml` as `bot.channels.whatsapp.WhatsAppChannel`."""

from __future__ import annotations

from bot.channels.channel import Collector, JsonInput


class WhatsAppOutput(Collector):
    """Collect what is to be written."""

    @classmethod
    def name(cls) -> str:
        """Return the name that picks the response variants."""
        return "whatsapp"


class WhatsAppChannel(JsonInput):
    """Serve `/webhooks/whatsapp/webhook`."""

    collector = WhatsAppOutput

    @classmethod
    def name(cls) -> str:
        """Return the name in the route."""
        return "whatsapp"

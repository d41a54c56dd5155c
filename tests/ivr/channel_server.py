"""Serve both channels from the dialogue's environment, in front of a dialogue that repeats what it was given.

Run by `test_channels.py` with the Python of Rasa: `python -m tests.ivr.channel_server PORT`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.channels.voice import VoiceChannel
from bot.channels.whatsapp import WhatsAppChannel

# Who said the word that takes long to answer, each time it was heard.
slow: list[str] = []


async def repeat(message: UserMessage) -> None:
    """Answer as the dialogue does: through the output channel, with everything a response may hold."""
    if message.text == "celaka":
        raise RuntimeError("the dialogue failed")
    if message.text == "diam":
        return
    if message.text == "lama":
        slow.append(message.sender_id)
        await asyncio.sleep(1.5)
    seen: dict[str, Any] = {
        "heard": len(slow),
        "text": message.text,
        "sender": message.sender_id,
        "input_channel": message.input_channel,
        "output_channel": message.output_channel.name(),
        "metadata": message.metadata,
    }
    for response in (
        {"text": json.dumps(seen), "buttons": None, "custom": None, "image": None, "attachment": None},
        {
            "text": "Baris satu.\n\nBaris dua.",
            "buttons": [{"title": "Ya", "payload": "/setuju", "type": "postback"}],
            "custom": {"expect": "yes_no"},
            "elements": None,
        },
        {"text": None, "custom": {"end": True}},
        {"text": None, "buttons": [], "custom": None},
    ):
        await message.output_channel.send_response(message.sender_id, response)


if __name__ == "__main__":
    server = Sanic("channels")
    for channel in (VoiceChannel(), WhatsAppChannel()):
        server.blueprint(channel.blueprint(repeat), url_prefix=f"/webhooks/{channel.url_prefix()}")
    server.run("127.0.0.1", int(sys.argv[1]), access_log=False, motd=False)

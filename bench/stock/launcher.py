"""Rasa's own command line, TensorFlow and all, with another server in the place of Twilio's REST API.

`python -m bench.stock.launcher http://127.0.0.1:PORT run …`: Rasa's channel for Twilio knows no setting for that.
"""

from __future__ import annotations

import runpy
import sys
from pkgutil import resolve_name
from typing import Any

from twilio.http.http_client import TwilioHttpClient

CARRIER = "https://api.twilio.com"
CHANNELS = (
    "rasa.core.channels.twilio:TwilioOutput",
    "rasa.core.channels.twilio_voice:TwilioVoiceCollectingOutputChannel",
)


def main() -> None:
    """Turn what goes to the carrier to the stand-in, and become `python -m rasa`."""
    stand_in = sys.argv.pop(1)
    request = TwilioHttpClient.request

    def elsewhere(self: TwilioHttpClient, method: str, url: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return request(self, method, url.replace(CARRIER, stand_in), *args, **kwargs)

    async def left_out(*_: object, **__: object) -> None:
        """Send nothing: what only our gateway understands is no message, and these channels fail on it."""

    TwilioHttpClient.request = elsewhere
    for channel in CHANNELS:
        resolve_name(channel).send_custom_json = left_out
    runpy.run_module("rasa", run_name="__main__")


if __name__ == "__main__":
    main()

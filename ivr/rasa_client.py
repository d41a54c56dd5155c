"""The line to the dialogue: one pool of kept connections, a time limit for each turn, one family of errors."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import urllib3

from ivr.reply import Reply

# One for each thread of a web process; more would wait for the dialogue anyway.
POOL_SIZE = 64
CONNECT_SECONDS = 1.0


class DialogueError(Exception):
    """The dialogue gave no usable answer. `why` is `down`, `slow`, `silent` or `broken`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class RasaClient:
    """Put turns to the JSON channels of Rasa.

    Nothing is tried twice: a turn that was heard must not be heard again. urllib3 sets TCP_NODELAY and looks whether
    a kept connection is still open before it uses it.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._http = urllib3.PoolManager(num_pools=2, maxsize=POOL_SIZE, retries=False)

    def ask(
        self,
        channel: str,
        conversation: str,
        *,
        text: str | None = None,
        payload: str | None = None,
        metadata: Mapping[str, Any],
        seconds: float | None = None,
    ) -> Reply:
        """Return the answer to one turn, in at most `seconds` (never more than the limit of the settings).

        Raises: DialogueError when nothing that can be said came back in time.
        """
        limit = self._timeout if seconds is None else min(seconds, self._timeout)
        if limit <= 0:
            raise DialogueError("slow")
        body = {"sender": conversation, "text": text, "payload": payload, "metadata": dict(metadata)}
        reply = _parse(self._post(f"{self._url}/webhooks/{channel}/webhook", body, limit))
        if not reply.texts:
            raise DialogueError("silent")
        return reply

    def _post(self, url: str, body: Mapping[str, Any], limit: float) -> bytes:
        begun = time.monotonic()
        try:
            response = self._http.request(
                "POST",
                url,
                body=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, limit), read=limit),
            )
        except urllib3.exceptions.NewConnectionError as error:  # a timeout to urllib3, a closed door to us
            raise DialogueError("down") from error
        except urllib3.exceptions.TimeoutError as error:
            raise DialogueError("slow") from error
        except urllib3.exceptions.HTTPError as error:
            # The limit also ends what trickles in or breaks off late.
            raise DialogueError("slow" if time.monotonic() - begun >= limit else "down") from error
        if response.status != 200:
            raise DialogueError("broken")
        return response.data


def _parse(data: bytes) -> Reply:
    try:
        return Reply.parse(json.loads(data))
    except ValueError as error:
        raise DialogueError("broken") from error

"""The line to the dialogue: one pool of kept connections, a time limit for each turn, one family of errors."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import urllib3

from ivr.addresses import Addresses
from ivr.capacity import Capacity, FullError
from ivr.reply import Reply

# One for each thread of a web process; more would wait for the dialogue anyway.
POOL_SIZE = 64
CONNECT_SECONDS = 1.0
# Rasa is there, but not what the turn needs: nothing of it was done that would be done twice.
UNAVAILABLE = 503


class DialogueError(Exception):
    """The dialogue gave no usable answer. `why` is `full`, `down`, `slow`, `silent` or `broken`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    @property
    def passes(self) -> bool:
        """Tell whether asking again, with the same key, may bring the answer."""
        return self.why in {"full", "down", "slow"}


class RasaClient:
    """Put turns to the JSON channels of Rasa.

    The dialogue hears a message once and answers it the same again (`bot.heard`), and the actions act once
    (`storage.acts`): asking again after a time limit brings the answer, and a turn whose Rasa is away, or died with it,
    goes to the next one in what is left of its time. urllib3 sets TCP_NODELAY and looks whether a kept connection is
    still open before it uses it.
    """

    def __init__(self, urls: Sequence[str], timeout: float, capacity: Capacity | None = None) -> None:
        self._addresses = Addresses(urls)
        self._capacity = capacity or Capacity(POOL_SIZE, POOL_SIZE)
        self._timeout = timeout
        # Set while more answers are owed than are being given: who comes now would only go before them.
        self.is_behind = False
        self._http = urllib3.PoolManager(num_pools=max(2, len(urls)), maxsize=POOL_SIZE, retries=False)

    def ask(
        self,
        channel: str,
        conversation: str,
        *,
        text: str | None = None,
        payload: str | None = None,
        metadata: Mapping[str, Any],
        seconds: float | None = None,
        patient: bool = False,
    ) -> Reply:
        """Return the answer to one turn, in at most `seconds` (never more than the limit of the settings).

        Who is patient waits for a place all that time. Raises: DialogueError when nothing that can be said came back.
        """
        if self.is_behind and channel == "whatsapp" and not patient:
            raise DialogueError("full")
        limit = self._timeout if seconds is None else min(seconds, self._timeout)
        if limit <= 0:
            raise DialogueError("slow")
        end = time.monotonic() + limit
        body = {"sender": conversation, "text": text, "payload": payload, "metadata": dict(metadata)}
        try:
            with self._capacity.place(limit, patient=patient):
                if (rest := end - time.monotonic()) <= 0:
                    raise DialogueError("full")
                reply = _parse(self._post_anywhere(f"/webhooks/{channel}/webhook", body, rest))
        except FullError:
            raise DialogueError("full") from None
        if not reply.texts:
            raise DialogueError("silent")
        return reply

    def _post_anywhere(self, path: str, body: Mapping[str, Any], limit: float) -> bytes:
        """Post to the first address that is there."""
        end = time.monotonic() + limit
        fault = DialogueError("down")
        for url, pause in self._addresses.tries(body["sender"]):
            if end - time.monotonic() <= pause:
                break
            time.sleep(pause)
            try:
                answer = self._post(f"{url}{path}", body, end - time.monotonic())
            except DialogueError as error:
                fault = error
                if error.why in {"down", "slow"}:
                    self._addresses.failed(url)
                if error.why != "down":
                    break
            else:
                self._addresses.answered(url)
                return answer
        raise fault

    def _post(self, url: str, body: Mapping[str, Any], limit: float) -> bytes:
        if limit <= 0:
            raise DialogueError("slow")
        begun = time.monotonic()
        try:
            response = self._http.request(
                "POST",
                url,
                body=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, limit), read=limit),
            )
        except urllib3.exceptions.ConnectTimeoutError as error:  # nobody there, or a closed door
            raise DialogueError("down") from error
        except urllib3.exceptions.TimeoutError as error:
            raise DialogueError("slow") from error
        except urllib3.exceptions.HTTPError as error:
            # The limit also ends what trickles in or breaks off late.
            raise DialogueError("slow" if time.monotonic() - begun >= limit else "down") from error
        if response.status == UNAVAILABLE:
            raise DialogueError("down")
        if response.status != 200:
            raise DialogueError("broken")
        return response.data


def _parse(data: bytes) -> Reply:
    try:
        return Reply.parse(json.loads(data))
    except ValueError as error:
        raise DialogueError("broken") from error

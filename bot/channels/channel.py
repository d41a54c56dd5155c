"""What both channels share: the JSON protocol between gateway and dialogue.

Request: `{"sender", "text", "payload", "metadata"}`; exactly one of `text` (words of the customer, never an intent)
and `payload` (`/intent` or `/intent?entity=value`, made by the gateway) is set. A request with the `message` in its
metadata of an earlier one of the conversation gets the answer of that one (`bot.heard`).
Answer: `{"messages": [{"text", "buttons", "custom"}]}`, one entry for each message of the dialogue; 503 where what the
turn needs is away (the database, every action server): nothing is kept of it, and asking again does it.
"""

from __future__ import annotations

import logging
import re
from abc import ABC
from collections.abc import Awaitable, Callable
from json import dumps as dump
from typing import Any
from urllib.parse import parse_qsl

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.heard import Hearings, UnfinishedError

logger = logging.getLogger(__name__)

_COMMAND_PREFIX = re.compile(r"^[\s/]+")


class BadRequestError(ValueError):
    """The request does not follow the protocol."""


class Collector(OutputChannel, ABC):
    """Collect the messages of a turn as they are: one dialogue message, one entry, blank lines kept."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Keep text, buttons and custom; the rest is not used by the dialogue."""
        buttons = [{"title": item["title"], "payload": item["payload"]} for item in message.get("buttons") or []]
        entry = {"text": message.get("text") or None, "buttons": buttons, "custom": message.get("custom") or {}}
        if any(entry.values()):
            self.messages.append(entry)


class JsonInput(InputChannel, ABC):
    """Answer one JSON request with the messages of one turn."""

    collector: type[Collector]

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: `POST /webhook` and `GET /` to see whether the channel is there."""
        blueprint = Blueprint(f"{self.name()}_channel")
        hearings = Hearings()

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:  # noqa: ARG001
            return json({"status": "ok"})

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                message = self._message(request.json)
            except BadRequestError as error:
                return json({"error": str(error)}, status=400)
            key = message.metadata.get("message")
            said = message.output_channel.messages
            try:
                messages = await hearings.answer(
                    message.sender_id, key if isinstance(key, str) else None, said, lambda: on_new_message(message)
                )
            except UnfinishedError:
                logger.warning("the turn of %s was not finished", message.sender_id)
                return json({"error": "not now"}, status=503)
            except Exception:  # the gateway tells the customer; a half answer would mislead
                logger.exception("the turn of %s failed", message.sender_id)
                return json({"error": "the turn failed"}, status=500)
            return json({"messages": messages})

        return blueprint

    def _message(self, body: Any) -> UserMessage:  # noqa: ANN401 - whatever the JSON holds
        if not isinstance(body, dict) or not isinstance(body.get("sender"), str) or not body["sender"]:
            raise BadRequestError("sender is missing")
        metadata = body.get("metadata") or {}
        if not isinstance(metadata, dict):
            raise BadRequestError("metadata must be an object")
        return UserMessage(
            words(body.get("text"), body.get("payload")),
            self.collector(),
            body["sender"],
            input_channel=self.name(),
            metadata=metadata,
        )


def words(text: object, payload: object) -> str:
    """Return what the dialogue parses: the payload, or the text made unable to be one.

    Anyone can type `/restart`; only a payload of the gateway may act like that. Rasa wants the entities as JSON, whose
    braces it would take for placeholders in a response; there they are written as in a query.
    """
    if isinstance(payload, str) and payload.startswith("/"):
        intent, _, entities = payload.partition("?")
        return intent + (dump(dict(parse_qsl(entities))) if entities else "")
    bare = _COMMAND_PREFIX.sub("", text) if isinstance(text, str) else ""
    if not bare:
        raise BadRequestError("text or payload is missing")
    return bare

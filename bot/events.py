"""What happens in the dialogue, to RabbitMQ, for analytics: which intent, which action, how sure. Nothing of a person.

Named in `endpoints.yml` as `bot.events.Events`; without an address there is none. A turn never waits for the broker:
what it cannot take is held in a bounded buffer and then dropped, and the next event tells how many (docs/events.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import queue
import re
import threading
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import aio_pika
from aio_pika.abc import AbstractRobustConnection
from rasa.core.brokers.broker import EventBroker
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)

EXCHANGE, SCHEMA = "padam.events", 1
# Some minutes of a busy day; an event is a few hundred bytes.
ROOM = 10_000
LOOK_SECONDS, BROKER_SECONDS, REST_SECONDS, LAST_SECONDS = 0.2, 5.0, 5.0, 2.0
# What Rasa calls it and what it is called here. Slots, buttons and texts are no events: they hold what was said.
KINDS = {
    "user": "understood",
    "action": "acted",
    "action_execution_rejected": "rejected",
    "active_loop": "form",
    "bot": "answered",
    "session_started": "begun",
}
FAULTS = (*aio_pika.exceptions.CONNECTION_EXCEPTIONS, aio_pika.exceptions.AMQPError, OSError, asyncio.TimeoutError)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")


def pseudonym(key: str, conversation: str) -> str:
    """Return what stands for a conversation: always the same, and of no use without the key."""
    return hmac.new(key.encode(), conversation.encode(), hashlib.sha256).hexdigest()[:32]


def message_of(event: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Return the envelope of a Rasa event (`Event.as_dict` with `sender_id`), None for a kind that is not told.

    Only names from the model and figures are taken over, each by itself: whatever else an event holds stays here.
    """
    kind = KINDS.get(str(event.get("event")))
    if kind is None:
        return None
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {} if kind == "understood" else {}
    surely = intent.get("confidence") if kind == "understood" else event.get("confidence")
    facts = {
        "conversation": pseudonym(key, str(event.get("sender_id"))),
        "intent": _name(intent.get("name")),
        "action": _name(event.get("name")) if kind in {"acted", "rejected", "form"} else None,
        "policy": _policy(event.get("policy")) if kind == "acted" else None,
        "confidence": round(float(surely), 4) if isinstance(surely, (int, float)) else None,
    }
    stamp = float(event.get("timestamp") or 0)
    topic = f"dialogue.{kind}"
    # The same when it comes again: Rasa may save a turn that was begun twice.
    known = json.dumps([facts, stamp, topic], sort_keys=True)
    return {
        "schema": SCHEMA,
        "id": hashlib.sha256(known.encode()).hexdigest()[:32],
        "type": topic,
        "at": datetime.fromtimestamp(stamp, timezone.utc).isoformat(),
        "facts": facts,
    }


def _name(given: object) -> str | None:
    return given if isinstance(given, str) and _NAME.fullmatch(given) else None


def _policy(given: object) -> str | None:
    # "policy_0_RulePolicy"
    return given.rpartition("_")[2] if isinstance(given, str) and given.isidentifier() else None


class Events(EventBroker):
    """Publish in a thread of its own; `publish` only puts into the buffer."""

    def __init__(self, url: str, key: str, room: int = ROOM, rest: float = REST_SECONDS) -> None:
        """Start publishing to the broker at `url`; `key` makes the pseudonyms, `rest` seconds follow a failure."""
        self._url, self._key, self._rest = url, key, rest
        self._waiting: queue.Queue[dict[str, Any]] = queue.Queue(room)
        self._lock = threading.Lock()
        self._dropped = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._thread.start()

    @classmethod
    async def from_endpoint_config(
        cls,
        broker_config: EndpointConfig,
        event_loop: AbstractEventLoop | None = None,  # noqa: ARG003 - Rasa's signature
    ) -> Events | None:
        """Return the broker of `endpoints.yml`, None without an address."""
        return cls(broker_config.url, str(broker_config.kwargs.get("key") or "")) if broker_config.url else None

    @property
    def dropped(self) -> int:
        """Return how many events were dropped since the last one that went out."""
        with self._lock:
            return self._dropped

    def publish(self, event: dict[str, Any]) -> None:
        """Put an event of Rasa into the buffer; it is dropped where that is full. Never waits, never fails."""
        try:
            message = message_of(event, self._key)
        except (TypeError, ValueError, AttributeError, OverflowError):
            logger.exception("an event of Rasa could not be read")
            return
        if message is None:
            return
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            with self._lock:
                self._dropped += 1
                if self._dropped == 1 or self._dropped % 1000 == 0:
                    logger.warning("events dropped while the broker is away: %d", self._dropped)

    async def close(self) -> None:
        """Publish what waits, for a short while."""
        self._over.set()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join, LAST_SECONDS)

    def _run(self) -> None:
        asyncio.run(self._publish_all())

    async def _publish_all(self) -> None:
        connection: AbstractRobustConnection | None = None
        exchange: Any = None
        while message := await self._next():
            while True:
                try:
                    if exchange is None:
                        connection = await asyncio.wait_for(aio_pika.connect(self._url), BROKER_SECONDS)
                        channel = await connection.channel()
                        exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
                    await asyncio.wait_for(self._publish(exchange, message), BROKER_SECONDS)
                    break
                except FAULTS as fault:
                    # Never the fault's message: it may hold the address with its password.
                    logger.warning("broker unreachable: %s", type(fault).__name__)
                    exchange = await _closed(connection)
                    if self._over.is_set():
                        return
                    await asyncio.sleep(self._rest)
        await _closed(connection)

    async def _next(self) -> dict[str, Any] | None:
        """Return the next event, None once it is over and none waits; the connection lives on meanwhile."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._waiting.get_nowait()
            if self._over.is_set():
                return None
            await asyncio.sleep(LOOK_SECONDS)

    async def _publish(self, exchange: Any, message: dict[str, Any]) -> None:  # noqa: ANN401 - the library's own type
        dropped = self.dropped
        body = json.dumps({**message, "dropped": dropped}).encode()
        lasting = aio_pika.Message(
            body, content_type="application/json", delivery_mode=aio_pika.DeliveryMode.PERSISTENT
        )
        # Nobody may listen: that is no fault. Returns once the broker has it.
        await exchange.publish(lasting, routing_key=message["type"], mandatory=False)
        with self._lock:
            self._dropped -= dropped


async def _closed(connection: AbstractRobustConnection | None) -> None:
    if connection is not None:
        with contextlib.suppress(*FAULTS):
            await asyncio.wait_for(connection.close(), BROKER_SECONDS)

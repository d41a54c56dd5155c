"""Bring the event stream to RabbitMQ: in order, confirmed, again until the broker has it (docs/events.md)."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pika  # type: ignore[import-untyped]
import structlog
from pika.exceptions import AMQPError  # type: ignore[import-untyped]

from bootstrap import System
from tickets.errors import TicketError
from tickets.stream import Waiting

log = structlog.get_logger(__name__)

EXCHANGE = "padam.events"
SCHEMA = 1
AT_ONCE = 100
LOOK_SECONDS, REST_SECONDS = 0.5, 5.0
# Longer than a batch may take; then another publisher may go on.
HOLD = timedelta(seconds=30)
BROKER_SECONDS = 5


@dataclass(slots=True)
class Stream:
    """Publish what waits, until told to stop. Any number may run: one at a time does it, so that the order holds."""

    system: System
    url: str = field(repr=False)
    over: threading.Event
    holder: str = field(default_factory=lambda: uuid.uuid4().hex)
    _channel: Any = None

    def start(self) -> None:
        """Publish in a thread of its own."""
        threading.Thread(target=self._run, name="stream", daemon=True).start()

    def look(self) -> int:
        """Publish one batch; return how many events went out. Raises: AMQPError, OSError, TicketError."""
        now = self.system.clock()
        with self.system.uow() as uow:
            batch = uow.stream.waiting(AT_ONCE) if uow.stream.hold(self.holder, now, now + HOLD) else []
            uow.commit()
        if batch:
            channel = self._open()
            for event in batch:
                # Returns once the broker has it on disk; raises where it does not take it.
                channel.basic_publish(EXCHANGE, event.topic, body_of(event), _LASTING)
            with self.system.uow() as uow:
                uow.stream.drop([event.id for event in batch])
                uow.commit()
        elif self._channel is not None:
            self._channel.connection.process_data_events(0)
        return len(batch)

    def _run(self) -> None:
        while not self.over.is_set():
            pause = LOOK_SECONDS
            try:
                if self.look() == AT_ONCE:
                    continue
            except (AMQPError, OSError) as fault:
                # Never the message of the fault: it may hold the address with its password.
                log.warning("broker_unreachable", fault=type(fault).__name__)
                self._channel, pause = None, REST_SECONDS
            except TicketError as fault:
                log.error("stream_unreadable", exc_info=fault)
                pause = REST_SECONDS
            self.over.wait(pause)

    def _open(self) -> Any:  # noqa: ANN401 - the library has no types
        if self._channel is None or self._channel.is_closed:
            wanted = pika.URLParameters(self.url)
            wanted.socket_timeout = wanted.stack_timeout = wanted.blocked_connection_timeout = BROKER_SECONDS
            channel = pika.BlockingConnection(wanted).channel()
            channel.confirm_delivery()
            channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True)
            self._channel = channel
        return self._channel


_LASTING = pika.BasicProperties(content_type="application/json", delivery_mode=2)


def body_of(event: Waiting) -> bytes:
    """Return the message: an envelope with the event's id, and its facts."""
    envelope = {"schema": SCHEMA, "id": event.event, "type": event.topic, "at": event.at.isoformat()}
    return json.dumps({**envelope, "facts": event.body}, ensure_ascii=False).encode()

"""The event stream to a real RabbitMQ: all that happens, nothing of a person, nothing lost when the broker goes."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pika
import pytest
from pika.exceptions import AMQPError

from bootstrap import System, build
from deploy.layout import APP_PYTHON, ROOT
from notify.stream import EXCHANGE, Stream
from settings import Settings
from storage.migrate import upgrade
from tests.databases import Broker, fresh_postgresql, fresh_rabbitmq
from tests.fakes import HandSetClock
from tickets.model import Channel, Customer, Kind, Side, Stage
from tickets.requests import Contact, NewReport

SCHEMA = json.loads((ROOT / "docs" / "schemas" / "event.schema.json").read_text())
PERSON = Customer(
    idpel="543210987654", name="Siti Rahma", phone="+6281234567890", address="Jl. Melati No. 5", lat=-6.91, lon=107.61
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with fresh_rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def system(request: pytest.FixtureRequest, tmp_path: Path, broker: Broker) -> Iterator[System]:
    environ = {"VAR_DIR": str(tmp_path), "AMQP_URL": broker.url}
    if request.param == "sqlite":
        yield from built(environ)
    else:
        with fresh_postgresql() as url:
            yield from built(environ | {"DATABASE_URL": url.render_as_string(hide_password=False)})


def built(environ: dict[str, str]) -> Iterator[System]:
    system = build(Settings.from_env(environ), HandSetClock())
    upgrade(system.engine)
    yield system
    system.engine.dispose()


class Queue:
    """A durable queue of one's own."""

    def __init__(self, broker: Broker, name: str) -> None:
        self._broker, self._name = broker, name
        channel = self._channel()
        channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True)
        channel.queue_declare(name, durable=True)
        channel.queue_bind(name, EXCHANGE, "#")
        channel.connection.close()

    def _channel(self) -> Any:  # noqa: ANN401 - the library has no types
        return pika.BlockingConnection(pika.URLParameters(self._broker.url)).channel()

    def all(self) -> list[dict[str, Any]]:
        """Return what is in it, and take it."""
        channel, found = self._channel(), []
        while (got := channel.basic_get(self._name, auto_ack=True))[0] is not None:
            found.append(json.loads(got[2]) | {"key": got[0].routing_key})
        channel.connection.close()
        return found


@pytest.fixture
def queue(broker: Broker, request: pytest.FixtureRequest) -> Queue:
    return Queue(broker, request.node.name)


def story(system: System, number: int = 0) -> str:
    """Let much happen to a report of a person; return its number."""
    reports = system.reports
    place = replace(PERSON, idpel=f"5432109{number:05d}")
    new = NewReport(
        kind=Kind.G,
        customer=place,
        description="Siti di Jl. Melati padam",
        received_by="IVR",
        channel=Channel.VOICE,
        reporter=PERSON.phone,
    )
    no = reports.open(new).no_lapor
    source = reports.source("APKT", Channel.APKT)
    reports.advance(no, Stage.DALAM_PERJALANAN, source)
    hana = reports.source("CC.54.HANA", Channel.CONSOLE)
    reports.promise(no, source.at + timedelta(hours=5), "Menunggu Pak Budi", hana, by_human=True)
    words = Contact(Side.BOTH, "nomor saya 0898", "CC.54.HANA", Channel.CONSOLE, changes={"phone": "+6289876543210"})
    reports.contact(no, words)
    record = system.desk.hand_over(
        conversation="wa-1", channel=Channel.WHATSAPP, caller=PERSON.phone, reason="danger", no_lapor=no,
        said=["kabel putus di Jl. Melati"], understood="darurat", urgent=True,
    )  # fmt: skip
    system.desk.take(record.id, "hana")
    system.desk.close(record.id, "hana")
    return no


def pump(system: System, url: str) -> None:
    stream = Stream(system, url, threading.Event())
    while stream.look():
        pass


def test_everything_that_happens_is_told_in_order_by_the_schema(system: System, broker: Broker, queue: Queue) -> None:
    no = story(system)
    pump(system, broker.url)
    told = queue.all()
    for event in told:
        assert event.pop("key") == event["type"]
        jsonschema.validate(event, SCHEMA)
    assert {event["facts"]["report"] for event in told} == {no}
    assert [event["type"] for event in told] == [
        "ticket.reported", "ticket.transition", "ticket.promised", "ticket.update", "ticket.changed",
        "conversation.handed_over", "conversation.taken", "conversation.closed",
    ]  # fmt: skip
    promised = told[2]["facts"]
    assert (promised["by"], promised["rule"], promised["new"]) == ("OFFICER", "ETA-6", promised["eta"])
    assert (told[4]["facts"]["field"], told[4]["facts"]["new"]) == ("phone", None)


def test_nothing_of_a_person_leaves_the_house(system: System, broker: Broker, queue: Queue) -> None:
    story(system)
    pump(system, broker.url)
    text = json.dumps(queue.all())
    for secret in ("Siti", "Melati", "Budi", "HANA", "hana", "628123", "628987", "0898", "5432109", "107.61", "kabel"):
        assert secret not in text


def test_the_broker_goes_and_comes_back_and_nothing_is_lost(system: System, broker: Broker, queue: Queue) -> None:
    story(system, 1)
    stream = Stream(system, broker.url, threading.Event())
    assert stream.look()
    broker.stop()
    try:
        missed = story(system, 2)
        with pytest.raises((AMQPError, OSError)):
            stream.look()
    finally:
        broker.start()
    pump(system, broker.url) if not stream.look() else None
    told = queue.all()
    kinds = [event["type"] for event in told if event["facts"]["report"] == missed]
    assert kinds[0] == "ticket.reported"
    assert len({event["id"] for event in told}) == 16
    with system.uow() as uow:
        assert uow.stream.backlog() == (0, None)


def test_of_two_publishers_one_waits_until_the_other_is_gone(system: System, broker: Broker, queue: Queue) -> None:
    one, other = (Stream(system, broker.url, threading.Event()) for _ in range(2))
    story(system, 1)
    assert one.look()
    story(system, 2)
    assert other.look() == 0
    assert isinstance(system.clock, HandSetClock)
    system.clock.forward(timedelta(minutes=1))
    assert other.look()
    assert len(queue.all()) == 16


def test_what_is_rolled_back_is_not_told(system: System, broker: Broker, queue: Queue) -> None:
    story(system)
    pump(system, broker.url)
    queue.all()
    with system.uow() as uow:
        uow.stream.put("ticket.comment", system.clock(), {})
    pump(system, broker.url)
    assert queue.all() == []


def test_without_a_broker_nothing_is_kept_for_one(tmp_path: Path) -> None:
    for system in built({"VAR_DIR": str(tmp_path)}):
        story(system)
        with system.uow() as uow:
            assert uow.stream.backlog() == (0, None)


def test_the_consumer_of_the_documentation_reads_it(system: System, broker: Broker, tmp_path: Path) -> None:
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "events.md").read_text(), re.DOTALL)
    (program,) = (code for code in shown if "import pika" in code)
    program = program.replace("laporan-ulang", f"contoh-{tmp_path.name}")
    consumer = subprocess.Popen(
        [APP_PYTHON, "-c", program], env={"AMQP_URL": broker.url}, stdout=subprocess.PIPE, text=True
    )
    Queue(broker, f"contoh-{tmp_path.name}")
    no = story(system)
    pump(system, broker.url)
    out, _ = consumer.communicate(timeout=200)
    assert f"ticket.transition {no} DALAM_PERJALANAN" in out

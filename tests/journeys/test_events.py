"""What a real conversation leaves in RabbitMQ: what was understood and done, and nothing of who spoke."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import pika
import pytest

from deploy.layout import ROOT
from tests.databases import fresh_rabbitmq
from tests.deploy.system import RunningSystem
from tests.journeys.people import Person, a_home, a_phone

pytestmark = pytest.mark.journey
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "event.schema.json").read_text())


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of this test's own, with a queue bound to everything."""
    with fresh_rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as broker:
        channel = pika.BlockingConnection(pika.URLParameters(broker.url)).channel()
        channel.exchange_declare("padam.events", exchange_type="topic", durable=True)
        channel.queue_declare("all", durable=True)
        channel.queue_bind("all", "padam.events", "#")
        channel.connection.close()
        yield broker.url


def read(url: str, until: str, seconds: float = 120.0) -> list[dict[str, Any]]:
    """Return the events that come until one of a type."""
    channel, found, end = pika.BlockingConnection(pika.URLParameters(url)).channel(), [], time.monotonic() + seconds
    while not any(event["type"] == until for event in found) and time.monotonic() < end:
        method, _, body = channel.basic_get("all", auto_ack=True)
        if method is None:
            time.sleep(0.1)
        else:
            found.append(json.loads(body))
    # What comes right behind it.
    time.sleep(1.5)
    while (got := channel.basic_get("all", auto_ack=True))[0] is not None:
        found.append(json.loads(got[2]))
    channel.connection.close()
    return found


def test_a_conversation_leaves_names_and_figures_and_nothing_of_a_person(
    url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with RunningSystem(tmp_path_factory.mktemp("system"), AMQP_URL=url) as system:
        home = a_home()
        person = Person(system, "whatsapp", a_phone(), home)
        person.says(f"listrik rumah saya padam sendiri, IDPEL {home.idpel}, nama saya Siti Rahmawati")
        person.says("MCB naik")
        person.says("Jl. Kenanga Wulung No. 14 RT 02 RW 05")
        person.says("ya")
        told = read(url, "ticket.reported")
    for event in told:
        jsonschema.validate(event, SCHEMA)
    dialogue = [event for event in told if event["type"].startswith("dialogue.")]
    assert "lapor_padam" in [event["facts"]["intent"] for event in dialogue if event["type"] == "dialogue.understood"]
    assert "action_lapor_padam" in [event["facts"]["action"] for event in dialogue if event["type"] == "dialogue.acted"]
    assert len({event["facts"]["conversation"] for event in dialogue}) == 1
    assert {event["dropped"] for event in dialogue} == {0}
    text = json.dumps(told).casefold()
    for secret in ("siti", "rahmawati", "kenanga", "wulung", "rt 02", home.idpel, person.phone.lstrip("+62"), "mcb"):
        assert secret.casefold() not in text, secret

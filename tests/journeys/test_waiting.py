"""The dialogue slow or away, processes killed: a sentence in time, the real answer afterwards, in order, once (WT)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import sqlalchemy as sa

from storage.desk_tables import inbox
from storage.engine import make_engine
from tests.deploy.system import RunningSystem
from tests.journeys.people import Person, a_home, a_phone
from tests.notify.fake_twilio import FakeTwilio

pytestmark = pytest.mark.journey
# A customer on WhatsApp is told to wait after 2.6 s (WT-1); who waits for the dialogue hears after 8 s that it failed.
# Between the two is room for a busy machine.
IN_TIME = 7.5


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilio]:
    server = FakeTwilio()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, twilio: FakeTwilio) -> Iterator[RunningSystem]:
    given = {"TWILIO_API_BASE": twilio.url, "TWILIO_WHATSAPP_FROM": "+6221500123"}
    with RunningSystem(tmp_path_factory.mktemp("waiting"), **given) as running:
        yield running


def someone(system: RunningSystem) -> Person:
    return Person(system, "whatsapp", a_phone(), a_home())


def wrote(person: Person, words: str) -> float:
    """Write, see that it is held, and return how long that took."""
    begun = time.monotonic()
    assert person.is_told(words).says("utter_mohon_tunggu"), words
    return time.monotonic() - begun


def late(twilio: FakeTwilio, person: Person) -> list[str]:
    with twilio.lock:
        return [str(message["body"]) for message in twilio.accepted if message["to"] == f"whatsapp:{person.phone}"]


def wait_for(twilio: FakeTwilio, people: list[Person], each: int, seconds: float = 150.0) -> None:
    end = time.monotonic() + seconds
    while any(len(late(twilio, person)) < each for person in people):
        assert time.monotonic() < end, [len(late(twilio, person)) for person in people]
        time.sleep(0.2)
    # Nothing comes twice.
    time.sleep(2)
    assert [len(late(twilio, person)) for person in people] == [each] * len(people)


def bring_again(system: RunningSystem, words: str) -> str:
    """Put a message to the dialogue as the gateway did, long after; return what it is told."""
    engine = make_engine(system.settings.database_url)
    with engine.connect() as connection:
        row = connection.execute(sa.select(inbox).where(inbox.c.text == words).order_by(inbox.c.id.desc())).first()
    engine.dispose()
    assert row is not None
    metadata = {"channel": "whatsapp", "conversation": row.conversation, "message": row.key}
    body = {"sender": row.conversation, "text": words, "metadata": metadata}
    [url] = system.settings.rasa_urls
    told = requests.post(f"{url}/webhooks/whatsapp/webhook", json=body, timeout=60)
    [said] = told.json()["messages"]
    return str(said["text"])


def test_WT_2_a_request_that_a_cut_network_brings_late_takes_nothing_back(system: RunningSystem) -> None:
    person = someone(system)
    person.says("listrik di rumah saya padam")
    only = f"hanya rumah saya, {person.home.street} gelap"
    first = person.says(only)
    assert first.asks("mcb")
    assert person.says("sudah naik").asks("premise")
    assert bring_again(system, only) in first.text
    assert person.says(person.home.idpel).asks("address")


def test_WT_3_a_call_is_held_for_5_s_and_goes_on_with_the_right_question(system: RunningSystem) -> None:
    caller = Person(system, "voice", a_phone(), a_home())
    caller.dials()
    with ThreadPoolExecutor(1) as pool:
        with system.paused("rasa"):
            heard = pool.submit(caller.says, "listrik di rumah saya padam")
            time.sleep(5)
        told = heard.result()
    assert told.says("utter_mohon_tunggu")
    assert told.asks("scope")
    assert not caller.says("hanya rumah saya").human
    caller.hangs_up()


def test_WT_2_twenty_messages_while_the_dialogue_is_away_are_held_and_answered_in_order(
    system: RunningSystem, twilio: FakeTwilio
) -> None:
    people = [someone(system) for _ in range(10)]
    with system.paused("rasa"):
        begun = time.monotonic()
        with ThreadPoolExecutor(10) as pool:
            first = list(pool.map(lambda person: wrote(person, "selamat siang"), people))
            second = list(pool.map(lambda person: wrote(person, "listrik di rumah saya padam"), people))
        assert max(first + second) < IN_TIME
        time.sleep(max(0.0, 10 - (time.monotonic() - begun)))
    wait_for(twilio, people, 2)
    for person in people:
        greeting, question = (person.reads([text]) for text in late(twilio, person))
        assert greeting.says("utter_sapaan")
        assert question.asks("scope")
        assert person.says("hanya rumah saya").asks("mcb")


def test_WT_2_nothing_is_lost_or_said_twice_where_web_and_worker_are_killed(
    system: RunningSystem, twilio: FakeTwilio
) -> None:
    people = [someone(system) for _ in range(6)]
    with system.paused("rasa"), ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: wrote(person, "listrik di rumah saya padam"), people))
        system.kill("web")
    twilio.plan.extend(["accept_and_stall", "stall"])
    end = time.monotonic() + 120
    while not twilio.reached and time.monotonic() < end:
        time.sleep(0.05)
    system.kill("notify")
    system.kill("web")
    system.wait_ready()
    wait_for(twilio, people, 1)
    for person in people:
        assert person.reads(late(twilio, person)).asks("scope")


def test_WT_2_a_message_that_was_being_worked_on_when_its_process_died_is_answered(
    system: RunningSystem, twilio: FakeTwilio
) -> None:
    person = someone(system)
    with ThreadPoolExecutor(1) as pool, system.paused("rasa"):
        lost = pool.submit(person.chat.write, "listrik di rumah saya padam")
        time.sleep(1.5)
        system.kill("web")
        assert lost.exception(60) is not None
    wait_for(twilio, [person], 1)
    assert person.reads(late(twilio, person)).asks("scope")

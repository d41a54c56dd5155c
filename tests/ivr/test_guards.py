"""Signature, then duplicate, then work."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import text as sql
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from bootstrap import System, build
from settings import Settings
from simulator.twilio import Caller, Customer, Line
from storage.migrate import upgrade
from tests.databases import fresh_postgresql
from tests.ivr.conftest import PUBLIC_URL, TOKEN, app_of, over
from tests.ivr.fake_rasa import FakeRasa

ROUTES = [
    "/whatsapp", "/whatsapp/status", "/voice", "/voice/turn", "/voice/queue/wait", "/voice/queue/left",
    "/voice/queue/key", "/voice/queue/back", "/voice/whisper", "/voice/voicemail",
    "/voice/after-dial", "/voice/status", "/voice/fallback",
]  # fmt: skip
FORM = {"MessageSid": "SM1", "CallSid": "CA1", "From": "whatsapp:+6281234567890", "Body": "halo"}


def signature(url: str, form: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def test_every_route_of_the_gateway_is_tried_below(app: Flask):
    assert {str(rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"} == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "AAAA"},
        signature(PUBLIC_URL + "/elsewhere", FORM),
        signature(PUBLIC_URL + "/whatsapp", FORM | {"Body": "other"}),
        signature(PUBLIC_URL + "/whatsapp", FORM, token="another"),
    ],
)
def test_what_is_not_signed_is_refused_and_does_nothing(
    app: Flask, rasa: FakeRasa, route: str, headers: dict[str, str]
):
    answer = app.test_client().post(route, data=FORM, headers=headers)
    assert (answer.status_code, answer.text) == (403, "")
    assert rasa.asked == []


def test_the_signature_counts_for_the_public_address_with_its_query(app: Flask, rasa: FakeRasa):
    form = {"CallSid": "CA1", "From": "+6281234567890", "SpeechResult": "halo"}
    good = signature(f"{PUBLIC_URL}/voice/turn?n=1", form)
    client = app.test_client()
    assert client.post("/voice/turn?n=1", data=form, headers=good).status_code == 200
    assert client.post("/voice/turn?n=2", data=form, headers=good).status_code == 403
    assert client.post("/voice/turn", data=form, headers=good).status_code == 403


def test_parameters_the_carrier_adds_are_signed_too(app: Flask, customer: Customer):
    assert customer.write("halo", NewParameter="ünknown") == ["dengar: halo"]


def test_a_forged_request_leaves_a_line_without_personal_data(app: Flask):
    with capture_logs() as logs:
        app.test_client().post("/whatsapp", data=FORM)
    assert [entry["event"] for entry in logs] == ["signature_refused"]
    assert "+6281234567890" not in str(logs)


def test_a_request_without_sender_or_id_is_malformed(app: Flask, line: Line):
    for form in ({"From": "whatsapp:+6281234567890"}, {"MessageSid": "SM1"}):
        with pytest.raises(RuntimeError, match="400"):
            line.send("/whatsapp", form)
    with pytest.raises(RuntimeError, match="400"):
        line.send("/voice", {"From": "+6281234567890", "CallSid": "../../x"})


def test_a_repeated_message_is_worked_once_and_answered_the_same(customer: Customer, rasa: FakeRasa):
    replies = [customer.write("halo", sid="SM1") for _ in range(3)]
    assert replies == [["dengar: halo"]] * 3
    assert len(rasa.asked) == 1


def test_a_repeated_turn_of_a_call_is_worked_once(caller: Caller, rasa: FakeRasa, line: Line):
    path = caller.gather.option("action").removeprefix("/gangguan")
    form = {"CallSid": caller.call, "From": caller.sender, "SpeechResult": "listrik padam"}
    first, second = line.send(path, form), line.send(path, form)
    assert first == second
    assert [asked["text"] for asked in rasa.asked] == ["listrik padam"]


def test_a_repeated_first_webhook_of_a_call_answers_the_same(line: Line):
    form = {"CallSid": "CA1", "From": "+6281234567890", "CallStatus": "ringing"}
    assert line.send("/voice", form) == line.send("/voice", form)


@pytest.fixture(params=["sqlite", "postgresql"])
def two_systems(request: pytest.FixtureRequest, environ: dict[str, str]):
    """Two systems that share nothing but the database, as two web processes do."""
    with fresh_postgresql() if request.param == "postgresql" else _sqlite(environ) as url:
        text_url = url if isinstance(url, str) else url.render_as_string(hide_password=False)
        settings = Settings.from_env(environ | {"DATABASE_URL": text_url, "RASA_TIMEOUT": "5"})
        systems = [build(settings) for _ in range(2)]
        upgrade(systems[0].engine)
        yield systems
        for system in systems:
            system.engine.dispose()


@pytest.fixture
def two_processes(two_systems: list[System]) -> list[Flask]:
    return [app_of(system) for system in two_systems]


def _stored(system: System) -> int:
    with system.engine.connect() as connection:
        return int(connection.execute(sql("SELECT count(*) FROM desk_inbox")).scalar_one())


class _sqlite:  # noqa: N801 - used like the function beside it
    def __init__(self, environ: dict[str, str]) -> None:
        self.url = f"sqlite:///{environ['VAR_DIR']}/padam.db"

    def __enter__(self) -> str:
        return self.url

    def __exit__(self, *_: object) -> None:
        """Leave the file to pytest."""


def test_twelve_deliveries_at_once_over_two_processes_act_once(two_processes: list[Flask], rasa: FakeRasa):
    rasa.delay = 0.3
    lines = [Line("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app)) for app in two_processes]
    with ThreadPoolExecutor(12) as pool:
        bodies = list(pool.map(lambda at: lines[at % 2].send("/whatsapp", FORM), range(12)))
    assert len(set(bodies)) == 1
    assert "dengar: halo" in bodies[0]
    assert len(rasa.asked) == 1


def test_messages_sent_in_a_row_reach_the_dialogue_in_order(
    two_systems: list[System], two_processes: list[Flask], rasa: FakeRasa
):
    rasa.delay = 0.15
    replies: dict[int, list[str]] = {}

    def write(number: int) -> None:
        customer = Customer("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(two_processes[number % 2]))
        replies[number] = customer.write(f"pesan {number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        # In a row: the next one is sent when this one is stored, long before it is answered.
        while _stored(two_systems[0]) < number:
            time.sleep(0.005)
    for thread in threads:
        thread.join()
    assert [asked["text"] for asked in rasa.asked] == [f"pesan {number}" for number in range(5)]
    assert replies == {number: [f"dengar: pesan {number}"] for number in range(5)}


def test_different_conversations_do_not_wait_for_each_other(app: Flask, rasa: FakeRasa):
    rasa.delay = 0.3
    people = [
        Customer("http://gateway", TOKEN, f"+62812345678{at:02d}", public_url=PUBLIC_URL, post=over(app))
        for at in range(6)
    ]
    begun = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: person.write("halo"), people))
    assert time.monotonic() - begun < 4 * rasa.delay
    assert len(rasa.asked) == 6

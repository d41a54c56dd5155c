"""Signature, then duplicate, then work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy import text as sql
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

import ivr
from bootstrap import System, build
from desk.service import DEAD_AFTER
from ivr import guards, inbound
from ivr.gateway import LEAST_SECONDS, Gateway, Turn
from settings import Settings
from simulator.twilio import Caller, Customer, Line
from storage import desk_tables
from storage.migrate import upgrade
from tests.databases import fresh_postgresql
from tests.fakes import HandSetClock
from tests.ivr.conftest import PUBLIC_URL, TOKEN, app_of, over
from tests.ivr.fake_rasa import PATIENCE, FakeRasa

ROUTES = [
    "/whatsapp", "/whatsapp/status", "/voice", "/voice/turn", "/voice/held", "/voice/queue/wait", "/voice/queue/left",
    "/voice/queue/key", "/voice/queue/back", "/voice/whisper", "/voice/voicemail",
    "/voice/after-dial", "/voice/status", "/voice/fallback", "/voice/relay/ended", "/voice/relay/human",
    "/voice/keluar/1/1", "/voice/keluar/1/1/jawab", "/voice/keluar/1/1/status",
    "/voice/keluar/1/1/gagal", "/voice/balik/1/gagal",
    "/voice/balik/1", "/voice/balik/1/terima", "/voice/balik/1/selesai", "/voice/balik/1/status",
]  # fmt: skip
# No webhook but a socket: tests/ivr/test_relay.py.
SOCKET = "/voice/relay"
FORM = {"MessageSid": "SM1", "CallSid": "CA1", "From": "whatsapp:+6281234567890", "Body": "halo"}


def signature(url: str, form: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def test_every_route_of_the_gateway_is_tried_below(app: Flask):
    way = app.url_map.bind("gateway")
    tried = {str(way.match(route, "POST", return_rule=True)[0]) for route in ROUTES}
    assert {str(rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"} == {*tried, SOCKET}


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
def two_systems(request: pytest.FixtureRequest, environ: dict[str, str], clock: HandSetClock):
    """Two systems that share nothing but the database and the time, as two web processes do."""
    with fresh_postgresql() if request.param == "postgresql" else _sqlite(environ) as url:
        text_url = url if isinstance(url, str) else url.render_as_string(hide_password=False)
        settings = Settings.from_env(environ | {"DATABASE_URL": text_url})
        systems = [build(settings, clock) for _ in range(2)]
        upgrade(systems[0].engine)
        yield systems
        for system in systems:
            system.engine.dispose()


@pytest.fixture
def two_processes(two_systems: list[System]) -> list[Flask]:
    return [app_of(system) for system in two_systems]


def _told_at(system: System) -> datetime | None:
    """Return when the one message was last said to be worked on."""
    with system.engine.connect() as connection:
        return connection.execute(select(desk_tables.inbox.c.begun_at)).scalar_one_or_none()


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


def _eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let who works on a message say so, and who waits for its answer look, without pause."""
    monkeypatch.setattr("ivr.alive.BEAT_SECONDS", 0.02)
    monkeypatch.setattr("ivr.guards.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("ivr.guards.LONGEST_PAUSE", 0.02)


@pytest.mark.usefixtures("brisk")
def test_what_a_dead_process_left_is_answered_to_the_second_delivery(
    two_systems: list[System], rasa: FakeRasa, clock: HandSetClock, monkeypatch: pytest.MonkeyPatch
):
    dead, living = two_systems
    begun = inbound.written(FORM, dead.settings.secret_key, clock())
    dead.desk.receive(begun.inbound, caller=begun.caller, address=begun.address)
    looks = _looks_at(living, monkeypatch)
    line = Line("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app_of(living)))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(line.send, "/whatsapp", FORM)
        clock.forward(DEAD_AFTER)
        seen = len(looks)
        _eventually(lambda: len(looks) > seen + 1)
        assert rasa.asked == []
        clock.forward(timedelta(seconds=1))
        assert "dengar: halo" in answer.result()
    assert rasa.last["metadata"]["message"] == FORM["MessageSid"]


@pytest.mark.usefixtures("brisk")
def test_what_takes_long_is_not_taken_for_dead(
    two_systems: list[System],
    two_processes: list[Flask],
    rasa: FakeRasa,
    clock: HandSetClock,
    monkeypatch: pytest.MonkeyPatch,
):
    rasa.hold()
    lines = [Line("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app)) for app in two_processes]
    looks = [_looks_at(system, monkeypatch) for system in two_systems]
    with ThreadPoolExecutor(2) as pool:
        bodies = [pool.submit(line.send, "/whatsapp", FORM) for line in lines]
        for _ in range(4):
            clock.forward(timedelta(seconds=1))
            _eventually(lambda: _told_at(two_systems[0]) == clock())
            seen = sum(map(len, looks))
            _eventually(lambda seen=seen: sum(map(len, looks)) > seen + 1)
        rasa.release()
    assert "dengar: halo" in bodies[0].result()
    assert bodies[0].result() == bodies[1].result()
    assert len(rasa.asked) == 1


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("left", [60.0, -1.0])
def test_WT_1_who_takes_over_has_what_is_left_of_the_request_and_a_moment_at_least(
    two_systems: list[System], clock: HandSetClock, monkeypatch: pytest.MonkeyPatch, left: float
):
    dead, living = two_systems
    arrival = inbound.written(FORM, dead.settings.secret_key, clock())
    dead.desk.receive(arrival.inbound, caller=arrival.caller, address=arrival.address)
    clock.forward(DEAD_AFTER + timedelta(seconds=1))
    gateway = app_of(living).extensions[ivr.LATE].gateway
    begun = time.monotonic()
    deadlines = iter([begun + left, begun + 1000])
    monkeypatch.setattr(Gateway, "deadline", lambda _: next(deadlines))
    turn = guards.receive(gateway, arrival)
    assert isinstance(turn, Turn)
    least = 0.0 if left > 0 else LEAST_SECONDS
    assert max(begun + left, begun + least) <= turn.deadline <= max(begun + left, time.monotonic() + least)


def _looks_at(system: System, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the messages of which a second delivery looks whether their worker died, as it looks."""
    looks: list[str] = []
    take_over = system.desk.take_over

    def seen(key: str) -> bool:
        taken = take_over(key)
        looks.append(key)
        return taken

    monkeypatch.setattr(system.desk, "take_over", seen)
    return looks


def test_twelve_deliveries_at_once_over_two_processes_act_once(two_processes: list[Flask], rasa: FakeRasa):
    rasa.hold()
    lines = [Line("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app)) for app in two_processes]
    with ThreadPoolExecutor(12) as pool:
        bodies = [pool.submit(lines[at % 2].send, "/whatsapp", FORM) for at in range(12)]
        assert rasa.heard(1)
        # Whoever would act a second time has time to.
        time.sleep(0.3)
        rasa.release()
    assert len({body.result() for body in bodies}) == 1
    assert "dengar: halo" in bodies[0].result()
    assert len(rasa.asked) == 1


def test_messages_sent_in_a_row_reach_the_dialogue_in_order(
    two_systems: list[System], two_processes: list[Flask], rasa: FakeRasa
):
    rasa.hold()
    replies: dict[int, list[str]] = {}

    def write(number: int) -> None:
        customer = Customer("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(two_processes[number % 2]))
        replies[number] = customer.write(f"pesan {number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        # In a row: the next one is sent when this one is stored, before any is answered.
        _eventually(lambda number=number: _stored(two_systems[0]) >= number)
    rasa.release()
    for thread in threads:
        thread.join()
    assert [asked["text"] for asked in rasa.asked] == [f"pesan {number}" for number in range(5)]
    assert replies == {number: [f"dengar: pesan {number}"] for number in range(5)}


def test_different_conversations_do_not_wait_for_each_other(app: Flask, rasa: FakeRasa):
    rasa.hold()
    people = [
        Customer("http://gateway", TOKEN, f"+62812345678{at:02d}", public_url=PUBLIC_URL, post=over(app))
        for at in range(6)
    ]
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(person.write, "halo") for person in people]
        assert rasa.heard(6), "all are heard before one of them is answered"
        rasa.release()
    assert [answer.result() for answer in answers] == [["dengar: halo"]] * 6
    assert len(rasa.asked) == 6


def test_while_the_token_is_changed_what_either_signs_is_served(system: System):
    changing = replace(system, settings=replace(system.settings, twilio_auth_token_secondary="yang-lama"))
    app = app_of(changing)
    answers = [
        app.test_client().post("/whatsapp", data=form, headers=signature(f"{PUBLIC_URL}/whatsapp", form, token))
        for token, form in [(token, FORM | {"MessageSid": f"SM-{token}"}) for token in (TOKEN, "yang-lama", "salah")]
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 403]

"""The page's server side: the carrier behind it, the REST stand-in, the stage."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

import app as application
from bootstrap import System, clock_of
from clock import DemoClock
from settings import Settings
from tests.fakes import HandSetClock
from tests.ivr.fake_rasa import FakeRasa, text
from tests.ports import free_port
from tickets.model import Kind, Status
from tickets.ports import TicketQuery

SITI = "+6281234567890"


@pytest.fixture
def played(system: System, rasa: FakeRasa) -> Iterator[tuple[str, System]]:
    """Return the address of a system with the simulator on, and the system."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    shown = replace(system, settings=replace(system.settings, simulator=True, port=port, public_url=url))
    server = make_server("127.0.0.1", port, application.create_app(shown), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url, shown
    server.shutdown()
    thread.join()


def until(what: Callable[[], object], seconds: float = 60.0) -> object:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)
    return found


def things(url: str, kind: str) -> list[dict[str, object]]:
    return [t for t in requests.get(f"{url}/simulator/api/changes", timeout=60).json()["things"] if t["kind"] == kind]


def send(url: str, path: str, **body: object) -> dict[str, object]:
    answer = requests.post(f"{url}/simulator/api/{path}", json=body, timeout=60)
    assert answer.ok, answer.text
    return answer.json()


def test_a_message_goes_through_the_webhook_and_comes_back_with_ticks(played, rasa: FakeRasa):  # noqa: ANN001
    url, system = played
    rasa.says(text("Sudah benar?", ("Ya", "/setuju")))
    sid = send(url, f"chats/{SITI}/messages", text="listrik padam")["sid"]
    reply = until(lambda: next((m for m in things(url, "message") if not m["inbound"]), None))
    assert "1. Ya" in reply["text"]  # type: ignore[index]
    until(lambda: next(m for m in things(url, "message") if m["id"] == sid)["status"] == "read")

    def told() -> bool:
        # The webhook hears of it a moment after the phone shows it.
        with system.uow() as uow:
            return str(uow.receipts.state(reply["id"])) == "delivered"  # type: ignore[index]

    until(told)
    send(url, f"chats/{SITI}/messages", text="Ya", button=True)
    until(lambda: len(rasa.asked) == 2)
    assert rasa.last["payload"] == "/setuju"


def test_a_call_is_fetched_step_by_step(played, rasa: FakeRasa):  # noqa: ANN001
    url, _ = played
    sid = send(url, "calls", number=SITI)["sid"]
    call = until(lambda: next((c for c in things(url, "call") if c["step"] == 1), None))
    gather = call["verbs"][0]  # type: ignore[index]
    assert gather["name"] == "Gather"
    rasa.says(text("Sampai jumpa.", end=True))
    send(url, f"calls/{sid}/step", address=gather["options"]["action"], fields={"SpeechResult": "selesai"})
    call = until(lambda: next((c for c in things(url, "call") if c["step"] == 2), None))
    assert [verb["name"] for verb in call["verbs"]] == ["Say", "Hangup"]  # type: ignore[index]
    send(url, f"calls/{sid}/end")
    assert things(url, "call")[0]["status"] == "completed"


def test_messages_sent_without_being_asked_go_through_the_stand_in(played, clock: HandSetClock, rasa: FakeRasa):  # noqa: ANN001
    url, system = played
    account, token = system.settings.twilio_account_sid, system.settings.twilio_auth_token
    base = f"{url}/simulator/twilio/2010-04-01/Accounts/{account}/Messages.json"
    form = {"To": f"whatsapp:{SITI}", "From": "whatsapp:+622150001230", "Body": "Petugas berangkat."}
    assert requests.post(base, data=form, auth=(account, "wrong"), timeout=60).status_code == 401
    # Who never wrote on the page may have written elsewhere.
    assert requests.post(base, data=form, auth=(account, token), timeout=60).json()["error_code"] is None
    send(url, f"chats/{SITI}/messages", text="halo")
    clock.forward(timedelta(hours=24))
    assert requests.post(base, data=form, auth=(account, token), timeout=60).json()["error_code"] is None
    # Free text is too late, a template is not.
    clock.forward(timedelta(minutes=1))
    late = requests.post(base, data=form, auth=(account, token), timeout=60).json()
    assert (late["status"], late["error_code"]) == ("undelivered", 63016)
    template = {"To": form["To"], "ContentSid": "HX1", "ContentVariables": '{"1": "G1"}'}
    sent = requests.post(base, data=template, auth=(account, token), timeout=60)
    assert (sent.status_code, sent.json()["body"]) == (201, "[HX1] · G1")
    assert len(requests.get(base, auth=(account, token), timeout=60).json()["messages"]) >= 4


def test_the_world_is_made_once(played):  # noqa: ANN001
    url, system = played
    first, second = send(url, "stage/world"), send(url, "stage/world")
    assert first["world"] == second["world"]
    items = system.reports.search(TicketQuery(limit=200)).items
    assert len(items) == first["world"] >= 38
    assert {ticket.kind for ticket in items} == set(Kind)
    assert {ticket.status for ticket in items} == set(Status)
    assert any(ticket.attention for ticket in items)
    assert any(ticket.wider_outage for ticket in items)
    assert any(ticket.position for ticket in items)


def test_time_jumps_only_in_the_simulator(tmp_path: Path):
    with_it = Settings.from_env({"VAR_DIR": str(tmp_path), "SIMULATOR": "1"})
    clock = clock_of(with_it)
    assert isinstance(clock, DemoClock)
    before = clock()
    clock.forward(timedelta(hours=3))
    assert clock_of(with_it)() - before >= timedelta(hours=3)
    with pytest.raises(ValueError, match="back"):
        clock.forward(timedelta(seconds=-1))
    assert not isinstance(clock_of(Settings.from_env({"VAR_DIR": str(tmp_path)})), DemoClock)


def test_without_simulator_there_is_no_page(system: System):
    assert application.create_app(system).test_client().get("/simulator/").status_code == 404


def test_the_page_is_strict_and_refuses_other_sites(system: System):
    app: Flask = application.create_app(replace(system, settings=replace(system.settings, simulator=True)))
    answer: TestResponse = app.test_client().get("/simulator/")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert " style=" not in answer.get_data(as_text=True)
    there = {"Sec-Fetch-Site": "cross-site"}
    assert app.test_client().post("/simulator/api/stage/world", json={}, headers=there).status_code == 403


def test_the_simulator_stands_in_for_twilio_unless_told_otherwise(tmp_path: Path):
    given = {"VAR_DIR": str(tmp_path), "SIMULATOR": "1"}
    assert Settings.from_env(given).twilio_api_base == "http://127.0.0.1:8080/simulator/twilio"
    assert Settings.from_env(given | {"TWILIO_API_BASE": "http://x"}).twilio_api_base == "http://x"
    own = given | {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "x" * 32}
    assert Settings.from_env(own).twilio_api_base == "https://api.twilio.com"

"""A caller for whom nobody is free is called back from the officers' page, on the whole system (HO-4, HO-5, OC-3)."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
import requests

from clock import DemoClock
from simulator.twilio import Caller
from tests.deploy.system import RunningSystem
from tests.journeys.answers import recognise
from tests.journeys.people import Person, a_home, a_phone
from tests.notify.fake_twilio import FakeTwilio

pytestmark = pytest.mark.journey
OFFICERS = "+622150009999"
FIELDS = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PATIENCE = 150.0
T = TypeVar("T")
UNDER_WAY, BUTTON, TRIED = "sedang berlangsung", 'data-aksi="telepon"', "belum tercatat tersambung"


class Office:
    """The system, the carrier it calls by, and an officer at the pages."""

    def __init__(self, system: RunningSystem, twilio: FakeTwilio) -> None:
        self.system = system
        self.twilio = twilio
        self.browser = requests.Session()
        self.browser.headers["Accept"] = "text/html"

    def log_in(self) -> None:
        """Log in with the password that was printed."""
        printed = re.findall(r"^console: \S+ - user (\w+), password (\w+)$", self.system.output.read_text(), re.M)
        [(name, password)] = printed
        assert "Monitoring Tiket" in self.send("masuk", "masuk", nama=name, sandi=password)

    def see(self, page: str) -> str:
        return self.browser.get(f"{self.system.base_url}/console/{page}", timeout=15).text

    def send(self, path: str, page: str, **fields: str) -> str:
        form = self.see(page).split(f'action="/console/{path}"')[-1].split("</form>")[0]
        data = dict(FIELDS.findall(form)) | fields
        return self.browser.post(f"{self.system.base_url}/console/{path}", data=data, timeout=60).text

    def take(self, person: Person) -> str:
        """Take the conversation of somebody from the queue and return its id."""
        queue = self.see("percakapan")
        place = queue.index(str(person.phone))
        assert "Minta dihubungi kembali" in queue[place:]
        record: str = re.findall(r"/console/percakapan/(\w+)/ambil", queue[place:])[0]
        assert "sekarang milik Anda" in self.send(f"percakapan/{record}/ambil", f"percakapan/{record}")
        return record

    def click(self, record: str) -> str:
        """Click "Telepon pelanggan", also where the page does not offer it: another window may."""
        page = self.see(f"percakapan/{record}")
        fields = dict(FIELDS.findall(page)) | {"kunci": f"{time.monotonic_ns():032x}"}
        url = f"{self.system.base_url}/console/percakapan/{record}/telepon"
        return self.browser.post(url, data=fields, timeout=60).text

    def rung(self, record: str) -> list[dict[str, Any]]:
        """Return what rang at the officers' about a conversation."""
        return [call for call in self.twilio.calls if call["asked"]["Url"].endswith(record)]

    def lifts(self, record: str) -> tuple[Caller, list[str]]:
        """Lift the officers' telephone."""
        call = self.rung(record)[-1]
        call["status"] = "in-progress"
        phone = self.telephone(OFFICERS, call["sid"])
        return phone, phone.answers(urlsplit(call["asked"]["Url"]).path)

    def telephone(self, number: str, sid: str | None = None) -> Caller:
        settings = self.system.settings
        return Caller(self.system.base_url, settings.twilio_auth_token, number, call=sid, outgoing=True)

    def reports(self, record: str, status: str) -> None:
        """Let the carrier report how the officers' leg ended."""
        call = self.rung(record)[-1]
        call["status"] = status
        self.telephone(OFFICERS, call["sid"]).report(status, urlsplit(call["asked"]["StatusCallback"]).path)

    def jump(self, minutes: int) -> None:
        """Let time jump forward."""
        url = f"{self.system.base_url}/simulator/api/stage/time"
        assert requests.post(url, json={"minutes": minutes}, timeout=60).ok

    def shows(self, record: str, *facts: str) -> str:
        """Wait until the page says all this."""

        def read() -> str | None:
            page = self.see(f"percakapan/{record}")
            return page if all(fact in page for fact in facts) else None

        return until(read, lambda: (facts, self.see(f"percakapan/{record}"), self.system.log("notify")[-2000:]))


def until(what: Callable[[], T | None], complaint: Callable[[], object]) -> T:
    end = time.monotonic() + PATIENCE
    while True:
        if found := what():
            return found
        assert time.monotonic() < end, complaint()
        time.sleep(0.2)


def told(texts: list[str]) -> set[str]:
    """Return which sentences were heard."""
    return {key for one in recognise(["\n\n".join(texts)], "voice") for key in one.keys}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningSystem, FakeTwilio]]:
    """A system where it is noon, whenever the test runs, with a telephone of the officers."""
    noon, twilio = datetime.now(UTC).hour - 12, FakeTwilio()
    given = {"TWILIO_API_BASE": twilio.url, "TWILIO_VOICE_FROM": "+622150001231", "CSO_DIAL": OFFICERS}
    with RunningSystem(tmp_path_factory.mktemp("office"), TIMEZONE=f"Etc/GMT{noon:+d}", **given) as system:
        yield system, twilio
    twilio.shutdown()


@pytest.fixture
def office(running: tuple[RunningSystem, FakeTwilio]) -> Office:
    found = Office(*running)
    found.log_in()
    return found


@pytest.fixture
def wisher(office: Office) -> Person:
    """Somebody who asked for a human when nobody was free."""
    person = Person(office.system, "voice", a_phone(), a_home())
    assert person.says("saya mau bicara dengan petugas").human
    promised = person.hears(person.call.unanswered("busy"))
    assert promised.says("utter_antrean_balik")
    assert promised.over
    return person


def test_HO_5_who_was_promised_a_call_is_called_joined_and_done_with(office: Office, wisher: Person) -> None:
    record = office.take(wisher)
    assert "Telepon petugas berdering" in office.click(record)
    assert UNDER_WAY in office.click(record)
    [call] = office.rung(record)
    assert (call["to"], call["from"]) == (OFFICERS, "+622150001231")
    officer, heard = office.lifts(record)
    assert {"utter_bisik_tanpa_laporan", "utter_balik_petugas"} <= told(heard)
    assert "Sedang ditelepon" in office.see(f"percakapan/{record}")
    officer.press("1")
    assert officer.state == "dialling"
    [number] = officer.connecting.nested
    assert number.text == wisher.phone
    customer = office.telephone(str(wisher.phone))
    assert "utter_balik_terima" in told(customer.answers(urlsplit(number.option("url")).path))
    assert customer.press("1") == []
    assert officer.served() == []
    office.reports(record, "completed")
    page = office.see(f"percakapan/{record}")
    assert "Bot menjawab lagi" in page
    assert BUTTON not in page
    assert str(wisher.phone) not in office.see("percakapan")
    assert len(office.rung(record)) == 1
    assert wisher.says("listrik rumah saya padam").asks("scope")


def test_HO_5_an_officer_who_presses_no_key_calls_nobody(office: Office, wisher: Person) -> None:
    record = office.take(wisher)
    office.click(record)
    officer, _ = office.lifts(record)
    assert "utter_balik_petugas" in told(officer.silent())
    assert officer.silent() == []
    assert officer.state == "over"
    office.reports(record, "completed")
    assert TRIED in office.shows(record, BUTTON)


@pytest.mark.parametrize("by", ["nobody", "machine"])
def test_HO_5_OC_3_where_nobody_answers_it_is_tried_again_by_day_and_never_at_night(
    office: Office, wisher: Person, by: str
) -> None:
    record = office.take(wisher)
    office.click(record)
    officer, _ = office.lifts(record)
    officer.press("1")
    ended = {"DialCallStatus": "no-answer"}
    if by == "machine":
        [number] = officer.connecting.nested
        machine = office.telephone(str(wisher.phone))
        machine.answers(urlsplit(number.option("url")).path, by="machine_start")
        assert (machine.silent(), machine.state) == ([], "over")
        ended = {"DialCallStatus": "completed", "DialBridged": "false"}
    said, hangup = officer.fetch(officer.connecting.option("action"), **ended)
    assert told([said.text]) == {"utter_balik_tak_terjawab"}
    assert hangup.name == "Hangup"
    office.reports(record, "completed")
    office.shows(record, BUTTON, TRIED, "Minta dihubungi kembali")
    office.jump(10 * 60)
    assert "hanya yang darurat ditelepon" in office.click(record)
    assert BUTTON not in office.see(f"percakapan/{record}")
    office.jump(14 * 60)
    office.log_in()
    assert "Telepon petugas berdering" in office.click(record)
    assert len(office.rung(record)) == 2
    office.reports(record, "no-answer")


def test_HO_5_a_call_whose_end_is_never_reported_is_let_go_by_itself(office: Office, wisher: Person) -> None:
    record = office.take(wisher)
    office.click(record)
    office.lifts(record)
    office.jump(3)
    # Somebody talks: two minutes are no reason.
    time.sleep(6)
    assert UNDER_WAY in office.click(record)
    office.rung(record)[-1]["status"] = "completed"
    office.shows(record, BUTTON, TRIED)
    assert "Telepon petugas berdering" in office.click(record)


@pytest.mark.parametrize(("carrier", "rang"), [("stall", False), ("accept_and_stall", True)])
def test_HO_5_a_process_killed_in_the_moment_of_the_click_rings_nobody_twice_and_leaves_nothing_for_ever(
    office: Office, wisher: Person, carrier: str, rang: bool
) -> None:
    record = office.take(wisher)
    office.twilio.plan.append(carrier)
    seen = len(office.twilio.reached)

    def click() -> None:
        with suppress(requests.RequestException):
            office.click(record)

    clicking = threading.Thread(target=click)
    clicking.start()
    until(lambda: len(office.twilio.reached) > seen, lambda: "the carrier was never asked")
    office.system.kill("web")
    clicking.join()
    office.system.wait_ready()
    assert UNDER_WAY in office.click(record)
    assert len(office.rung(record)) == int(rang)
    for call in office.rung(record):
        # The carrier's clock goes on with ours.
        call["date_created"] = format_datetime(DemoClock(office.system.settings.simulator_dir / "clock")())
    office.jump(3)
    if rang:
        time.sleep(6)
        assert UNDER_WAY in office.click(record)
        officer, _ = office.lifts(record)
        assert officer.state == "asked"
        office.reports(record, "completed")
    office.shows(record, BUTTON, TRIED)
    assert "Telepon petugas berdering" in office.click(record)
    assert len(office.rung(record)) == 1 + int(rang)


def test_HO_4_nobody_on_duty_takes_a_message_that_waits_on_the_page(office: Office) -> None:
    """The last one here: from now on officers sign on and off."""
    assert "Anda bertugas" in office.send("tugas", "percakapan")
    assert "selesai bertugas" in office.send("tugas", "percakapan")
    person = Person(office.system, "voice", a_phone(), a_home())
    assert person.says("saya mau bicara dengan petugas").human
    asked = person.hears(person.call.unanswered())
    # Told before the tone that what follows is recorded.
    assert asked.says("utter_pesan_suara")
    assert person.call_state == "recording"
    call, url = person.call, f"{office.twilio.url}/2010-04-01/Accounts/AC1/Recordings/RE1"
    heard = " ".join(call.leave_message(url, "RE1"))
    assert "Pesan suara sudah kami simpan" in heard
    assert "Petugas menghubungi kembali paling lambat" in heard
    record = office.take(person)
    page = office.see(f"percakapan/{record}")
    assert "Lampiran 1</a>" in page
    assert "saya mau bicara dengan petugas" in page

"""A wider outage on the whole running system: from the third report to the question whether the power is back (WO)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
import sqlalchemy as sa

from accounts.model import Role
from bootstrap import System, build
from settings import Settings
from storage.outbox_tables import outbox
from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.apkt import Apkt, Json
from tests.journeys.people import Person, a_home, a_phone
from tickets.notices import LetterState, Notice

pytestmark = pytest.mark.journey
PATIENCE = 150.0
FIELDS = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
CAUSE = "Kabel putus tertimpa pohon."
Send = Callable[..., str]


@pytest.fixture
def store(running_system: RunningSystem) -> Iterator[System]:
    """The store of the running system."""
    system = build(Settings.from_env(running_system.environ))
    yield system
    system.engine.dispose()


@pytest.fixture
def officer(running_system: RunningSystem, store: System) -> Send:
    """An officer at the pages: sends a form of a page, returns what comes."""
    url = f"{running_system.base_url}/console"
    name, password = f"petugas{int(time.time() * 1000) % 10**9}", "sandi-yang-panjang"
    store.accounts.create(name, Role.OFFICER, password)
    browser = requests.Session()
    browser.headers["Accept"] = "text/html"

    def send(path: str, page: str, **fields: str) -> str:
        text = browser.get(f"{url}/{page}", timeout=60).text
        form = text.split(f'action="/console/{path}"')[-1].split("</form>")[0]
        return browser.post(f"{url}/{path}", data=dict(FIELDS.findall(form)) | fields, timeout=60).text

    send("masuk", "masuk", nama=name, sandi=password)
    return send


def told(store: System, person: Person, notice: Notice) -> str:
    """Wait until a notice went out to someone; return what it said."""
    mine = (outbox.c.recipient == person.phone) & (outbox.c.notice == notice) & (outbox.c.state == LetterState.SENT)
    end = time.monotonic() + PATIENCE
    while True:
        with store.engine.connect() as connection:
            bodies = connection.scalars(sa.select(outbox.c.body).where(mine)).all()
        if bodies:
            assert len(bodies) == 1
            return str(bodies[0])
        assert time.monotonic() < end, f"{notice} was not sent"
        time.sleep(0.3)


def outage_of(apkt: Apkt, writer: Person) -> Json:
    """Let a writer make the third report of a street; return it."""
    for _ in range(2):
        apkt.report(replace(a_home(), street=writer.home.street), a_phone())
    assert talks.report(writer).says("utter_laporan_dibuat_meluas")
    [report] = apkt.of_home(writer.home)
    assert report["outage"]
    return report


def known(apkt: Apkt, person: Person, street: str) -> None:
    """Let somebody live in the street whose building is on file for their number."""
    person.home = replace(person.home, street=street)
    days = timedelta(days=9)
    old = apkt.report(person.home, person.phone, ago=days + timedelta(hours=3))
    apkt.finish(old, at=apkt.at(days))


def local(system: System, hours: int) -> str:
    """Return a time so many hours ahead as a browser sends it."""
    return (datetime.now(UTC) + timedelta(hours=hours)).astimezone(system.settings.timezone).strftime("%Y-%m-%dT%H:%M")


def test_WO_from_the_third_report_to_the_power_that_is_back(
    writer: Person, someone: Callable[[], Person], apkt: Apkt, store: System, officer: Send
) -> None:
    report = outage_of(apkt, writer)
    no = report["outage"]
    # WO-4: an officer confirms it, who made it hears of it.
    assert "pelanggan diberi tahu" in officer(
        f"meluas/{no}/pastikan", f"meluas/{no}", kapan=local(store, 2), sebab=CAUSE
    )
    eta = apkt.now(report)["eta"]
    assert writer.clock(eta) in told(store, writer, Notice.MELUAS)
    assert CAUSE in told(store, writer, Notice.MELUAS)
    # Who is new from the area hears it first; whose house it is alone gets a report of one building (WO-3).
    linked, alone = someone(), someone()
    for person in (linked, alone):
        known(apkt, person, writer.home.street)
        heard = person.says("listrik rumah saya padam")
        assert heard.says("utter_gangguan_meluas"), heard.text
        assert heard.asks("meluas"), heard.text
        assert person.clock(eta) in heard.text
    assert linked.says("ya").says("utter_konfirmasi_idpel")
    assert linked.says("ya, benar").says("utter_laporan_dibuat_gangguan")
    assert alone.says("hanya rumah saya").asks("mcb")
    alone.says("sudah naik")
    assert alone.says("ya, benar").says("utter_laporan_dibuat")
    assert apkt.of_home(linked.home)[0]["outage"] == no
    assert apkt.of_home(linked.home)[0]["eta"] == eta
    assert apkt.of_home(alone.home)[0]["outage"] is None
    # WO-5: all linked are told of another end, and asked later they hear it.
    assert "pelanggan diberi tahu" in officer(
        f"meluas/{no}/perkiraan", f"meluas/{no}", kapan=local(store, 5), sebab="Trafo diganti."
    )
    later = apkt.now(report)["eta"]
    assert later > eta
    assert writer.clock(later) in told(store, writer, Notice.MELUAS_ETA)
    if linked.channel == "whatsapp":
        assert linked.clock(later) in told(store, linked, Notice.MELUAS_ETA)
    assert linked.clock(later) in linked.says("kapan listrik menyala?").text
    # WO-7: all linked are told that the power is back, and asked whether it really is (CF-1).
    assert "pelanggan ditanya" in officer(f"meluas/{no}/pulih", f"meluas/{no}")
    told(store, writer, Notice.MENYALA)
    assert writer.says("1").says("utter_senang_menyala")
    assert apkt.now(report)["status"] == "SELESAI"
    assert apkt.of_home(linked.home)[0]["status"] == "SELESAI"
    assert apkt.of_home(alone.home)[0]["status"] == "BELUM_SELESAI"


def test_WO_4_without_an_end_nobody_hears_a_time(
    writer: Person, person: Person, apkt: Apkt, store: System, officer: Send
) -> None:
    report = outage_of(apkt, writer)
    officer(f"meluas/{report['outage']}/pastikan", f"meluas/{report['outage']}")
    assert "belum dapat dipastikan" in told(store, writer, Notice.MELUAS_TANPA_ETA)
    assert writer.says("kapan nyala?").says("utter_estimasi_gangguan")
    known(apkt, person, writer.home.street)
    assert person.says("rumah saya mati lampu").says("utter_gangguan_meluas_tanpa_jam")
    person.says("ya")
    assert person.says("ya, benar").says("utter_laporan_dibuat_gangguan_tanpa_jam")


def test_WO_6_taken_back_is_told_to_who_was_told(writer: Person, apkt: Apkt, store: System, officer: Send) -> None:
    report = outage_of(apkt, writer)
    assert "Bukan padam meluas" in officer(
        f"meluas/{report['outage']}/tolak", f"meluas/{report['outage']}", alasan="Sebab berbeda."
    )
    assert "bukan bagian dari gangguan meluas" in told(store, writer, Notice.MELUAS_BATAL)
    assert apkt.now(report)["wider_outage"] is False

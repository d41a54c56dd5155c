"""The simulator's telephone before a dialogue the test plays: queue, fallback, a call that comes in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from bootstrap import System
from desk.model import Reason
from tests.browser.page import Page
from tests.ivr.fake_rasa import FakeRasa, text
from tests.simulator.conftest import *  # noqa: F403 - the world of the tests of the simulator
from tests.simulator.test_page import SITI, played, until  # noqa: F401
from tickets.model import Channel


@pytest.fixture
def phone(page: Page, played: tuple[str, System]) -> Iterator[Page]:  # noqa: F811
    """Return the simulator's page; its telephone is silent, so that no test waits for a voice."""
    page.open(f"{played[0]}/simulator/")
    page.find("body[data-ready] #pelanggan option")
    page.run("document.getElementById('bersuara').checked = false")
    return page


def test_HO_2_HO_4_a_call_in_the_queue_is_answered_on_the_stage(
    phone: Page,
    played: tuple[str, System],  # noqa: F811
    rasa: FakeRasa,
) -> None:
    desk = played[1].desk
    rasa.says(text("Kami sambungkan.", hand_over={"id": "1", "urgent": False}))
    phone.click("#panggil")
    phone.wait_text("mendengarkan", "#telepon-keadaan")
    phone.click("[data-key='0']")
    phone.wait_text("Kami sambungkan.", "#takarir")
    phone.wait_text("menunggu petugas", "#telepon-keadaan")
    (call,) = requests.get(f"{played[0]}/simulator/api/stage", timeout=60).json()["queue"]
    record = desk.hand_over(
        conversation=call["id"], channel=Channel.VOICE, caller=SITI, reason=Reason.CUSTOMER_ASKED, no_lapor=None,
        said=["minta petugas"], understood="minta_cso", urgent=False,
    )  # fmt: skip
    phone.wait_text(SITI, "#antrean")
    phone.click("#antrean button")
    phone.wait_text("tersambung dengan petugas", "#telepon-keadaan")
    assert desk.open_record(call["id"]) is None
    assert record.id not in {waiting.id for waiting in desk.waiting()}
    phone.until(lambda: not phone.all("#antrean li"), "the call waits although it was answered")
    phone.wait_text("Panggilan berakhir", "#takarir")
    assert (phone.barriers(), phone.complaints()) == ([], [])


def test_a_caller_who_hangs_up_leaves_the_queue(phone: Page, rasa: FakeRasa) -> None:
    rasa.says(text("Kami sambungkan.", hand_over={"id": "1", "urgent": False}))
    phone.click("#panggil")
    phone.wait_text("mendengarkan", "#telepon-keadaan")
    phone.click("[data-key='0']")
    phone.find("#antrean button")
    phone.click("#tutup")
    phone.wait_text("Panggilan berakhir", "#takarir")
    phone.until(lambda: not phone.all("#antrean li"), "nobody is on the line, yet the call waits")


def test_a_call_made_over_the_rest_api_rings_and_is_answered(
    phone: Page,
    played: tuple[str, System],  # noqa: F811
) -> None:
    url, system = played
    settings = system.settings
    document = "<Response><Say>Selamat siang, dengan PLN.</Say><Play>/tidak-ada.mp3</Play><Hangup/></Response>"
    answer = requests.post(
        f"{url}/simulator/twilio/2010-04-01/Accounts/{settings.twilio_account_sid}/Calls.json",
        data={"To": SITI, "From": "+622150001231", "Twiml": document},
        auth=(settings.twilio_account_sid, settings.twilio_auth_token),
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    phone.wait_text("PLN 123 menelepon", "#telepon-keadaan")
    phone.click("#jawab")
    phone.wait_text("Selamat siang, dengan PLN.", "#takarir")
    phone.wait_text("♪ audio", "#takarir")
    phone.wait_text("Panggilan berakhir", "#takarir")

"""From a message the real model does not understand to the supervisors' page, masked on the way (HO-1, PV-3)."""

from __future__ import annotations

import re

import pytest
import requests

from tests.deploy.system import RunningSystem
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')


def kinerja(system: RunningSystem) -> str:
    """Return the page as the admin sees it."""
    url, user, password = re.findall(r"^console: (\S+) - user (\w+), password (\w+)$", system.output.read_text(), re.M)[
        0
    ]
    browser = requests.Session()
    browser.headers["Accept"] = "text/html"
    token = TOKEN.findall(browser.get(f"{url}masuk", timeout=10).text)[0]
    browser.post(f"{url}masuk", data={"csrf_token": token, "nama": user, "sandi": password}, timeout=10)
    return browser.get(f"{url}kinerja", timeout=10).text


def test_HO_1_what_nobody_understood_stands_on_the_page_without_whose_it_is(
    running_system: RunningSystem, writer: Person
) -> None:
    assert any(key.startswith("utter_maksud") for key in writer.says("wug blorf Zulkarnain xqzt").keys)
    page = kinerja(running_system)
    assert "wug blorf [nama] xqzt" in page
    assert "Zulkarnain" not in page


def test_HO_1_an_answer_that_was_none_stands_there_with_its_question(
    running_system: RunningSystem, writer: Person
) -> None:
    writer.says("listrik rumah saya padam")
    assert writer.says("frob wug klonk").says("utter_tanya_scope")
    row = kinerja(running_system).split("frob wug klonk")[1].split("</tr>")[0]
    assert "Ditanyakan lagi (scope)" in row

"""The browser of the tests sees what it should complain about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Response

from tests.browser.page import PHONE, Page
from tests.browser.server import serving

HEALTHY = """<!doctype html><html lang="id"><title>Uji</title><main><h1>Uji</h1><label>Nama <input id="nama"></label>
<button id="kirim" onclick="document.body.append('terkirim')">Kirim</button></main>"""
SICK = """<!doctype html><html><title>Uji</title><h1 style="color:#ccc">Pucat</h1><input>
<p style="width:2000px">lebar</p><script>throw new Error("rusak")</script>"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = Flask("two-pages")
    app.add_url_rule("/sehat", "healthy", lambda: HEALTHY)
    app.add_url_rule("/sakit", "sick", lambda: SICK)
    app.add_url_rule("/favicon.ico", "icon", lambda: Response(status=204))
    policy = {"Content-Security-Policy": "script-src 'none'"}
    app.add_url_rule("/ketat", "strict", lambda: (SICK, policy))
    with serving(app) as address:
        yield address


def test_a_sound_page_has_no_barriers_and_no_complaints(page: Page, url: str) -> None:
    page.open(f"{url}/sehat")
    page.fill("#nama", "Siti")
    page.click("#kirim")
    page.wait_text("terkirim")
    page.resize(PHONE)
    assert (page.barriers(), page.complaints(), page.overflows()) == ([], [], False)


def test_a_page_without_labels_and_contrast_is_found_out(page: Page, url: str) -> None:
    page.open(f"{url}/sakit")
    page.resize(PHONE)
    found = {barrier.split(":")[0] for barrier in page.barriers()}
    assert {"color-contrast", "label", "html-has-lang"} <= found
    assert page.overflows()
    assert any("rusak" in line for line in page.complaints())


def test_what_a_policy_refuses_is_heard(page: Page, url: str) -> None:
    page.open(f"{url}/ketat")
    assert any("Content Security Policy" in line for line in page.complaints())

"""A real Chromium for all tests: Debian's `chromium` and `chromium-driver`, without a screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.browser.page import DESKTOP, Page

# Nothing but the page itself may talk to the network.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-search-engine-choice-screen",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--lang=id",
    # No machine has a microphone; the simulator's telephone asks for one.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Start a Chromium with an empty profile; without one skip, on CI fail."""
    programs = shutil.which("chromium"), shutil.which("chromedriver")
    if None in programs:
        reason = "no Chromium on this machine: apt-get install chromium chromium-driver"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    options = ChromeOptions()
    options.binary_location = str(programs[0])
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={DESKTOP[0]},{DESKTOP[1]}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(programs[1]))
    try:
        driver.set_page_load_timeout(120)
        driver.set_script_timeout(120)
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return the browser of this run. Tests rather ask for `page`."""
    with chromium(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


@pytest.fixture(scope="session")
def second_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return the browser of somebody else, at another desk."""
    with chromium(tmp_path_factory.mktemp("second-browser")) as driver:
        yield driver


def cleared(driver: Chrome) -> Page:
    """Return the browser as new: no cookies, a desk's window, light, nothing complained of."""
    driver.get("about:blank")
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    page = Page(driver)
    page.resize(DESKTOP)
    page.colours("light")
    page.complaints()
    return page


@pytest.fixture
def page(browser: Chrome) -> Page:
    """Return a page in a browser as new."""
    return cleared(browser)


@pytest.fixture
def second_page(second_browser: Chrome) -> Page:
    """Return a page of somebody else."""
    return cleared(second_browser)

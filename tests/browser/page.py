"""A page in a real Chromium, as its reader meets it: open, read, click, type, look, and ask axe about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

T = TypeVar("T")
AXE = Path(__file__).parent / "axe" / "axe.min.js"
SECONDS = 60.0
DESKTOP = (1280, 900)
PHONE = (390, 844)
# WCAG 2.2, levels A and AA.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Page:
    """One browser window. Elements are named by CSS selectors; every wait ends after some seconds with a reason."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, url: str) -> None:
        """Go to an address."""
        self.driver.get(url)

    @property
    def url(self) -> str:
        """Return the present address."""
        return str(self.driver.current_url)

    # -- reading ----------------------------------------------------------------------------------------------------

    def find(self, css: str) -> WebElement:
        """Return the first element, waiting for it."""
        return self.until(lambda: next(iter(self.all(css)), None), f"no {css}")

    def all(self, css: str) -> list[WebElement]:
        """Return all elements there are now."""
        return list(self.driver.find_elements(By.CSS_SELECTOR, css))

    def text(self, css: str = "body") -> str:
        """Return the visible text of the first element."""
        return str(self.until(lambda: (self.find(css).text,), f"no text of {css}")[0])

    def wait_text(self, text: str, css: str = "body", seconds: float = SECONDS) -> None:
        """Wait until the text is to be read in the element."""
        try:
            self.until(lambda: text in self.text(css), f"{text!r} never appeared in {css}", seconds)
        except TimeoutException as fault:
            fault.msg = f"{fault.msg}, which says {self.text(css)!r}"
            raise

    def until(self, what: Callable[[], T | None], complaint: str, seconds: float = SECONDS) -> T:
        """Wait until it answers with something true, and return that."""
        wait = WebDriverWait(self.driver, seconds, 0.05, ignored_exceptions=[StaleElementReferenceException])
        found = wait.until(lambda _driver: what() or False, complaint)
        assert found
        return found

    # -- doing ------------------------------------------------------------------------------------------------------

    def click(self, css: str) -> None:
        """Click the first element once it can be clicked."""

        def clicked() -> bool:
            element = self.find(css)
            if not (element.is_displayed() and element.is_enabled()):
                return False
            element.click()
            return True

        self.until(clicked, f"{css} cannot be clicked")

    def fill(self, css: str, text: str) -> None:
        """Replace what stands in a field."""
        field = self.find(css)
        field.clear()
        field.send_keys(text)

    def press(self, *keys: str) -> None:
        """Press keys wherever the focus is, as by keyboard alone."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def tab(self, times: int = 1) -> WebElement:
        """Move the focus on and return where it is."""
        for _ in range(times):
            self.press(Keys.TAB)
        return self.driver.switch_to.active_element

    def run(self, script: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever the page returns
        """Run JavaScript by the debugger, which no policy of the page forbids."""
        return self.driver.execute_script(script, *arguments)

    # -- looking ----------------------------------------------------------------------------------------------------

    def resize(self, size: tuple[int, int]) -> None:
        """Make the page this wide and high, in CSS pixels."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def colours(self, scheme: str) -> None:
        """Prefer `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def screenshot(self, path: Path) -> None:
        """Write what is seen as PNG."""
        assert self.driver.save_screenshot(str(path))

    def overflows(self) -> bool:
        """Tell whether the page is wider than its window: on a phone nobody scrolls sideways."""
        return bool(self.run("return document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def complaints(self) -> list[str]:
        """Return what the browser complained about since last asked: policy, scripts, missing files."""
        log = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def barriers(self, *excluded: str) -> list[str]:
        """Return what axe finds against WCAG 2.2 AA on the present page, but for the excluded parts."""
        self.run(AXE.read_text("utf-8"))
        result = self.driver.execute_async_script(
            """
            const [exclude, values, done] = arguments;
            const rules = {runOnly: {type: "tag", values}};
            axe.run({include: [["html"]], exclude}, rules).then(done, (e) => done(String(e)));
            """,
            [[css] for css in excluded],
            RULES,
        )
        assert isinstance(result, dict), result
        return [
            f"{found['id']}: {found['help']}: {node['target']} {node.get('failureSummary', '')}"
            for found in result["violations"]
            for node in found["nodes"]
        ]

"""What the customers of a run told of themselves, looked for in whatever the system wrote down about its work."""

from __future__ import annotations

import re
from collections.abc import Iterable

import requests

from tests.deploy.system import RunningSystem
from tests.journeys.people import Home

_NUMBER = re.compile(r"\d{9,}")
_SCRAPED = "/metrics"


def written(system: RunningSystem) -> dict[str, str]:
    """Return what every part logged, and the figures that go to whoever measures."""
    logs = {path.name: path.read_text(errors="replace") for path in sorted(system.settings.log_dir.iterdir())}
    figures = requests.get(f"{system.base_url}{_SCRAPED}", timeout=10).text
    return {**logs, system.output.name: system.output.read_text(errors="replace"), _SCRAPED: figures}


def leaks(texts: dict[str, str], phones: Iterable[str], homes: Iterable[Home]) -> list[tuple[str, str]]:
    """Return each place with each number, name and street of a customer found there."""
    homes = list(homes)
    numbers = {spelling for phone in phones for spelling in (phone[1:], f"0{phone[3:]}", phone[3:])}
    numbers |= {number for home in homes for number in (home.idpel, home.meter_id)}
    words = {home.name for home in homes} | {home.street for home in homes}
    return [
        (place, found)
        for place, text in texts.items()
        for found in sorted({*numbers & set(_NUMBER.findall(text)), *(word for word in words if word in text)})
    ]

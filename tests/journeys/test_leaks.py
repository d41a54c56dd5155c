"""The search through the logs finds what it looks for (Source: procedure.md PV)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.journeys.leaks import leaks
from tests.journeys.people import Home

HOME = Home("541200001234", "14000001234", "Siti Rahayu", "Kenanga Asri Barat", 5)
PHONE = "+6281200001234"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"caller": "+6281200001234"}', ["6281200001234"]),
        ("0812-0000-1234 081200001234", ["081200001234"]),
        ("id 541200001234, meter 14000001234", ["14000001234", "541200001234"]),
        ("Ibu Siti Rahayu, Jl. Kenanga Asri Barat No. 5", ["Kenanga Asri Barat", "Siti Rahayu"]),
        ("at 1795794740.7438636 G5426112300012 wa-68a6819c112314e8", []),
        ("9541200001234", []),
    ],
)
def test_PV_what_somebody_said_is_found_in_a_log(line: str, found: list[str]) -> None:
    others = replace(HOME, idpel="541299999999", meter_id="14099999999", name="Joko Kurniawan", street="Mawar")
    texts = {"web.log": f"nothing\n{line}\nnothing", "rasa.log": ""}
    assert leaks(texts, [PHONE, "+6281299999999"], [HOME, others]) == [("web.log", it) for it in found]

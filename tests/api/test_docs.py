"""docs/interface.md and docs/procedure.md say what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.api.conftest import Apkt, read
from tickets.rules import TrackingGap

ROOT = Path(__file__).parents[2]
INTERFACE = (ROOT / "docs/interface.md").read_text()
PROCEDURE = (ROOT / "docs/procedure.md").read_text()
RULES = {"IN": 7, "ETA": 5, "LU": 15, "TR": 5, "PM": 3, "MT": 7, "PV": 3, "HO": 4}


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`\s]+)`", text))


def test_interface_names_every_call(apkt: Apkt):
    document = read(apkt.client.get("/api/v1/openapi.json"))
    for path, calls in document["paths"].items():
        for method in calls.keys() - {"parameters"}:
            assert f"`{method.upper()} {path.replace('{no_lapor}', '{no}')}`" in INTERFACE


def test_interface_names_every_field_that_comes_in_or_goes_out(apkt: Apkt):
    schemas = read(apkt.client.get("/api/v1/openapi.json"))["components"]["schemas"]
    # These stand in the examples and answers of the page, not in a column of their own.
    named = words(INTERFACE) | {"type", "title", "status", "items", "ticket"}
    for name, schema in schemas.items():
        assert schema["properties"].keys() - named == set(), name


def test_interface_names_every_reason_for_no_position():
    assert {gap.value for gap in TrackingGap} <= words(INTERFACE)


def test_interface_names_exactly_the_intents_of_the_domain():
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text())
    intents = {next(iter(item)) if isinstance(item, dict) else item for item in domain["intents"]}
    assert words(INTERFACE.split("## Intents")[1]) == intents


def test_interface_names_settings_that_exist():
    told = words(INTERFACE.split("## Environment")[1].split("## HTTP")[0])
    known = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {name for name in told if re.fullmatch("[A-Z_]{4,}", name)} <= known


@pytest.mark.parametrize(
    "rule", [f"{group}-{number}" for group, last in RULES.items() for number in range(1, last + 1)]
)
def test_procedure_has_every_rule(rule: str):
    assert re.search(rf"^(- \*\*{rule}\*\* |\| {rule} \| )", PROCEDURE, re.MULTILINE)


def test_links_of_these_pages_lead_somewhere():
    for page in ("interface.md", "procedure.md", "apkt.md", "decisions/0004-apkt-interface.md"):
        file = ROOT / "docs" / page
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", file.read_text()):
            assert (file.parent / target).exists(), (page, target)

"""The example dashboard and alerts name figures there are, and each alert has its page in the runbook."""

from __future__ import annotations

import json
import re
from typing import Any

import prometheus_client
import promql_parser
import pytest
from ruamel.yaml import YAML

import metrics
from deploy.layout import ROOT
from performance.operation import Operation

FOLDER = ROOT / "deploy" / "observability"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
# What the client library adds by itself.
OF_PROCESSES = frozenset({"process_resident_memory_bytes"})


def alerts() -> list[dict[str, Any]]:
    """Return every rule."""
    groups = YAML(typ="safe").load(FOLDER / "alerts.yaml")["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[tuple[str, str]]:
    """Return title and query of everything the dashboard shows."""
    found = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
    return [(panel["title"], target["expr"]) for panel in found for target in panel.get("targets", ())]


def figures() -> dict[str, set[str]]:
    """Return every name a process can serve, with its labels."""
    names: dict[str, set[str]] = {}
    for family in metrics.Gauges(lambda: Operation(*[{"x": 1} if _is_counts(f) else 1 for f in _FIELDS])).collect():
        names[family.name] = set(family.samples[0].labels) if family.samples else set()
    for collector in vars(metrics).values():
        if isinstance(collector, prometheus_client.Counter):
            names[f"{collector._name}_total"] = set(collector._labelnames)
        if isinstance(collector, prometheus_client.Histogram):
            labels = set(collector._labelnames)
            names |= {f"{collector._name}_{end}": labels | {"le"} for end in ("bucket", "sum", "count")}
    return names


_FIELDS = tuple(Operation.__dataclass_fields__.values())


def _is_counts(field: Any) -> bool:  # noqa: ANN401 - a field of a dataclass
    return "Mapping" in str(field.type)


def selectors(query: str) -> list[tuple[str, set[str]]]:
    """Return the figures a query reads, with the labels it selects by; it must be one Prometheus can read."""
    promql_parser.parse(query)
    found = re.findall(r"\b((?:padam|process)_[a-z_]+)(?:\{([^}]*)\})?", query)
    return [(name, set(re.findall(r"([a-z_]+)\s*[=!]", labels)) - {"job", "instance"}) for name, labels in found]


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_reads_figures_there_are_and_leads_to_the_runbook(rule: dict[str, Any]) -> None:
    _exist(rule["expr"])
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert page == "docs/operations.md"
    assert anchor == rule["alert"].lower()
    assert f"### {rule['alert']}\n" in OPERATIONS
    assert rule["labels"]["severity"] in {"page", "officers", "ticket"}


def test_the_runbook_has_no_page_for_an_alert_there_is_not() -> None:
    assert set(re.findall(r"^### (Padam\w+)$", OPERATIONS, re.MULTILINE)) == {rule["alert"] for rule in alerts()}


@pytest.mark.parametrize(("title", "query"), panels())
def test_a_panel_reads_figures_there_are(title: str, query: str) -> None:
    _exist(query)


def test_every_figure_is_explained() -> None:
    names = {re.sub(r"_(bucket|sum|count)$", "", name) for name in figures()}
    assert [name for name in sorted(names) if f"`{name}`" not in OPERATIONS] == []


def _exist(query: str) -> None:
    known = figures()
    read = selectors(query)
    assert read
    for name, labels in read:
        assert name in known.keys() | OF_PROCESSES, name
        assert labels <= known.get(name, labels), name

"""Whatever a message means and wherever a conversation stands, a rule answers it: no other policy would."""

from typing import Any

import pytest
from ruamel.yaml import YAML

from deploy.layout import ROOT

FALLBACK = "nlu_fallback"


def _read(path: str) -> Any:  # noqa: ANN401 - what the file holds
    return YAML(typ="safe").load(ROOT / path)


def _answered(rule: dict[str, Any]) -> str | None:
    """The intent a rule answers at any time, None for a rule that has a condition or begins otherwise."""
    first, *then = rule["steps"]
    anywhere = "condition" not in rule and not rule.get("conversation_start")
    bare = first.keys() == {"intent"}
    return first["intent"] if anywhere and bare and then and "action" in then[0] else None


RULES = [rule for path in sorted((ROOT / "data").rglob("rules.yml")) for rule in _read(str(path))["rules"]]


@pytest.mark.parametrize("intent", [*_read("domain.yml")["intents"], FALLBACK])
def test_every_intent_has_one_rule_without_a_condition(intent: str) -> None:
    assert [_answered(rule) for rule in RULES].count(intent) == 1


def test_rules_decide_alone() -> None:
    assert [policy["name"] for policy in _read("config.yml")["policies"]] == ["RulePolicy"]

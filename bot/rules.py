"""Look for a rule once: by what a message means.

Rasa looks by its very words first, for which it turns the whole conversation into states once more, also within a form,
whose turn needs none. A rule of ours never names words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER

Found = tuple[str | None, str | None, bool]


def may_fit_words(rules: Iterable[str]) -> bool:
    """Tell whether one of the rules, each its states as JSON, could fit a message of which only the words are known."""
    lasts = (json.loads(rule)[-1] for rule in rules)
    return any(_may(state) for state in lasts)


def _may(state: dict[str, Any]) -> bool:
    before = state.get(PREVIOUS_ACTION, {}).get("action_name")
    return before in (None, ACTION_LISTEN_NAME) and not state.get(USER, {}).get("intent")


def prepare() -> None:
    """Let Rasa's policy leave out the first look where no rule could be found by it."""
    find, loaded = RulePolicy._find_action_from_rules, RulePolicy.load

    def found(self: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Found:  # noqa: ANN401
        if use_text_for_last_user_input and not getattr(self, "may_fit_words", True):
            return None, None, False
        looked: Found = find(self, tracker, domain, use_text_for_last_user_input)
        return looked

    def load(cls: type[RulePolicy], *args: Any, **named: Any) -> RulePolicy:  # noqa: ANN401, ARG001
        policy = loaded(*args, **named)
        policy.may_fit_words = may_fit_words(
            [*policy.lookup.get(RULES, ()), *policy.lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH, ())]
        )
        return policy

    RulePolicy._find_action_from_rules = found
    RulePolicy.load = classmethod(load)

"""Make nothing for log lines nobody writes.

Rasa copies states, events and messages deep for its lines of debugging, and writes all slots as one text, at each
action and prediction; then the lines are dropped.
"""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.policies import memoization, rule_policy

# In these nothing is copied deep but for such a line.
MODULES: tuple[ModuleType, ...] = (processor, forms, rule_policy, memoization)


def _as_it_is(given: Any) -> Any:  # noqa: ANN401 - whatever is copied
    return given


def prepare() -> None:
    """Let Rasa hand over as they are what it would copy; whoever reads these lines sees the same."""
    for module in MODULES:
        vars(module)["copy"] = SimpleNamespace(deepcopy=_as_it_is)
    processor.MessageProcessor._log_slots = staticmethod(lambda _tracker: None)

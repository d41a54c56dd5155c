"""Check the answers of the action server with a schema prepared once.

Rasa 3.6 checks its own schema against the meta-schema before it checks each answer: more than half of a turn's time
went there. The check of the answer itself stays what it was.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@lru_cache(maxsize=1)
def _validator() -> Any:  # noqa: ANN401 - jsonschema's classes are made at run time
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def _validate(_: RemoteAction, result: dict[str, Any]) -> bool:
    _validator().validate(result)
    return True


def prepare() -> None:
    """Let Rasa use the prepared check."""
    RemoteAction._validate_action_result = _validate

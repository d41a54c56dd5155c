"""Check the answers of the action server with schemas prepared once, each event by that of its kind alone.

Rasa 3.6 checks its own schema against the meta-schema before it checks each answer, and then tries each event against
the schemas of all kinds: more than half of a turn's time went there. What passes and what does not stays what it was.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@lru_cache(maxsize=1)
def _validators() -> tuple[Any, dict[str, Any]]:  # jsonschema's classes are made at run time
    """Return what checks the whole but for the kinds of events, and what checks each kind."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)
    events = schema["properties"]["events"]
    kinds = {kind["properties"]["event"]["const"]: validator(kind) for kind in events["items"]["oneOf"]}
    any_kind = {name: value for name, value in events["items"].items() if name != "oneOf"}
    properties = {**schema["properties"], "events": {**events, "items": any_kind}}
    return validator({**schema, "properties": properties}), kinds


def _validate(_: RemoteAction, result: dict[str, Any]) -> bool:
    whole, kinds = _validators()
    whole.validate(result)
    for event in result.get("events", ()):
        if event["event"] not in kinds:
            raise ValidationError(f"there is no event {event['event']}")
        kinds[event["event"]].validate(event)
    return True


def prepare() -> None:
    """Let Rasa use the prepared checks."""
    RemoteAction._validate_action_result = _validate

"""The prepared checks pass and refuse what Rasa's own do."""

import unittest

try:
    from jsonschema import ValidationError, validate
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import ActiveLoop, Event, SlotSet
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot import action_results, remembered

SLOT = {"event": "slot", "name": "tiket", "value": None, "timestamp": None}
ANSWERS = (
    {"events": [], "responses": []},
    {"events": [SLOT], "responses": [{"text": "Baik."}]},
    {"events": [SLOT, {"event": "active_loop", "name": None}, {"event": "followup", "name": "action_listen"}]},
    {"events": [{"event": "action_execution_rejected", "name": "x", "policy": None, "confidence": None}]},
    {},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": "slot", "name": 5, "value": 1}]},
    {"events": [{"event": "dance"}]},
    {"events": [{"name": "tiket"}]},
    {"events": ["slot"]},
    {"events": [{**SLOT, "timestamp": "noon"}]},
    {"events": {}},
    {"responses": ["Baik."]},
    {"events": [{"event": 5}]},
    {"events": [{"event": "entities", "entities": [{"entity": "idpel"}]}]},
)


class ActionResultsTest(unittest.TestCase):
    def test_what_passes_is_what_rasa_lets_pass(self) -> None:
        schema = RemoteAction.action_response_format_spec()

        def passes(check: object) -> bool:
            try:
                check()
            except ValidationError:
                return False
            return True

        theirs = [passes(lambda answer=answer: validate(answer, schema)) for answer in ANSWERS]
        ours = [passes(lambda answer=answer: action_results._validate(None, answer)) for answer in ANSWERS]
        assert ours == theirs
        assert set(theirs) == {True, False}


class EventTypesTest(unittest.TestCase):
    def test_events_are_found_by_their_names(self) -> None:
        remembered.prepare()
        for _ in range(2):
            assert Event.resolve_by_type("slot") is SlotSet
            assert Event.resolve_by_type("active_loop") is ActiveLoop
            with self.assertRaises(ValueError):  # noqa: PT027 - there is no pytest in this environment
                Event.resolve_by_type("dance")

"""What is left out of a turn changes nothing of it."""

import ast
import inspect
import json
import unittest
from typing import Any
from unittest import mock

try:
    from rasa.core.policies.rule_policy import RULES, RulePolicy
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
    from rasa.shared.core.slots import AnySlot, TextSlot
    from rasa.shared.core.trackers import DialogueStateTracker
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot import copies, quiet, rules

REPLAYED = DialogueStateTracker.copy


def state(intent: str | None, before: str = "action_listen") -> dict[str, Any]:
    user = {"user": {"intent": intent}} if intent else {}
    return {"prev_action": {"action_name": before}, **user}


class QuietTest(unittest.TestCase):
    def test_nothing_but_log_lines_is_copied_deep_in_these_modules(self) -> None:
        for module in quiet.MODULES:
            tree = ast.parse(inspect.getsource(module))
            logged = {
                part
                for call in ast.walk(tree)
                if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("structlogger.")
                for part in ast.walk(call)
            }
            named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
            assert named, module
            assert all(node in logged for node in named), module


class RulesTest(unittest.TestCase):
    def test_a_rule_of_an_intent_or_after_an_action_fits_no_words(self) -> None:
        ours = [[state("batal")], [state("batal"), state("batal", "action_batal")], [state(None, "lapor_padam_form")]]
        assert not rules.may_fit_words(map(json.dumps, ours))

    def test_a_rule_of_words_or_of_any_message_may(self) -> None:
        words = {**state(None), "user": {"text": "halo"}}
        for last in (words, state(None), {}):
            assert rules.may_fit_words([json.dumps([state("batal"), last])]), last

    def test_the_first_look_is_left_out_only_where_it_could_find_nothing(self) -> None:
        looks: list[bool] = []

        def look(_self: object, _tracker: object, _domain: object, use_text: bool) -> tuple[str, str, bool]:
            looks.append(use_text)
            return "action_x", "rule", False

        with mock.patch.multiple(RulePolicy, _find_action_from_rules=look, load=mock.Mock()):
            policy = RulePolicy.load.return_value = object.__new__(RulePolicy)
            policy.lookup = {RULES: [json.dumps([state("batal")])]}
            rules.prepare()
            loaded = RulePolicy.load()
            assert loaded._find_action_from_rules(None, None, True) == (None, None, False)
            assert loaded._find_action_from_rules(None, None, False) == ("action_x", "rule", False)
            policy.lookup = {RULES: [json.dumps([{**state(None), "user": {"text": "halo"}}])]}
            assert RulePolicy.load()._find_action_from_rules(None, None, True) == ("action_x", "rule", False)
        assert looks == [False, True]


class CopiesTest(unittest.TestCase):
    def tracker(self) -> DialogueStateTracker:
        slots = [TextSlot("name", [{}]), AnySlot("draft", [{}]), TextSlot("requested_slot", [{}])]
        talk = DialogueStateTracker("wa-1", slots)
        talk.model_id = "m"
        for event in (
            ActionExecuted("action_session_start"),
            SessionStarted(),
            ActionExecuted("action_listen"),
            UserUttered("halo", {"name": "lapor_padam", "confidence": 1.0}, input_channel="whatsapp"),
            ActionExecuted("lapor_padam_form"),
            ActiveLoop("lapor_padam_form"),
            SlotSet("draft", {"scope": "single"}),
            SlotSet("requested_slot", "done"),
            BotUttered("Apakah ..."),
            ActionExecuted("action_listen"),
            UserUttered("ya", {"name": "setuju", "confidence": 1.0}, input_channel="whatsapp"),
        ):
            talk.update(event)
        return talk

    def test_a_copy_is_what_a_replay_comes_to(self) -> None:
        talk = self.tracker()
        mine, replayed = copies.copied(talk), REPLAYED(talk)
        assert mine.current_state() == replayed.current_state()
        assert list(mine.events) == list(replayed.events)
        assert {**vars(mine), "events": 0, "slots": 0} == {**vars(replayed), "events": 0, "slots": 0}

    def test_what_happens_to_a_copy_does_not_happen_to_the_conversation(self) -> None:
        talk = self.tracker()
        before = talk.current_state()
        twin = copies.copied(talk)
        for event in (SlotSet("draft", {}), ActionExecuted("lapor_padam_form"), ActiveLoop(None), SlotSet("name", "x")):
            twin.update(event)
        twin = copies.copied(talk)
        twin.interrupt_loop(True)
        twin.reject_action("lapor_padam_form")
        assert talk.current_state() == before
        assert len(talk.events) == 11

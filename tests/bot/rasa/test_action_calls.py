"""An action is told what it looks at, and no more."""

import unittest

try:
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot import action_calls

DOMAIN = Domain.from_dict(
    {"slots": {"tiket": {"type": "any", "mappings": [{"type": "custom"}]}}, "actions": ["action_x"]}
)
PARSED = {"intent": {"name": "lapor_padam", "confidence": 0.9}, "intent_ranking": [{"name": "x"}] * 10}


def turn(number: int) -> list[object]:
    said = UserUttered(
        f"pesan {number}", parse_data=PARSED, timestamp=float(number), metadata={"message": f"SM{number}"}
    )
    return [said, SlotSet("tiket", number), ActionExecuted("action_x"), BotUttered(f"jawaban {number}")]


def told(turns: int) -> list[dict]:
    events = [event for number in range(turns) for event in turn(number)] + turn(turns)[:2]
    action_calls.prepare()
    tracker = DialogueStateTracker.from_events("wa-1", events, DOMAIN.slots)
    call = RemoteAction("action_x", None)._action_call_format(tracker, DOMAIN)
    assert call["next_action"] == "action_x"
    assert call["sender_id"] == "wa-1"
    assert call["tracker"]["slots"]["tiket"] == turns
    assert call["tracker"]["latest_message"]["intent"]["name"] == "lapor_padam"
    return call["tracker"]["events"]


class ActionCallsTest(unittest.TestCase):
    def test_the_turn_itself_is_told_whole(self) -> None:
        user, slot = told(3)[-2:]
        assert (user["text"], user["metadata"], user["timestamp"]) == ("pesan 3", {"message": "SM3"}, 3.0)
        assert (slot["event"], slot["value"]) == ("slot", 3)

    def test_of_the_turns_before_what_was_said_and_done(self) -> None:
        events = told(3)
        assert [it["event"] for it in events[-8:-2]] == ["user", "action", "bot"] * 2
        assert [it["text"] for it in events if it["event"] == "bot"] == ["jawaban 1", "jawaban 2"]

    def test_of_older_ones_the_words_alone(self) -> None:
        events = told(30)
        users = [it for it in events if it["event"] == "user"]
        assert [it["text"] for it in users] == [f"pesan {number}" for number in range(21, 31)]
        assert set(users[0]) == {"event", "timestamp", "text"}
        assert len(events) == 10 + 2 * 2 + 1

    def test_a_conversation_may_be_new(self) -> None:
        assert [it["event"] for it in told(0)] == ["user", "slot"]


if __name__ == "__main__":
    unittest.main()

"""What leaves of the dialogue's events, and that a turn never waits for the broker."""

import asyncio
import json
import time
import unittest

try:
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
    from rasa.utils.endpoints import EndpointConfig
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.events import Events, message_of

KEY, CONVERSATION = "key", "wa-628123456789"
SECRETS = ("Siti", "Melati", "628123", "0812", "543210987654", "rahasia")


def told(event, conversation: str = CONVERSATION):  # noqa: ANN001 - any event of Rasa
    return message_of({"sender_id": conversation, **event.as_dict()}, KEY)


def understood() -> UserUttered:
    parsed = {
        "intent": {"name": "lapor_padam", "confidence": 0.51237},
        "entities": [{"entity": "idpel", "value": "543210987654"}],
        "text": "Siti di Jl. Melati padam, 0812",
    }
    return UserUttered(
        "Siti di Jl. Melati padam, 0812",
        intent=parsed["intent"],
        entities=parsed["entities"],
        parse_data=parsed,
        metadata={"caller": "+628123456789"},
        timestamp=1.0,
    )


class MessageTest(unittest.TestCase):
    def test_the_name_of_the_intent_and_how_sure_and_no_word(self) -> None:
        message = told(understood())
        assert message["type"] == "dialogue.understood"
        assert message["facts"]["intent"] == "lapor_padam"
        assert message["facts"]["confidence"] == 0.5124
        assert message["at"] == "1970-01-01T00:00:01+00:00"
        assert set(message["facts"]) == {"conversation", "intent", "action", "policy", "confidence"}

    def test_action_policy_and_form(self) -> None:
        acted = told(ActionExecuted("action_tanya", policy="policy_0_RulePolicy", confidence=1.0, timestamp=2.0))
        assert acted["facts"]["action"] == "action_tanya"
        assert acted["facts"]["policy"] == "RulePolicy"
        assert told(ActiveLoop("lapor_padam_form"))["facts"]["action"] == "lapor_padam_form"
        assert told(SessionStarted())["type"] == "dialogue.begun"

    def test_what_holds_words_or_values_leaves_nothing_of_them(self) -> None:
        assert told(SlotSet("draft", {"name": "Siti"})) is None
        events = [
            understood(),
            BotUttered("Siti, Jl. Melati", {"buttons": [{"payload": "/x?phone=0812"}]}),
            ActionExecuted(None, action_text="rahasia"),
            ActionExecuted("rahasia Siti 0812", policy="rahasia Siti"),
            UserUttered("x", intent={"name": "Siti rahasia", "confidence": 1.0}),
        ]
        text = json.dumps([told(event) for event in events])
        for secret in SECRETS:
            assert secret not in text, secret

    def test_a_pseudonym_is_the_same_for_a_conversation_and_for_no_other(self) -> None:
        one, again = told(understood()), told(ActionExecuted("action_tanya"))
        other = told(understood(), "wa-2")
        assert one["facts"]["conversation"] == again["facts"]["conversation"] != other["facts"]["conversation"]
        assert one["id"] == told(understood())["id"] != other["id"]


class BrokerTest(unittest.TestCase):
    def test_without_an_address_there_is_none(self) -> None:
        assert asyncio.run(Events.from_endpoint_config(EndpointConfig(url="", key=KEY))) is None

    def test_a_broker_that_is_away_delays_nothing_and_what_is_dropped_is_counted(self) -> None:
        events = Events("amqp://guest:guest@127.0.0.1:9/", KEY, room=10, rest=0.1)
        event = {"sender_id": CONVERSATION, **understood().as_dict()}
        begun = time.monotonic()
        for _ in range(1000):
            events.publish(event)
        assert time.monotonic() - begun < 20, "waiting for each takes more than 100 s"
        # One may be in the publisher's hand.
        assert events.dropped in (989, 990)
        events.publish({"event": "user", "timestamp": "no time", "sender_id": None})
        asyncio.run(events.close())

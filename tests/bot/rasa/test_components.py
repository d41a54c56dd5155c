"""The graph components hand over normalised text and entities the way Rasa expects them."""

import re
import unittest

try:
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.nlu.entities import StatedEntities
from bot.nlu.keys import NORMALISED
from bot.nlu.normaliser import Normaliser


class NormaliserTest(unittest.TestCase):
    def test_the_text_stays_and_the_normalised_text_is_added(self) -> None:
        [message] = Normaliser().process([Message({"text": "hp sy 081234567890"})])
        assert message.get("text") == "hp sy 081234567890"
        assert message.get(NORMALISED) == "hp saya telepon_"

    def test_training_and_inference_see_the_same(self) -> None:
        text = "min listrik sy mati dr jam 5"
        [told] = Normaliser().process([Message({"text": text})])
        data = Normaliser().process_training_data(TrainingData([Message({"text": text, "intent": "lapor_padam"})]))
        assert data.training_examples[0].get(NORMALISED) == told.get(NORMALISED)

    def test_a_message_without_text_passes(self) -> None:
        [message] = Normaliser().process([Message({"action_name": "utter_x"})])
        assert message.get(NORMALISED) is None

    def test_a_change_of_code_or_lexicon_is_seen(self) -> None:
        assert re.search(r"^[0-9a-f]{64}$", Normaliser.fingerprint_addon({}) or "")
        assert Normaliser.fingerprint_addon({}) == StatedEntities.fingerprint_addon({})


class StatedEntitiesTest(unittest.TestCase):
    def test_entities_have_place_value_and_extractor(self) -> None:
        [message] = StatedEntities().process([Message({"text": "hp 0812-3456-7890, padam 3 jam"})])
        assert message.get("entities") == [
            {
                "entity": "phone",
                "value": "+6281234567890",
                "start": 3,
                "end": 17,
                "confidence_entity": 1.0,
                "extractor": "StatedEntities",
            },
            {
                "entity": "duration_minutes",
                "value": 180,
                "start": 25,
                "end": 30,
                "confidence_entity": 1.0,
                "extractor": "StatedEntities",
            },
        ]
        assert "entities" in message.as_dict(only_output_properties=True)

    def test_what_was_asked_for_comes_with_the_metadata(self) -> None:
        asked = Message({"text": "81234567890", "metadata": {"expect": "phone"}})
        [message] = StatedEntities().process([asked])
        assert [each["entity"] for each in message.get("entities")] == ["phone"]

    def test_strange_metadata_is_ignored(self) -> None:
        for metadata in (None, "x", {"expect": 5}, {}):
            [message] = StatedEntities().process([Message({"text": "512034123456", "metadata": metadata})])
            assert [each["entity"] for each in message.get("entities")] == ["idpel"]

    def test_what_others_found_stays(self) -> None:
        [message] = StatedEntities().process([Message({"text": "512034123456", "entities": [{"entity": "other"}]})])
        assert [each["entity"] for each in message.get("entities")] == ["other", "idpel"]


if __name__ == "__main__":
    unittest.main()

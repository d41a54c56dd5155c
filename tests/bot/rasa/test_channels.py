"""What of a request becomes a command of the dialogue, and what stays words."""

import unittest
from pathlib import Path

try:
    from rasa.core.nlg.interpolator import interpolate
    from rasa.shared.utils.io import read_yaml_file
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.channels.channel import BadRequestError, words

DOMAIN = Path(__file__).parents[3] / "domain.yml"


class WordsTest(unittest.TestCase):
    def test_a_payload_carries_its_entities_as_json(self) -> None:
        assert words(None, "/setuju") == "/setuju"
        assert words(None, "/beri_rating?stars=5") == '/beri_rating{"stars": "5"}'
        assert words(None, "/a?b=1&c=x%20y") == '/a{"b": "1", "c": "x y"}'

    def test_what_is_typed_is_never_a_command(self) -> None:
        for typed in ("/restart", "  //restart", "restart"):
            assert words(typed, None) == "restart"
        assert words("restart?now=1", None) == "restart?now=1"

    def test_nothing_is_refused(self) -> None:
        for text, payload in ((None, None), ("", None), (" / ", None), (5, None), (None, "setuju")):
            with self.assertRaises(BadRequestError):  # noqa: PT027 - no pytest in Rasa's environment
                words(text, payload)


class PayloadsTest(unittest.TestCase):
    def test_no_payload_looks_like_a_placeholder(self) -> None:
        responses = read_yaml_file(str(DOMAIN))["responses"]
        variants = [variant for variants in responses.values() for variant in variants]
        payloads = {button["payload"] for variant in variants for button in variant.get("buttons", ())}
        assert "/beri_rating?stars=5" in payloads
        for payload in payloads:
            assert "{" not in payload
            assert interpolate(payload, {}) == payload

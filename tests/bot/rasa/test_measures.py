"""The figures of an evaluation are right on cases small enough to count by hand."""

import json
import tempfile
import unittest
from pathlib import Path

try:
    import sklearn  # noqa: F401
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.evaluation.heldout import Case
from bot.evaluation.measures import (
    Outcome,
    calibration,
    confusions,
    danger_scores,
    entity_scores,
    per_register,
    summary,
)
from bot.evaluation.score import evaluate, report


def outcome(gold: str, said: str, confidence: float = 0.9, register: str = "slang") -> Outcome:
    return Outcome(Case(tuple(gold.split("|")), f"{gold} as {said}", register, None), said, confidence, {})


OUTCOMES = [outcome("a", "a"), outcome("a", "b", 0.6), outcome("b", "b"), outcome("a|b", "b", register="voice")]


class MeasuresTest(unittest.TestCase):
    def test_summary_counts_either_right_intent(self) -> None:
        # gold a a b b, said a b b b: a has P 1, R 1/2, F 2/3; b has P 2/3, R 1, F 4/5
        assert summary(OUTCOMES) == {"accuracy": 0.75, "macro_f1": 0.7333, "weighted_f1": 0.7333, "n": 4}

    def test_registers_are_measured_apart(self) -> None:
        found = per_register(OUTCOMES)
        assert (found["slang"]["accuracy"], found["voice"]["accuracy"]) == (0.6667, 1.0)

    def test_confusions_name_gold_and_said(self) -> None:
        assert confusions(OUTCOMES) == [{"gold": "a", "said": "b", "n": 1, "example": "a as b"}]

    def test_calibration_error_is_the_mean_gap(self) -> None:
        error, bins = calibration(OUTCOMES)
        # three of four at 0.9, all right: gap 0.1; one at 0.6, wrong: gap 0.6
        assert error == 0.225
        assert [each.n for each in bins] == [1, 3]

    def test_entities_count_only_where_annotated_and_by_value(self) -> None:
        outcomes = [
            Outcome(Case(("x",), "", "", {"phone": "+62812"}), "x", 1.0, {"phone": "+62812", "idpel": "51"}),
            Outcome(Case(("x",), "", "", {"phone": "+62813"}), "x", 1.0, {"phone": "+62814"}),
            Outcome(Case(("x",), "", "", {"name": "Budi S."}), "x", 1.0, {"name": "budi s", "scope": "single"}),
            Outcome(Case(("x",), "", "", {"address": "Jl. Mawar no 5 Depok"}), "x", 1.0, {"address": "jl mawar no. 5"}),
            Outcome(Case(("x",), "", "", None), "x", 1.0, {"idpel": "52"}),
        ]
        found = entity_scores(outcomes)
        assert found["phone"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
        assert found["idpel"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 0}
        assert (found["name"]["f1"], found["address"]["f1"]) == (1.0, 1.0)
        assert "scope" not in found

    def test_danger_is_measured_against_everything_else(self) -> None:
        dangers = [
            outcome("darurat", "darurat"),
            outcome("darurat", "a"),
            outcome("not", "darurat"),
            outcome("not", "a"),
        ]
        assert danger_scores(dangers) == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
        with tempfile.TemporaryDirectory() as folder:
            result = evaluate(OUTCOMES, Path(folder), dangers)
        assert result["danger"]["recall"] == 0.5
        assert result["n"] == len(OUTCOMES)
        assert any("set of dangers" in line for line in report(result))

    def test_an_evaluation_leaves_figures_and_json(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            result = evaluate(OUTCOMES, Path(folder))
            written = json.loads((Path(folder) / "nlu.json").read_text(encoding="utf-8"))
            assert {key: written[key] for key in ("accuracy", "macro_f1", "weighted_f1", "n")} == summary(OUTCOMES)
            for name in ("confusion.png", "calibration.png"):
                assert (Path(folder) / name).read_bytes()[:4] == b"\x89PNG"
        assert "macro-F1 0.7333" in next(report(result))


if __name__ == "__main__":
    unittest.main()

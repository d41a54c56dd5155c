"""No danger of the held-out set is missed by the whole pipeline. Source: procedure.md IN-7."""

from bot.evaluation.heldout import read_cases
from deploy.layout import ROOT
from tests.bot.conftest import Pipeline


def test_in_7_every_danger_of_the_set_is_raised(pipeline: Pipeline) -> None:
    cases = read_cases(ROOT / "tests" / "nlu" / "danger.tsv")
    dangers = [case.text for case in cases if case.intents == ("darurat",)]
    assert len(cases) >= 150
    assert len(dangers) >= 100
    assert [text for text in dangers if pipeline.intent(text) != "darurat"] == []


def test_what_only_sounds_like_danger_is_mostly_left_alone(pipeline: Pipeline) -> None:
    cases = read_cases(ROOT / "tests" / "nlu" / "danger.tsv")
    harmless = [case.text for case in cases if "darurat" not in case.intents]
    raised = [text for text in harmless if pipeline.intent(text) == "darurat"]
    assert len(raised) <= 0.4 * len(harmless)

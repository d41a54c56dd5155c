"""The check of the training data finds what it is for, and the project's data passes it."""

from pathlib import Path

import pytest

from bot.evaluation.data_check import (
    FEWEST,
    Example,
    balance_faults,
    duplicate_faults,
    leak_faults,
    likeness_faults,
    main,
    read_examples,
)
from deploy.layout import ROOT


def _examples(*pairs: tuple[str, str]) -> list[Example]:
    return [Example(intent, text, "nlu.yml") for intent, text in pairs]


def test_examples_are_read_from_every_capability(tmp_path: Path) -> None:
    (tmp_path / "salam").mkdir()
    (tmp_path / "salam" / "nlu.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: sapaan\n  examples: |\n    - halo\n    - selamat - pagi\n'
    )
    assert read_examples(tmp_path) == [
        Example("sapaan", "halo", str(tmp_path / "salam/nlu.yml")),
        Example("sapaan", "selamat - pagi", str(tmp_path / "salam/nlu.yml")),
    ]


def test_an_intent_with_too_few_examples_is_named() -> None:
    enough = _examples(*(("setuju", f"ya {n}") for n in range(FEWEST)))
    assert list(balance_faults(enough)) == []
    assert "setuju has" in next(balance_faults(enough[1:]))


def test_a_great_difference_between_intents_is_named() -> None:
    few = _examples(*(("setuju", f"ya {n}") for n in range(FEWEST)))
    many = _examples(*(("tolak", f"tidak {n}") for n in range(5 * FEWEST)))
    assert list(balance_faults([*few, *many])) == []
    assert "over 5 times" in next(balance_faults([*few, *many, Example("tolak", "bukan", "")]))


def test_the_same_words_twice_are_a_duplicate_whatever_their_case_and_signs() -> None:
    assert list(duplicate_faults(_examples(("sapaan", "halo"), ("sapaan", "halo pak")))) == []
    assert len(list(duplicate_faults(_examples(("sapaan", "Halo, pak!"), ("setuju", "halo pak"))))) == 1


def test_signs_alone_differ_from_each_other() -> None:
    assert list(duplicate_faults(_examples(("setuju", "👍"), ("tolak", "👎")))) == []


def test_longer_examples_alike_across_intents_are_named() -> None:
    one = ("lapor_padam", "rumah saya padam dari jam lima sore pak tolong")
    other = "rumah saya padam dari jam lima sore pak tolong ya"
    assert len(list(likeness_faults(_examples(one, ("lapor_ulang", other))))) == 1
    assert list(likeness_faults(_examples(one, ("lapor_padam", other)))) == []
    assert list(likeness_faults(_examples(one, ("lapor_ulang", "petugas belum datang juga dari tadi pagi")))) == []


def test_short_turns_may_be_alike() -> None:
    assert list(likeness_faults(_examples(("setuju", "iya betul pak"), ("tolak", "iya betul pakk")))) == []


@pytest.mark.parametrize(
    ("held_out", "leaks"),
    [
        ("rumah saya padam dari jam lima sore, pak", 1),
        ("Rumah saya padam dari jam lima sore pak!!", 1),
        ("sejak magrib tadi tempat kami gelap sendirian", 0),
        ("rumah padam", 0),
    ],
)
def test_a_held_out_text_in_the_training_data_is_a_leak(held_out: str, leaks: int) -> None:
    training = _examples(("lapor_padam", "rumah saya padam dari jam lima sore pak"), ("lapor_padam", "rumah padam"))
    assert len(list(leak_faults(training, [(held_out, "heldout.tsv")]))) == leaks


def test_the_projects_data_has_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main() == 0, capsys.readouterr().err


def test_faults_end_the_program_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("nlu:\n- intent: sapaan\n  examples: |\n    - halo\n    - Halo!\n")
    assert main() == 1
    assert "duplicate" in capsys.readouterr().err

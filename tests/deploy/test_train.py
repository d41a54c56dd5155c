"""`make train`: trains once for the same data, and no more of it than has changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy import train

CONFIG = """
recipe: default.v1
assistant_id: tiny
language: id
pipeline:
  - name: KeywordIntentClassifier
policies:
  - name: RulePolicy
"""
DATA = """
version: "3.1"
nlu:
- intent: sapaan
  examples: |
    - halo
- intent: lapor_padam
  examples: |
    - padam
rules:
- rule: greet
  steps:
  - intent: sapaan
  - action: utter_sapaan
"""
DOMAIN = """
version: "3.1"
intents: [sapaan, lapor_padam]
responses:
  utter_sapaan:
  - text: {text}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the root of a project small enough to train in seconds."""
    (tmp_path / "data" / "percakapan").mkdir(parents=True)
    (tmp_path / "bot" / "nlu").mkdir(parents=True)
    (tmp_path / "bot" / "nlu" / "component.py").write_text("A = 1\n")
    for name in ("__init__.py", "__main__.py", "lean.py"):
        (tmp_path / "bot" / name).write_text((train.ROOT / "bot" / name).read_text())
    (tmp_path / "logs.py").write_text((train.ROOT / "logs.py").read_text())
    (tmp_path / "config.yml").write_text(CONFIG)
    (tmp_path / "data" / "percakapan" / "nlu.yml").write_text(DATA)
    (tmp_path / "domain.yml").write_text(DOMAIN.format(text="Halo"))
    return tmp_path


def change_text(root: Path) -> None:
    (root / "domain.yml").write_text(DOMAIN.format(text="Selamat datang"))


def change_examples(root: Path) -> None:
    (root / "data" / "percakapan" / "nlu.yml").write_text(DATA.replace("- padam", "- padam\n    - mati"))


def change_code(root: Path) -> None:
    (root / "bot" / "nlu" / "component.py").write_text("A = 2\n")


def add_lexicon(root: Path) -> None:
    (root / "bot" / "nlu" / "lexicon.tsv").write_text("gelap\tpadam\n")


def fingerprints(root: Path) -> tuple[str, str]:
    return train.fingerprint(train.DATA, root), train.fingerprint(train.CODE, root)


@pytest.mark.parametrize(
    ("change", "data", "code"),
    [
        (change_text, True, False),
        (change_examples, True, False),
        (change_code, False, True),
        (add_lexicon, False, True),
    ],
)
def test_what_the_model_is_made_of_is_noticed(
    project: Path, change: Callable[[Path], None], data: bool, code: bool
) -> None:
    before = fingerprints(project)
    change(project)
    after = fingerprints(project)
    assert (before[0] != after[0], before[1] != after[1]) == (data, code)


def test_what_the_model_is_not_made_of_is_not(project: Path) -> None:
    before = fingerprints(project)
    (project / "bot" / "nlu" / "component.pyc").write_bytes(b"compiled")
    (project / "README.md").write_text("words")
    (project / "config.yml").touch()
    assert fingerprints(project) == before


@pytest.mark.journey
def test_it_trains_once_and_then_only_what_changed(project: Path) -> None:
    model, log = project / "models" / "padam.tar.gz", project / "train.log"

    def ensure(_: int = 0) -> bool:
        return train.ensure_model(log, model, project)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ensure, range(2))) == [False, True], "two at once train once"
    first = model.read_bytes()
    assert not ensure()
    assert model.read_bytes() == first

    change_text(project)
    assert ensure()
    assert "Restored component 'KeywordIntentClassifier' from cache" in log.read_text()
    assert "Starting to train component 'KeywordIntentClassifier'" not in log.read_text()
    assert model.read_bytes() != first

    change_code(project)
    assert ensure()
    assert "Starting to train component 'KeywordIntentClassifier'" in log.read_text()


@pytest.mark.journey
def test_a_training_that_fails_says_why_and_keeps_the_model(project: Path) -> None:
    model, log = project / "models" / "padam.tar.gz", project / "train.log"
    model.parent.mkdir()
    model.write_bytes(b"the present one")
    (project / "config.yml").write_text(CONFIG.replace("KeywordIntentClassifier", "NoSuchThing"))
    with pytest.raises(train.TrainingError, match="NoSuchThing"):
        train.ensure_model(log, model, project)
    assert model.read_bytes() == b"the present one"
    assert [path.name for path in model.parent.iterdir() if path.name.startswith(".training")] == []

"""What the tests of understanding share: the pipeline of config.yml, in the environment it runs in."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.layout import RASA_ENVIRONMENT, RASA_PYTHON, ROOT


class Pipeline:
    """The trained pipeline in a process of Rasa's environment."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [RASA_PYTHON, "-W", "ignore", "-m", "tests.bot.rasa.pipeline"],
            cwd=ROOT,
            env=RASA_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.facts: dict[str, Any] = json.loads(self._answer())

    def parse(self, text: str) -> dict[str, Any]:
        """Return what the pipeline understands, as Rasa would pass it on."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        understood: dict[str, Any] = json.loads(self._answer())
        return understood

    def intent(self, text: str) -> str:
        """Return the name of the intent."""
        return str(self.parse(text)["intent"]["name"])

    def also(self, text: str) -> set[str]:
        """Return the further intents."""
        return {each["value"] for each in self.parse(text)["entities"] if each["entity"] == "also"}

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the pipeline ended early"
        return line


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    """The pipeline of config.yml, trained on the project's data; it takes some 20 s."""
    running = Pipeline()
    yield running
    running.close()

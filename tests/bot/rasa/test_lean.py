"""What is left out of Rasa's process is not missed by ours, and missed at once by what needs it."""

import subprocess
import sys
import unittest
from pathlib import Path

try:
    import sklearn  # noqa: F401
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.lean import LEFT_OUT

ROOT = Path(__file__).parents[3]


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own: what one has imported another must not see."""
    command = [sys.executable, "-W", "ignore", "-c", "from bot.lean import leave_out; leave_out()\n" + program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


class LeanTest(unittest.TestCase):
    def test_every_component_of_rasa_is_registered_without_tensorflow(self) -> None:
        done = run(
            "import sys\n"
            "from rasa.engine.recipes.recipe import Recipe\n"
            "Recipe.recipe_for_name('default.v1')\n"
            "from rasa.nlu.classifiers.diet_classifier import DIETClassifier\n"
            "loaded = [m for m in sys.modules.values() if m.__name__.partition('.')[0] in "
            f"{set(LEFT_OUT)!r} and getattr(m, '__file__', None)]\n"
            "assert not loaded, loaded\n"
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def test_a_model_that_needs_it_fails_when_it_is_built(self) -> None:
        done = run(
            "from rasa.utils.tensorflow.models import RasaModel\n"
            "class Model(RasaModel):\n"
            "    def __init__(self): super().__init__()\n"
            "    batch_loss = batch_predict = None\n"
            "Model()\n"
        )
        assert done.returncode != 0
        assert "needs TensorFlow, which this process left out" in done.stderr

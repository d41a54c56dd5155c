"""Where things stand in a checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
APP_PYTHON = ROOT / ".venv" / "app" / "bin" / "python"
RASA_PYTHON = ROOT / ".venv" / "rasa" / "bin" / "python"
MODEL = ROOT / "models" / "padam.tar.gz"

# Rasa: no telemetry, no TensorFlow chatter, no warnings of its frozen dependencies, the same hashes at every training.
RASA_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}

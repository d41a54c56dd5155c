"""Rasa's command line without TensorFlow, logging as all of ours: `python -m bot run …` for `python -m rasa run …`."""

import logging

import logs
from bot.lean import leave_out

leave_out()
logs.configure()
# Nobody who runs this can mend what its frozen libraries warn of.
logging.captureWarnings(True)
logging.getLogger("py.warnings").setLevel(logging.ERROR)

from rasa import __main__ as command  # noqa: E402 - nothing of Rasa may be imported earlier

if __name__ == "__main__":
    # The first and the last that Rasa sets up of its logging; in between it would colour it.
    command.configure_logging_and_warnings = lambda *_, **__: logs.configure()
    command.configure_structlog = lambda _level=None: logs.configure()
    command.main()

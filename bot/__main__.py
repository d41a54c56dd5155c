"""Rasa's command line without TensorFlow: `python -m bot run …` for `python -m rasa run …`."""

from bot.lean import leave_out

leave_out()

from rasa.__main__ import main  # noqa: E402 - nothing of Rasa may be imported earlier

if __name__ == "__main__":
    main()

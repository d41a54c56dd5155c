"""Keep standard output for results: everything libraries print goes to standard error."""

import logging
import os
import sys
import warnings
from typing import TextIO


def take_standard_output() -> TextIO:
    """Return a stream to the real standard output and point every other writer at standard error.

    Works below Python too, so that native libraries cannot spoil the output either.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # A filter would not last: libraries put their own before it while they are imported.
    warnings.showwarning = _forget
    logging.disable(logging.WARNING)
    sys.stdout.flush()
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return results


def _forget(*_args: object, **_named: object) -> None:
    """Say nothing of a warning: those of Rasa's frozen dependencies can be mended by nobody here."""

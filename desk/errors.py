"""What the desk refuses."""

from __future__ import annotations


class DeskError(Exception):
    """Say what the desk refuses and why."""


class NoSuchHandOverError(DeskError):
    """There is no such open hand-over record."""


class NotTakenError(DeskError):
    """Only who took the conversation may write in it."""


class WindowOverError(DeskError):
    """Free words reach a customer only within 24 hours of the last message; afterwards only a template does."""


class CannotWriteError(DeskError):
    """There is no way to write to this customer: a call, or a withheld address."""


class NotSentError(DeskError):
    """The carrier did not take the message."""


class MayRingError(DeskError):
    """The carrier did not answer: whether a telephone rings is not known."""


class NoMediaError(DeskError):
    """What a customer sent along cannot be had, or must not be shown."""


class CannotCallError(DeskError):
    """This customer cannot be called now; the text says what hinders it (`desk.call_backs`)."""


class OwnedByAnotherError(DeskError):
    """Another officer has the conversation."""

    def __init__(self, officer: str) -> None:
        super().__init__("another officer has this conversation")
        self.officer = officer

"""What the desk refuses."""

from __future__ import annotations


class DeskError(Exception):
    """Say what the desk refuses and why."""


class NoSuchHandOverError(DeskError):
    """There is no such open hand-over record."""


class OwnedByAnotherError(DeskError):
    """Another officer has the conversation."""

    def __init__(self, officer: str) -> None:
        super().__init__("another officer has this conversation")
        self.officer = officer

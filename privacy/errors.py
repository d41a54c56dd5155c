"""What is refused where personal data are concerned."""

from __future__ import annotations

from tickets.errors import ConflictError, InvalidError


class NobodyError(InvalidError):
    """No telephone number, IDPEL or ID Meter was given."""

    code = "nobody"


class StillNeededError(ConflictError):
    """An open report of the person needs the data; its number is named (Source: DP-2)."""

    code = "data-still-needed"

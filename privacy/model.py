"""The words of the law on personal data (UU PDP) as types. Standard library and the words of `tickets` only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.model import Word


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data are asked for: a telephone number (E.164), and the premise where that is theirs, too."""

    phone: str | None = None
    idpel: str | None = None
    meter_id: str | None = None

    @property
    def is_nobody(self) -> bool:
        """Tell whether nothing names a person."""
        return not (self.phone or self.idpel or self.meter_id)


class Act(Word):
    """What somebody did with personal data, or with what all customers hear."""

    SAW = "SAW"
    SEARCHED = "SEARCHED"
    EXPORTED = "EXPORTED"
    ERASED = "ERASED"
    SWITCHED = "SWITCHED"  # storm mode


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the audit log: who did what with which report or conversation, or which way storm mode was switched.

    `about` holds no person's data.
    """

    at: datetime
    who: str
    act: Act
    page: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Periods:
    """How long personal data are kept (Source: DP-3)."""

    reports: timedelta
    conversations: timedelta
    trail: timedelta

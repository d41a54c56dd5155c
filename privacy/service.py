"""The use cases around personal data: one call, one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from privacy.errors import NobodyError, StillNeededError
from privacy.model import Act, Periods, Subject, Trace
from privacy.ports import PrivacyUnitOfWorkFactory
from tickets.ports import Clock

# Rows of a table in one transaction: others want to write, too.
AT_ONCE = 500
PAGE = 100


class Privacy:
    """All use cases around personal data."""

    def __init__(self, uow: PrivacyUnitOfWorkFactory, clock: Clock, periods: Periods) -> None:
        self._uow = uow
        self._clock = clock
        self._periods = periods

    def export(self, subject: Subject, who: str) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Return all that is kept of a person (Source: DP-1). Raises: NobodyError."""
        if subject.is_nobody:
            raise NobodyError("whose data? a telephone number, IDPEL or ID Meter")
        with self._uow() as uow:
            found = uow.personal_data.of(subject)
            uow.trail.add(Trace(self._clock(), who, Act.EXPORTED, "export"))
            uow.commit()
        return found

    def erase(self, subject: Subject, who: str) -> tuple[Mapping[str, int], Sequence[str]]:
        """Take a person out of everything that is not needed any more (Source: DP-2).

        Returns how many rows were changed or deleted, by table, and the person's conversations, for the dialogue to
        forget. Raises: NobodyError; StillNeededError while a report of theirs is open or a human is to answer.
        """
        if subject.is_nobody:
            raise NobodyError("whose data? a telephone number, IDPEL or ID Meter")
        with self._uow() as uow:
            needed = uow.personal_data.needed(subject)
            if needed:
                raise StillNeededError("something is still open", needed=", ".join(needed))
            talks = uow.personal_data.conversations(subject)
            done = uow.personal_data.erase(subject, self._clock())
            uow.trail.add(Trace(self._clock(), who, Act.ERASED, "erase"))
            uow.commit()
        return done, talks

    def expire(self) -> Mapping[str, int]:
        """Take out what is past its period (Source: DP-3); safe to call again, and by several at once."""
        done: Counter[str] = Counter()
        while True:
            with self._uow() as uow:
                counts = uow.personal_data.expire(self._periods, self._clock(), AT_ONCE)
                uow.commit()
            done.update(counts)
            if not any(count >= AT_ONCE for count in counts.values()):
                return dict(done)

    def saw(self, who: str, act: Act, page: str, about: str | None = None) -> None:
        """Keep that somebody looked (Source: DP-4)."""
        with self._uow() as uow:
            uow.trail.add(Trace(self._clock(), who, act, page, about))
            uow.commit()

    def trail(
        self, *, who: str | None = None, about: str | None = None, before: int | None = None
    ) -> Sequence[tuple[int, Trace]]:
        """Return who looked at what, newest first, a page at a time (Source: DP-4)."""
        with self._uow() as uow:
            return uow.trail.find(who=who, about=about, before=before, limit=PAGE)

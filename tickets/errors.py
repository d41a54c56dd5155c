"""One family of errors. Each edge translates it once; `code` is stable, `detail` is for operators."""

from __future__ import annotations


class TicketError(Exception):
    """Say what the procedure refuses and why."""

    code = "ticket-error"

    def __init__(self, detail: str, **facts: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class NotFoundError(TicketError):
    """There is no such report, or this caller may not know whether there is (Source: procedure.md PV-2)."""

    code = "not-found"


class InvalidError(TicketError):
    """The input breaks a rule of the procedure."""

    code = "invalid"


class ConflictError(TicketError):
    """The input is sound, the state of the report forbids it."""

    code = "conflict"


class PremiseHasOpenReportError(ConflictError):
    """The building already has an open G report (Source: procedure.md IN-5); `no_lapor` names it."""

    code = "premise-has-open-report"

    def __init__(self, no_lapor: str) -> None:
        super().__init__("the building already has an open report", no_lapor=no_lapor)
        self.no_lapor = no_lapor


class NumberTakenError(ConflictError):
    """The report number exists already (Source: procedure.md IN-4)."""

    code = "number-taken"


class StaleWriteError(ConflictError):
    """Another writer changed the report in between; the use case may be tried again."""

    code = "stale-write"


class OverError(ConflictError):
    """The message was answered meanwhile: what a process that stood still would do for it now is not done."""

    code = "over"


class TooManyWrongPairsError(TicketError):
    """Five wrong pairs in an hour from one number: a human takes over (Source: procedure.md PV-2)."""

    code = "too-many-wrong-pairs"


class StoreUnavailableError(TicketError):
    """The store does not answer, or not in time (Source: procedure.md HO-1: the backend cannot answer)."""

    code = "store-unavailable"


class StoreAwayError(StoreUnavailableError):
    """There is no line to the store: nothing was done, or all of it and the word of it got lost."""

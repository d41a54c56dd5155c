"""What the page of a report shows now: facts and rules turned into what the template writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

import spoken
from tickets import rules
from tickets.model import Kind, Outcome, Side, Stage, StageTime, Ticket
from tickets.rules import RepeatVerdict, Tracking


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the progress; `state` is `done`, `now` or `next`."""

    stage: Stage
    state: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Again:
    """Whether Lapor Ulang is possible now, by which rule; `why` and `at` tell what stands against it."""

    rule: str
    possible: bool
    why: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template needs. Nothing in it names a person."""

    ticket: Ticket
    steps: tuple[Step, ...]
    eta: str | None
    overdue: bool
    tracking: Tracking
    age: str | None
    reported: str
    finished: str | None
    again: Again
    missing: str | None
    pln_mobile: bool


def build(ticket: Ticket, now: datetime, zone: tzinfo) -> Page:
    """Read a report for its page (Source: ETA-1 to ETA-5, TR-1 to TR-6, LU, PM-1)."""

    def clock(moment: datetime) -> str:
        return spoken.clock(moment, now, zone)[0]

    under_way = ticket.kind is Kind.G and ticket.is_open and ticket.stage is not Stage.NYALA
    promises = under_way and not rules.has_no_eta(ticket)
    found = rules.tracking(ticket, now)
    if found.position is not None and not found.position.street:
        # Without a street there is nothing to read; as the bot does, none is made up (TR-3).
        found = Tracking("TR-3", found.stage, found.plate, gap=rules.TrackingGap.NO_POSITION_YET)
    return Page(
        ticket=ticket,
        steps=_steps(ticket, now, zone),
        eta=clock(rules.promised(ticket)) if promises else None,
        overdue=promises and now >= rules.promised(ticket),
        tracking=found,
        age=spoken.span(found.age)[0] if found.age is not None and found.position else None,
        reported=clock(ticket.reported_at),
        finished=clock(ticket.resolution.at) if ticket.resolution else None,
        again=again(ticket, now, zone),
        missing=rules.needs_from_customer(ticket.resolution.code if ticket.resolution else None),
        pln_mobile=rules.promotes_pln_mobile(ticket),
    )


def decide(ticket: Ticket, now: datetime) -> RepeatVerdict:
    """Decide what a repeat contact from the page becomes: the customer has one wish there, that PLN acts."""
    return rules.decide_repeat(ticket.kind, ticket.status, Side.PLN, now - ticket.window_from, urgent=False)


def again(ticket: Ticket, now: datetime, zone: tzinfo) -> Again:
    """Tell whether Lapor Ulang is possible, as the LU table says, and why not where it is not."""
    verdict = decide(ticket, now)
    if verdict.outcome is Outcome.NEW_REPORT:
        return Again(verdict.rule, False, "complaint-finished")
    if verdict.outcome is not Outcome.LAPOR_ULANG:
        return Again(verdict.rule, False, "too-early", spoken.clock(rules.eta(ticket.window_from), now, zone)[0])
    if rules.is_same_contact(ticket, now):
        return Again(verdict.rule, False, "just-done", spoken.clock(ticket.repeats[-1].at, now, zone)[0])
    return Again(verdict.rule, True)


def _steps(ticket: Ticket, now: datetime, zone: tzinfo) -> tuple[Step, ...]:
    chain = list(Stage) if ticket.kind is Kind.G else [Stage.LAPOR, Stage.SELESAI]
    # What was reached before a reopening belongs to the journey before (ETA-2).
    reached = {time.stage: time for time in _present_journey(ticket)}

    def state(stage: Stage) -> str:
        if stage is ticket.stage:
            return "now" if ticket.is_open else "done"
        return "done" if stage.order < ticket.stage.order else "next"

    return tuple(
        Step(
            stage,
            state(stage),
            spoken.clock(reached[stage].at, now, zone)[0] if stage in reached and state(stage) != "next" else None,
        )
        for stage in chain
    )


def _present_journey(ticket: Ticket) -> list[StageTime]:
    begins = [at for at, time in enumerate(ticket.stages) if time.stage is Stage.LAPOR]
    return ticket.stages[begins[-1] :] if begins else ticket.stages

"""The promised end: told, changed, warned of before it breaks, measured."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from tests.fakes import HandSetClock
from tickets import rules
from tickets.errors import ConflictError, InvalidError
from tickets.events import EventType, Tab
from tickets.model import Alert, Channel, Customer, Kind, Outcome, ResolutionCode, Side, Stage, Ticket
from tickets.requests import Contact, NewReport
from tickets.service import Reports

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def opened(reports: Reports, number: int = 1, kind: Kind = Kind.G) -> Ticket:
    return reports.open(
        NewReport(
            kind=kind,
            customer=Customer(idpel=f"5298{number:08d}", name="Rina", address=f"Jl. Nomor {number}"),
            description="padam",
            received_by="CHATBOT",
            channel=Channel.WHATSAPP,
        )
    )


def promise(reports: Reports, ticket: Ticket, until: datetime, *, human: bool = False) -> Ticket:
    source = reports.source("CC.54.HANA" if human else "APKT", Channel.CONSOLE if human else Channel.APKT)
    return reports.promise(ticket.no_lapor, until, "Menunggu kabel.", source, by_human=human)


def advance(reports: Reports, ticket: Ticket, stage: Stage, code: ResolutionCode | None = None) -> Ticket:
    return reports.advance(ticket.no_lapor, stage, reports.source("APKT", Channel.APKT), None, code)


def test_ETA_6_a_new_promise_is_what_everybody_is_told(reports: Reports, clock: HandSetClock):
    ticket = opened(reports)
    until = clock() + 5 * HOUR
    ticket = promise(reports, ticket, until)
    assert rules.promised(ticket) == until
    clock.forward(4 * HOUR)
    answer = rules.answer_eta(ticket, clock())
    assert (answer.promised, answer.overdue) == (until, False)
    assert answer.tracking is not None
    clock.forward(HOUR)
    assert rules.answer_eta(ticket, clock()).overdue


def test_ETA_6_an_earlier_promise_breaks_earlier(reports: Reports, clock: HandSetClock):
    ticket = promise(reports, opened(reports), clock() + HOUR)
    clock.forward(HOUR + MINUTE)
    answer = rules.answer_eta(ticket, clock())
    assert answer.overdue
    assert answer.tracking is not None


def test_ETA_6_the_history_tells_old_new_reason_and_who(reports: Reports, clock: HandSetClock):
    ticket = opened(reports)
    old = rules.promised(ticket)
    promise(reports, ticket, clock() + 5 * HOUR)
    (event,) = [e for e in reports.history(ticket.no_lapor, Tab.CHANGES) if e.type is EventType.PROMISED]
    assert (event.old, event.new) == (old.isoformat(), (clock() + 5 * HOUR).isoformat())
    assert (event.note, event.actor, event.rule) == ("Menunggu kabel.", "APKT", "ETA-6")


def test_ETA_6_a_program_changes_it_twice_then_a_human_decides(reports: Reports, clock: HandSetClock):
    ticket = opened(reports)
    for hours in (4, 5):
        ticket = promise(reports, ticket, clock() + hours * HOUR)
    with pytest.raises(ConflictError):
        promise(reports, ticket, clock() + 6 * HOUR)
    kept = reports.get(ticket.no_lapor)
    assert rules.promised(kept) == clock() + 5 * HOUR
    assert kept.alert is Alert.ETA_PERLU_KEPUTUSAN
    decided = promise(reports, ticket, clock() + 6 * HOUR, human=True)
    assert rules.promised(decided) == clock() + 6 * HOUR
    assert decided.alert is None
    with pytest.raises(ConflictError):
        promise(reports, ticket, clock() + 7 * HOUR)


def test_ETA_6_the_same_again_is_no_change(reports: Reports, clock: HandSetClock):
    ticket = opened(reports)
    for _ in range(5):
        ticket = promise(reports, ticket, clock() + 4 * HOUR)
    assert ticket.promise_changes == 1


@pytest.mark.parametrize("away", [-MINUTE, timedelta(), rules.PROMISE_FARTHEST + MINUTE])
def test_ETA_6_a_promise_lies_ahead(reports: Reports, clock: HandSetClock, away: timedelta):
    with pytest.raises(InvalidError):
        promise(reports, opened(reports), clock() + away)


def test_ETA_6_nothing_is_promised_for_a_complaint_or_once_the_power_is_back(reports: Reports, clock: HandSetClock):
    complaint, ticket = opened(reports, 1, Kind.K), opened(reports, 2)
    advance(reports, ticket, Stage.NYALA)
    for told in (complaint, ticket):
        with pytest.raises(ConflictError):
            promise(reports, told, clock() + HOUR)


def test_ETA_2_a_reopening_promises_3_hours_again(reports: Reports, clock: HandSetClock):
    ticket = promise(reports, opened(reports), clock() + 9 * HOUR)
    advance(reports, ticket, Stage.SELESAI)
    clock.forward(HOUR)
    result = reports.contact(ticket.no_lapor, Contact(Side.PLN, "masih padam", "CHATBOT", Channel.WHATSAPP))
    assert result.verdict.outcome is Outcome.LAPOR_ULANG
    assert rules.promised(result.ticket) == clock() + 3 * HOUR
    assert (result.ticket.promise_changes, result.ticket.eta_kept) == (0, None)


@pytest.mark.parametrize(
    ("stage", "before"),
    [(Stage.LAPOR, 45), (Stage.PENUGASAN_REGU, 45), (Stage.DALAM_PERJALANAN, 30), (Stage.DALAM_PENGERJAAN, 15)],
)
def test_ETA_7_the_warning_comes_before_the_promise_breaks_and_once(
    reports: Reports, clock: HandSetClock, stage: Stage, before: int
):
    ticket = opened(reports)
    if stage is not Stage.LAPOR:
        advance(reports, ticket, stage)
    clock.forward(3 * HOUR - (before + 1) * MINUTE)
    assert reports.warn() == []
    clock.forward(MINUTE)
    assert reports.warn() == [ticket.no_lapor]
    assert reports.get(ticket.no_lapor).alert is Alert.ETA_TERANCAM
    clock.forward(MINUTE)
    assert reports.warn() == []


def test_ETA_7_no_warning_once_the_power_is_back(reports: Reports, clock: HandSetClock):
    advance(reports, opened(reports), Stage.NYALA)
    clock.forward(3 * HOUR - MINUTE)
    assert reports.warn() == []


def test_ETA_7_each_promise_has_its_own_warning_and_a_short_one_half_of_its_time(reports: Reports, clock: HandSetClock):
    ticket = opened(reports)
    clock.forward(3 * HOUR - 45 * MINUTE)
    assert reports.warn()
    promise(reports, ticket, clock() + 20 * MINUTE, human=True)
    assert reports.get(ticket.no_lapor).alert is None
    assert reports.warn() == []
    clock.forward(10 * MINUTE)
    assert reports.warn() == [ticket.no_lapor]


def test_ETA_7_what_broke_long_ago_is_no_news(reports: Reports, clock: HandSetClock):
    opened(reports)
    clock.forward(3 * HOUR + rules.WARN_LATE + MINUTE)
    assert reports.warn() == []


def test_ETA_8_kept_and_missed(reports: Reports, clock: HandSetClock):
    kept, missed, closed = (opened(reports, number) for number in (1, 2, 3))
    clock.forward(3 * HOUR)
    assert advance(reports, kept, Stage.NYALA).eta_kept is True
    clock.forward(MINUTE)
    assert advance(reports, missed, Stage.SELESAI).eta_kept is False
    assert advance(reports, closed, Stage.SELESAI, ResolutionCode.DATA_TIDAK_LENGKAP).eta_kept is None
    assert advance(reports, kept, Stage.SELESAI).eta_kept is True


def test_ETA_7_of_500_reports_every_broken_promise_was_announced_before_it_broke(reports: Reports, clock: HandSetClock):
    """Officers as they come: some quick, some stuck, some given another time; the watch looks every minute."""
    chance = random.Random(7)
    todo: list[tuple[datetime, str, Stage]] = []
    for number in range(500):
        at, ticket = clock(), opened(reports, number)
        at += chance.randrange(0, 60) * MINUTE
        for stage in (Stage.PENUGASAN_REGU, Stage.DALAM_PERJALANAN, Stage.DALAM_PENGERJAAN, Stage.NYALA):
            at += chance.randrange(1, 90) * MINUTE
            todo.append((at, ticket.no_lapor, stage))
    todo.sort(key=lambda step: step[0])
    warned: dict[tuple[str, datetime], datetime] = {}
    broken = 0
    for _ in range(8 * 60):
        for no in reports.warn():
            key = (no, rules.promised(reports.get(no)))
            assert key not in warned, "told twice"
            warned[key] = clock()
        while todo and todo[0][0] <= clock():
            _, no, stage = todo.pop(0)
            ticket = reports.get(no)
            until = rules.promised(ticket)
            if chance.random() < 0.1 and until > clock() and ticket.promise_changes < rules.AUTOMATIC_CHANGES:
                until = rules.promised(promise(reports, ticket, clock() + chance.randrange(5, 120) * MINUTE))
            done = advance(reports, ticket, stage)
            if stage is Stage.NYALA and clock() > until:
                broken += 1
                assert done.eta_kept is False
                assert warned[no, until] < until
        clock.forward(MINUTE)
    assert not todo
    assert broken > 100

"""The figures of both databases: days of the zone, ranks, and what counts as what; all expectations by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from desk.model import Entry, EntryKind, HandOver, Inbound, Reason
from performance.model import Comment, Conversations, Misunderstanding, Promises, Reports, Times, Trouble, Waited
from performance.span import Span
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON
from tests.storage.builders import add, report, stranger
from tickets.events import Event, EventType
from tickets.model import Channel, Kind, LaporUlang, Promise, Rating, Stage, StageTime, Status, Ticket

ZONE = ZoneInfo("Asia/Jakarta")
SPAN = Span(date(2026, 11, 23), date(2026, 11, 24), ZONE)
MONDAY, TUESDAY = SPAN.first, SPAN.last
# Tuesday begins in Jakarta while it is Monday in UTC.
MIDNIGHT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def at(minutes: float, of: datetime = NOON) -> datetime:
    return of + timedelta(minutes=minutes)


def outage(number: int, reported: datetime, *steps: tuple[Stage, float], kind: Kind = Kind.G, again: int = 0) -> Ticket:
    """Return a report with stages some minutes after it, and repeats by LU-1."""
    told = [LaporUlang(reported, Channel.VOICE, "BOT", "lama", urgent=False, rule="LU-1") for _ in range(again)]
    ticket = report(number, stranger(number), kind, repeats=told, lapor_ulang_count=again)
    ticket.reported_at = ticket.window_from = reported
    ticket.stages = [StageTime(Stage.LAPOR, reported), *(StageTime(stage, at(m, reported)) for stage, m in steps)]
    return ticket


def test_reports_belong_to_the_day_of_the_zone(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    second = timedelta(microseconds=1)
    add(
        store,
        outage(1, MIDNIGHT - second, again=2),
        outage(2, MIDNIGHT),
        outage(3, MIDNIGHT, kind=Kind.K, again=1),
        outage(4, SPAN.begins - second, again=5),
        outage(5, SPAN.ends, again=5),
    )
    with store() as uow:
        assert uow.counts.reports(SPAN) == {MONDAY: Reports(1, 2, 1), TUESDAY: Reports(2, 1, 1)}
        assert uow.counts.kinds(SPAN) == {(Kind.G, Channel.WHATSAPP): 2, (Kind.K, Channel.WHATSAPP): 1}
        assert uow.counts.rules(SPAN) == {"LU-1": 3}


def judged(ticket: Ticket, minutes: float, verdict: str) -> Ticket:
    """Return the report with the word of ETA-8 some minutes after it."""
    when = at(minutes, ticket.reported_at)
    ticket.events.append(Event(EventType.JUDGED, ticket.no_lapor, when, "APKT", Channel.APKT, field="eta", new=verdict))
    return ticket


def finished(ticket: Ticket) -> Ticket:
    ticket.status, ticket.stage = Status.SELESAI, Stage.SELESAI
    return ticket


def promised(ticket: Ticket, minutes: float) -> Ticket:
    ticket.promise = Promise(at(minutes, ticket.reported_at), "tiang roboh", "APKT", ticket.reported_at)
    return ticket


def test_the_promised_end_is_kept_missed_or_running_ETA_6_ETA_8(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    three = 180.0
    add(
        store,
        judged(finished(outage(1, at(0), (Stage.SELESAI, 100))), 100, "KEPT"),
        judged(outage(2, at(0), (Stage.NYALA, 200)), 200, "MISSED"),
        outage(3, at(1)),  # a minute is left
        outage(4, at(0)),  # over this very second
        promised(outage(5, at(0)), three + 1),  # promised later: runs
        promised(outage(6, at(10)), 90),  # promised sooner: over
        finished(outage(7, at(0), (Stage.SELESAI, 10))),  # closed for another reason: says nothing
        outage(8, at(0), kind=Kind.K),
        judged(finished(outage(9, MIDNIGHT, (Stage.SELESAI, 10))), 10, "KEPT"),
    )
    with store() as uow:
        assert uow.counts.promises(SPAN, at(three)) == {MONDAY: Promises(1, 3, 2), TUESDAY: Promises(1, 0, 0)}


def test_a_reopened_report_has_a_second_promise_ETA_2(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    # Reopened at 22.00 in Jakarta, finished 200 minutes later.
    twice = outage(1, at(0), (Stage.SELESAI, 60), (Stage.LAPOR, 600), (Stage.SELESAI, 800))
    add(store, judged(judged(finished(twice), 60, "KEPT"), 800, "MISSED"))
    # Reopened and still dark: the first window is judged, the second runs.
    add(store, judged(outage(2, at(0), (Stage.SELESAI, 60), (Stage.LAPOR, 601)), 60, "KEPT"))
    with store() as uow:
        assert uow.counts.promises(SPAN, at(700)) == {MONDAY: Promises(2, 1, 1)}
        assert uow.counts.waits(SPAN)[Waited.FINISHED] == Times(3, 60 * 60, 200 * 60)


def test_waits_are_ranked_median_and_90_percent(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    # 1 to 10 minutes to the assignment: the 5th and the 9th in order. One was never assigned.
    add(store, *(outage(n, at(n), (Stage.PENUGASAN_REGU, n), (Stage.DALAM_PENGERJAAN, 2 * n)) for n in range(1, 11)))
    add(store, outage(11, at(0)), outage(12, SPAN.ends, (Stage.PENUGASAN_REGU, 500)))
    with store() as uow:
        found = uow.counts.waits(SPAN)
    assert found == {Waited.ASSIGNED: Times(10, 300, 540), Waited.ARRIVED: Times(10, 600, 1080)}


def hand_over(number: int, asked: datetime, reason: Reason, **given: object) -> HandOver:
    values: dict[str, object] = {"conversation": f"wa-{number}", "channel": Channel.WHATSAPP} | given
    return HandOver(
        id=f"h{number}",
        caller=None,
        reason=reason,
        no_lapor=None,
        said=(),
        understood=None,
        urgent=False,
        created_at=asked,
        reply_by=at(30, asked),
        **values,  # type: ignore[arg-type]
    )


def test_officers_answer_with_words_and_on_the_telephone_by_taking_the_call(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    with store() as uow:
        uow.hand_overs.add(hand_over(1, at(0), Reason.DANGER, officer="hana", taken_at=at(1)))
        uow.hand_overs.add(
            hand_over(2, at(0), Reason.RULE, channel=Channel.VOICE, conversation="CA1", officer="h", taken_at=at(4))
        )
        uow.hand_overs.add(hand_over(3, MIDNIGHT, Reason.RULE))
        uow.hand_overs.add(hand_over(4, SPAN.ends, Reason.RULE))
        for number, (kind, minute, failed) in enumerate(
            [
                (EntryKind.ANSWER, -5, False),  # an earlier hand-over's
                (EntryKind.NOTE, 1, False),
                (EntryKind.ANSWER, 2, True),
                (EntryKind.ANSWER, 3, False),
                (EntryKind.ANSWER, 9, False),
            ]
        ):
            uow.entries.add(Entry(f"e{number}", "wa-1", kind, "hana", at(minute), "ya", failed=failed))
        uow.commit()
        waits = uow.counts.waits(SPAN)
        reasons = uow.counts.hand_overs(SPAN)
    assert waits == {Waited.TAKEN: Times(2, 60, 240), Waited.ANSWERED: Times(2, 180, 240)}
    assert reasons == {(MONDAY, Reason.DANGER): 1, (MONDAY, Reason.RULE): 1, (TUESDAY, Reason.RULE): 1}


def test_a_conversation_counts_once_a_day_and_with_a_human_while_one_has_it(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    said = {
        "wa-1": [at(0), at(5), at(0, MIDNIGHT)],  # a human on Monday, closed before midnight
        "wa-2": [at(0)],  # no human
        "wa-3": [at(0), at(0, MIDNIGHT)],  # waits from Monday on
        "wa-4": [SPAN.ends],
    }
    with store() as uow:
        for conversation, times in said.items():
            for number, moment in enumerate(times):
                uow.inbox.add(Inbound(f"{conversation}-{number}", conversation, Channel.WHATSAPP, moment, "halo"))
        closed = {"officer": "h", "taken_at": at(1), "closed_at": at(9)}
        uow.hand_overs.add(hand_over(1, at(0), Reason.RULE, **closed))
        uow.hand_overs.add(hand_over(9, at(10), Reason.RULE, conversation="wa-1", **closed | {"closed_at": at(20)}))
        uow.hand_overs.add(hand_over(3, at(0), Reason.RULE))
        uow.commit()
        assert uow.counts.conversations(SPAN) == {MONDAY: Conversations(3, 2), TUESDAY: Conversations(2, 1)}


def test_ratings_belong_to_the_day_they_were_given_MT_7(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)
    given = [(5, "cepat", at(0)), (5, "", at(1)), (2, "lama", MIDNIGHT), (1, "buruk", SPAN.ends)]
    rated = []
    for number, (stars, comment, moment) in enumerate(given, 1):
        ticket = outage(number, at(-9000))
        ticket.rating = Rating(stars, comment, "WEB", moment)
        rated.append(ticket)
    add(store, *rated)
    with store() as uow:
        assert uow.counts.stars(SPAN) == {5: 2, 2: 1}
        newest = [Comment(rated[2].no_lapor, 2, "lama", MIDNIGHT), Comment(rated[0].no_lapor, 5, "cepat", at(0))]
        assert list(uow.counts.comments(SPAN, 10)) == newest
        assert list(uow.counts.comments(SPAN, 1)) == newest[:1]


def test_texts_not_understood_are_counted_and_forgotten(engine: Engine) -> None:
    store = partial(SqlUnitOfWork, engine)

    def text(words: str, moment: datetime, guess: str | None = "tanya_status") -> Misunderstanding:
        return Misunderstanding(moment, Channel.WHATSAPP, Trouble.NOT_UNDERSTOOD, words, None, guess)

    with store() as uow:
        for said, moment in [("Njeglek", at(0)), ("piye", at(1)), ("njeglek", MIDNIGHT), ("lawas", at(-99999))]:
            uow.misunderstandings.add(text(said, moment), at(-999999))
        uow.commit()
        assert uow.misunderstandings.by_day(SPAN) == {MONDAY: 2, TUESDAY: 1}
        found = [(each.text.lower(), each.count, each.last) for each in uow.misunderstandings.commonest(SPAN, 10)]
        assert found == [("njeglek", 2, MIDNIGHT), ("piye", 1, at(1))]
        assert len(uow.misunderstandings.commonest(SPAN, 1)) == 1
        uow.misunderstandings.add(text("anyar", MIDNIGHT), MIDNIGHT)
        uow.commit()
        assert uow.misunderstandings.by_day(SPAN) == {TUESDAY: 2}


def test_an_empty_store_has_no_figures(engine: Engine) -> None:
    with SqlUnitOfWork(engine) as uow:
        counts = uow.counts
        assert [counts.reports(SPAN), counts.conversations(SPAN), counts.promises(SPAN, NOON), counts.waits(SPAN)] == [
            {},
            {},
            {},
            {},
        ]

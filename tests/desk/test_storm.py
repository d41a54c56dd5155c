"""When it storms and when it is over (ST-1), judged from the inbox, the same for every process, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from desk.model import Handling, Inbound
from desk.service import Desk
from desk.storm import LEAST_TURNS, LOOK, Storms, is_told, judged, switched
from desk.storm_model import Limits, Load, Mode, Storm
from desk.waiting import Waiting
from storage.desk_storm import storm_row
from storage.stream_tables import stream
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON, HandSetClock
from tickets.model import Channel

MINUTE = timedelta(minutes=1)
LIMITS = Limits(enter=0.3, leave=0.1, window=MINUTE, stay=5 * MINUTE)
CALM, BUSY, FULL = Load(100, 5, 0), Load(100, 20, 0), Load(100, 30, 0)
ON = Storm(since=NOON, changed_at=NOON)
ENDING = replace(ON, changed_at=NOON + 5 * MINUTE)
_keys = itertools.count()
Turns = Callable[..., None]


@pytest.fixture(autouse=True)
def _calm(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(storm_row.delete())
        connection.execute(stream.delete())
        connection.exec_driver_sql("DELETE FROM desk_inbox")


@pytest.fixture
def storms(engine: Engine, clock: HandSetClock) -> Storms:
    return Storms(lambda: SqlUnitOfWork(engine), clock, LIMITS)


@pytest.fixture
def turns(engine: Engine, desk: Desk, clock: HandSetClock) -> Turns:
    """Let so many messages come and be answered in time, or held."""
    waiting = Waiting(lambda: SqlUnitOfWork(engine), clock)

    def come(count: int, *, held: bool = False, channel: Channel = Channel.VOICE) -> None:
        for _ in range(count):
            key = f"M{next(_keys)}"
            inbound = Inbound(key, f"talk-{key}", channel, clock(), "halo")
            session = desk.receive(inbound, caller=None, address=None).session
            if held:
                waiting.hold(inbound.conversation, key, "tunggu", None)
            else:
                desk.finish(key, Handling.ANSWERED, "jawaban", session)

    return come


# -- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("load", "begins"),
    [(CALM, False), (BUSY, False), (FULL, True), (Load(LEAST_TURNS - 1, 19, 19), False), (Load(20, 20, 0), True)],
)
def test_ST_1_it_begins_at_the_higher_share_of_enough_turns(load: Load, begins: bool) -> None:
    assert judged(Storm(), load, LIMITS, NOON).is_on is begins


@pytest.mark.parametrize(
    ("load", "after", "ends"),
    [
        (CALM, 5 * MINUTE, True),
        (CALM, 5 * MINUTE - timedelta(seconds=1), False),
        (BUSY, 60 * MINUTE, False),
        (Load(0, 0, 0), 5 * MINUTE, True),
        (Load(3, 1, 0), 5 * MINUTE, False),
        (Load(100, 5, LEAST_TURNS), 60 * MINUTE, False),
    ],
)
def test_ST_1_it_ends_at_the_lower_share_after_its_time_and_once_little_is_owed(
    load: Load, after: timedelta, ends: bool
) -> None:
    later = judged(ON, load, LIMITS, NOON + after)
    assert later.is_on
    assert later.is_ending is ends
    assert judged(ENDING, load, LIMITS, ENDING.changed_at + after).is_on is not ends


def test_ST_1_while_it_ends_the_dialogue_gets_its_conversations_back_one_after_the_other() -> None:
    talks = [f"wa-{number}" for number in range(1000)]
    before: set[str] = set(talks)
    for minute in range(6):
        now = ENDING.changed_at + minute * MINUTE
        told = {talk for talk in talks if is_told(ENDING, talk, LIMITS, now)}
        assert told <= before
        assert len(told) == pytest.approx(1000 * (1 - minute / 5), abs=50)
        before = told
    assert not before
    assert all(is_told(ON, talk, LIMITS, NOON + 60 * MINUTE) for talk in talks)


def test_ST_1_what_the_dialogue_gets_back_and_cannot_bear_makes_it_a_storm_again() -> None:
    now = ENDING.changed_at + MINUTE
    again = judged(ENDING, FULL, LIMITS, now)
    assert (again.since, again.is_ending) == (now, False)
    assert all(is_told(again, f"wa-{number}", LIMITS, now) for number in range(100))
    assert judged(ENDING, BUSY, LIMITS, now).is_ending


def test_ST_1_a_dialogue_that_bears_half_of_a_lasting_rush_is_never_given_much_more() -> None:
    talks, storm, worst = [f"wa-{number}" for number in range(200)], ON, 0
    for seconds in range(0, 3600, 2):
        now = NOON + timedelta(seconds=seconds)
        # Each conversation asks in each minute; a hundred find an answer in time.
        asked = sum(not is_told(storm, talk, LIMITS, now) for talk in talks)
        worst = max(worst, asked)
        storm = judged(storm, Load(asked, max(0, asked - 100), 0), LIMITS, now)
    assert 100 < worst < 150


def test_ST_1_a_share_that_swings_between_the_two_changes_nothing() -> None:
    for storm in (Storm(), ON):
        for minute in range(60):
            after = judged(storm, (BUSY, Load(100, 29, 0))[minute % 2], LIMITS, NOON + minute * MINUTE)
            assert after.is_on is storm.is_on


def test_ST_1_a_load_that_swings_every_minute_changes_it_at_most_once_in_its_time() -> None:
    storm, changes = Storm(), 0
    for minute in range(60):
        after = judged(storm, (FULL, CALM)[minute % 2], LIMITS, NOON + minute * MINUTE)
        changes += after.is_on is not storm.is_on
        storm = after
    assert 0 < changes <= 60 / 5 * 2


@pytest.mark.parametrize("load", [CALM, FULL])
@pytest.mark.parametrize(("mode", "is_on"), [(Mode.ON, True), (Mode.OFF, False)])
def test_ST_1_what_a_human_switched_stays_whatever_the_load(load: Load, mode: Mode, is_on: bool) -> None:
    storm = switched(ON, mode, "sari", NOON)
    assert judged(storm, load, LIMITS, NOON + 60 * MINUTE).is_on is is_on


def test_ST_1_given_back_to_the_load_it_ends_by_itself_when_that_is_calm() -> None:
    storm = switched(switched(Storm(), Mode.ON, "sari", NOON), Mode.AUTOMATIC, "sari", NOON + 10 * MINUTE)
    assert storm.is_on
    assert judged(storm, BUSY, LIMITS, NOON + 10 * MINUTE).is_on
    assert judged(storm, CALM, LIMITS, NOON + 10 * MINUTE).is_ending
    assert not judged(storm, CALM, LIMITS, NOON + 15 * MINUTE).is_on


# -- the inbox as its measure -----------------------------------------------------------------------------------------


def test_ST_1_turns_that_were_held_or_had_no_answer_are_the_measure(
    storms: Storms, turns: Turns, clock: HandSetClock
) -> None:
    turns(20)
    turns(8, held=True)
    assert storms.look().share == pytest.approx(8 / 28)
    assert not storms.state().is_on
    clock.forward(LOOK)
    turns(4, held=True)
    assert storms.look().is_on
    assert storms.state().since == clock()


def test_ST_1_what_is_no_turn_of_the_dialogue_does_not_count(storms: Storms, desk: Desk, clock: HandSetClock) -> None:
    for number, (text, handling) in enumerate(
        [("halo", Handling.STORM), ("halo", Handling.FOR_HUMAN), (None, Handling.ANSWERED), ("halo", None)] * 10
    ):
        inbound = Inbound(f"N{number}", f"talk-{number}", Channel.VOICE, clock(), text)
        session = desk.receive(inbound, caller=None, address=None).session
        if handling:
            desk.finish(inbound.key, handling, "", session)
    with storms._uow() as uow:
        assert uow.storm.load(clock() - MINUTE) == Load(0, 0, 0)


def test_ST_1_an_answer_that_came_late_counts_as_late_and_is_owed_no_more(
    storms: Storms, engine: Engine, turns: Turns, clock: HandSetClock
) -> None:
    turns(3, held=True, channel=Channel.WHATSAPP)
    waiting = Waiting(lambda: SqlUnitOfWork(engine), clock)
    with SqlUnitOfWork(engine) as uow:
        assert uow.storm.load(clock() - MINUTE) == Load(3, 3, 3)
    clock.forward(timedelta(seconds=2))
    for debt in waiting.take(8):
        with SqlUnitOfWork(engine) as uow:
            session = uow.sessions.get(debt.inbound.conversation)
        assert session is not None
        assert waiting.answer(debt, Handling.ANSWERED, ["jawaban"], session)
    with SqlUnitOfWork(engine) as uow:
        assert uow.storm.load(clock() - MINUTE) == Load(3, 3, 0)


def test_ST_1_it_ends_by_itself_once_the_window_is_calm_and_begins_only_by_new_turns(
    storms: Storms, turns: Turns, clock: HandSetClock
) -> None:
    turns(30, held=True)
    assert storms.look().is_on
    clock.forward(4 * MINUTE)
    assert storms.look().is_on
    clock.forward(MINUTE)
    turns(20)
    assert storms.look().is_ending
    clock.forward(5 * MINUTE)
    turns(20)
    assert not storms.look().is_on
    # Within the window, but from before it ended.
    clock.forward(LOOK)
    assert not storms.look().is_on


def test_ST_1_two_processes_agree_and_judge_once(engine: Engine, turns: Turns, clock: HandSetClock) -> None:
    turns(30, held=True)
    processes = [
        Storms(lambda: SqlUnitOfWork(engine, streams=True), replace_clock(clock, at), LIMITS) for at in range(8)
    ]
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda process: process.look(), processes))
    assert {storm.since for storm in seen} == {processes[0].state().since}
    assert all(storm.is_on for storm in seen)
    with engine.connect() as connection:
        told = connection.execute(stream.select()).mappings().all()
    assert [(row["topic"], row["body"]) for row in told] == [("storm.began", {"mode": "AUTOMATIC", "share": 1.0})]


def replace_clock(clock: HandSetClock, seconds: int) -> HandSetClock:
    """Return a clock that is a little off, as those of machines are."""
    return HandSetClock(clock() + timedelta(milliseconds=100 * seconds))


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=1)])
def test_a_clock_that_jumps_does_not_end_the_looking(
    storms: Storms, turns: Turns, clock: HandSetClock, jump: timedelta
) -> None:
    turns(1)
    before = storms.look().looked_at
    clock.forward(jump)
    turns(30, held=True)
    assert storms.look().is_on
    assert storms.look().looked_at == before + jump


def test_ST_1_what_a_human_switched_is_known_to_every_process_and_after_a_restart(
    storms: Storms, engine: Engine, clock: HandSetClock
) -> None:
    storms.look()
    storms.switch(Mode.ON, "sari")
    other = Storms(lambda: SqlUnitOfWork(engine), clock, LIMITS)
    assert other.look().is_on
    clock.forward(timedelta(days=2))
    assert replace(other.look(), looked_at=NOON, share=0.0) == Storm(Mode.ON, "sari", NOON, NOON, NOON)


def test_the_event_stream_is_told_when_it_begins_and_ends_and_not_by_whom(engine: Engine, clock: HandSetClock) -> None:
    storms = Storms(lambda: SqlUnitOfWork(engine, streams=True), clock, LIMITS)
    for mode in (Mode.ON, Mode.ON, Mode.OFF, Mode.OFF):
        storms.switch(mode, "sari")
    with engine.connect() as connection:
        told = [(row.topic, row.body) for row in connection.execute(stream.select().order_by(stream.c.id))]
    facts = {"share": 0.0}
    assert told == [("storm.began", {"mode": "ON"} | facts), ("storm.ended", {"mode": "OFF"} | facts)]


def test_ST_4_it_is_counted_how_often_in_a_row_and_lately_a_conversation_was_told(
    storms: Storms, desk: Desk, clock: HandSetClock
) -> None:
    def come(handling: Handling) -> None:
        inbound = Inbound(f"T{next(_keys)}", "talk", Channel.WHATSAPP, clock(), "kapan nyala")
        desk.finish(inbound.key, handling, "jawaban", desk.receive(inbound, caller=None, address=None).session)

    assert storms.told("talk") == 0
    for handling in (Handling.STORM, Handling.ANSWERED, Handling.STORM, Handling.STORM):
        come(handling)
    assert storms.told("talk") == 2
    clock.forward(timedelta(minutes=31))
    assert storms.told("talk") == 0


def test_a_system_nobody_writes_to_writes_nothing(storms: Storms, turns: Turns, clock: HandSetClock) -> None:
    turns(1)
    storms.look()
    clock.forward(2 * MINUTE)
    before = storms.state()
    assert storms.look().looked_at == clock()
    assert storms.state() == before

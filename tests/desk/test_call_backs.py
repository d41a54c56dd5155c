"""An officer calls a customer back: once whatever is clicked, by day; the promise stands until somebody spoke."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from desk.call_backs import CallBacks
from desk.errors import CannotCallError, MayRingError, NotSentError, NotTakenError
from desk.model import CallState, HandOver, Reason
from desk.service import Desk
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeOfficersLine, HandSetClock
from tickets.errors import StaleWriteError
from tickets.model import Channel

ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def line() -> FakeOfficersLine:
    return FakeOfficersLine()


@pytest.fixture
def call_backs(engine: Engine, clock: HandSetClock) -> CallBacks:
    return CallBacks(lambda: SqlUnitOfWork(engine), clock, ZONE)


def taken(desk: Desk, caller: str | None = "+6281234567890", *, urgent: bool = False) -> HandOver:
    waiting = desk.hand_over(
        conversation=uuid.uuid4().hex,
        channel=Channel.VOICE,
        caller=caller,
        reason=Reason.CUSTOMER_ASKED,
        no_lapor=None,
        said=(),
        understood=None,
        urgent=urgent,
    )
    return desk.take(waiting.id, "hana")


def known(engine: Engine, record: HandOver) -> HandOver:
    with SqlUnitOfWork(engine) as uow:
        found = uow.hand_overs.get(record.id)
    assert found is not None
    return found


def test_HO_5_the_officers_telephone_rings_once_whatever_is_clicked(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine
) -> None:
    record = taken(desk)

    def click(_: int) -> bool:
        try:
            call_backs.call(record.id, "hana", line)
        except (CannotCallError, StaleWriteError):
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(click, range(6))) == [False] * 5 + [True]
    assert line.rung == [record.id]
    assert known(engine, record).call is CallState.RINGING


def test_HO_5_who_was_spoken_to_needs_nobody_any_more_and_else_the_promise_stands(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine, clock: HandSetClock
) -> None:
    record = taken(desk)
    call_backs.call(record.id, "hana", line)
    call_backs.over(record.id, served=False)
    again = known(engine, record)
    assert (again.call, again.closed_at, again.officer) == (None, None, "hana")
    call_backs.call(record.id, "hana", line)
    sid = known(engine, record).call_sid
    assert sid is not None
    talking = call_backs.lifted(record.id, sid)
    assert talking is not None
    assert talking.call is CallState.TALKING
    call_backs.over(record.id, served=True)
    assert known(engine, record).closed_at == clock()
    # The end of the officers' leg is reported after that of the talk.
    assert call_backs.over(record.id, served=False) is None
    assert call_backs.lifted(record.id, sid) is None


def test_HO_5_a_call_the_carrier_does_not_take_can_be_tried_again(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine
) -> None:
    record = taken(desk)
    line.down = True
    with pytest.raises(NotSentError):
        call_backs.call(record.id, "hana", line)
    assert known(engine, record).call is None


def test_HO_5_only_who_took_the_conversation_calls(call_backs: CallBacks, desk: Desk, line: FakeOfficersLine) -> None:
    record = taken(desk)
    with pytest.raises(NotTakenError):
        call_backs.call(record.id, "budi", line)
    desk.close(record.id, "hana")
    with pytest.raises(NotTakenError):
        call_backs.call(record.id, "hana", line)
    assert line.rung == []


@pytest.mark.parametrize(
    ("hours", "urgent", "hindrance"), [(0, False, None), (9.5, False, "at-night"), (9.5, True, None), (19, False, None)]
)
def test_HO_5_at_night_only_what_is_urgent_rings(
    call_backs: CallBacks,
    desk: Desk,
    line: FakeOfficersLine,
    clock: HandSetClock,
    hours: float,
    urgent: bool,
    hindrance: str | None,
) -> None:
    # It is noon in Jakarta.
    record = taken(desk, urgent=urgent)
    clock.forward(timedelta(hours=hours))
    assert call_backs.hindrance(record, line) == hindrance


def test_HO_5_what_hinders_a_call_is_told(call_backs: CallBacks, desk: Desk, line: FakeOfficersLine) -> None:
    record = taken(desk)
    assert call_backs.hindrance(replace(record, caller=None), line) == "no-number"
    assert call_backs.hindrance(replace(record, call=CallState.TALKING), line) == "on-line"
    line.is_there = False
    assert call_backs.hindrance(record, line) == "no-line"


LONG = timedelta(minutes=2, seconds=1)


def test_HO_5_who_clicked_in_the_moment_of_a_crash_clicks_again_where_nothing_went_out(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine, clock: HandSetClock
) -> None:
    record = taken(desk)
    crash(call_backs, record, line, rings=False)
    clock.forward(timedelta(minutes=2))
    with pytest.raises(CannotCallError):
        call_backs.call(record.id, "hana", line)
    clock.forward(timedelta(seconds=1))
    assert call_backs.hindrance(known(engine, record), line) is None
    call_backs.call(record.id, "hana", line)
    assert line.rung == [record.id]


def test_HO_5_what_went_out_in_the_moment_of_a_crash_does_not_ring_twice(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine, clock: HandSetClock
) -> None:
    other, record = taken(desk), taken(desk)
    call_backs.call(other.id, "hana", line)
    crash(call_backs, record, line, rings=True)
    clock.forward(LONG)
    with pytest.raises(CannotCallError):
        call_backs.call(record.id, "hana", line)
    # The other one is another conversation's: what is known is not taken for this one's.
    assert known(engine, record).call_sid == "lost"
    assert line.rung == [other.id, record.id]
    line.on.remove("lost")
    call_backs.call(record.id, "hana", line)
    assert line.rung == [other.id, record.id, record.id]


def test_HO_5_a_call_whose_end_is_never_reported_is_asked_for_and_let_go(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine, clock: HandSetClock
) -> None:
    record = taken(desk)
    call_backs.call(record.id, "hana", line)
    sid = known(engine, record).call_sid
    assert sid is not None
    call_backs.lifted(record.id, sid)
    assert record.id not in call_backs.settle(line)
    clock.forward(LONG)
    assert record.id not in call_backs.settle(line)
    assert known(engine, record).call is CallState.TALKING
    line.on.clear()
    assert record.id in call_backs.settle(line)
    # Whether anybody was spoken to is not known: the promise stands.
    assert (known(engine, record).call, known(engine, record).closed_at) == (None, None)


def test_HO_5_while_the_carrier_does_not_answer_nothing_rings_twice_and_in_the_end_it_is_let_go(
    call_backs: CallBacks, desk: Desk, engine: Engine, line: FakeOfficersLine, clock: HandSetClock
) -> None:
    record = taken(desk, urgent=True)
    line.silent = True
    with pytest.raises(MayRingError):
        call_backs.call(record.id, "hana", line)
    assert known(engine, record).call is CallState.RINGING
    clock.forward(LONG)
    with pytest.raises(MayRingError):
        call_backs.call(record.id, "hana", line)
    assert line.rung == [record.id]
    clock.forward(timedelta(hours=4, minutes=5))
    assert record.id in call_backs.settle(line)


def crash(call_backs: CallBacks, record: HandOver, line: FakeOfficersLine, *, rings: bool) -> None:
    """Let the process die between its word to the carrier and the carrier's answer."""

    class Killed(BaseException):
        """Nothing after it runs."""

    class Dies(FakeOfficersLine):
        def ring(self, record_id: str) -> str:
            if rings:
                line.rung.append(record_id)
                line.on.add("lost")
            raise Killed

    with pytest.raises(Killed):
        call_backs.call(record.id, "hana", Dies())

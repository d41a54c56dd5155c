"""The wishes on both databases: the newest holds, all are kept, who said STOP before stays stopped."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine

from storage.migrate import configuration
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON, HandSetClock
from tests.storage.builders import PHONE, report
from tickets.model import Channel, Stage
from tickets.reports import Source, advance
from tickets.wishes import Saying, Way, Wish, Wishes

OTHER = "+6289876543210"


@pytest.fixture
def wishes(engine: Engine, clock: HandSetClock) -> Wishes:
    """Return the use cases on an empty database."""
    return Wishes(partial(SqlUnitOfWork, engine), clock)


@pytest.fixture
def clock() -> HandSetClock:
    """Return a clock at noon."""
    return HandSetClock()


def letters(engine: Engine) -> list[str]:
    """Return to whom notices were written."""
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT recipient FROM outbox ORDER BY id")))


def test_the_newest_wish_holds_and_each_is_kept_with_when_and_where(
    engine: Engine, wishes: Wishes, clock: HandSetClock
):
    assert wishes.of(PHONE) is None
    assert wishes.of(None) is None
    wishes.keep(PHONE, Way.WHATSAPP, Channel.VOICE, Saying.ANSWER, "CA1")
    clock.forward(timedelta(hours=1))
    wishes.keep(PHONE, Way.VOICE, Channel.WHATSAPP, Saying.WORDS, "wa-1")
    assert wishes.of(PHONE) == Wish(PHONE, Way.VOICE, NOON + timedelta(hours=1), Channel.WHATSAPP, Saying.WORDS, "wa-1")
    with SqlUnitOfWork(engine) as uow:
        assert uow.wishes.history(PHONE)[0] == Wish(PHONE, Way.WHATSAPP, NOON, Channel.VOICE, Saying.ANSWER, "CA1")
    assert wishes.of(OTHER) is None


def test_NT_3_stop_ends_whatever_was_wished_and_mulai_brings_it_back(wishes: Wishes):
    assert not wishes.stop(PHONE, "wa-1"), "a word of the dialogue to whoever was told nothing"
    assert not wishes.resume(PHONE, "wa-1")
    wishes.keep(PHONE, Way.VOICE, Channel.VOICE, Saying.WORDS, "CA1")
    assert wishes.stop(PHONE, "wa-1")
    assert wishes.of(PHONE).way is Way.NONE  # type: ignore[union-attr]
    assert wishes.resume(PHONE, "wa-1")
    assert wishes.of(PHONE).way is Way.VOICE  # type: ignore[union-attr]
    assert not wishes.resume(PHONE, "wa-1")


@pytest.mark.parametrize(("way", "told"), [(Way.WHATSAPP, [PHONE]), (Way.NONE, [])])
def test_NT_1_a_caller_is_told_by_whatsapp_only_if_they_wish_it(
    engine: Engine, wishes: Wishes, way: Way, told: list[str]
):
    ticket = report(reporter=PHONE, channel=Channel.VOICE)
    with SqlUnitOfWork(engine) as uow:
        uow.tickets.add(ticket)
        uow.commit()
    assert letters(engine) == []
    wishes.keep(PHONE, way, Channel.VOICE, Saying.ANSWER, "CA1")
    with SqlUnitOfWork(engine) as uow:
        mine = uow.tickets.get(ticket.no_lapor)
        assert mine is not None
        advance(mine, Stage.DALAM_PERJALANAN, Source("APKT", Channel.APKT, NOON + timedelta(minutes=5)))
        uow.tickets.save(mine)
        uow.commit()
    assert letters(engine) == told


def test_who_said_stop_before_the_wishes_came_stays_stopped(engine: Engine, wishes: Wishes):
    config = configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")
        connection.execute(
            sa.text("INSERT INTO notices_unwanted VALUES (:phone, '2026-11-23 05:00:00')"), {"phone": PHONE}
        )
        connection.commit()
        command.upgrade(config, "head")
        connection.commit()
    kept = wishes.of(PHONE)
    assert kept is not None
    assert (kept.way, kept.saying, kept.channel, kept.at.replace(tzinfo=None)) == (
        Way.NONE,
        Saying.STOP,
        Channel.WHATSAPP,
        NOON.replace(tzinfo=None),
    )
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")
        assert list(connection.scalars(sa.text("SELECT phone FROM notices_unwanted"))) == [PHONE]
        connection.commit()
        command.upgrade(config, "head")
        connection.commit()

"""The carrier's limits hold for all workers together: 80 a second from the sender, one in 6 s to a person."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from functools import partial
from itertools import pairwise

from sqlalchemy import select

from deploy.layout import APP_PYTHON, ROOT
from storage.outbox_tables import outbox
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON
from tests.notify.conftest import Post, phone
from tickets.model import Stage
from tickets.notices import PERSON_PAUSE

WORKER = """
import sys, time
from bootstrap import build
from notify.pace import SharedPace
from settings import Settings
class Told(SharedPace):
    def _next(self, now):
        self.turn = SharedPace._next(self, now)
        return self.turn
pace = Told(build(Settings.from_env()), "whatsapp", 80)
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
for _ in range(int(sys.argv[1])):
    pace.wait()
    sys.stdout.write(f"{pace.turn.timestamp()} {time.time()}\\n")
"""
EACH, WORKERS = 80, 3


def test_workers_share_the_80_a_second(post: Post) -> None:
    command = [str(APP_PYTHON), "-c", WORKER, str(EACH)]
    start = partial(subprocess.Popen, command, cwd=ROOT, env=post.environ, text=True, stdin=-1, stdout=-1)
    workers = [start() for _ in range(WORKERS)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    lines = [line for worker in workers for line in worker.communicate(timeout=200)[0].splitlines()]
    # Of each: the turn it was given, and when it went on. A machine that stands still lets some go on late.
    given = sorted(tuple(map(float, line.split())) for line in lines)
    assert len(given) == EACH * WORKERS
    assert all(at >= turn - 0.005 for turn, at in given)
    assert min(later - earlier for (earlier, _), (later, _) in pairwise(given)) >= 1 / 80 - 1e-4


def test_turns_nobody_used_are_lost_and_a_clock_that_goes_back_holds_nobody_up(post: Post) -> None:
    uow, gap = partial(SqlUnitOfWork, post.system.engine), timedelta(seconds=0.1)

    def reserve(seconds: float) -> float:
        with uow() as work:
            first = work.pace.reserve("whatsapp", NOON + timedelta(seconds=seconds), gap, 10)
            work.commit()
        return round((first - NOON).total_seconds(), 3)

    assert [reserve(0), reserve(0), reserve(0.5)] == [0, 1, 2]
    assert reserve(60) == 60
    assert reserve(-3600) == -3600


def test_two_workers_send_to_a_person_one_at_a_time(post: Post) -> None:
    tickets = [post.customer(number, recipient=phone(1)) for number in (1, 2)]
    for ticket in tickets:
        post.go(ticket, Stage.DALAM_PENGERJAAN)
    post.start()
    first = post.worker
    post.start()
    try:
        post.wait(post.settled)
    finally:
        assert first is not None
        first.end()
    assert len(post.twilio.accepted) == 2
    with post.system.engine.connect() as connection:
        first_at, second_at = connection.scalars(select(outbox.c.sent_at).order_by(outbox.c.sent_at))
    assert second_at - first_at >= PERSON_PAUSE

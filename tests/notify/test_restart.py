"""Each notice once, also when the database goes away between two statements."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.notify.cluster import own_postgresql
from tests.notify.conftest import post_on
from tests.notify.test_worker import EVENTS, KILLS, once


def test_killed_at_random_with_postgresql_restarted_each_event_becomes_one_notice(tmp_path: Path) -> None:
    with own_postgresql() as cluster, post_on(cluster.url, tmp_path) as post:
        post.twilio.latency = 0.1
        post.events(range(1, EVENTS + 1))
        for turn in range(KILLS):
            post.start()
            # Always in the midst of it: some went out, some did not.
            known = len(post.twilio.accepted)
            end = time.monotonic() + 30
            while len(post.twilio.accepted) == known < EVENTS and time.monotonic() < end:
                time.sleep(0.02)
            if turn % 4 == 0:
                # In turns as an operator does it and as a crash does.
                cluster.control("restart", "-m", "fast" if turn % 8 == 0 else "immediate")
                post.system.engine.dispose()
            time.sleep(random.uniform(0, 0.3))
            post.kill()
        post.start()
        # Without a kill: the worker itself finds the database again.
        cluster.control("restart", "-m", "immediate")
        post.system.engine.dispose()
        post.wait(post.settled, 240)
        assert once(post, EVENTS)

"""A conversation kept as a window goes on as if all of it were there."""

import asyncio
import json
import os
import unittest
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

try:
    import sqlalchemy as sa
    from psycopg2.extensions import TRANSACTION_STATUS_IDLE
    from rasa.core.tracker_store import FailSafeTrackerStore
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.trackers import _LOCK, KEPT, KEPT_SECONDS, LONGEST, Trackers, window

DOMAIN = Domain.load(str(Path(__file__).parents[3] / "domain.yml"))
LISTEN = "action_listen"
URL = os.environ.get("TEST_TRACKER_URL", "sqlite://")


def turn(n: int, *events: Event) -> list[Event]:
    """One message and what came of it, at second `n`."""
    said = UserUttered(
        f"pesan {n}",
        intent={"name": "beri_data", "confidence": 0.9},
        parse_data={"intent": {"name": "beri_data"}, "intent_ranking": [{"name": "sapaan"}], "entities": []},
        metadata={"caller": "+628123456789"},
        timestamp=n,
    )
    done = [*events, BotUttered(f"jawaban {n}", timestamp=n), ActionExecuted(LISTEN, timestamp=n)]
    return [said, *done]


def talk(turns: int, *first: Event) -> list[Event]:
    """A conversation of many turns; the first one has the given events."""
    begin: list[Event] = [ActionExecuted("action_session_start"), ActionExecuted(LISTEN)]
    return begin + turn(1, *first) + [event for n in range(2, turns + 1) for event in turn(n)]


def state(events: list[Event]) -> tuple[dict[str, object], str | None, str | None]:
    """What the policies see of a conversation."""
    tracker = DialogueStateTracker.from_events("c", events, DOMAIN.slots)
    return tracker.current_slot_values(), tracker.active_loop_name, tracker.latest_action_name


@unittest.skipUnless(URL.startswith("postgresql"), "a file has one process")
class TablesTest(unittest.TestCase):
    def test_while_another_process_makes_them_it_is_waited_for(self) -> None:
        engine = sa.create_engine(sa.engine.make_url(URL).set(drivername="postgresql+psycopg2"))
        with ThreadPoolExecutor(1) as pool:
            with engine.begin() as other:
                other.execute(sa.text("DROP TABLE IF EXISTS dialogues, dialogue_messages"))
            with engine.begin() as other:
                other.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                started = pool.submit(Trackers, DOMAIN, URL)
                assert wait([started], timeout=1).not_done
            assert started.result(60)
        with started.result()._engine.connect() as line:
            # A turn's look at its conversation is one way to the database, not three.
            line.execute(sa.text("SELECT 1"))
            assert line.connection.dbapi_connection.info.transaction_status == TRANSACTION_STATUS_IDLE
        assert {"dialogues", "dialogue_messages"} <= set(sa.inspect(engine).get_table_names())
        engine.dispose()


class WindowTest(unittest.TestCase):
    def test_a_short_conversation_stays_as_it_is(self) -> None:
        events = talk(10)
        assert window(events, DOMAIN.slots) == events

    def test_a_long_one_is_cut_back_and_stands_where_it_stood(self) -> None:
        form = [ActionExecuted("lapor_padam_form"), ActiveLoop("lapor_padam_form")]
        events = talk(60, *form, SlotSet("draft", {"scope": "single"}), SlotSet("question", "mcb"))
        kept = window(events, DOMAIN.slots)
        assert len(kept) <= KEPT + 20
        assert state(kept) == state(events)
        assert kept[-len(turn(1)) :] == events[-len(turn(1)) :]

    def test_a_form_that_ended_and_a_slot_that_was_emptied_do_not_come_back(self) -> None:
        form = [ActionExecuted("lapor_padam_form"), ActiveLoop("lapor_padam_form"), SlotSet("draft", {"a": 1})]
        ended = [ActiveLoop(None), SlotSet("draft", None)]
        events = talk(20, *form) + turn(21, *ended) + talk(60)[2:]
        assert state(window(events, DOMAIN.slots)) == state(events)

    def test_it_is_cut_only_where_a_turn_begins(self) -> None:
        for turns in range(30, 45):
            kept = window(talk(turns), DOMAIN.slots)
            first = next(n for n, event in enumerate(kept) if isinstance(event, UserUttered))
            assert isinstance(kept[first - 1], ActionExecuted)
            assert kept[first - 1].action_name == LISTEN

    def test_a_turn_longer_than_the_window_is_never_torn(self) -> None:
        long = turn(50, *[SlotSet("failures", n) for n in range(LONGEST)])
        kept = window(talk(5) + long, DOMAIN.slots)
        assert [event.as_dict() for event in kept][-len(long) :] == [event.as_dict() for event in long]


class TrackersTest(unittest.TestCase):
    def setUp(self) -> None:
        self.store = Trackers(DOMAIN, URL)
        with self.store._engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM dialogues"))

    def save(self, events: list[Event], sender: str = "c") -> None:
        asyncio.run(self.store.save(DialogueStateTracker.from_events(sender, events, DOMAIN.slots)))

    def load(self, sender: str = "c") -> DialogueStateTracker | None:
        return asyncio.run(self.store.retrieve(sender))

    def test_which_model_made_an_event_is_not_kept(self) -> None:
        made = {"model_id": "m", "assistant_id": "a", "utter_action": "utter_sapaan"}
        self.save([*talk(1), BotUttered("jawaban", metadata=made)])
        loaded = self.load()
        assert loaded is not None
        assert loaded.events[-1].metadata == {"utter_action": "utter_sapaan"}

    def test_a_new_conversation_is_none(self) -> None:
        assert self.load() is None

    def test_one_that_has_not_begun_is_not_kept(self) -> None:
        self.save([])
        assert self.load() is None

    def test_it_never_grows_past_the_window(self) -> None:
        sizes = []
        for n in range(1, 90):
            before = self.load()
            self.save((list(before.events) if before else []) + turn(n, SlotSet("failures", n)))
            sizes.append(len(list(self.load().events)))
        assert max(sizes) <= LONGEST
        assert self.load().get_slot("failures") == 89

    def test_conversations_stay_apart(self) -> None:
        self.save(talk(3), "a")
        self.save(talk(5), "b")
        assert len(list(self.load("a").events)) < len(list(self.load("b").events))
        assert sorted(asyncio.run(self.store.keys())) == ["a", "b"]

    def test_who_wrote_is_not_kept(self) -> None:
        self.save(talk(2))
        with self.store._engine.connect() as connection:
            kept = connection.execute(sa.text("SELECT events FROM dialogues")).scalar()
        assert "+628123456789" not in kept
        assert any(event["event"] == "user" for event in json.loads(kept))

    def test_DP_3_a_conversation_silent_for_its_period_is_dropped_by_who_writes(self) -> None:
        month = int(KEPT_SECONDS)
        self.save(talk(3), "old")
        self.save(turn(month - 5), "younger")
        assert self.load("old") is not None
        self.save(turn(month + 3700), "new")
        assert sorted(asyncio.run(self.store.keys())) == ["new", "younger"]

    def test_a_conversation_that_cannot_be_read_fails_the_turn_and_is_not_overwritten(self) -> None:
        self.save(talk(4))
        safe = FailSafeTrackerStore(self.store)
        with self.store._engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE dialogues RENAME TO away"))
        try:
            with self.assertRaises(sa.exc.DBAPIError):  # noqa: PT027 - no pytest in Rasa's environment
                asyncio.run(safe.retrieve("c"))
            with self.assertRaises(sa.exc.DBAPIError):  # noqa: PT027 - no pytest in Rasa's environment
                asyncio.run(safe.save(DialogueStateTracker.from_events("c", talk(1), DOMAIN.slots)))
        finally:
            with self.store._engine.begin() as connection:
                connection.execute(sa.text("ALTER TABLE away RENAME TO dialogues"))
        assert self.load().latest_message.text == "pesan 4"

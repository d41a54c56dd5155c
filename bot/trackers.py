"""Where the dialogue keeps its conversations: one row each, never longer than a window.

Rasa's own store appends every event for ever, reads all of a session at each turn and sends all of it to the action
server. The dialogue needs the state and the last few turns; what was said stands in the inbox of the gateway anyway.
Named in `endpoints.yml` as `bot.trackers.Trackers`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

# A turn is some ten events. Past LONGEST the conversation is cut back to the last turns within KEPT.
LONGEST, KEPT = 120, 60
# No policy of ours looks further back than the memory of stories does.
TURNS_KEPT = 6
CONNECT_SECONDS, STATEMENT_MS = 3, 3000

_tables = sa.MetaData()
_dialogues = sa.Table(
    "dialogues",
    _tables,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False, index=True),
)


class Trackers(TrackerStore, SerializedTrackerAsText):
    """Keep conversations in SQLite or PostgreSQL; `host` is the address of the database."""

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, event_broker: EventBroker | None = None
    ) -> None:
        """Open the database and make the table where it is missing."""
        url = sa.engine.make_url(host or "sqlite://")
        self._is_postgresql = url.get_backend_name() == "postgresql"
        self._engine = _engine(url, self._is_postgresql)
        _again(lambda: _tables.create_all(self._engine))
        super().__init__(domain, event_broker)
        fail_loudly()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation as it stands, None for a new one."""
        found = sa.select(_dialogues.c.events).where(_dialogues.c.conversation == sender_id)
        events = _again(lambda: self._scalar(found))
        if events is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(events), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the state of the conversation and its last turns."""
        if not tracker.events:
            return
        await self.stream_events(tracker)
        events = window(list(tracker.events), self.domain.slots)
        row = {"events": json.dumps([_lean(event) for event in events]), "changed_at": tracker.events[-1].timestamp}
        insert = (postgresql if self._is_postgresql else sqlite).insert(_dialogues)
        written = insert.values(conversation=tracker.sender_id, **row).on_conflict_do_update(
            index_elements=[_dialogues.c.conversation], set_=row
        )
        _again(lambda: self._execute(written))

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_dialogues.c.conversation)).scalars())

    def _scalar(self, statement: sa.sql.Select) -> str | None:
        with self._engine.connect() as connection:
            found: str | None = connection.execute(statement).scalar()
            return found

    def _execute(self, statement: sa.sql.Insert) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement)


def window(events: Sequence[Event], slots: Iterable[Slot]) -> list[Event]:
    """Return the events of a conversation, those long past replaced by the state they led to.

    It is cut where a turn begins, so that nothing under way is torn apart.
    """
    if len(events) <= LONGEST:
        return list(events)
    begins = [n for n, event in enumerate(events) if isinstance(event, UserUttered) and _waits(events[n - 1])]
    fitting = [n for n in begins if len(events) - n <= KEPT] or begins[-1:]
    enough = begins[-TURNS_KEPT:]
    cut = min(fitting[0], enough[0]) if begins else 0
    if not cut:
        return list(events)
    return [*_state(events[:cut], list(slots)), *events[cut:]]


def _waits(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _state(events: Sequence[Event], slots: list[Slot]) -> list[Event]:
    """Return the shortest history with the same slots and form."""
    past = DialogueStateTracker.from_events("", events, slots)
    at = events[-1].timestamp
    state: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at), SessionStarted(timestamp=at)]
    state += [SlotSet(s.name, s.value, timestamp=at) for s in past.slots.values() if s.value != s.initial_value]
    if past.active_loop_name:
        state.append(ActionExecuted(past.active_loop_name, timestamp=at))
        state.append(ActiveLoop(past.active_loop_name, timestamp=at))
    return [*state, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at)]


def _lean(event: Event) -> dict[str, Any]:
    """Return an event without what only the turn it came in needs: who wrote, and what else it might have meant."""
    data: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        data["metadata"] = {}
        parsed = data["parse_data"]
        data["parse_data"] = {**parsed, "metadata": {}, "intent_ranking": [], "text_tokens": None}
    return data


def _engine(url: sa.engine.URL, is_postgresql: bool) -> sa.engine.Engine:
    if is_postgresql:
        limits = {"connect_timeout": CONNECT_SECONDS, "options": f"-c statement_timeout={STATEMENT_MS}"}
        return sa.create_engine(url.set(drivername="postgresql+psycopg2"), pool_pre_ping=True, connect_args=limits)
    engine = sa.create_engine(url, connect_args={"timeout": CONNECT_SECONDS, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def write_ahead(connection: Any, _: object) -> None:  # noqa: ANN401 - SQLAlchemy's hook
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _again(work: Callable[[], T]) -> T:
    """Try once more where the database went away: a restarted one is back at the second connection."""
    try:
        return work()
    except sa.exc.DBAPIError:
        return work()


def fail_loudly() -> None:
    """Let a turn fail when its conversation cannot be read or written.

    Rasa goes on with an empty conversation instead: a "ya" would be answered out of nowhere and the true state be
    overwritten. The gateway tells the customer and hands over.
    """

    async def retrieve(self: FailSafeTrackerStore, sender_id: str) -> DialogueStateTracker | None:
        return await self._tracker_store.retrieve(sender_id)

    async def save(self: FailSafeTrackerStore, tracker: DialogueStateTracker) -> None:
        await self._tracker_store.save(tracker)

    FailSafeTrackerStore.retrieve = retrieve
    FailSafeTrackerStore.save = save

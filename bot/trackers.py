"""Where the dialogue keeps its conversations: one row each, never longer than a window.

Rasa's own store appends every event for ever, reads all of a session at each turn and sends all of it to the action
server. The dialogue needs the state and the last few turns; what was said stands in the inbox of the gateway anyway.
Named in `endpoints.yml` as `bot.trackers.Trackers`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import heard

T = TypeVar("T")
logger = logging.getLogger(__name__)

# A turn is some ten events. Past LONGEST the conversation is cut back to the last turns within KEPT.
LONGEST, KEPT = 120, 60
# No policy of ours looks further back than the memory of stories does.
TURNS_KEPT = 6
CONNECT_SECONDS, STATEMENT_MS = 3, 3000
# A database that restarts is back within that; the turn waits for it. Nobody waits for one whose packets vanish.
AWAY_SECONDS, PAUSE_SECONDS, VANISHED_MS = 2.5, 0.1, 5000
_LIMITS = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": VANISHED_MS,
    "options": f"-c statement_timeout={STATEMENT_MS}",
}
# Who comes back later begins anew; the reports are what remembers (DP-3). Looked for once an hour by who writes.
KEPT_SECONDS, TIDY_SECONDS = 30 * 86400.0, 3600.0
# Nobody brings a message again after that (`storage.acts` keeps what was done as long).
ANSWER_SECONDS = 2 * 86400.0

_tables = sa.MetaData()
_dialogues = sa.Table(
    "dialogues",
    _tables,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False, index=True),
)
# The messages of a conversation by their keys, each with what answered it. Not the last one alone: a request that was
# long on its way must not be heard anew after the next message, and take its turn back.
_answers = sa.Table(
    "dialogue_messages",
    _tables,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("messages", sa.Text, nullable=False),
    sa.Column("answered_at", sa.Float, nullable=False, index=True),
)
# As text: SQLAlchemy would compile ON CONFLICT anew at each turn. Both databases spell it alike.
_INTO_DIALOGUES = """INSERT INTO dialogues (conversation, events, changed_at)
VALUES (:conversation, :events, :changed_at)
ON CONFLICT (conversation) DO UPDATE SET events = excluded.events, changed_at = excluded.changed_at"""
_INTO_ANSWERS = """INSERT INTO dialogue_messages (conversation, key, messages, answered_at)
VALUES (:conversation, :key, :messages, :changed_at)
ON CONFLICT (conversation, key) DO UPDATE SET messages = excluded.messages"""
# A turn changes the very state it read, or its own again after the word of it got lost.
_INTO_UNCHANGED = f"{_INTO_DIALOGUES} WHERE dialogues.changed_at IN (:read_at, :changed_at)"
_WRITE, _WRITE_UNCHANGED, _WRITE_ANSWER = map(sa.text, (_INTO_DIALOGUES, _INTO_UNCHANGED, _INTO_ANSWERS))
# Without the first nothing is written.
_THEN_ANSWERS = _INTO_ANSWERS.replace(
    "VALUES (:conversation, :key, :messages, :changed_at)",
    "SELECT conversation, :key, :messages, :changed_at FROM dialogue",
)
_WRITE_BOTH = sa.text(f"WITH dialogue AS ({_INTO_UNCHANGED} RETURNING conversation) {_THEN_ANSWERS}")
# The conversation, and the answer to this message where it has one.
_READ = sa.text(
    """SELECT events, messages, changed_at FROM dialogues
LEFT JOIN dialogue_messages ON dialogue_messages.conversation = dialogues.conversation AND key = :key
WHERE dialogues.conversation = :conversation"""
)

# What Rasa tells of itself with every event.
_OF_MODEL = frozenset({"model_id", "assistant_id"})
# Under this one the tables are made; any number nobody else has (`storage.migrate` has its own).
_LOCK = 5_241_126


class Trackers(TrackerStore, SerializedTrackerAsText):
    """Keep conversations in SQLite or PostgreSQL; `host` is the address of the database."""

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, event_broker: EventBroker | None = None
    ) -> None:
        """Open the database and make the table where it is missing."""
        url = sa.engine.make_url(host or "sqlite://")
        self._is_postgresql = url.get_backend_name() == "postgresql"
        self._engine = _engine(url, self._is_postgresql)
        _twice(self._make_tables)
        self._tidied = 0.0
        super().__init__(domain, event_broker)
        fail_loudly()

    def _make_tables(self) -> None:
        """Make the tables where they are missing; of several Rasas that start at once one does it, the others wait."""
        if not self._is_postgresql:
            _tables.create_all(self._engine)
            return
        # On a line of its own: one that was given back would go on with transactions, three ways instead of one.
        once = sa.create_engine(self._engine.url, poolclass=sa.pool.NullPool, connect_args=_LIMITS)
        with once.begin() as line:
            line.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _tables.create_all(line)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation as it stands, None for a new one.

        Called while the conversation is locked. Raises: AnsweredBeforeError where the message being worked on was
        answered already, be it followed by others; UnfinishedError where the database is away.
        """
        hearing = heard.present()
        asked = {"conversation": sender_id, "key": hearing.key if hearing and not hearing.kept else None}
        row = await _back(lambda: self._row(_READ, asked))
        if row is None:
            return None
        events, messages, read_at = row
        if messages is not None:
            raise heard.AnsweredBeforeError(json.loads(messages))
        if hearing is not None:
            hearing.read_at = read_at
        return DialogueStateTracker.from_dict(sender_id, json.loads(events), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the state of the conversation and its last turns, and the answer that belongs to it.

        Raises: UnfinishedError where the turn could not be done, where the database is away, or where another process
        wrote the conversation meanwhile: one that stood still for long must not undo what came after.
        """
        if not tracker.events:
            return
        hearing = heard.present()
        if hearing is not None and hearing.unfinished:
            raise heard.UnfinishedError("an action could not be done")
        await self.stream_events(tracker)
        events = window(list(tracker.events), self.domain.slots)
        last, kept = tracker.events[-1].timestamp, json.dumps([_lean(event) for event in events])
        row = {"conversation": tracker.sender_id, "events": kept, "changed_at": last}
        if hearing is None:
            written = [_WRITE]
        else:
            row |= {"key": hearing.key, "messages": json.dumps(hearing.messages), "read_at": hearing.read_at}
            # On PostgreSQL one statement: they last together, and it is one way to the database.
            written = [_WRITE_BOTH] if self._is_postgresql else [_WRITE_UNCHANGED, _WRITE_ANSWER]
        await _back(lambda: self._execute(written, row))
        if hearing is not None:
            hearing.kept, hearing.read_at = True, last
        self._tidy(last)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_dialogues.c.conversation)).scalars())

    def _row(self, statement: sa.sql.Executable, values: Mapping[str, Any]) -> sa.engine.Row | None:
        with self._engine.connect() as connection:
            return connection.execute(statement, values).one_or_none()

    def _tidy(self, now: float) -> None:
        if now - self._tidied < TIDY_SECONDS:
            return
        self._tidied = now
        gone = [_answers.delete().where(_answers.c.answered_at < now - ANSWER_SECONDS)]
        gone.append(_dialogues.delete().where(_dialogues.c.changed_at < now - KEPT_SECONDS))
        _twice(lambda: self._execute(gone))

    def _execute(self, statements: Iterable[sa.sql.Executable], values: Mapping[str, Any] | None = None) -> None:
        """Execute all of it. Raises: UnfinishedError where a turn met another state than the one it was made from."""
        of_turn = bool(values) and "read_at" in values
        with self._engine.begin() as connection:
            for statement in statements:
                if not connection.execute(statement, values or {}).rowcount and of_turn:
                    raise heard.UnfinishedError("another process wrote the conversation meanwhile")


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
    """Return an event without what only the turn it came in needs: who wrote, and what else it might have meant.

    Nor does it say which model made it, as every event does in the stream: a third of all that would be kept.
    """
    data: dict[str, Any] = event.as_dict()
    if known := data.get("metadata"):
        data["metadata"] = {name: value for name, value in known.items() if name not in _OF_MODEL}
    if isinstance(event, UserUttered):
        data["metadata"] = {}
        parsed = data["parse_data"]
        data["parse_data"] = {**parsed, "metadata": {}, "intent_ranking": [], "text_tokens": None}
    return data


def _engine(url: sa.engine.URL, is_postgresql: bool) -> sa.engine.Engine:
    if is_postgresql:
        # Each work is one statement. A connection the database closed is found by trying: `_back`.
        own = url.set(drivername="postgresql+psycopg2")
        return sa.create_engine(own, isolation_level="AUTOCOMMIT", connect_args=_LIMITS)
    engine = sa.create_engine(url, connect_args={"timeout": CONNECT_SECONDS, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def write_ahead(connection: Any, _: object) -> None:  # noqa: ANN401 - SQLAlchemy's hook
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


async def _back(work: Callable[[], T]) -> T:
    """Do it, again and again while the database restarts. Raises: UnfinishedError where it does not come back."""
    end = time.monotonic() + AWAY_SECONDS
    while True:
        try:
            return work()
        except sa.exc.DBAPIError as error:
            # Without a statement there was not even a connection.
            if not (error.connection_invalidated or error.statement is None):
                raise
            if time.monotonic() > end:
                logger.error("the database is away (%s)", type(error).__name__)
                raise heard.UnfinishedError("the database is away") from error
            await asyncio.sleep(PAUSE_SECONDS)


def _twice(work: Callable[[], T]) -> T:
    """Try once more where the database went away."""
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

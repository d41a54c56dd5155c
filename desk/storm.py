"""Storm mode: the commonest question is answered without the dialogue, which cannot keep up (procedure.md ST).

Whether it is one is judged from the inbox, which knows of each message whether its answer came in time: the same truth
for every process, and no figure that is lost with one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from desk.model import Handling
from desk.ports import DeskUnitOfWorkFactory
from desk.storm_model import Limits, Load, Mode, Storm
from tickets.ports import Clock

# Fewer turns than this are no storm, however late: one conversation in trouble is none.
LEAST_TURNS = 20
# Between two judgements, by whichever process comes first.
LOOK = timedelta(seconds=2)
# Who asks again after that long asks anew.
AGAIN = timedelta(minutes=30)
TOLD_LOOKED_AT = 8


def judged(storm: Storm, load: Load, limits: Limits, now: datetime) -> Storm:
    """Return the storm after a look: it begins above one share, ends below a lower one and not before its time (ST-1).

    Nothing ends while many answers are owed: the dialogue would begin with all of them. Nor does it end at once: what
    the dialogue gets back step by step may be too much, then it is a storm again. What a human switched stays.
    """
    storm = replace(storm, share=load.share, looked_at=now)
    if storm.mode is not Mode.AUTOMATIC:
        return storm
    if (storm.since is None or storm.is_ending) and load.turns >= LEAST_TURNS and load.share >= limits.enter:
        return replace(storm, since=now, changed_at=now)
    is_due = storm.since is not None and now - storm.changed_at >= limits.stay
    if not is_due or load.share > limits.leave or load.owed >= LEAST_TURNS:
        return storm
    return replace(storm, since=None if storm.is_ending else storm.since, changed_at=now)


def is_told(storm: Storm, conversation: str, limits: Limits, now: datetime) -> bool:
    """Tell whether a conversation is answered without the dialogue; while it ends, ever fewer are (ST-1).

    Which ones hangs on the conversation alone: none changes sides and back.
    """
    if not storm.is_ending:
        return storm.is_on
    returned = (now - storm.changed_at) / limits.stay if limits.stay else 1.0
    place = int.from_bytes(hashlib.blake2b(conversation.encode(), digest_size=4).digest(), "big") / 2**32
    return place >= returned


def switched(storm: Storm, mode: Mode, by: str, now: datetime) -> Storm:
    """Return the storm as a human wants it; given back to the load, one that is on begins to end."""
    since = {Mode.ON: storm.since or now, Mode.OFF: None, Mode.AUTOMATIC: storm.since}[mode]
    return replace(storm, mode=mode, by=by, since=since, changed_at=now)


def facts_of(storm: Storm) -> Mapping[str, object]:
    """Return what the event stream is told, ready for JSON."""
    return {"mode": storm.mode.value, "share": round(storm.share, 3)}


class Storms:
    """The use cases: see whether it storms, judge anew, switch by hand, see who was told already."""

    def __init__(self, uow: DeskUnitOfWorkFactory, clock: Clock, limits: Limits) -> None:
        self._uow = uow
        self._clock = clock
        self._limits = limits

    def state(self) -> Storm:
        """Return how it stands, as it was last judged."""
        with self._uow() as uow:
            return uow.storm.get()

    def look(self) -> Storm:
        """Return how it stands, judged anew unless somebody just did."""
        storm = self.state()
        if self._is_fresh(storm):
            return storm
        with self._uow() as uow:
            storm = uow.storm.get(lock=True)
            if self._is_fresh(storm):
                return storm
            now = self._clock()
            # What led to the last change is no evidence for the next.
            load = uow.storm.load(max(now - self._limits.window, storm.changed_at))
            after = judged(storm, load, self._limits, now)
            if replace(after, looked_at=storm.looked_at) != storm or load.turns:
                # A system nobody writes to writes nothing either.
                uow.storm.save(after)
                uow.commit()
        return after

    def is_told(self, storm: Storm, conversation: str) -> bool:
        """Tell whether a conversation is answered without the dialogue now, as the storm was last judged."""
        return is_told(storm, conversation, self._limits, self._clock())

    def switch(self, mode: Mode, by: str) -> Storm:
        """Switch it on or off, or leave it to the load again; `by` is who does."""
        with self._uow() as uow:
            storm = switched(uow.storm.get(lock=True), mode, by, self._clock())
            uow.storm.save(storm)
            uow.commit()
        return storm

    def told(self, conversation: str) -> int:
        """Return how often in a row, and lately, a conversation was answered without the dialogue (ST-4)."""
        with self._uow() as uow:
            received = uow.inbox.recent(conversation, TOLD_LOOKED_AT)
        since, count = self._clock() - AGAIN, 0
        for message in reversed([it for it in received if it.handling is not Handling.WORKING]):
            if message.handling is not Handling.STORM or message.inbound.at < since:
                break
            count += 1
        return count

    def _is_fresh(self, storm: Storm) -> bool:
        # The clock of another machine may be ahead, and that of the simulator jumps.
        return abs(self._clock() - storm.looked_at) < LOOK

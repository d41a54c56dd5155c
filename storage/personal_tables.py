"""Which tables hold personal data, whose a row is, and what goes when it goes. A new table has to take a place here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Column, Table

from storage import desk_tables as desk
from storage import tables
from storage.outbox_tables import outbox, wishes

# What stands where words or a number have to stand.
GONE = "[dihapus]"


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows belong to a report, a conversation or a number: `key` says which, `blanks` what is taken out.

    Without `blanks` the whole row goes.
    """

    key: Column[str]
    blanks: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Return the table."""
        return self.key.table


# Of the report itself; what is counted (kind, times, rule, stars) stays, and is nobody's any more.
REPORT: Mapping[str, str | None] = {
    "description": GONE,
    "reporter": None,
    "idpel": None,
    "meter_id": None,
    "name": None,
    "phone": None,
    "address": None,
    "lat": None,
    "lon": None,
    "officer_name": None,
    "officer_phone": None,
    "officer_plate": None,
    "position_lat": None,
    "position_lon": None,
    "position_street": None,
    "position_at": None,
    "resolution_note": None,
    "rating_comment": None,
    "promise_reason": None,
    "street_key": None,
}
# Of `events`, which are counted, only the words and the customer's own data go (`storage.privacy`).
OF_REPORT = (
    Part(tables.stages.c.no_lapor, {"note": None}),
    Part(tables.repeats.c.no_lapor, {"note": GONE}),
    Part(tables.attachments.c.no_lapor),
    Part(tables.tracking_links.c.no_lapor),
    Part(outbox.c.no_lapor, {"recipient": GONE, "body": None, "error": None}),
)
OF_CONVERSATION = (
    Part(desk.inbox.c.conversation),
    Part(desk.entries.c.conversation),
    Part(desk.hand_overs.c.conversation),
    Part(desk.late_answers.c.conversation),
    Part(desk.sessions.c.conversation),
)
OF_NUMBER = (Part(wishes.c.phone), Part(desk.drafts.c.phone), Part(tables.wrong_pairs.c.caller))
# A row of these is nobody's: numbers counted, keys, officers' own accounts, what was masked before it was written.
IMPERSONAL = frozenset(
    {
        "account_attempts", "account_logins", "accounts", "acts", "api_idempotency", "audit_trail", "counters",
        "desk_duty", "desk_receipts", "desk_storm", "event_publisher", "event_stream", "misunderstandings",
        "notice_templates",
        # A street and officers' words.
        "outages", "outage_events", "outage_lock", "outage_reports",
        "open_premises", "sending_pace",
    }
)  # fmt: skip

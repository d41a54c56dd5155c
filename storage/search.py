"""Searches as SQL: which rows, in which order, from where on."""

from __future__ import annotations

import base64
import binascii
import math
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select

from storage.tables import tickets
from tickets.errors import InvalidError
from tickets.model import SINGLE_BUILDING, Customer, Kind, Status, Ticket
from tickets.numbers import read_no_lapor, spellings
from tickets.ports import TicketQuery
from tickets.premises import NEAR_METRES, plain, street_key
from tickets.rules import WARN_BEFORE, WARN_LATE, WINDOW

MAX_LIMIT = 200
_METRES_PER_DEGREE = 111_000
_columns = tickets.c


def matching(query: TicketQuery) -> Select[tuple[object, ...]]:
    """Return the SELECT of one page and one row more, newest first. Raises: InvalidError for limit or cursor."""
    if not 1 <= query.limit <= MAX_LIMIT:
        raise InvalidError(f"limit is 1 to {MAX_LIMIT}")
    found = sa.select(tickets).where(*_conditions(query)).limit(query.limit + 1)
    if query.cursor is not None:
        at, no_lapor = read_cursor(query.cursor)
        last = sa.tuple_(sa.literal(at, _columns.reported_at.type), sa.literal(no_lapor))
        found = found.where(sa.tuple_(_columns.reported_at, _columns.no_lapor) < last)
    return newest_first(found)


def newest_first(found: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """Order reports newest first, the same number of times the same way."""
    return found.order_by(_columns.reported_at.desc(), _columns.no_lapor.desc())


def of_number(phone: str | sa.BindParameter[str]) -> ColumnElement[bool]:
    """Match reports made from, or with the contact number, `phone` (E.164)."""
    return sa.or_(_columns.phone == phone, _columns.reporter == phone)


def near(customer: Customer) -> ColumnElement[bool]:
    """Match single-building G reports that may be neighbours; `premises.are_neighbours` decides (Source: IN-6).

    The box is a little larger than 500 m. Without any place nothing matches.
    """
    places: list[ColumnElement[bool]] = []
    street = street_key(customer.address)
    if street is not None:
        places.append(_columns.street_key == street)
    if customer.lat is not None and customer.lon is not None:
        high = NEAR_METRES / _METRES_PER_DEGREE
        wide = high / max(math.cos(math.radians(customer.lat)), 0.01)
        places.append(
            _columns.lat.between(customer.lat - high, customer.lat + high)
            & _columns.lon.between(customer.lon - wide, customer.lon + wide)
        )
    return sa.and_(_columns.kind == Kind.G, _columns.category == SINGLE_BUILDING, sa.or_(sa.false(), *places))


def in_danger(now: datetime) -> Select[tuple[str]]:
    """Return the SELECT of reports whose promised end may be in danger; `tickets.rules` decides (Source: ETA-7)."""
    first, last = now - WARN_LATE, now + max(WARN_BEFORE.values())
    until, window, warned = _columns.promise_until, _columns.window_from, _columns.warned_of
    near = sa.or_(
        until.between(first, last) & sa.or_(warned.is_(None), warned != until),
        until.is_(None) & window.between(first - WINDOW, last - WINDOW) & warned.is_(None),
    )
    waiting = _columns.status == Status.BELUM_SELESAI, _columns.kind == Kind.G, _columns.stage.in_(WARN_BEFORE)
    soonest = sa.func.coalesce(until, window)
    return sa.select(_columns.no_lapor).where(near, *waiting).order_by(soonest, _columns.no_lapor).limit(MAX_LIMIT)


def make_cursor(ticket: Ticket) -> str:
    """Return the opaque place of a report in the order of a search."""
    return base64.urlsafe_b64encode(f"{ticket.reported_at.isoformat()}|{ticket.no_lapor}".encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """Return time and number of the last report of the page before. Raises: InvalidError."""
    try:
        at, _, no_lapor = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii").partition("|")
        moment = datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as error:
        raise InvalidError("the cursor is not one of ours") from error
    if moment.tzinfo is None or not no_lapor:
        raise InvalidError("the cursor is not one of ours")
    return moment, no_lapor


def _conditions(query: TicketQuery) -> list[ColumnElement[bool]]:
    exact = {
        name: getattr(query, name)
        for name in ("idpel", "meter_id", "status", "kind", "attention", "stage", "wider_outage")
    }
    found: list[ColumnElement[bool]] = [_columns[name] == value for name, value in exact.items() if value is not None]
    if query.no_lapor is not None:
        read = read_no_lapor(query.no_lapor)
        found.append(_columns.no_lapor.in_(spellings(read) if read else ()))
    if query.alert is not None:
        found.append(_columns.alert.is_not(None) if query.alert else _columns.alert.is_(None))
    if query.phone is not None:
        found.append(of_number(query.phone))
    if query.q is not None:
        # Folding leaves letters, digits and single spaces: nothing LIKE would take for a wildcard.
        words = plain(query.q).split()
        found += [_columns.search_text.like(f"%{word}%") for word in words] or [sa.false()]
    return found

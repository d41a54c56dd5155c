"""How a call begins: a known number hears at once how its report stands (Source: procedure.md SA, DR-2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

import spoken
from desk.model import Offer
from ivr.gateway import Gateway
from ivr.reply import MORE
from telling import Line, Teller
from tickets import rules
from tickets.errors import TicketError
from tickets.greeting import PLAIN, Greeting, Standing
from tickets.model import Stage, Ticket

log = structlog.get_logger(__name__)
Found = TypeVar("Found")

# The caller hears nothing while we look; a store that needs longer is not waited for.
LOOK_UP_SECONDS = 1.0
LOOK_UPS = 4
# What is said after 3 hours lasts 12 s at most, at 150 words a minute; a street is known by three words.
MOST_WORDS, LEAST_OF_A_STREET = 30, 3
_pool = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="greeting")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a call begins with; `opened` is what the dialogue shall know of it, as its slots."""

    texts: tuple[str, ...]
    expect: str = MORE
    offers: tuple[Offer, ...] = ()
    opened: dict[str, str] = field(default_factory=dict)


def opening(gateway: Gateway, caller: str | None) -> Opening:
    """Return the beginning of a call, without waiting for the dialogue; what knows most of the caller comes first."""
    until = time.monotonic() + LOOK_UP_SECONDS
    return next(found for begin in OPENINGS if (found := begin(gateway, caller, until)))


def of_draft(gateway: Gateway, caller: str | None, until: float) -> Opening | None:
    """Begin with the report this number left half-finished; nothing of it is told to whoever holds the telephone."""
    if _look_up(gateway.system.drafts.offered, caller, until) is None:
        return None
    key = "utter_salam_lanjut"
    return Opening((gateway.say(key),), "yes_no", gateway.offers(key), {"question": "lanjut_laporan"})


def of_report(gateway: Gateway, caller: str | None, until: float) -> Opening | None:
    """Begin with the report of this number, None where it has none to tell of."""
    greeting = _look_up(gateway.system.reports.greeting, caller, until) or PLAIN
    begin = _BEGINNINGS.get(greeting.standing)
    teller = Teller(gateway.system.clock(), gateway.system.settings.timezone)
    return begin(gateway, teller, greeting) if begin else None


def plain(gateway: Gateway, _caller: str | None, _until: float) -> Opening:
    """Begin with an open question."""
    return Opening((gateway.say("utter_salam_suara"),), "free")


OPENINGS: tuple[Callable[[Gateway, str | None, float], Opening | None], ...] = (of_draft, of_report, plain)


def _look_up(what: Callable[[str], Found], caller: str | None, until: float) -> Found | None:
    """Return what the store knows of a number, None where it takes longer than `until` (monotonic) or is away."""
    if caller is None:
        return None
    try:
        return _pool.submit(what, caller).result(max(0.0, until - time.monotonic()))
    except (TicketError, TimeoutError) as error:
        log.warning("greeting_without_report", why=type(error).__name__)
        return None


def _said(gateway: Gateway, *lines: Line) -> tuple[str, ...]:
    return tuple(gateway.say(line.key, **line.values) for line in lines)


def _expected(teller: Teller, ticket: Ticket) -> Line:
    """Tell the promised end, in the zone the caller lives in and therefore without its name; or that there is none."""
    if rules.has_no_eta(ticket):
        return Line("utter_salam_tanpa_waktu", teller.about(ticket))
    moment = rules.promised(ticket)
    said = spoken.moment_said(moment, teller.now, teller.zone)
    return Line("utter_salam_estimasi", teller.about(ticket) | teller.at(moment) | {"jam_lisan": said})


def _named(ticket: Ticket, question: str) -> dict[str, str]:
    return {"tiket": ticket.no_lapor, "question": question}


def _under_way(gateway: Gateway, teller: Teller, greeting: Greeting) -> Opening:
    (ticket,) = greeting.reports
    texts = _said(gateway, _expected(teller, ticket), Line("utter_ada_lagi"))
    return Opening(texts, opened=_named(ticket, "ada_lagi"))


def _overdue(gateway: Gateway, teller: Teller, greeting: Greeting) -> Opening:
    """Apologise or tell the new promise, tell where the officer is, offer Lapor Ulang: in one breath (SA-3)."""
    (ticket,) = greeting.reports
    offer = Line("utter_salam_lapor_ulang")

    def said(first: Line, most: int, *, aged: bool) -> tuple[str, ...]:
        return _said(gateway, first, *teller.glimpse(ticket, most, aged=aged), offer)

    ways = _ways(teller, ticket)
    fitting = ((first, aged) for first, aged in ways if _words(said(first, LEAST_OF_A_STREET, aged=aged)) <= MOST_WORDS)
    first, aged = next(fitting, ways[-1])
    room = MOST_WORDS - _words(said(first, 0, aged=aged))
    texts = said(first, max(room, LEAST_OF_A_STREET), aged=aged)
    return Opening(texts, "yes_no", gateway.offers(offer.key), _named(ticket, "tawar_lapor_ulang"))


def _ways(teller: Teller, ticket: Ticket) -> tuple[tuple[Line, bool], ...]:
    """Return how it may begin and whether the age of the position is told, the fullest first."""
    moment = rules.promised(ticket)
    if teller.now >= moment:
        return ((Line("utter_salam_lewat", teller.about(ticket)), True),)
    said = spoken.moment_said(moment, teller.now, teller.zone)
    values = teller.about(ticket) | teller.at(moment) | {"jam_lisan": said}
    whole, short = Line("utter_salam_estimasi_baru", values), Line("utter_salam_estimasi_singkat", values)
    return (whole, True), (whole, False), (short, False)


def _words(texts: tuple[str, ...]) -> int:
    return sum(len(text.split()) for text in texts)


def _back(gateway: Gateway, teller: Teller, greeting: Greeting) -> Opening:
    (ticket,) = greeting.reports
    key, at = "utter_salam_menyala", teller.now
    if ticket.stage is not Stage.NYALA and ticket.resolution:
        key, at = "utter_salam_selesai", ticket.resolution.at
    values = teller.about(ticket) | teller.at(at)
    # The answer names its report, as that to a notice does (CF-2, CF-3).
    offers = tuple(Offer(offer.title, f"{offer.payload}?no_lapor={ticket.no_lapor}") for offer in gateway.offers(key))
    return Opening(_said(gateway, Line(key, values)), "yes_no", offers, _named(ticket, "sudah_nyala"))


def _several(gateway: Gateway, teller: Teller, greeting: Greeting) -> Opening:
    reports = greeting.reports
    first = Line("utter_salam_beberapa", {"jumlah": str(len(reports)), "jumlah_lisan": gateway.count(len(reports))})
    choices = [teller.choice(position, ticket) for position, ticket in enumerate(reports, 1)]
    offers = tuple(
        Offer(str(choice.values["jalan_lisan"]), f"/tanya_status?no_lapor={ticket.no_lapor}")
        for choice, ticket in zip(choices, reports, strict=True)
    )
    return Opening(_said(gateway, first, *choices), "choice", offers)


def _complaint(gateway: Gateway, teller: Teller, greeting: Greeting) -> Opening:
    (ticket,) = greeting.reports
    texts = _said(gateway, Line("utter_salam_keluhan", teller.about(ticket)), Line("utter_ada_lagi"))
    return Opening(texts, opened=_named(ticket, "ada_lagi"))


_BEGINNINGS: dict[Standing, Callable[[Gateway, Teller, Greeting], Opening]] = {
    Standing.UNDER_WAY: _under_way,
    Standing.OVERDUE: _overdue,
    Standing.BACK: _back,
    Standing.SEVERAL: _several,
    Standing.COMPLAINT: _complaint,
}

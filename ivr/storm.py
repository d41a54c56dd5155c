"""What is answered without the dialogue while it storms: how the report of this number stands (procedure.md ST).

Found by the number alone (PV-1), told by the rules and in the sentences the dialogue would tell it. Whatever is not
exactly that goes the ordinary way, and so does the answer to what is offered here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

import tracing
from desk.model import Handling, Offer, Session
from ivr.asks import Asks, asks
from ivr.gateway import VOICE, Gateway, Turn
from ivr.meaning import Meaning
from ivr.reply import MORE, Reply, Said
from telling import Line, Teller, Told
from tickets import rules
from tickets.errors import TicketError
from tickets.greeting import Greeting, Standing
from tickets.model import Channel, Kind, Side, Stage, Ticket
from tickets.requests import Contact

log = structlog.get_logger(__name__)

# The dialogue asks nothing then.
IDLE = frozenset({"free", MORE})
# So often in a row it is told; whoever goes on asking wants something else (ST-4).
MOST_TOLD = 2
CHOSEN = re.compile(r"/tanya_status\?no_lapor=(\w+)")
RECEIVERS = {Channel.WHATSAPP: "CHATBOT", Channel.VOICE: "IVR"}
Opened = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be told: one report, or several to choose from; `note` are words that belong to the report (LU-2)."""

    reports: tuple[Ticket, ...]
    asked: Asks
    note: str | None = None


def answer(gateway: Gateway, turn: Turn, meant: Meaning, *, is_sure: bool = True) -> Reply | None:
    """Answer the commonest question in storm mode; None where the message goes the ordinary way.

    `is_sure` tells that what was heard is what was said: a doubtful word changes no report (HR-1).
    """
    # What the dialogue may have heard already is its to answer.
    if turn.caller is None or turn.is_behind or turn.asked is not None:
        return None
    if not gateway.storm.is_told(turn.conversation):
        return None
    try:
        matter = _chosen(gateway, turn, meant) or _matter(gateway, turn, meant.text or "", is_sure=is_sure)
        if matter is None:
            return None
        told = max(gateway.system.storms.told(turn.conversation), bool(turn.session.opened))
        if told >= MOST_TOLD or (told and matter.asked is Asks.HELLO):
            return None
        reply, opened = _told(gateway, turn, matter, again=told > 0)
    except TicketError as fault:
        log.warning("storm_without_answer", conversation=turn.conversation, why=type(fault).__name__)
        return None
    turn.session.ask(reply.texts, reply.expect, reply.offers)
    turn.session.opened = opened
    turn.handling = Handling.STORM
    tracing.note(storm=matter.asked.name)
    log.info("storm_answered", conversation=turn.conversation, asked=matter.asked.name, reports=len(matter.reports))
    return reply


def _chosen(gateway: Gateway, turn: Turn, meant: Meaning) -> Matter | None:
    """Return the report that was chosen from those offered, if it is still this number's and open."""
    chosen = CHOSEN.fullmatch(meant.payload or "")
    own = gateway.system.reports.of_caller(turn.caller) if chosen else ()
    found = (ticket for ticket in own if chosen and ticket.no_lapor == chosen[1] and ticket.is_open)
    return next((Matter((ticket,), Asks.STATE) for ticket in found), None)


def _matter(gateway: Gateway, turn: Turn, words: str, *, is_sure: bool) -> Matter | None:
    message, session = turn.inbound, turn.session
    if message.attachments or message.place or not _is_idle(session) or (asked := asks(words)) is None:
        return None
    greeting = gateway.system.reports.greeting(turn.caller)
    if asked is Asks.DARK:
        return _dark(gateway, greeting, words) if is_sure else None
    if asked is Asks.HELLO and gateway.system.drafts.offered(turn.caller, turn.conversation):
        # Asked whether to go on with it (DR-2).
        return None
    if greeting.standing is Standing.COMPLAINT and asked is not Asks.STATE:
        # No complaint is meant by whoever asks when it will be light.
        return None
    return Matter(greeting.reports, asked) if greeting.reports else None


def _dark(gateway: Gateway, greeting: Greeting, words: str) -> Matter | None:
    """Return what becomes of "masih padam": a note before 3 hours (LU-2), then the offer of Lapor Ulang (LU-1).

    Where it was lit already, or nothing is promised, or it is not clear which report is meant, the dialogue decides.
    """
    if greeting.standing not in {Standing.UNDER_WAY, Standing.OVERDUE}:
        return None
    (ticket,) = greeting.reports
    if not rules.is_overdue(ticket.window_from, gateway.system.clock()):
        return Matter((ticket,), Asks.DARK, words)
    return None if rules.has_no_eta(ticket) else Matter((ticket,), Asks.DARK)


def _is_idle(session: Session) -> bool:
    return session.expect in IDLE and not session.offers


def _told(gateway: Gateway, turn: Turn, matter: Matter, *, again: bool) -> tuple[Reply, Opened]:
    """Return the answer, and what the dialogue shall know of it when it hears the next message."""
    teller = Teller(gateway.system.clock(), gateway.system.settings.timezone)
    if len(matter.reports) > 1:
        return _choice(gateway, teller, matter.reports), None
    (ticket,) = matter.reports
    before: list[Line] = []
    if matter.note:
        ticket = _noted(gateway, turn, ticket, matter.note)
        before = [Line("utter_keterangan_tambahan", teller.about(ticket))]
    elif matter.asked is Asks.HELLO and ticket.is_open and ticket.stage is not Stage.NYALA:
        before = [Line("utter_sapaan_kenal", teller.about(ticket))]
    told = _progress(gateway, teller, ticket, asked_officer=matter.asked is Asks.STATE)
    lines = [*before, *told.lines]
    # What asks comes last: it is what the next word answers.
    question = [lines.pop()] if told.question else []
    exits = [Line("utter_lonjakan_petugas")] if again else []
    if not question:
        question = [Line("utter_lonjakan_lain")]
    reply = _reply(gateway, [*lines, *exits, *question], ticket)
    return reply, {"tiket": ticket.no_lapor, "question": told.question or "ada_lagi"}


def _progress(gateway: Gateway, teller: Teller, ticket: Ticket, *, asked_officer: bool) -> Told:
    """Tell how it stands as the dialogue does, with the offer of Lapor Ulang where LU-1 or LU-9 allows it."""
    written = gateway.channel != VOICE
    link = gateway.system.links.address if written else _no_link
    told = teller.progress(ticket, link, asked_officer=asked_officer, written=written, in_form=False)
    due = ticket.kind is Kind.K or rules.is_overdue(ticket.window_from, teller.now)
    if told.question or not due or not ticket.is_open:
        return told
    return Told((*told.lines, Line("utter_tawar_lapor_ulang", teller.about(ticket))), "tawar_lapor_ulang")


def _no_link(_ticket: Ticket) -> str:
    return ""


def _noted(gateway: Gateway, turn: Turn, ticket: Ticket, words: str) -> Ticket:
    """Keep the words with the report, once however often the turn is begun (LU-2)."""
    channel = turn.inbound.channel
    contact = Contact(Side.PLN, words, RECEIVERS[channel], channel, reporter=turn.caller)

    def work() -> Mapping[str, str]:
        result = gateway.system.reports.contact(ticket.no_lapor, contact)
        return {"no_lapor": result.ticket.no_lapor, "rule": result.verdict.rule}

    kept = gateway.system.acts.once(f"{turn.key}:storm", work)
    return gateway.system.reports.get(str(kept["no_lapor"]))


def _choice(gateway: Gateway, teller: Teller, reports: tuple[Ticket, ...]) -> Reply:
    """Ask which report is meant; the choice is told without the dialogue, too."""
    values = {"jumlah": str(len(reports)), "jumlah_lisan": gateway.count(len(reports))}
    first, last = gateway.say("utter_pilihan_awal", **values), gateway.say("utter_pilihan_akhir")
    choices = [teller.choice(position, ticket) for position, ticket in enumerate(reports, 1)]
    offers = tuple(
        Offer(f"{ticket.display_no}, {choice.values['jalan']}", f"/tanya_status?no_lapor={ticket.no_lapor}")
        for choice, ticket in zip(choices, reports, strict=True)
    )
    if gateway.channel == VOICE:
        spoken = (Said(gateway.say(choice.key, **choice.values)) for choice in choices)
        return Reply((Said(first), *spoken, Said(last, offers)), "choice")
    return Reply((Said(first, offers), Said(last)), "choice")


def _reply(gateway: Gateway, lines: list[Line], ticket: Ticket) -> Reply:
    """Say the lines; what the last one offers about light names its report (CF-2)."""
    last = lines[-1].key
    offers = gateway.offers(last)
    if ticket.kind is Kind.G and (not ticket.is_open or ticket.stage is Stage.NYALA):
        offers = tuple(Offer(offer.title, f"{offer.payload}?no_lapor={ticket.no_lapor}") for offer in offers)
    texts = [gateway.say(line.key, **line.values) for line in lines]
    custom = gateway.system.wording.variant(last, gateway.channel).get("custom", {})
    return Reply((*map(Said, texts[:-1]), Said(texts[-1], offers)), str(custom.get("expect", MORE)))

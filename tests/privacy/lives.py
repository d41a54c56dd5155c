"""People with a history in every table, and the look for what is left of them."""

from __future__ import annotations

import json
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Engine

from bootstrap import System
from desk.model import Delivery
from tests.console.scenes import World
from tickets.model import Attachment, Channel, Rating, Side, Stage, Ticket
from tickets.requests import Contact
from tickets.wishes import Saying, Way, Wish

PHOTO = "https://api.twilio.com/media/ME1"


def said(number: str) -> str:
    """Return what the person of a report says."""
    return f"Rumah saya di belakang warung Bu Ratna {number[-3:]} ya"


def live(system: System, world: World) -> Ticket:
    """Let somebody report by WhatsApp, change data, be visited, talk to an officer and rate; return the report."""
    ticket = world.report()
    phone, number = ticket.customer.phone or "", ticket.no_lapor
    source = system.reports.source("BOT", Channel.WHATSAPP)
    system.reports.attach(number, Attachment(f"{PHOTO}-{number}", "image/jpeg", source.at), source)
    changes, words = {"address": f"Jl. Baru No. {number[-3:]}, Bandung"}, said(number)
    system.reports.contact(
        number, Contact(Side.CUSTOMER, words, "BOT", Channel.WHATSAPP, changes=changes, reporter=phone)
    )
    world.later(hours=4)
    system.reports.contact(number, Contact(Side.PLN, words, "BOT", Channel.WHATSAPP, reporter=phone))
    world.on_the_way(ticket)
    record = world.handed_over(words, caller=phone, no_lapor=number)
    system.desk.take(record.id, "hana")
    with system.uow() as uow:
        uow.wishes.keep(Wish(phone, Way.WHATSAPP, system.clock(), Channel.WHATSAPP, Saying.ANSWER))
        uow.wrong_pairs.add(phone, system.clock())
        uow.commit()
    left = {"idpel": ticket.customer.idpel, "address": ticket.customer.address, "note": words}
    system.drafts.keep(phone, f"CA{number}", Channel.VOICE, left)
    system.desk.close(record.id, "hana")
    system.links.address(system.reports.get(number))
    system.desk.keep_receipt("SM1", Delivery.READ, None)
    for stage in (Stage.NYALA, Stage.SELESAI):
        source = system.reports.source("APKT", Channel.APKT)
        system.reports.advance(number, stage, source, f"selesai di rumah {ticket.customer.name}")
    rating = Rating(5, f"petugas baik kepada {ticket.customer.name}", "WHATSAPP", source.at)
    system.reports.rate(number, rating, replace(source, channel=Channel.WHATSAPP))
    return system.reports.get(number)


def words_of(ticket: Ticket) -> set[str]:
    """Return what names the person of a report."""
    customer = ticket.customer
    own = {customer.name, customer.phone, customer.idpel, customer.meter_id, customer.address}
    given = own | {said(ticket.no_lapor), f"{PHOTO}-{ticket.no_lapor}"}
    return {str(word) for word in given if word}


def left_of(engine: Engine, words: set[str]) -> list[tuple[str, str]]:
    """Look for words in every row of every table, whatever tables there are; return table and word."""
    found = []
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            for row in connection.execute(sa.select(table)):
                text = json.dumps(list(row), default=str, ensure_ascii=False)
                found += [(table.name, word) for word in words if word in text]
    return sorted(set(found))

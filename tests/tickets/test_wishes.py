"""By which way a customer is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.fakes import NOON
from tests.storage.builders import PHONE, report
from tickets.model import Channel, Customer
from tickets.notices import WINDOW
from tickets.wishes import Saying, Way, Wish, allows, recipient_of, resumed, route, without

OTHER = "+6289876543210"
MOMENT = timedelta(microseconds=1)


def said(way: Way, saying: Saying = Saying.WORDS) -> Wish:
    """Return a wish said by telephone."""
    return Wish(PHONE, way, NOON, Channel.VOICE, saying, "CA1")


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(
    ("way", "told_by"), [(Way.WHATSAPP, Channel.WHATSAPP), (Way.VOICE, Channel.VOICE), (Way.NONE, None)]
)
def test_NT_1_a_wish_decides_whatever_channel_the_report_came_by(way: Way, told_by: Channel | None, channel: Channel):
    ticket = report(reporter=PHONE, channel=channel)
    assert route(ticket, said(way), NOON) is told_by
    assert allows(said(way)) is (told_by is not None)


def test_NT_2_without_a_wish_only_who_writes_by_whatsapp_is_told():
    assert allows(None)
    assert route(report(reporter=PHONE), None, None) is Channel.WHATSAPP
    for channel in (Channel.VOICE, Channel.APKT, Channel.CONSOLE, Channel.WEB):
        assert route(report(reporter=PHONE, channel=channel), None, None) is None


@pytest.mark.parametrize(
    ("written", "told_by"),
    [
        (NOON + timedelta(days=1), Channel.WHATSAPP),
        (NOON - WINDOW, Channel.WHATSAPP),
        (NOON - WINDOW - MOMENT, None),
    ],
)
def test_NT_2_who_wrote_within_a_day_before_the_report_or_since_is_told(written: datetime, told_by: Channel | None):
    ticket = report(reporter=PHONE, channel=Channel.APKT)
    ticket.window_from = NOON
    assert route(ticket, None, written) is told_by


def test_NT_4_the_number_the_report_was_made_from_is_told_of_apkt_and_officers_the_one_on_file():
    on_file = Customer(phone=OTHER)
    for channel in Channel:
        assert recipient_of(report(reporter=PHONE, channel=channel, customer=on_file)) == PHONE
    for channel in (Channel.APKT, Channel.CONSOLE):
        assert recipient_of(report(reporter=None, channel=channel, customer=on_file)) == OTHER
    # PV-3: whoever withholds their number may name another person's.
    for channel in (Channel.VOICE, Channel.WHATSAPP, Channel.WEB):
        assert recipient_of(report(reporter=None, channel=channel, customer=on_file)) is None


def test_NT_5_a_no_to_our_question_is_no_more_than_that():
    declined = said(Way.NONE, Saying.ANSWER)
    assert declined.is_declined
    assert allows(declined)
    assert route(report(reporter=PHONE, channel=Channel.VOICE), declined, None) is None
    assert route(report(reporter=PHONE, channel=Channel.WHATSAPP), declined, None) is Channel.WHATSAPP


@pytest.mark.parametrize(
    ("refused", "wish", "channel", "left"),
    [
        (Way.VOICE, None, Channel.WHATSAPP, Way.WHATSAPP),
        (Way.VOICE, None, Channel.VOICE, Way.NONE),
        (Way.VOICE, said(Way.WHATSAPP), Channel.VOICE, Way.WHATSAPP),
        (Way.VOICE, said(Way.NONE), Channel.WHATSAPP, Way.NONE),
        (Way.WHATSAPP, said(Way.VOICE), Channel.WHATSAPP, Way.VOICE),
        (Way.WHATSAPP, None, Channel.VOICE, Way.NONE),
    ],
)
def test_NT_1_who_names_only_what_they_do_not_want_keeps_what_is_left(
    refused: Way, wish: Wish | None, channel: Channel, left: Way
):
    assert without(refused, wish, channel) is left


def test_NT_3_mulai_brings_back_what_was_wished_before():
    stop = said(Way.NONE, Saying.STOP)
    assert resumed([said(Way.WHATSAPP), said(Way.VOICE), said(Way.NONE), stop]) is Way.VOICE
    assert resumed([stop]) is Way.WHATSAPP

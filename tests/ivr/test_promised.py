"""By when somebody is called back: never at night, unless it is urgent (Source: procedure.md HO-4, HO-5, OC-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from simulator.twilio import Caller
from tests.fakes import HandSetClock
from tests.ivr.conftest import CallFrom, Says
from tests.ivr.fake_rasa import FakeRasa, text
from tickets.model import Channel

HALF_PAST_SEVEN = "pukul tujuh tiga puluh Waktu Indonesia Barat"


# It is noon; a call is promised within half an hour.
@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (8.25, "pukul dua puluh empat puluh lima Waktu Indonesia Barat"),
        (8.75, f"besok {HALF_PAST_SEVEN}"),
        (10, f"besok {HALF_PAST_SEVEN}"),
        (14, HALF_PAST_SEVEN),
        (18.75, "pukul tujuh lima belas Waktu Indonesia Barat"),
    ],
)
def test_ho_4_oc_3_a_call_is_promised_for_the_day(
    call_from: CallFrom, rasa: FakeRasa, clock: HandSetClock, voice_says: Says, hours: float, told: str
) -> None:
    clock.forward(timedelta(hours=hours))
    assert wish(call_from, rasa) == [voice_says("utter_antrean_balik", jam=told)]


def test_ho_4_oc_3_what_is_urgent_is_called_at_night(
    call_from: CallFrom, rasa: FakeRasa, clock: HandSetClock, system: System, voice_says: Says
) -> None:
    clock.forward(timedelta(hours=10))
    rasa.says(text("Baik, kami hubungkan.", hand_over={"id": "1", "urgent": True}))
    caller = call_from()
    caller.dial()
    caller.press("0")
    urgent(system, caller)
    caller.wait(20)
    half_past_ten = "pukul dua puluh dua tiga puluh Waktu Indonesia Barat"
    assert caller.press_waiting("1") == [voice_says("utter_antrean_balik", jam=half_past_ten)]


def wish(call_from: CallFrom, rasa: FakeRasa) -> list[str]:
    """Ask in the queue to be called back; return what is heard."""
    rasa.says(text("Baik, kami hubungkan.", hand_over={"id": "1", "urgent": False}))
    caller = call_from()
    caller.dial()
    caller.press("0")
    caller.wait(20)
    return caller.press_waiting("1")


def urgent(system: System, caller: Caller) -> None:
    """Hand the call over as the dialogue does on danger."""
    system.desk.hand_over(
        conversation=caller.call, channel=Channel.VOICE, caller=caller.sender, reason="danger",
        no_lapor=None, said=["ada api"], understood="bahaya", urgent=True,
    )  # fmt: skip

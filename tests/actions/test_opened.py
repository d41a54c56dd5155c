"""What is said after a greeting that named a report and asked something (rule SA-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import SHOP, Talk, given_report
from tickets.model import Channel, Kind

HOURS = timedelta(hours=1)


@pytest.fixture
def call(system: System) -> Talk:
    return Talk(system, channel=Channel.VOICE)


def test_SA_7_the_report_that_was_named_needs_no_number(call: Talk, system: System):
    outage = given_report(system)
    given_report(system, SHOP, kind=Kind.K)
    opened = {"tiket": outage.no_lapor, "question": "ada_lagi"}
    answer = call.says("tanya_estimasi", "kapan?", opened=opened)
    assert answer.values("utter_estimasi")["no_lapor"] == outage.no_lapor
    assert call.slots["tiket"] == outage.no_lapor


@pytest.mark.parametrize(("intent", "words"), [("setuju", "ya"), ("lapor_ulang", "belum datang juga")])
def test_SA_3_LU_1_after_three_hours_one_turn_makes_it_a_lapor_ulang(
    call: Talk, system: System, intent: str, words: str
):
    outage = given_report(system, ago=3 * HOURS)
    opened = {"tiket": outage.no_lapor, "question": "tawar_lapor_ulang"}
    answer = call.says(intent, words, opened=opened)
    assert answer.keys[0] == "utter_lapor_ulang_dicatat"
    assert len(system.reports.get(outage.no_lapor).repeats) == 1


def test_SA_3_a_no_records_nothing(call: Talk, system: System):
    outage = given_report(system, ago=3 * HOURS)
    call.says("tolak", "tidak", opened={"tiket": outage.no_lapor, "question": "tawar_lapor_ulang"})
    assert system.reports.get(outage.no_lapor).repeats == []


def test_SA_7_a_question_answered_in_the_turn_is_not_asked_again_by_the_greeting(call: Talk, system: System):
    outage = given_report(system, ago=3 * HOURS)
    call.says("setuju", "ya", opened={"tiket": outage.no_lapor, "question": "tawar_lapor_ulang"})
    assert call.question is None

"""The plan of the questions of a report (rules IN-1, IN-2): a pure function of what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.draft import (
    ADDRESS,
    CONFIRM,
    CORRECT,
    DARK,
    MCB,
    MCB_RETRY,
    NAME,
    PHONE,
    PREMISE,
    SAME,
    SCOPE,
    STALE,
    WHICH_NUMBER,
    Draft,
)
from tests.actions.talk import IDPEL, METER, OTHER_PHONE
from tests.actions.talk import PHONE as CALLER
from tests.fakes import NOON

FULL = Draft(idpel=IDPEL, address="Jl. Melati No. 7", scope="single", mcb="on")


def asked(draft: Draft, caller: str | None = CALLER) -> list[str]:
    """Return every question in the order it comes, each answered in the plainest way."""
    answers = {
        SAME: {"same_as": None},
        WHICH_NUMBER: {"unclear_number": None, "idpel": IDPEL},
        DARK: {"ask_dark": False},
        SCOPE: {"scope": "single"},
        MCB_RETRY: {"mcb_retry": False},
        MCB: {"mcb": "on"},
        PREMISE: {"premise_unknown": True},
        NAME: {"name": "Siti"},
        ADDRESS: {"address": "Jl. Mawar No. 1"},
        PHONE: {"phone": OTHER_PHONE, "ask_phone": False},
        CORRECT: {"correcting": False},
        CONFIRM: {"confirmed": True},
    }
    order = []
    while question := draft.next_question(caller):
        order.append(question)
        assert len(order) < 20, order
        draft = replace(draft, **answers[question])
    return order


def test_IN_1_the_probing_comes_before_the_data_and_the_read_back_last():
    assert asked(Draft()) == [SCOPE, MCB, PREMISE, NAME, ADDRESS, CONFIRM]


def test_IN_2_name_and_full_address_stand_for_a_number_nobody_knows():
    assert asked(Draft(scope="single", mcb="on", premise_unknown=True)) == [NAME, ADDRESS, CONFIRM]


@pytest.mark.parametrize("number", [{"idpel": IDPEL}, {"meter_id": METER}])
def test_IN_2_with_a_number_of_the_premise_no_name_is_asked(number: dict[str, str]):
    assert asked(Draft(scope="single", mcb="on", **number)) == [ADDRESS, CONFIRM]


def test_IN_2_the_phone_is_asked_only_where_the_callers_number_is_withheld():
    assert PHONE not in asked(Draft())
    assert asked(FULL, caller=None) == [PHONE, CONFIRM]


def test_IN_1_a_wider_outage_needs_no_look_at_the_mcb():
    assert asked(Draft(scope="wider", idpel=IDPEL, address="Jl. Melati No. 7")) == [CONFIRM]


def test_IN_1_a_tripped_mcb_is_tried_first():
    assert asked(Draft(scope="single", mcb="tripped", mcb_retry=True))[0] == MCB_RETRY


def test_IN_1_a_meter_message_is_asked_first_whether_the_power_is_off_at_all():
    assert asked(Draft(ask_dark=True))[:2] == [DARK, SCOPE]


def test_IN_5_whether_it_is_the_outage_just_finished_is_asked_before_anything():
    assert asked(Draft(same_as="G5426112300001"))[:2] == [SAME, SCOPE]


def test_a_number_that_may_be_either_is_cleared_up_before_more_is_asked():
    assert asked(Draft(unclear_number=IDPEL)) == [WHICH_NUMBER, SCOPE, MCB, ADDRESS, CONFIRM]


def test_what_was_said_wrong_is_asked_before_the_next_read_back():
    assert asked(replace(FULL, correcting=True)) == [CORRECT, CONFIRM]


def test_nothing_is_asked_of_a_confirmed_report():
    assert asked(replace(FULL, confirmed=True)) == []


FACTS = {
    "idpel": st.sampled_from([None, IDPEL]),
    "meter_id": st.sampled_from([None, METER]),
    "premise_unknown": st.booleans(),
    "name": st.sampled_from([None, "Siti"]),
    "address": st.sampled_from([None, "Jl. Melati No. 7"]),
    "phone": st.sampled_from([None, OTHER_PHONE]),
    "scope": st.sampled_from([None, "single", "several", "wider"]),
    "mcb": st.sampled_from([None, "on", "tripped", "unknown"]),
    "ask_dark": st.booleans(),
    "ask_phone": st.booleans(),
    "mcb_retry": st.booleans(),
    "correcting": st.booleans(),
    "confirmed": st.booleans(),
    "unclear_number": st.sampled_from([None, IDPEL]),
    "same_as": st.sampled_from([None, "G5426112300001"]),
}


@given(st.fixed_dictionaries(FACTS), st.sampled_from([None, CALLER]))
def test_IN_2_from_any_state_the_questions_end_in_a_complete_confirmed_report(facts: dict, caller: str | None):
    draft = Draft(**facts)
    questions = asked(draft, caller)
    assert len(questions) == len(set(questions)), "a question came twice"
    known = {"address": ADDRESS, "scope": SCOPE, "same_as": None}
    for name, question in known.items():
        assert not (getattr(draft, name) and question in questions), "a known fact was asked for"
    assert questions[-1:] == [CONFIRM] or draft.confirmed


def test_a_draft_outlives_the_slot_it_is_kept_in():
    kept = replace(FULL, note="padam", attachments=({"url": "u", "content_type": "image/jpeg"},), ask_phone=True)
    assert Draft.load(kept.dump()) == kept
    assert Draft.load({**kept.dump(), "of_an_older_version": 1}) == kept
    assert Draft.load(None) == Draft()


def test_answers_of_hours_ago_speak_of_another_outage():
    left = FULL.lasting(NOON)
    assert left.lasting(NOON + STALE).idpel == IDPEL
    assert left.lasting(NOON + STALE + timedelta(seconds=1)).idpel is None


def test_the_callers_number_is_called_back_unless_another_was_given():
    assert FULL.customer(CALLER).phone == CALLER
    assert replace(FULL, phone=OTHER_PHONE).customer(CALLER).phone == OTHER_PHONE


class TestContinued:
    def test_DR_4_a_number_said_since_ends_every_question_about_the_one_before(self):
        left = Draft(scope="single", mcb="on", ways="premise", premise_unknown=True, unclear_number="51234567890")
        going_on = left.continued(Draft(idpel=IDPEL), NOON)
        assert going_on.next_question(CALLER) == ADDRESS
        assert (going_on.scope, going_on.idpel, going_on.premise_unknown) == ("single", IDPEL, False)

    def test_DR_4_an_mcb_that_stays_up_since_is_not_tried_again(self):
        left = Draft(scope="single", mcb="tripped", mcb_retry=True)
        assert left.continued(Draft(mcb="on"), NOON).next_question(CALLER) == PREMISE
        assert left.continued(Draft(), NOON).next_question(CALLER) == MCB_RETRY

    def test_DR_4_it_is_confirmed_anew_and_a_question_whether_to_cancel_is_answered(self):
        left = Draft(idpel=IDPEL, address="Jl. Melati 7", scope="single", mcb="on", confirmed=True, cancelling=True)
        assert left.continued(Draft(), NOON).next_question(CALLER) == CONFIRM

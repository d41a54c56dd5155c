"""The journeys of the telephone over ConversationRelay: the very same ones, and what only a socket can do."""

from __future__ import annotations

import pytest

from simulator.relay import RelayCaller
from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.apkt import Apkt
from tests.journeys.conftest import Someone
from tests.journeys.people import OverRelay, Person, a_home, a_phone
from tests.journeys.test_human import (
    test_HO_1_the_key_for_a_human_works_at_any_question,
    test_HO_1_two_misunderstandings_in_a_row_lead_to_a_human,
    test_HO_1_who_asks_for_a_human_gets_one,
    test_HO_4_in_the_queue_position_and_wait_are_told_and_in_the_end_a_call_back,
    test_IN_7_danger_gets_advice_first_and_a_human,
)
from tests.journeys.test_new_report import (
    test_IN_1_asks_for_neighbours_and_mcb_before_anything_else,
    test_IN_2_reads_back_and_creates_only_after_the_confirmation,
    test_IN_2_without_any_number_name_and_address_do,
    test_IN_3_tells_number_eta_and_pln_mobile,
)
from tests.journeys.test_privacy import (
    report,
    test_PV_2_a_stranger_with_the_pair_hears_of_the_report,
    test_PV_2_the_idpel_alone_tells_nothing,
    test_PV_3_not_even_the_pair_tells_names_phones_or_addresses,
)
from tests.journeys.test_repeat import (
    test_LU_1_after_three_hours_it_is_a_lapor_ulang,
    test_LU_2_before_three_hours_it_is_an_update_with_the_eta,
)
from tests.journeys.test_voice import (
    test_a_session_is_a_call,
    test_after_an_answer_the_silence_is_counted_anew,
    test_spoken_digits_are_read_back_in_groups,
    test_thanks_and_goodbye_end_the_call,
    test_the_nine_is_the_menu,
    test_the_star_says_it_again,
    test_the_whole_report_goes_by_keys_but_for_the_address,
)

# Imported to be run here, with the callers below.
__all__ = [
    "report",
    "test_HO_1_the_key_for_a_human_works_at_any_question",
    "test_HO_1_two_misunderstandings_in_a_row_lead_to_a_human",
    "test_HO_1_who_asks_for_a_human_gets_one",
    "test_HO_4_in_the_queue_position_and_wait_are_told_and_in_the_end_a_call_back",
    "test_IN_1_asks_for_neighbours_and_mcb_before_anything_else",
    "test_IN_2_reads_back_and_creates_only_after_the_confirmation",
    "test_IN_2_without_any_number_name_and_address_do",
    "test_IN_3_tells_number_eta_and_pln_mobile",
    "test_IN_7_danger_gets_advice_first_and_a_human",
    "test_LU_1_after_three_hours_it_is_a_lapor_ulang",
    "test_LU_2_before_three_hours_it_is_an_update_with_the_eta",
    "test_PV_2_a_stranger_with_the_pair_hears_of_the_report",
    "test_PV_2_the_idpel_alone_tells_nothing",
    "test_PV_3_not_even_the_pair_tells_names_phones_or_addresses",
    "test_a_session_is_a_call",
    "test_after_an_answer_the_silence_is_counted_anew",
    "test_spoken_digits_are_read_back_in_groups",
    "test_thanks_and_goodbye_end_the_call",
    "test_the_nine_is_the_menu",
    "test_the_star_says_it_again",
    "test_the_whole_report_goes_by_keys_but_for_the_address",
]
pytestmark = pytest.mark.journey


@pytest.fixture
def someone(running_system: RunningSystem) -> Someone:
    """Make customers who never called before, on a telephone over the relay."""
    return lambda: Person(running_system, "voice", a_phone(), a_home(), OverRelay)


@pytest.fixture
def person(someone: Someone) -> Person:
    """A customer who never called before."""
    return someone()


@pytest.fixture
def caller(someone: Someone) -> Person:
    """A customer on the telephone."""
    return someone()


def relay_of(caller: Person) -> RelayCaller:
    """Return the call under way, which goes over a socket."""
    call = caller.call
    assert isinstance(call, RelayCaller)
    assert call.socket is not None
    return call


def test_silence_is_asked_again_then_keys_only_then_a_human(caller: Person) -> None:
    caller.says("listrik rumah saya padam")
    assert caller.is_silent().says("utter_tidak_mendengar", "utter_tanya_scope")
    assert caller.is_silent().says("utter_lagi_tombol")
    assert caller.is_silent().human


def test_a_yes_before_the_read_back_was_heard_makes_no_report(caller: Person, apkt: Apkt) -> None:
    talks.read_back(caller)
    again = caller.hears(relay_of(caller).break_in("", "ya"))
    assert again.says("utter_konfirmasi_idpel")
    assert apkt.of_home(caller.home) == []
    assert caller.says("ya").says("utter_laporan_dibuat")


@pytest.mark.parametrize("answers", range(5))
def test_cut_after_any_answer_the_report_goes_on_by_gather_with_nothing_asked_twice(
    caller: Person, apkt: Apkt, answers: int
) -> None:
    """The socket breaks after so many answers; the next question is the one that was open."""
    steps = [
        ("listrik rumah saya padam", "utter_tanya_scope"),
        ("cuma rumah saya, tetangga menyala", "utter_tanya_mcb"),
        ("sudah naik", "utter_tanya_premise"),
        (f"{caller.home.idpel}#", "utter_tanya_address"),
        (caller.address, "utter_konfirmasi_idpel"),
    ]
    caller.dials()
    for at, (said, asked) in enumerate(steps):
        if at == answers:
            again = caller.hears(relay_of(caller).cut())
            assert at == 0 or again.says(steps[at - 1][1])
            assert caller.call.gather is not None
        answer = caller.keys(said) if said.endswith("#") else caller.says(said)
        assert answer.says(asked), answer.text
    assert caller.says("ya, benar").says("utter_laporan_dibuat")
    assert len(apkt.of_home(caller.home)) == 1

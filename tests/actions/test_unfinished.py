"""A report left half-finished is offered where its number comes back, and gone on with (rules DR)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import HOME, IDPEL, OTHER_IDPEL, OTHER_PHONE, PHONE, SHOP, Talk, clock_of, given_report
from tickets.model import Channel

ADDRESS = "Jl. Melati No. 7"
OPENED = {"question": "lanjut_laporan"}


@pytest.fixture
def call(system: System) -> Talk:
    return Talk(system, channel=Channel.VOICE, conversation="CA1")


def another_call(system: System, caller: str | None = PHONE) -> Talk:
    return Talk(system, caller, Channel.VOICE, "CA2")


def hang_up_after_the_mcb(call: Talk) -> None:
    """Report and answer the probing; the number is asked for when the line breaks."""
    call.says("lapor_padam", "listrik rumah saya padam", scope="single")
    assert call.says("beri_data", "sudah naik", mcb="on").keys == ["utter_tanya_premise"]


def test_DR_1_DR_4_a_yes_leads_to_exactly_the_next_open_question_and_one_report(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    again = another_call(system)
    assert again.says("setuju", "ya", opened=OPENED).keys == ["utter_dilanjutkan", "utter_tanya_premise"]
    assert again.says("beri_data", IDPEL, idpel=IDPEL).keys == ["utter_tanya_address"]
    assert again.says("beri_data", ADDRESS, address=ADDRESS).keys == ["utter_konfirmasi_idpel"]
    assert not system.reports.of_caller(PHONE)
    again.says("setuju", "ya")
    [ticket] = system.reports.of_caller(PHONE)
    assert ticket.customer.idpel == IDPEL
    assert ticket.description.startswith("listrik rumah saya padam [hanya 1 bangunan; MCB naik")
    assert system.drafts.offered(PHONE) is None


@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.WHATSAPP])
def test_DR_4_what_was_read_back_is_read_back_again_before_the_report_is_made(
    call: Talk, system: System, channel: Channel
):
    hang_up_after_the_mcb(call)
    call.says("beri_data", IDPEL, idpel=IDPEL)
    assert call.says("beri_data", ADDRESS, address=ADDRESS).keys == ["utter_konfirmasi_idpel"]
    again = Talk(system, PHONE, channel, "c-2")
    answer = again.presses("setuju", opened=OPENED)
    assert answer.keys == ["utter_dilanjutkan", "utter_konfirmasi_idpel"]
    assert answer.values("utter_konfirmasi_idpel")["nomor"] == IDPEL
    assert not system.reports.of_caller(PHONE)


def test_DR_4_a_yes_may_bring_the_answer(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    again = another_call(system)
    told = again.says("setuju", f"ya, idpel {IDPEL}", idpel=IDPEL, opened=OPENED)
    assert told.keys == ["utter_dilanjutkan", "utter_tanya_address"]


@pytest.mark.parametrize(
    ("intent", "words"), [("sapaan", "halo"), ("lapor_padam", "lampu rumah padam"), ("masalah_meter", "meteran bunyi")]
)
def test_DR_2_a_report_of_a_call_is_offered_by_whatsapp_and_nothing_of_it_is_told(
    call: Talk, system: System, intent: str, words: str
):
    hang_up_after_the_mcb(call)
    call.says("beri_data", IDPEL, idpel=IDPEL)
    chat = Talk(system, conversation="wa-1")
    answer = chat.says(intent, words)
    assert answer.keys == ["utter_tawar_lanjut"]
    assert answer[0].values == {}
    assert chat.presses("setuju").keys == ["utter_dilanjutkan", "utter_tanya_address"]


def test_DR_2_who_says_halo_to_the_offer_hears_it_again(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    again = another_call(system)
    assert again.says("sapaan", "halo halo", opened=OPENED).keys == ["utter_tawar_lanjut"]
    assert again.says("setuju", "ya").keys == ["utter_dilanjutkan", "utter_tanya_premise"]


def test_DR_4_what_a_report_begun_anew_said_is_not_asked_again_and_replaces_what_was_said(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    chat = Talk(system, conversation="wa-1")
    chat.says("lapor_padam", "padam, tetangga juga", idpel=IDPEL, scope="wider")
    assert chat.presses("setuju").keys == ["utter_dilanjutkan", "utter_tanya_address"]
    chat.says("beri_data", ADDRESS, address=ADDRESS)
    chat.says("setuju", "ya")
    ticket = chat.ticket()
    assert ticket.wider_outage
    assert ticket.description.startswith("listrik rumah saya padam padam, tetangga juga [")


def test_DR_5_a_no_forgets_it_and_goes_the_ordinary_way(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    again = another_call(system)
    assert again.presses("tolak", opened=OPENED).keys == ["utter_tidak_dilanjutkan"]
    assert system.drafts.offered(PHONE) is None
    assert again.says("lapor_padam", "rumah padam").keys == ["utter_tanya_scope"]


def test_DR_5_after_a_no_the_report_begun_anew_goes_on(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    chat = Talk(system, conversation="wa-1")
    chat.says("lapor_padam", "toko saya padam", idpel=OTHER_IDPEL)
    assert chat.says("tolak", "tidak").keys == ["utter_tanya_scope"]
    chat.says("beri_data", "cuma toko", scope="single", mcb="on")
    chat.says("beri_data", SHOP.address or "", address=SHOP.address)
    chat.says("setuju", "ya")
    ticket = chat.ticket()
    assert ticket.customer.idpel == OTHER_IDPEL
    assert ticket.description.startswith("toko saya padam [")


def test_DR_5_who_reports_anew_instead_of_answering_is_not_asked_twice(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    assert another_call(system).says("lapor_padam", "rumah padam", opened=OPENED).keys == ["utter_tanya_scope"]


def test_DR_5_a_no_that_reports_something_else_begins_it(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    again = another_call(system)
    assert again.says("tolak", "tidak, rumah yang lain padam", opened=OPENED).keys == ["utter_tanya_scope"]


def test_DR_3_in_its_own_conversation_it_is_remembered_and_not_offered(system: System):
    chat = Talk(system, conversation="wa-1")
    chat.says("lapor_padam", "listrik padam", scope="single")
    assert chat.says("selamat_tinggal", "dadah", sure=0.99).keys == ["utter_sampai_jumpa"]
    assert chat.says("lapor_padam", "padam lagi ini").keys == ["utter_prihatin", "utter_tanya_mcb"]
    assert system.drafts.offered(PHONE) is not None


def test_DR_3_with_an_open_report_of_the_building_it_is_a_repeat_contact(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    call.says("beri_data", IDPEL, idpel=IDPEL)
    given_report(system, HOME)
    assert Talk(system, conversation="wa-1").says("lapor_padam", "padam").keys[0] == "utter_sudah_ada_laporan"


def test_DR_3_who_was_handed_over_is_not_offered_it(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    call.says("minta_cso", "mau bicara petugas")
    assert system.desk.waiting()
    assert system.drafts.offered(PHONE) is None


def test_DR_3_danger_is_a_humans_at_once(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    call.says("darurat", "kabelnya keluar api")
    assert system.drafts.offered(PHONE) is None


@pytest.mark.parametrize("caller", [OTHER_PHONE, None])
def test_DR_2_PV_1_no_other_number_is_offered_it(call: Talk, system: System, caller: str | None):
    hang_up_after_the_mcb(call)
    assert another_call(system, caller).says("lapor_padam", "rumah padam").keys == ["utter_tanya_scope"]


def test_DR_6_what_is_cancelled_is_forgotten(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    assert call.says("batal", "batal saja").keys == ["utter_batal"]
    assert system.drafts.offered(PHONE) is None


def test_DR_6_a_yes_after_its_day_begins_a_report(call: Talk, system: System):
    hang_up_after_the_mcb(call)
    clock_of(system).forward(timedelta(hours=24))
    assert another_call(system).says("setuju", "ya", opened=OPENED).keys == ["utter_tanya_scope"]

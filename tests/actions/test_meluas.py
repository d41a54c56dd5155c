"""A confirmed wider outage is heard before anything is asked, and each report goes where the customer says (WO)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import HOME, IDPEL, OTHER_IDPEL, STRANGER, Talk, at, finished, given_report
from tickets import rules
from tickets.model import Channel, Customer
from tickets.outage_service import Group

CAUSE = "Kabel putus."
ADDRESS = "Jl. Melati No. 70"
PIN = {"lat": -6.9, "lon": 107.6}


@pytest.fixture
def group(system: System) -> Group:
    """Return a confirmed outage of three reports in Jl. Melati, half an hour old, for two hours to come."""
    return confirmed(system, hours=2)


def confirmed(system: System, hours: int | None) -> Group:
    """Report three buildings of a street and confirm their outage."""
    for number in range(3):
        neighbour = Customer(f"5999{number:08}", address=f"Jl. Melati No. {number}", lat=-6.9, lon=107.6)
        given_report(system, neighbour, ago=timedelta(minutes=30), reporter=f"+62815{number:07}")
    source = system.outages.source("CC.54.HANA", Channel.CONSOLE)
    until = system.clock() + timedelta(hours=hours) if hours else None
    return system.outages.confirm(system.outages.listed()[0].outage.no, source, until=until, cause=CAUSE)


@pytest.fixture
def talk(system: System) -> Talk:
    """Return the talk of somebody unknown."""
    return Talk(system, STRANGER)


def read_back_and_made(talk: Talk) -> list[str]:
    """Give what is missing, confirm; return what was said at the end."""
    talk.says("beri_data", "idpel", idpel=OTHER_IDPEL)
    return talk.answers("setuju").keys


@pytest.mark.parametrize("place", [{"address": ADDRESS}, {"location": PIN}], ids=["street", "place"])
def test_WO_4_who_names_the_area_hears_it_first(talk: Talk, group: Group, place: dict[str, object]):
    answer = talk.says("lapor_padam", "listrik padam", **place)
    assert answer.keys == ["utter_gangguan_meluas", "utter_estimasi_sebab", "utter_tanya_meluas"]
    assert answer.values("utter_gangguan_meluas")["wilayah"] == "Jl. Melati"
    assert "WIB" in answer.values("utter_gangguan_meluas")["jam"]


def test_WO_4_a_number_on_file_in_the_area_hears_it_before_any_question(talk: Talk, system: System):
    old = given_report(system, HOME, ago=timedelta(days=9), reporter=STRANGER)
    finished(system, old, ago=timedelta(days=8))
    confirmed(system, hours=2)
    assert talk.says("lapor_padam", "listrik padam").keys[0] == "utter_gangguan_meluas"
    # Nothing more is asked than whether this is it: the building is on file.
    assert talk.answers("setuju").keys == ["utter_konfirmasi_idpel"]
    assert talk.answers("setuju").keys == ["utter_laporan_dibuat_gangguan"]


def test_WO_4_without_an_end_it_says_so(talk: Talk, system: System):
    confirmed(system, hours=None)
    answer = talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    assert answer.keys[0] == "utter_gangguan_meluas_tanpa_jam"
    talk.answers("setuju")
    assert read_back_and_made(talk) == ["utter_laporan_dibuat_gangguan_tanpa_jam"]
    # Asked for later, no time is made up, and the 3 hours neither.
    assert talk.says("tanya_estimasi", "kapan nyala?").keys == ["utter_estimasi_gangguan"]
    assert talk.says("lapor_ulang", "belum nyala").keys == ["utter_keterangan_tambahan", "utter_estimasi_gangguan"]


def test_PM_2_WO_4_the_report_is_linked_and_pln_mobile_is_not_promoted(talk: Talk, system: System, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    assert talk.answers("setuju").keys == ["utter_tanya_premise"]
    assert read_back_and_made(talk) == ["utter_laporan_dibuat_gangguan"]
    ticket = talk.ticket()
    assert ticket.outage is not None
    assert ticket.outage.no == group.outage.no
    assert rules.promised(ticket) == group.outage.until
    assert talk.says("tanya_estimasi", "kapan nyala?").keys == ["utter_estimasi_baru", "utter_estimasi_sebab"]


def test_WO_3_only_my_house_leads_to_a_report_of_one_building(talk: Talk, system: System, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    assert talk.says("beri_data", "hanya rumah saya", scope="single").keys == ["utter_tanya_mcb"]
    talk.answers("setuju")
    assert read_back_and_made(talk) == ["utter_laporan_dibuat", "utter_pln_mobile_catatan"]
    ticket = talk.ticket()
    assert (ticket.outage, ticket.apart, ticket.wider_outage) == (None, True, False)
    assert rules.promised(ticket) == ticket.reported_at + timedelta(hours=3)
    assert len(system.outages.get(group.outage.no).reports) == 3


def test_WO_3_the_button_only_my_house(talk: Talk, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    assert talk.presses("tolak").keys == ["utter_tanya_mcb"]


def test_WO_3_only_my_house_said_at_once_is_not_asked_again(talk: Talk, group: Group):
    answer = talk.says("lapor_padam", "cuma rumah saya yang padam", address=ADDRESS, scope="single")
    assert answer.keys == ["utter_prihatin", "utter_gangguan_meluas", "utter_estimasi_sebab", "utter_tanya_mcb"]


def test_WO_4_the_neighbours_too_said_at_once_is_this_outage(talk: Talk, group: Group):
    answer = talk.says("lapor_padam_meluas", "satu gang mati", idpel=OTHER_IDPEL, address=ADDRESS)
    assert answer.keys[-1] == "utter_konfirmasi_idpel"
    assert "utter_gangguan_meluas" in answer.keys
    assert talk.answers("setuju").keys == ["utter_laporan_dibuat_gangguan"]


def test_WO_3_changed_ones_mind_before_the_report_is_made(talk: Talk, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    talk.answers("setuju")
    talk.says("beri_data", "eh cuma rumah saya, idpel", idpel=OTHER_IDPEL, scope="single")
    talk.answers("setuju", "setuju")
    assert talk.ticket().apart


def test_WO_4_when_in_the_middle_of_it_is_answered_by_the_outage(talk: Talk, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    answer = talk.says("tanya_estimasi", "kapan nyala?")
    assert answer.keys == ["utter_gangguan_meluas", "utter_estimasi_sebab", "utter_tanya_meluas"]


def test_WO_4_who_answers_something_else_is_asked_again_then_explained_to_and_gets_a_human(talk: Talk, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    assert talk.says("nlu_fallback", "hmm apa itu gangguan ya").keys == ["utter_tanya_meluas"]
    assert talk.says("nlu_fallback", "hmm apa itu gangguan ya").keys == ["utter_jelaskan_meluas"]
    talk.says("nlu_fallback", "hmm apa itu gangguan ya")
    assert "action_cso_gagal_paham" in talk.ran


def test_WO_4_when_without_a_report_is_answered_and_a_report_offered(talk: Talk, system: System):
    old = given_report(system, HOME, ago=timedelta(days=9), reporter=STRANGER)
    finished(system, old, ago=timedelta(days=8))
    confirmed(system, hours=2)
    answer = talk.says("tanya_estimasi", "kapan nyala?")
    assert answer.keys == ["utter_gangguan_meluas", "utter_estimasi_sebab", "utter_tawar_lapor_gangguan"]
    assert talk.answers("setuju").keys == ["utter_prihatin", "utter_konfirmasi_idpel"]
    assert talk.answers("setuju").keys == ["utter_laporan_dibuat_gangguan"]


def test_PV_2_another_ones_idpel_names_no_street(talk: Talk, group: Group):
    answer = talk.says("lapor_padam", "padam", idpel="599900000000")
    assert answer.keys[0] == "utter_gangguan_sekitar"
    assert not any("Melati" in str(said.values) for said in answer)


def test_IN_5_no_second_report_for_a_building_that_has_one(talk: Talk, system: System, group: Group):
    talk.says("lapor_padam", "padam", idpel="599900000000", address=ADDRESS)
    talk.answers("setuju")
    talk.answers("setuju")
    with system.uow() as uow:
        assert len(uow.tickets.of_outage(group.outage.no)) == 3


def test_WO_4_elsewhere_nothing_is_told(talk: Talk, group: Group):
    answer = talk.says("lapor_padam", "padam", address="Jl. Kenanga No. 1")
    assert answer.keys == ["utter_tanya_scope"]


def test_WO_4_resolved_in_the_meantime_the_report_stands_alone(talk: Talk, system: System, group: Group):
    talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    talk.answers("setuju")
    system.outages.resolve(group.outage.no, system.outages.source("CC.54.HANA", Channel.CONSOLE))
    read_back_and_made(talk)
    assert talk.ticket().outage is None


def test_WO_4_by_telephone_everything_can_be_spoken(system: System, group: Group):
    talk = Talk(system, STRANGER, Channel.VOICE)
    answer = talk.says("lapor_padam", "listrik padam", address=ADDRESS)
    assert answer.keys == ["utter_gangguan_meluas", "utter_tanya_meluas"]
    assert "Jl." not in answer.values("utter_gangguan_meluas")["wilayah_lisan"]
    talk.answers("setuju")
    assert read_back_and_made(talk)[0] == "utter_laporan_dibuat_gangguan"


def test_WO_7_dark_again_while_the_outage_lasts(system: System):
    with at(system, timedelta(minutes=20)):
        group = confirmed(system, hours=2)
    ticket = group.reports[0]
    talk = Talk(system, ticket.reporter)
    finished(system, ticket, ago=timedelta(minutes=5))
    answer = talk.says("padam_lagi", "padam lagi")
    assert answer.keys[:2] == ["utter_laporan_aktif_kembali_gangguan", "utter_estimasi_baru"]
    assert IDPEL not in str(answer)

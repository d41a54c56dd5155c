"""Danger (rules IN-7, LU-3): advice first, an URGENT report wherever the place is known, a human at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import HOME, IDPEL, SHOP, STRANGER, Talk, finished, given_report
from tickets.events import EventType
from tickets.model import Channel
from tickets.ports import TicketQuery


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("ada api di meteran", "utter_darurat_api"),
        ("meteran berasap dan bau gosong", "utter_darurat_api"),
        ("keluar percikan dari kabel", "utter_darurat_api"),
        ("kabel putus menjuntai di jalan", "utter_darurat_kabel"),
        ("kabel putus tapi belum ada yang kena", "utter_darurat_kabel"),
        ("tiang listrik roboh", "utter_darurat_kabel"),
        ("anak saya kesetrum", "utter_darurat_sengatan"),
        ("tetangga tersengat listrik", "utter_darurat_sengatan"),
        ("banjir sudah sampai meteran", "utter_darurat_banjir"),
        ("ibu saya pakai oksigen, listrik padam", "utter_darurat_medis"),
        ("bayi di inkubator", "utter_darurat_medis"),
        ("bahaya", "utter_darurat_umum"),
    ],
)
def test_IN_7_the_advice_that_fits_comes_first(talk: Talk, words: str, advice: str):
    answer = talk.says("darurat", words)
    assert answer.keys[0] == advice
    assert answer.keys[1] == "utter_ke_cso"


def test_IN_7_by_telephone_the_call_goes_to_a_human(system: System):
    talk = Talk(system, channel=Channel.VOICE)
    assert talk.says("darurat", "ada api").keys == ["utter_darurat_api", "utter_ke_cso_suara"]


def test_LU_3_an_open_report_is_marked_urgent_with_a_lapor_ulang(talk: Talk, system: System):
    given = given_report(system, ago=timedelta(hours=1))
    answer = talk.says("darurat", "kabel putus")
    assert answer.keys == ["utter_darurat_kabel", "utter_darurat_dicatat", "utter_ke_cso"]
    ticket = system.reports.get(given.no_lapor)
    assert (ticket.urgent, ticket.lapor_ulang_count) == (True, 1)
    assert ticket.repeats[0].rule == "LU-3"
    (record,) = system.desk.waiting()
    assert (record.urgent, record.no_lapor, str(record.reason)) == (True, given.no_lapor, "danger")
    assert "kabel putus" in record.said


def test_IN_7_a_known_building_without_a_report_gets_an_urgent_one(talk: Talk, system: System):
    finished(system, given_report(system, HOME, ago=timedelta(days=30)), ago=timedelta(days=29))
    talk.says("darurat", "meteran terbakar")
    ticket = talk.ticket()
    assert (ticket.urgent, ticket.customer.idpel, ticket.is_open) == (True, IDPEL, True)


def test_IN_7_in_the_middle_of_a_report_what_is_known_of_the_place_is_used(talk: Talk, system: System):
    talk.says("lapor_padam", "padam", idpel=IDPEL, address="Jl. Melati No. 7")
    answer = talk.says("darurat", "sekarang keluar api")
    assert answer.keys == ["utter_darurat_api", "utter_darurat_dicatat", "utter_ke_cso"]
    assert talk.loop is None
    ticket = talk.ticket()
    assert (ticket.urgent, ticket.customer.address) == (True, "Jl. Melati No. 7")


def test_IN_7_an_unknown_place_creates_nothing_but_reaches_a_human(talk: Talk, system: System):
    assert talk.says("darurat", "ada api").keys == ["utter_darurat_api", "utter_ke_cso", "utter_darurat_alamat"]
    assert not system.reports.search(TicketQuery()).items
    assert system.desk.waiting()[0].urgent


def test_IN_7_the_address_told_afterwards_reaches_the_human_who_comes(talk: Talk, system: System):
    """HO-2, HO-4: what is said while waiting is passed on, and answered with the time promised."""
    talk.says("darurat", "ada api")
    assert talk.says("beri_data", "jl merdeka 5", address="jl merdeka 5").keys == ["utter_keterangan_diteruskan"]
    assert talk.says("nlu_fallback", "depan masjid hijau").keys == ["utter_keterangan_diteruskan"]
    (record,) = system.desk.waiting()
    assert (record.urgent, str(record.reason)) == (True, "danger")


def test_IN_7_with_two_open_buildings_none_is_guessed(talk: Talk, system: System):
    reports = [given_report(system, HOME), given_report(system, SHOP)]
    assert talk.says("darurat", "ada api").keys == ["utter_darurat_api", "utter_ke_cso", "utter_darurat_alamat"]
    assert not any(system.reports.get(ticket.no_lapor).urgent for ticket in reports)


def test_PV_2_a_strangers_danger_at_a_reported_building_tells_no_number(system: System):
    given = given_report(system)
    talk = Talk(system, caller=STRANGER)
    answer = talk.says("darurat", "tetangga kebakaran", idpel=IDPEL)
    assert answer.keys == ["utter_darurat_api", "utter_ke_cso", "utter_darurat_alamat"]
    assert given.no_lapor not in str(answer)
    assert system.reports.get(given.no_lapor).urgent


def test_IN_7_danger_is_not_repeated_into_the_same_contact(talk: Talk, system: System):
    given = given_report(system, ago=timedelta(hours=4))
    talk.says("lapor_ulang", "petugas belum datang")
    talk.says("darurat", "sekarang ada percikan api")
    assert system.reports.get(given.no_lapor).urgent
    assert EventType.MARKED_URGENT in {event.type for event in system.reports.history(given.no_lapor)}


@pytest.mark.parametrize("where", ["identitas", "ubah_data", "rating"])
def test_IN_7_danger_breaks_into_every_form(system: System, where: str):
    talk = Talk(system, caller=STRANGER) if where == "identitas" else Talk(system)
    if where == "rating":
        finished(system, given_report(system))
        talk.says("beri_rating", "mau kasih nilai")
    elif where == "ubah_data":
        given_report(system)
        talk.says("ubah_data", "ganti nomor", field="phone")
    else:
        talk.says("tanya_status", "status")
    assert talk.loop
    answer = talk.says("darurat", "ada api")
    assert (answer.keys[0], "utter_ke_cso" in answer.keys, talk.loop) == ("utter_darurat_api", True, None)

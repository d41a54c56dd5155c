"""Who hangs up in the middle of a report goes on where it was left, on the next call or by WhatsApp (rules DR)."""

from __future__ import annotations

import pytest

from tests.deploy.system import RunningSystem
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person, a_phone

pytestmark = pytest.mark.journey


@pytest.fixture
def left(caller: Person) -> Person:
    """A caller who hung up once the number was asked for."""
    caller.says("listrik rumah saya padam")
    assert caller.keys("1").asks("mcb")
    assert caller.keys("1").asks("premise")
    caller.hangs_up()
    return caller


def of_same_number(person: Person, channel: str) -> Person:
    """The same person on another channel."""
    assert channel in ("whatsapp", "voice")
    return Person(person.system, "whatsapp" if channel == "whatsapp" else "voice", person.phone, person.home)


def test_DR_2_DR_4_the_next_call_goes_on_with_the_next_question_and_makes_one_report(left: Person, apkt: Apkt) -> None:
    assert left.dials().says("utter_salam_lanjut")
    going_on = left.keys("1")
    assert going_on.says("utter_dilanjutkan")
    assert going_on.asks("premise")
    assert left.keys(f"{left.home.idpel}#").asks("address")
    assert left.says(left.address).says("utter_konfirmasi_idpel")
    assert apkt.of_home(left.home) == []
    assert left.keys("1").says("utter_laporan_dibuat")
    left.hangs_up()
    assert len(apkt.of_home(left.home)) == 1
    # It is made: the next call hears how it stands.
    assert left.dials().says("utter_salam_estimasi")


def test_DR_2_DR_4_a_spoken_yes_is_enough(left: Person) -> None:
    left.dials()
    assert left.says("ya, lanjutkan").asks("premise")


def test_DR_2_PV_1_nothing_of_the_building_is_told_before_the_yes(left: Person, running_system: RunningSystem) -> None:
    left.dials()
    left.keys("1")
    left.keys(f"{left.home.idpel}#")
    assert left.says(left.address).says("utter_konfirmasi_idpel")
    left.hangs_up()
    assert left.dials().keys == {"utter_salam_lanjut"}
    # The confirmation was what was asked last.
    assert left.keys("1").says("utter_dilanjutkan", "utter_konfirmasi_idpel")


@pytest.mark.parametrize("withheld", [False, True])
def test_DR_1_DR_2_another_number_hears_nothing_of_it(
    left: Person, running_system: RunningSystem, withheld: bool
) -> None:
    other = Person(running_system, "voice", None if withheld else a_phone(), left.home)
    assert other.dials().says("utter_salam_suara")


def test_DR_5_a_no_forgets_it_and_the_call_goes_its_ordinary_way(left: Person) -> None:
    left.dials()
    assert left.keys("2").says("utter_tidak_dilanjutkan")
    assert left.says("listrik rumah saya padam").asks("scope")
    assert left.keys("0").human
    left.hangs_up()
    assert left.dials().says("utter_salam_suara")


def test_DR_2_DR_4_by_whatsapp_it_goes_on_as_well(left: Person, apkt: Apkt) -> None:
    chat = of_same_number(left, "whatsapp")
    assert chat.says("halo").keys == {"utter_tawar_lanjut"}
    assert chat.says("1").asks("premise")
    assert chat.says(chat.home.idpel).asks("address")
    assert chat.says(chat.address).says("utter_konfirmasi_idpel")
    assert chat.says("ya, benar").says("utter_laporan_dibuat")
    assert len(apkt.of_home(left.home)) == 1


def test_DR_2_DR_5_who_reports_anew_by_whatsapp_is_asked_first_and_may_begin_anew(left: Person) -> None:
    chat = of_same_number(left, "whatsapp")
    assert chat.says("listrik rumah saya padam").says("utter_tawar_lanjut")
    assert chat.says("tidak").asks("scope")


def test_DR_2_a_report_left_on_whatsapp_is_offered_on_the_telephone(writer: Person) -> None:
    assert writer.says("listrik rumah saya padam").asks("scope")
    assert writer.says("cuma rumah saya").asks("mcb")
    call = of_same_number(writer, "voice")
    assert call.dials().says("utter_salam_lanjut")
    assert call.says("ya").asks("mcb")

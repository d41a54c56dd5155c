"""Who may hear what (PV-1 to PV-3, TR-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.deploy.system import RunningSystem
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt, Json
from tests.journeys.conftest import Someone
from tests.journeys.people import Person, a_home, a_phone

pytestmark = pytest.mark.journey
ONE_HOUR, FOUR_HOURS = timedelta(hours=1), timedelta(hours=4)
OFFICER = "Budi Santoso"


@pytest.fixture
def report(apkt: Apkt) -> Json:
    """A report of somebody else, four hours old, with an officer on the way."""
    found = apkt.report(a_home(), a_phone(), ago=FOUR_HOURS)
    apkt.assign(found)
    apkt.move(found, "DALAM_PERJALANAN")
    apkt.see(found, "Jl. Asia Afrika")
    return found


def ask_with(person: Person, no_lapor: str, idpel: str) -> Answer:
    """Ask for the state of a report with both numbers."""
    person.says("bagaimana status laporan saya?")
    person.keys(f"{no_lapor}#" if person.channel == "whatsapp" else f"{no_lapor[1:]}#")
    return person.keys(f"{idpel}#")


def assert_tells_nothing(answer: Answer, report: Json) -> None:
    """Check that no fact of a report is in an answer."""
    told = answer.text.lower()
    customer = report["customer"]
    facts = [report["no_lapor"], customer["name"], customer["address"], customer["phone"], "asia afrika", OFFICER]
    assert [fact for fact in facts if fact.lower() in told] == []
    assert not any("tahap" in key or "estimasi" in key or "posisi" in key or "status" in key for key in answer.keys)


def test_PV_2_a_stranger_with_the_pair_hears_of_the_report(person: Person, report: Json) -> None:
    told = ask_with(person, report["no_lapor"], report["customer"]["idpel"])
    assert told.says("utter_estimasi_lewat", "utter_tahap_dalam_perjalanan", "utter_posisi")
    assert told.value("utter_estimasi_lewat", "no_lapor") == person.number(report)


def test_PV_2_TR_4_the_meter_number_makes_a_pair_as_well(person: Person, report: Json) -> None:
    assert ask_with(person, report["no_lapor"], report["customer"]["meter_id"]).says("utter_posisi")


def test_PV_2_the_pair_in_one_message_is_enough(writer: Person, apkt: Apkt, report: Json) -> None:
    pair = f"no lapor {report['no_lapor']} idpel {report['customer']['idpel']}"
    assert writer.says(f"petugas belum datang, {pair}").says("utter_lapor_ulang_dicatat")
    assert apkt.now(report)["lapor_ulang_count"] == 1


def test_PV_2_LU_14_the_number_may_be_typed_with_star_spaces_and_small_letter(
    writer: Person, apkt: Apkt, report: Json
) -> None:
    typed = report["no_lapor"]
    typed = f"{typed[0].lower()} {typed[1:3]} {typed[3:9]} {typed[9:]}*"
    assert writer.says(f"cek laporan {typed} idpel {report['customer']['idpel']}").says("utter_posisi")


def test_PV_3_not_even_the_pair_tells_names_phones_or_addresses(person: Person, report: Json) -> None:
    told = ask_with(person, report["no_lapor"], report["customer"]["idpel"]).text.lower()
    customer = report["customer"]
    for secret in (customer["name"], customer["address"], customer["phone"], customer["phone"][3:], OFFICER):
        assert secret.lower() not in told


def test_PV_2_the_number_of_a_report_alone_tells_nothing(person: Person, report: Json) -> None:
    person.says("bagaimana status laporan saya?")
    asked = person.keys(f"{report['no_lapor'][1:]}#")
    assert asked.asks("pasangan_idpel")
    assert_tells_nothing(asked, report)
    left = person.says("tidak punya")
    assert left.asks("tanpa_nomor")
    assert_tells_nothing(left, report)


def test_PV_2_the_idpel_alone_tells_nothing(person: Person, report: Json) -> None:
    person.says("bagaimana status laporan saya?")
    asked = person.says(f"idpelnya {report['customer']['idpel']}")
    assert asked.asks("pasangan_no")
    assert_tells_nothing(asked, report)


def test_PV_2_a_wrong_pair_sounds_the_same_whether_the_report_exists_or_not(someone: Someone, report: Json) -> None:
    unknown = f"{report['no_lapor'][:-2]}{'97' if report['no_lapor'].endswith('98') else '98'}"
    wrong = ask_with(someone(), report["no_lapor"], a_home().idpel)
    none = ask_with(someone(), unknown, report["customer"]["idpel"])
    assert wrong.says("utter_pasangan_salah")
    assert wrong.text == none.text


def test_PV_2_five_wrong_pairs_lead_to_a_human_and_to_nothing_more(person: Person, report: Json) -> None:
    answer = person.says("bagaimana status laporan saya?")
    for _ in range(5):
        assert not answer.human
        person.keys(f"{report['no_lapor'][1:]}#")
        answer = person.keys(f"{a_home().idpel}#")
    assert answer.human
    person.hangs_up()
    afterwards = ask_with(person, report["no_lapor"], report["customer"]["idpel"])
    assert_tells_nothing(afterwards, report)


def test_PV_2_a_repeat_by_a_stranger_without_the_pair_changes_nothing(person: Person, apkt: Apkt, report: Json) -> None:
    assert person.says("petugas belum datang juga").asks("pasangan")
    assert person.says("tidak punya").asks("tanpa_nomor")
    now = apkt.now(report)
    assert (now["lapor_ulang_count"], now["update_count"]) == (0, 0)


def test_PV_1_the_own_number_needs_no_pair(person: Person, apkt: Apkt) -> None:
    mine = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    told = person.says("bagaimana status laporan saya?")
    assert told.value("utter_estimasi", "no_lapor") == person.number(mine)


def test_PV_3_the_choice_among_own_buildings_tells_the_street_only(person: Person, apkt: Apkt) -> None:
    homes = [a_home(), a_home()]
    for home in homes:
        apkt.report(home, person.phone, ago=ONE_HOUR)
    told = person.says("kapan nyala?").text.lower()
    for home in homes:
        assert home.street.split()[0].lower() in told
        assert f"no. {home.number}" not in told
        assert home.name.lower() not in told


def test_withheld_callers_are_strangers_to_each_other(running_system: RunningSystem, apkt: Apkt) -> None:
    first = Person(running_system, "voice", None, a_home())
    second = Person(running_system, "voice", None, a_home())
    first.says("listrik rumah saya padam")
    second.dials()
    first.says("cuma rumah saya, tetangga menyala")
    first.says("sudah naik")
    first.keys(f"{first.home.idpel}#")
    assert first.says(first.address).asks("phone")
    told = first.keys(f"{a_phone().replace('+62', '0')}#")
    # A long address and the number are read back one after the other.
    while any(key.startswith("utter_konfirmasi") for key in told.keys):
        told = first.says("ya")
    assert told.says("utter_laporan_dibuat"), told.text
    assert second.says("bagaimana status laporan saya?").asks("pasangan")
    first.hangs_up()
    assert first.says("bagaimana status laporan saya?").asks("pasangan")
    assert len(apkt.of_home(first.home)) == 1

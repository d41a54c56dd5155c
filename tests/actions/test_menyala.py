"""The customer says, unasked, that the power is back (CF-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import HOME, IDPEL, PHONE, SHOP, Talk, apkt, finished, given_report, on_the_way
from tickets.events import EventType, Tab
from tickets.model import Alert, Channel, Side, Stage, Ticket
from tickets.requests import Contact

HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)
WORDS = "min udah nyala nih"
# What a classifier may take those words for.
TAKEN_FOR = [
    "setuju",
    "terima_kasih",
    "batal",
    "padam_lagi",
    "lapor_ulang",
    "lapor_padam",
    "tanya_status",
    "sapaan",
    "nlu_fallback",
]


def kept(system: System, ticket: Ticket) -> list[tuple[str | None, str | None]]:
    """Return rule and words of every word of the customer that the power is back."""
    history = system.reports.history(ticket.no_lapor, Tab.ALL)
    return [(event.rule, event.note) for event in history if event.type is EventType.CONFIRMED]


@pytest.mark.parametrize("intent", TAKEN_FOR)
def test_CF_5_it_is_kept_with_the_open_report_and_an_officer_is_to_see_it(talk: Talk, system: System, intent: str):
    ticket = given_report(system)
    assert talk.says(intent, WORDS, power="on").keys == ["utter_menyala_dicatat"]
    assert kept(system, ticket) == [("CF-5", WORDS)]
    after = system.reports.get(ticket.no_lapor)
    assert (after.alert, after.stage, after.is_open) == (Alert.PELANGGAN_MENYALA, Stage.LAPOR, True)
    assert (after.lapor_ulang_count, after.update_count) == (0, 0)


def test_CF_5_LU_1_it_is_no_yes_to_the_offer_of_lapor_ulang(talk: Talk, system: System):
    ticket = given_report(system, ago=4 * HOURS)
    assert talk.says("tanya_estimasi", "kapan nyala").keys[-1] == "utter_tawar_lapor_ulang"
    assert talk.says("setuju", WORDS, power="on").keys == ["utter_menyala_dicatat"]
    assert system.reports.get(ticket.no_lapor).lapor_ulang_count == 0


def test_CF_5_said_twice_it_is_kept_once_and_after_dark_again_anew(talk: Talk, system: System):
    ticket = given_report(system)
    for _ in range(2):
        talk.says("setuju", WORDS, power="on")
    assert len(kept(system, ticket)) == 1
    system.reports.contact(ticket.no_lapor, Contact(Side.PLN, "mati lagi", "CHATBOT", Channel.WHATSAPP))
    assert system.reports.get(ticket.no_lapor).alert is None
    talk.says("setuju", WORDS, power="on")
    assert len(kept(system, ticket)) == 2


def test_CF_5_new_data_alone_does_not_take_it_back(talk: Talk, system: System):
    ticket = given_report(system)
    talk.says("setuju", WORDS, power="on")
    data = Contact(Side.CUSTOMER, "-", "CHATBOT", Channel.WHATSAPP, changes={"phone": "+6281200001111"})
    assert system.reports.contact(ticket.no_lapor, data).verdict.rule == "LU-4"
    assert system.reports.get(ticket.no_lapor).alert is Alert.PELANGGAN_MENYALA


def test_CF_5_ETA_7_who_has_power_is_not_warned_of_its_coming_late(talk: Talk, system: System):
    told, untold = given_report(system, ago=2.9 * HOURS), given_report(system, SHOP, ago=2.9 * HOURS, reporter=None)
    talk.slots["tiket"] = told.no_lapor
    talk.says("setuju", WORDS, power="on")
    assert system.reports.warn() == [untold.no_lapor]


def test_CF_5_the_end_of_the_work_takes_the_mark_away(talk: Talk, system: System):
    ticket = given_report(system)
    talk.says("setuju", WORDS, power="on")
    assert finished(system, ticket, ago=0 * HOURS).alert is None


def test_CF_3_at_nyala_it_counts_as_the_answer_to_our_question(talk: Talk, system: System):
    ticket = given_report(system)
    system.reports.advance(ticket.no_lapor, Stage.NYALA, apkt(system))
    assert talk.says("terima_kasih", "sudah nyala makasih", power="on").keys == ["utter_senang_menyala"]
    assert kept(system, ticket) == [("CF-3", None)]


def test_CF_3_MT_7_after_selesai_it_is_followed_by_the_stars(talk: Talk, system: System):
    ticket = finished(system, given_report(system, ago=3 * HOURS))
    assert talk.says("setuju", WORDS, power="on").keys == ["utter_senang_menyala", "utter_tanya_rating"]
    assert kept(system, ticket) == [("CF-3", None)]


def test_CF_5_of_several_reports_one_is_chosen(talk: Talk, system: System):
    home, shop = given_report(system, ago=2 * HOURS), given_report(system, SHOP)
    assert "utter_pilihan_awal" in talk.says("setuju", WORDS, power="on").keys
    assert talk.says("beri_data", "2", choice=2).keys == ["utter_menyala_dicatat"]
    assert [len(kept(system, ticket)) for ticket in (home, shop)] == [1, 0]


def test_CF_5_without_a_report_it_is_glad_news_and_nothing_more(talk: Talk):
    assert talk.says("setuju", WORDS, power="on").keys == ["utter_sudah_menyala"]


def test_CF_5_PV_1_a_stranger_changes_nobodys_report(system: System):
    ticket = given_report(system)
    assert Talk(system, caller=None).says("setuju", WORDS, power="on").keys == ["utter_sudah_menyala"]
    assert kept(system, ticket) == []


def test_CF_5_HR_1_heard_badly_it_is_asked_first(system: System):
    ticket = given_report(system)
    talk = Talk(system, channel=Channel.VOICE)
    assert talk.says("setuju", "sudah nyala", power="on", heard="unsure").keys == ["utter_tanya_menyala"]
    assert kept(system, ticket) == []
    assert talk.presses("setuju").keys == ["utter_menyala_dicatat"]
    assert kept(system, ticket) == [("CF-5", None)]


@pytest.mark.parametrize("intent", ["darurat", "minta_cso"])
def test_CF_5_IN_7_danger_and_the_wish_for_a_human_come_first(talk: Talk, system: System, intent: str):
    ticket = given_report(system)
    assert "utter_menyala_dicatat" not in talk.says(intent, "sudah nyala tapi ada percikan", power="on").keys
    assert kept(system, ticket) == []


class TestInTheMiddleOfAReport:
    @pytest.mark.parametrize("intent", ["setuju", "batal", "beri_data", "terima_kasih"])
    def test_CF_5_nothing_is_reported_whatever_was_asked(self, talk: Talk, system: System, intent: str):
        talk.says("lapor_padam", "rumah saya padam", scope="single", mcb="on")
        assert talk.question == "premise"
        assert talk.says(intent, WORDS, power="on").keys == ["utter_sudah_menyala"]
        assert system.reports.of_caller(PHONE) == []
        assert talk.loop is None

    def test_CF_5_it_is_no_yes_to_what_was_read_back(self, talk: Talk, system: System):
        talk.says("lapor_padam", "rumah padam", scope="single", mcb="on", idpel=IDPEL, address=HOME.address)
        assert talk.question == "confirm"
        assert talk.says("setuju", WORDS, power="on").keys == ["utter_sudah_menyala"]
        assert system.reports.of_caller(PHONE) == []

    def test_CF_5_asked_for_the_neighbours_it_is_asked_back(self, talk: Talk):
        talk.says("lapor_padam", "rumah padam")
        assert talk.says("setuju", "sudah nyala", power="on").keys == ["utter_tanya_cancel"]
        assert talk.answers("setuju").keys == ["utter_batal"]

    def test_CF_5_asked_for_the_mcb_it_is_asked_which_of_both(self, talk: Talk):
        talk.says("lapor_padam", "rumah padam", scope="single")
        assert talk.says("setuju", "sudah nyala", power="on").keys == ["utter_tanya_mcb_retry"]
        assert talk.answers("setuju").keys == ["utter_sudah_menyala"]

    def test_CF_5_HR_1_heard_badly_it_throws_nothing_away(self, system: System):
        talk = Talk(system, channel=Channel.VOICE)
        talk.says("lapor_padam", "rumah padam", scope="single", mcb="on")
        assert talk.says("setuju", "sudah nyala", power="on", heard="unsure").keys == ["utter_tanya_cancel"]
        assert talk.answers("tolak").keys == ["utter_tanya_premise"]


def test_CF_5_the_officer_who_is_on_the_way_is_told_by_the_mark(talk: Talk, system: System):
    ticket = on_the_way(system, given_report(system), seen=5 * MINUTES)
    talk.says("batal", "petugas tidak usah datang sudah menyala", power="on")
    assert system.reports.get(ticket.no_lapor).alert is Alert.PELANGGAN_MENYALA

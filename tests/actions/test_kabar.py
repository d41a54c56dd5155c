"""How the customer wants to be told, said at any time and asked once on the telephone (rules NT-1 to NT-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import IDPEL, PHONE, Talk, at, given_report
from tickets.model import Channel
from tickets.notices import Notice
from tickets.wishes import Saying, Way

LANDLINE = "+62315678901"
ASKED = "utter_tanya_kabar_whatsapp"


def way(system: System, phone: str = PHONE) -> Way | None:
    """Return how a number wants to be told."""
    wish = system.wishes.of(phone)
    return wish.way if wish else None


def notices(system: System) -> list[tuple[str, str]]:
    """Return the notices written, with their recipients."""
    with system.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT notice, recipient FROM outbox ORDER BY id")
        return [(str(row[0]), str(row[1])) for row in rows]


@pytest.fixture
def call(system: System) -> Talk:
    """A call from a mobile telephone."""
    return Talk(system, channel=Channel.VOICE, conversation="CA1")


def report_by_voice(talk: Talk) -> list[str]:
    """Report an outage by telephone; return what was said at the end."""
    talk.says("lapor_padam", "rumah saya padam", scope="single", mcb="on", idpel=IDPEL, address="Jl. Melati No. 7")
    return talk.says("setuju", "ya").keys


@pytest.mark.parametrize(
    ("stated", "kept", "key"),
    [
        ("whatsapp", Way.WHATSAPP, "utter_kabar_lewat_whatsapp"),
        ("voice", Way.VOICE, "utter_kabar_lewat_telepon"),
        ("none", Way.NONE, "utter_kabar_tidak_perlu"),
        ("not_voice", Way.WHATSAPP, "utter_kabar_lewat_whatsapp"),
        ("not_whatsapp", Way.NONE, "utter_kabar_tidak_perlu"),
    ],
)
def test_NT_1_a_wish_is_kept_and_confirmed_in_words(talk: Talk, system: System, stated: str, kept: Way, key: str):
    assert talk.says("ubah_data", "kabari …", kabar=stated).keys == [key]
    wish = system.wishes.of(PHONE)
    assert wish is not None
    assert (wish.way, wish.saying, wish.channel, wish.conversation) == (kept, Saying.WORDS, Channel.WHATSAPP, "c-1")


def test_NT_1_a_wish_can_be_changed_any_time(talk: Talk, system: System):
    talk.says("ubah_data", "telepon saja", kabar="voice")
    talk.says("ubah_data", "jangan wa", kabar="not_whatsapp")
    assert way(system) is Way.VOICE
    talk.says("ubah_data", "kabari lewat wa saja", kabar="whatsapp")
    assert way(system) is Way.WHATSAPP


def test_NT_1_in_the_middle_of_a_report_the_question_comes_again(talk: Talk, system: System):
    asked = talk.says("lapor_padam", "rumah saya padam").keys[-1]
    assert talk.says("ubah_data", "jangan telepon ya", kabar="not_voice").keys == ["utter_kabar_lewat_whatsapp", asked]
    assert way(system) is Way.WHATSAPP


def test_NT_1_beside_a_report_both_are_served(talk: Talk, system: System):
    keys = talk.says("lapor_padam", "rumah saya padam, kabari lewat telepon saja", kabar="voice").keys
    assert keys[0] == "utter_kabar_lewat_telepon"
    assert len(keys) > 1
    assert way(system) is Way.VOICE


def test_NT_1_beside_a_repeat_contact_no_data_are_asked_for(talk: Talk):
    given_report(talk.system)
    keys = talk.says("lapor_ulang", "belum datang, kabari lewat wa saja", kabar="whatsapp", also="ubah_data").keys
    assert keys[0] == "utter_kabar_lewat_whatsapp"
    assert "utter_tanya_ubah" not in keys


def test_NT_1_danger_and_the_number_of_another_are_no_wish(talk: Talk, system: System):
    talk.says("darurat", "ada api, jangan telepon", kabar="not_voice")
    Talk(system, conversation="c-2").says(
        "ubah_data", "kabari lewat wa di 0812", kabar="whatsapp", phone="+62812000000"
    )
    assert way(system) is None


def test_NT_1_a_withheld_number_and_a_landline_are_told_why_not(system: System):
    hidden = Talk(system, caller=None, channel=Channel.VOICE, conversation="CA2")
    assert hidden.says("ubah_data", "kabari lewat wa", kabar="whatsapp").keys == ["utter_kabar_tanpa_nomor"]
    fixed = Talk(system, caller=LANDLINE, channel=Channel.VOICE, conversation="CA3")
    assert fixed.says("ubah_data", "kabari lewat wa", kabar="whatsapp").keys == ["utter_kabar_bukan_ponsel"]
    assert way(system, LANDLINE) is None


def test_NT_5_after_a_report_by_telephone_a_yes_sends_number_eta_and_link(call: Talk, system: System):
    assert report_by_voice(call)[-1] == ASKED
    assert notices(system) == []
    assert call.says("setuju", "boleh").keys == ["utter_kabar_segera_dikirim"]
    wish = system.wishes.of(PHONE)
    assert wish is not None
    assert (wish.way, wish.saying, wish.channel, wish.conversation) == (
        Way.WHATSAPP,
        Saying.ANSWER,
        Channel.VOICE,
        "CA1",
    )
    assert notices(system) == [(Notice.DITERIMA, PHONE)]


def test_NT_5_a_no_is_not_asked_again_and_says_nothing_of_reports_by_whatsapp(call: Talk, system: System):
    report_by_voice(call)
    assert call.says("tolak", "tidak usah").keys == ["utter_baik"]
    assert notices(system) == []
    again = Talk(system, channel=Channel.VOICE, conversation="CA2")
    assert ASKED not in again.says("lapor_ulang", "petugas belum datang").keys
    wish = system.wishes.of(PHONE)
    assert wish is not None
    assert wish.is_declined


def test_NT_5_a_repeat_contact_asks_too_and_past_the_promise_tells_no_time(call: Talk, system: System):
    with at(system, timedelta(hours=4)):
        report_by_voice(call)
    again = Talk(system, channel=Channel.VOICE, conversation="CA2")
    assert again.says("lapor_ulang", "petugas belum datang").keys[-1] == ASKED
    again.says("setuju", "ya")
    assert notices(system) == [(Notice.TAUTAN, PHONE)]


@pytest.mark.parametrize("caller", [None, LANDLINE])
def test_NT_5_who_cannot_have_whatsapp_is_not_asked(system: System, caller: str | None):
    talk = Talk(system, caller=caller, channel=Channel.VOICE, conversation="CA4")
    talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=IDPEL, address="Jl. Melati No. 7", phone=PHONE)
    # Number and place first, then the other telephone number.
    assert talk.says("setuju", "ya").keys == ["utter_konfirmasi_telepon"]
    assert ASKED not in talk.says("setuju", "ya").keys
    assert len(system.reports.of_caller(PHONE)) == 1


def test_NT_5_whose_wish_is_known_is_not_asked_and_told_at_once(call: Talk, system: System):
    system.wishes.keep(PHONE, Way.WHATSAPP, Channel.WHATSAPP, Saying.WORDS, "wa-1")
    assert ASKED not in report_by_voice(call)
    assert notices(system) == [(Notice.DITERIMA, PHONE)]


def test_NT_5_by_whatsapp_nobody_is_asked(talk: Talk, system: System):
    assert ASKED not in report_by_voice(talk)
    assert notices(system) == []

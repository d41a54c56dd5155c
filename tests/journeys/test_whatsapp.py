"""WhatsApp: what a message may be besides a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
ONE_HOUR = timedelta(hours=1)
PHOTO = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME"


def test_a_photo_in_mid_form_stays_with_the_report(writer: Person, apkt: Apkt) -> None:
    asked = talks.begin(writer)
    again = writer.gets(lambda: writer.chat.send_photo(f"{PHOTO}1"))
    assert again.keys >= asked.keys
    writer.says(writer.home.idpel)
    writer.says(writer.address)
    writer.says("ya")
    [report] = apkt.of_home(writer.home)
    assert [event["note"] for event in apkt.history(report) if event["type"] == "ATTACHED"] == ["image/jpeg"]


def test_a_photo_of_a_known_number_joins_its_report(writer: Person, apkt: Apkt) -> None:
    report = apkt.report(writer.home, writer.phone, ago=ONE_HOUR)
    told = writer.gets(lambda: writer.chat.send_photo(f"{PHOTO}2"))
    assert told.value("utter_media_ditambahkan", "no_lapor") == report["display_no"]
    assert "ATTACHED" in [event["type"] for event in apkt.history(report)]


def test_a_voice_note_is_kept_like_a_photo(writer: Person, apkt: Apkt) -> None:
    report = apkt.report(writer.home, writer.phone, ago=ONE_HOUR)
    assert writer.gets(lambda: writer.chat.send_voice_note(f"{PHOTO}3")).says("utter_media_ditambahkan")
    assert "audio/ogg" in [event["note"] for event in apkt.history(report) if event["type"] == "ATTACHED"]


def test_a_photo_before_any_report_is_thanked_for_and_kept(writer: Person, apkt: Apkt) -> None:
    assert writer.gets(lambda: writer.chat.send_photo(f"{PHOTO}4")).says("utter_media_diterima")
    talks.report(writer)
    [report] = apkt.of_home(writer.home)
    assert "ATTACHED" in [event["type"] for event in apkt.history(report)]


def test_words_under_a_photo_count_as_words(writer: Person) -> None:
    assert writer.gets(lambda: writer.chat.send_photo(f"{PHOTO}5", "listrik rumah saya padam")).asks("scope")


def test_a_location_pin_is_the_place_of_the_report(writer: Person, apkt: Apkt) -> None:
    talks.begin(writer)
    assert writer.says(writer.home.idpel).asks("address")
    asked = writer.gets(lambda: writer.chat.send_location(-6.9147, 107.6098, writer.home.address))
    assert asked.value("utter_konfirmasi_idpel", "alamat") == writer.home.address
    writer.says("ya")
    [report] = apkt.of_home(writer.home)
    assert (report["customer"]["lat"], report["customer"]["lon"]) == (-6.9147, 107.6098)


def test_a_location_pin_completes_the_open_report(writer: Person, apkt: Apkt) -> None:
    report = apkt.report(writer.home, writer.phone, ago=ONE_HOUR)
    assert writer.gets(lambda: writer.chat.send_location(-6.9147, 107.6098)).says("utter_data_diperbarui")
    now = apkt.now(report)
    assert (now["customer"]["lat"], now["update_count"]) == (-6.9147, 1)


def test_an_offer_can_be_taken_by_number_title_or_button(writer: Person) -> None:
    writer.says("listrik rumah saya padam")
    assert writer.says("1").asks("mcb")
    assert writer.says("Ya").asks("premise")
    writer.says("batal")
    writer.says("listrik rumah saya padam")
    assert writer.gets(lambda: writer.chat.tap("Ya", "/setuju")).asks("mcb")


def test_a_payload_nobody_offered_is_only_words(writer: Person) -> None:
    talks.begin(writer)
    answer = writer.gets(lambda: writer.chat.tap("Ya", "/restart"))
    assert answer.asks("premise")


@pytest.mark.parametrize("typed", ["/session_start", "/action_listen"])
def test_a_command_of_rasa_typed_does_nothing(writer: Person, typed: str) -> None:
    talks.begin(writer)
    assert writer.says(typed).asks("premise")
    assert writer.says(writer.home.idpel).asks("address")


def test_restart_typed_is_the_word_and_forgets_no_report(writer: Person, apkt: Apkt) -> None:
    report = apkt.report(writer.home, writer.phone, ago=timedelta(hours=1))
    writer.says("/restart")
    assert writer.says("kapan nyala").value("utter_estimasi", "no_lapor") == writer.number(report)


def test_an_intent_typed_is_only_words(writer: Person, apkt: Apkt) -> None:
    report = apkt.report(writer.home, writer.phone, ago=timedelta(hours=4))
    writer.says('/lapor_ulang{"phone": "+6281200000000"}')
    assert apkt.now(report)["customer"]["phone"] == writer.phone


def test_four_thousand_characters_are_answered(writer: Person) -> None:
    told = writer.says("listrik rumah saya padam " * 160)
    assert told.says("utter_terlalu_panjang", "utter_tanya_scope")


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b", "\x07\x07"])
def test_an_empty_message_is_answered(writer: Person, text: str) -> None:
    assert writer.says(text).said


@pytest.mark.parametrize("text", ["😭😭😭", "🙏", "\u202eمرحبا", "?!?!", "💡❌🏠"])
def test_emoji_and_foreign_scripts_are_answered(writer: Person, text: str) -> None:
    assert writer.says(text).said


def test_no_part_of_an_answer_is_longer_than_1600_characters(writer: Person) -> None:
    texts = writer.chat.write("bantuan aplikasi pln mobile")
    assert max(map(len, texts)) <= 1600


def test_twelve_deliveries_of_one_message_act_once_and_answer_the_same(writer: Person, apkt: Apkt) -> None:
    talks.read_back(writer)
    sid = "SM" + "7" * 31 + writer.home.idpel[-1]

    def deliver() -> list[str]:
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: writer.chat.write("ya", sid=sid), range(12)))
        assert len({tuple(answer) for answer in answers}) == 1
        return answers[0]

    assert writer.gets(deliver).says("utter_laporan_dibuat")
    assert len(apkt.of_home(writer.home)) == 1


def test_a_delivery_an_hour_later_still_answers_as_the_first_time(writer: Person, apkt: Apkt) -> None:
    report = apkt.report(writer.home, writer.phone, ago=timedelta(hours=4))
    sid = f"SM{writer.home.idpel}{writer.home.idpel}00000000"
    first = writer.chat.write("petugas belum datang juga", sid=sid)
    writer.says("terima kasih")
    assert writer.chat.write("petugas belum datang juga", sid=sid) == first
    assert apkt.now(report)["lapor_ulang_count"] == 1


def test_a_message_without_the_right_signature_is_refused(running_system: RunningSystem, writer: Person) -> None:
    form = {"MessageSid": "SM0", "From": f"whatsapp:{writer.phone}", "Body": "halo"}
    answer = requests.post(
        f"{running_system.base_url}/whatsapp", data=form, headers={"X-Twilio-Signature": "nonsense"}, timeout=10
    )
    assert answer.status_code == 403

"""A call: a question, its answer by speech or keys, the next question."""

from __future__ import annotations

import pytest

from bootstrap import System
from simulator.twilio import Caller, Line
from simulator.twiml import read
from tests.ivr.conftest import CallFrom, Says
from tests.ivr.fake_rasa import FakeRasa, text
from tests.ivr.test_whatsapp import payload

YES_NO = (("Ya", "/setuju"), ("Tidak", "/tolak"))
# As the keys are told where the question was put twice.
YES_OR_NO = "satu untuk Ya, dua untuk Tidak"
MENU = ["/lapor_padam", "/tanya_status", "/minta_cso"]


def test_the_greeting_is_an_open_question_in_indonesian(call_from: CallFrom, rasa: FakeRasa, voice_says: Says):
    caller = call_from()
    assert caller.dial() == [voice_says("utter_salam_suara")]
    options = caller.gather.options
    assert options["input"] == "dtmf speech"
    assert options["language"] == "id-ID"
    assert options["actionOnEmptyResult"] == "true"
    assert (options["timeout"], options["speechTimeout"], options["numDigits"]) == ("5", "auto", "1")
    assert "listrik padam" in options["hints"]
    (said,) = caller.gather.nested
    assert (said.option("voice"), said.option("language")) == ("Google.id-ID-Wavenet-A", "id-ID")
    assert rasa.asked == []


def test_addresses_carry_the_path_of_the_public_url(caller: Caller):
    assert caller.gather.option("action") == "/gangguan/voice/turn?n=1"


def test_spoken_words_reach_the_dialogue_of_this_call(caller: Caller, rasa: FakeRasa):
    assert caller.say("listrik di rumah saya padam") == ["dengar: listrik di rumah saya padam"]
    asked = rasa.last
    assert asked["path"] == "/webhooks/voice/webhook"
    assert asked["sender"] == asked["metadata"]["conversation"] == caller.call
    assert (asked["metadata"]["caller"], asked["metadata"]["channel"]) == ("+6281234567890", "VOICE")


@pytest.mark.parametrize("name", ["voice_anonymous", "voice_withheld_number"])
def test_a_withheld_number_is_no_number(line: Line, rasa: FakeRasa, name: str):
    line.send("/voice", payload(name))
    line.send("/voice/turn?n=1", payload(name) | {"SpeechResult": "halo", "CallStatus": "in-progress"})
    assert rasa.last["metadata"]["caller"] is None


def test_withheld_callers_are_strangers_to_each_other(call_from: CallFrom, rasa: FakeRasa):
    for _ in range(2):
        caller = call_from(None)
        caller.dial()
        caller.say("halo")
    first, second = rasa.asked
    assert first["sender"] != second["sender"]


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("voice_speech", "listrik di rumah saya padam"),
        ("voice_speech_without_confidence", "listrik di rumah saya padam"),
        ("voice_keys", "512012345678"),
    ],
)
def test_answers_as_twilio_posts_them(line: Line, rasa: FakeRasa, name: str, heard: str):
    line.send("/voice", payload("voice_ringing"))
    line.send("/voice/turn?n=1", payload(name))
    assert rasa.last["text"] == heard


@pytest.mark.parametrize(
    ("expect", "options"),
    [
        ("free", {"numDigits": "1", "speechTimeout": "auto"}),
        ("yes_no", {"numDigits": "1", "speechTimeout": "auto"}),
        ("choice", {"numDigits": "1", "speechTimeout": "auto"}),
        ("stars", {"numDigits": "1", "speechTimeout": "auto"}),
        ("text", {"numDigits": "1", "speechTimeout": "3"}),
        ("number", {"numDigits": "", "finishOnKey": "#", "speechTimeout": "3"}),
        ("phone", {"numDigits": "", "finishOnKey": "#", "speechTimeout": "3"}),
    ],
)
def test_each_kind_of_answer_is_listened_for_in_its_way(
    caller: Caller, rasa: FakeRasa, expect: str, options: dict[str, str]
):
    rasa.says(text("Lalu?", expect=expect))
    caller.say("halo")
    assert {name: caller.gather.option(name) for name in options} == options
    hints = caller.gather.option("hints").split(",")
    assert 0 < len(hints) <= 500
    assert all(0 < len(hint) <= 100 for hint in hints)


def test_an_unknown_expectation_is_an_open_question(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Lalu?", expect="telepathy"))
    caller.say("halo")
    assert caller.gather.option("numDigits") == "1"


@pytest.mark.parametrize(("key", "means"), [("1", "/setuju"), ("2", "/tolak"), ("0", "/minta_cso")])
def test_a_key_takes_up_an_offer_or_has_its_standing_meaning(caller: Caller, rasa: FakeRasa, key: str, means: str):
    rasa.says(text("Sudah benar? Tekan satu untuk ya, dua untuk tidak.", *YES_NO, expect="yes_no"))
    caller.say("halo")
    caller.press(key)
    assert (rasa.last["payload"], rasa.last["text"]) == (means, None)


def test_an_offer_can_be_spoken_too(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
    caller.say("halo")
    caller.say("Ya.")
    assert rasa.last["payload"] == "/setuju"


@pytest.mark.parametrize(
    ("keys", "heard"), [("512012345678#", "512012345678"), ("90123456789#", "90123456789"), ("5*1#", "51"), ("5#", "5")]
)
def test_a_number_keyed_in_is_words(caller: Caller, rasa: FakeRasa, keys: str, heard: str):
    rasa.says(text("Ketik nomornya.", expect="number"))
    caller.say("halo")
    caller.press(keys)
    assert (rasa.last["text"], rasa.last["payload"]) == (heard, None)


def test_the_way_to_a_human_is_open_where_a_number_is_asked(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Ketik nomornya.", expect="number"))
    caller.say("halo")
    caller.press("0#")
    assert rasa.last["payload"] == "/minta_cso"


@pytest.mark.parametrize(("expect", "keys"), [("yes_no", "9"), ("free", "9"), ("number", "9#")])
def test_nine_is_the_menu_wherever_the_caller_is(
    caller: Caller, rasa: FakeRasa, voice_says: Says, expect: str, keys: str
):
    rasa.says(text("Lalu?", expect=expect))
    caller.say("halo")
    assert caller.press(keys) == [voice_says("utter_menu")]
    caller.press("2")
    assert rasa.last["payload"] == MENU[1]


def test_a_key_that_is_no_choice_is_told_so(caller: Caller, rasa: FakeRasa, voice_says: Says):
    rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
    caller.say("halo")
    assert caller.press("7") == [voice_says("utter_tombol_tak_dikenal"), "Sudah benar?"]


class TestAfterAStatement:
    """A statement alone would leave the caller before a silent telephone."""

    @pytest.fixture
    def served(self, caller: Caller, rasa: FakeRasa, voice_says: Says) -> Caller:
        rasa.says(text("Sudah kami catat.", expect="more"))
        assert caller.say("petugas belum datang") == ["Sudah kami catat.", voice_says("utter_ada_lagi")]
        return caller

    def test_what_the_dialogue_says_without_a_question_is_a_statement(
        self, caller: Caller, rasa: FakeRasa, voice_says: Says
    ):
        rasa.says({"text": "Sudah kami catat."})
        assert caller.say("petugas belum datang") == ["Sudah kami catat.", voice_says("utter_ada_lagi")]
        caller.say("tidak")
        assert rasa.last["metadata"]["expect"] == "more"

    def test_the_question_is_not_put_twice(self, caller: Caller, rasa: FakeRasa, voice_says: Says):
        rasa.says(text(voice_says("utter_ada_lagi"), expect="more"))
        assert caller.say("ya") == [voice_says("utter_ada_lagi")]

    def test_who_stays_silent_is_asked_once_and_let_go(self, served: Caller, system: System, voice_says: Says):
        assert served.silent() == [voice_says("utter_ada_lagi")]
        assert served.silent() == [voice_says("utter_sampai_jumpa")]
        assert served.state == "over"
        assert not system.desk.waiting()

    def test_NT_5_who_is_silent_at_the_question_for_whatsapp_is_asked_once_more_and_let_go(
        self, caller: Caller, rasa: FakeRasa, system: System, voice_says: Says
    ):
        rasa.says(text("Sudah kami catat."), text("Boleh kami kirim?", expect="consent"))
        caller.say("ya benar")
        assert caller.silent() == ["Boleh kami kirim?"]
        assert caller.silent() == [voice_says("utter_sampai_jumpa")]
        assert not system.desk.waiting()

    def test_who_goes_on_is_heard(self, served: Caller, rasa: FakeRasa):
        served.silent()
        rasa.says(text("Baik, nomor berapa?", expect="phone"))
        assert served.say("ganti nomor telepon") == ["Baik, nomor berapa?"]


def test_stars_are_pressed(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Tekan satu sampai lima.", expect="stars"))
    caller.say("halo")
    caller.press("5")
    assert rasa.last["text"] == "5"


def test_the_star_key_repeats_the_question_without_the_dialogue(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
    caller.say("halo")
    assert caller.press("*") == ["Sudah benar?"]
    assert len(rasa.asked) == 1
    caller.press("1")
    assert rasa.last["payload"] == "/setuju"


def test_the_star_key_repeats_the_greeting(caller: Caller, rasa: FakeRasa, voice_says: Says):
    assert caller.press("*") == [voice_says("utter_salam_suara")]
    assert rasa.asked == []


def test_silence_is_asked_again_then_by_keys_then_a_human_comes(
    caller: Caller, rasa: FakeRasa, system: System, voice_says: Says
):
    rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
    caller.say("halo")
    assert caller.silent() == [voice_says("utter_tidak_mendengar"), "Sudah benar?"]
    assert caller.gather.option("input") == "dtmf speech"
    assert caller.silent() == [voice_says("utter_lagi_tombol", pilihan_lisan=YES_OR_NO)]
    assert caller.gather.option("input") == "dtmf"
    assert caller.silent() == [voice_says("utter_ke_cso_suara")]
    assert caller.state == "queued"
    (record,) = system.desk.waiting()
    assert (record.reason, record.conversation, record.said) == ("silence", caller.call, ("halo",))
    assert len(rasa.asked) == 1


def test_an_answer_ends_the_count_and_speech_is_heard_again(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
    caller.say("halo")
    caller.silent()
    caller.silent()
    caller.press("1")
    assert caller.gather.option("input") == "dtmf speech"
    caller.silent()
    assert caller.state == "asked"


def test_silence_at_an_open_question_leads_to_the_menu(caller: Caller, rasa: FakeRasa, voice_says: Says):
    assert caller.silent() == [voice_says("utter_tidak_mendengar"), voice_says("utter_salam_suara")]
    assert caller.silent() == [voice_says("utter_maksud")]
    assert caller.gather.option("input") == "dtmf"
    caller.press("2")
    assert rasa.last["payload"] == MENU[1]


@pytest.mark.parametrize(("key", "means"), list(zip("123", MENU, strict=True)))
def test_a_call_can_be_led_by_keys_alone(caller: Caller, rasa: FakeRasa, voice_says: Says, key: str, means: str):
    assert caller.press("7") == [voice_says("utter_maksud")]
    caller.press(key)
    assert rasa.last["payload"] == means


def test_a_key_no_question_knows_counts_as_not_understood(
    caller: Caller, rasa: FakeRasa, system: System, voice_says: Says
):
    rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
    caller.say("halo")
    for _ in range(3):
        caller.press("8")
    assert caller.state == "queued"
    assert [record.reason for record in system.desk.waiting()] == ["misunderstood"]


def test_a_name_may_still_be_spoken_after_silence(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Siapa nama Bapak atau Ibu?", expect="text"))
    caller.say("halo")
    caller.silent()
    caller.silent()
    assert caller.gather.option("input") == "dtmf speech"


@pytest.mark.parametrize("confidence", [0.05, 0.29])
def test_a_guess_of_the_recogniser_is_asked_again(
    caller: Caller, rasa: FakeRasa, voice_says: Says, confidence: float | None
):
    assert caller.say("mlm", confidence) == [voice_says("utter_kurang_jelas_bebas")]
    assert rasa.asked == []


@pytest.mark.parametrize("confidence", [None, 0.0, 0.3, 0.95])
def test_a_missing_confidence_is_no_guess(caller: Caller, rasa: FakeRasa, confidence: float | None):
    caller.say("padam", confidence)
    assert rasa.last["text"] == "padam"


@pytest.mark.parametrize("words", ["/restart", " / minta_cso"])
def test_spoken_commands_are_words(caller: Caller, rasa: FakeRasa, words: str):
    caller.say(words)
    assert rasa.last["payload"] is None
    assert not rasa.last["text"].startswith("/")


def test_the_end_of_the_dialogue_ends_the_call(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Sampai jumpa.", end=True))
    assert caller.say("tidak ada lagi") == ["Sampai jumpa."]
    assert caller.state == "over"


def test_what_nobody_should_say_aloud_is_not_said(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Nomor *G1* | lihat\n\n`ini`\u0007"))
    assert caller.say("halo") == ["Nomor ge satu lihat ini"]


def test_a_long_answer_is_spoken_in_parts_the_carrier_takes(caller: Caller, rasa: FakeRasa):
    rasa.says(text("Petugas sedang menuju lokasi. " * 200))
    parts = caller.say("halo")
    assert len(parts) > 1
    assert all(len(part) <= 4096 for part in parts)


def test_a_call_that_ends_ends_its_session(line: Line, system: System):
    line.send("/voice", payload("voice_ringing"))
    call = payload("voice_ringing")["CallSid"]
    assert system.desk.session(call).ended_at is None
    assert line.send("/voice/status", payload("voice_completed") | {"CallStatus": "ringing"}) == ""
    assert system.desk.session(call).ended_at is None
    assert line.send("/voice/status", payload("voice_completed")) == ""
    assert system.desk.session(call).ended_at is not None


def test_each_question_has_an_action_of_its_own(caller: Caller):
    actions = [caller.gather.option("action")]
    for words in ("satu", "dua", "tiga"):
        caller.say(words)
        actions.append(caller.gather.option("action"))
    assert len(set(actions)) == 4


def test_a_gather_without_result_comes_back_by_its_redirect(line: Line):
    verbs = read(line.send("/voice", payload("voice_ringing")))
    assert [verb.name for verb in verbs] == ["Gather", "Redirect"]
    assert verbs[1].text == verbs[0].option("action")


def test_the_first_webhook_with_an_answer_is_a_turn(line: Line, rasa: FakeRasa):
    line.send("/voice", payload("voice_speech"))
    assert rasa.last["text"] == "listrik di rumah saya padam"

"""A call over ConversationRelay, from the signed handshake to the way back to TwiML, over a real socket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import simple_websocket
from sqlalchemy import text as sql
from werkzeug.serving import make_server
from wsproto.events import Ping

from bootstrap import System
from desk.model import Handling
from ivr import speech
from simulator.relay import ENDED_PATH, RELAY_PATH, RelayCaller
from tests.ivr.conftest import PUBLIC_URL, TOKEN, UNHURRIED, Says, app_of
from tests.ivr.fake_rasa import PATIENCE, FakeRasa, text

YES_NO = (("Ya", "/setuju"), ("Tidak", "/tolak"))
YES_OR_NO = "satu untuk Ya, dua untuk Tidak"
READ_BACK = "Nomor pelanggan lima satu dua. Alamat jalan Melati nomor lima. Apakah sudah benar? Tekan satu untuk ya."
Dial = Callable[..., RelayCaller]
# Seconds a caller who reads a number may pause, in the tests of just that; what is sent in a row comes in less.
PAUSE = 1.5


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"VOICE_PATH": "relay"}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be silent for too long, and no work take long, because the machine stands still."""
    _listen_for(monkeypatch, UNHURRIED)
    monkeypatch.setattr("ivr.relay_call.HOLD_SECONDS", UNHURRIED)
    monkeypatch.setattr("ivr.relay_call.SETUP_SECONDS", UNHURRIED)
    monkeypatch.setattr("ivr.relay_call.RECOGNISER_SECONDS", 0.0)


def _listen_for(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    kinds = {
        name: replace(kind, timeout=seconds, speech_timeout="auto" if kind.speech_timeout == "auto" else str(seconds))
        for name, kind in speech._LISTENING.items()
    }
    monkeypatch.setattr(speech, "listening", kinds.__getitem__)


@pytest.fixture
def soon_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let who says nothing after the question was spoken be silent after fractions of a second."""
    _listen_for(monkeypatch, 0.3)
    # Until the carrier tells so the question is being spoken.
    monkeypatch.setattr("ivr.relay_call.WORDS_A_SECOND", 0.01)


@pytest.fixture
def soon_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take for done who pauses for a while."""
    _listen_for(monkeypatch, PAUSE)
    monkeypatch.setattr("ivr.relay_call.WORDS_A_SECOND", 0.01)


@pytest.fixture
def serve() -> Iterator[Callable[[System], str]]:
    """Serve a system on a port of its own; return its address."""
    servers = []

    def start(system: System) -> str:
        server = make_server("127.0.0.1", 0, app_of(system), threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture
def dial(system: System, serve: Callable[[System], str]) -> Iterator[Dial]:
    """Return a telephone that has dialled and heard the greeting over the relay."""
    callers: list[RelayCaller] = []
    addresses: dict[int, str] = {}

    def call(number: str | None = "+6281234567890", at: System = system) -> RelayCaller:
        address = addresses.setdefault(id(at), "") or serve(at)
        addresses[id(at)] = address
        caller = RelayCaller(address, TOKEN, number, public_url=PUBLIC_URL)
        callers.append(caller)
        caller.dial()
        return caller

    yield call
    for caller in callers:
        caller._close()


@pytest.fixture
def caller(dial: Dial) -> RelayCaller:
    return dial()


def spoken(*sentences: str) -> list[str]:
    """Return sentences as they come over the relay, one by one."""
    return [
        part.strip()
        for sentence in sentences
        for part in sentence.replace("? ", "?\n").replace(". ", ".\n").split("\n")
    ]


class TestOpening:
    """The TwiML that opens the socket, and who may open one."""

    def test_the_document_tells_who_speaks_and_who_listens(self, caller: RelayCaller, voice_says: Says):
        (connect,) = caller.opened
        assert connect.option("action") == "/gangguan/voice/relay/ended"
        (relay,) = connect.nested
        assert relay.option("url") == "wss://padam.example/gangguan/voice/relay"
        assert relay.option("language") == "id-ID"
        assert (relay.option("ttsProvider"), relay.option("voice")) == ("Google", "id-ID-Wavenet-A")
        assert (relay.option("transcriptionProvider"), relay.option("speechModel")) == ("Google", "long")
        assert relay.option("welcomeGreeting") == voice_says("utter_salam_suara")
        wanted = {"welcomeGreetingInterruptible": "any", "interruptible": "any", "dtmfDetection": "true"}
        assert {name: relay.option(name) for name in wanted} == wanted
        hints = relay.option("hints").split(",")
        assert "listrik padam" in hints
        assert len(hints) == len(set(hints)) <= 500

    def test_a_refused_voice_leaves_the_next_socket_to_the_other_one(self, caller: RelayCaller, dial: Dial):
        # Where the socket cannot speak the call goes on by Gather; whose voice is refused goes to the fallback.
        caller.fall_back("13520")
        assert caller.gather is not None
        assert {said.option("voice") for said in caller.gather.nested} == {"Google.id-ID-Standard-A"}
        (connect,) = dial().opened
        (relay,) = connect.nested
        assert (relay.option("ttsProvider"), relay.option("voice")) == ("Google", "id-ID-Standard-A")

    @pytest.mark.parametrize(
        "signed_for", ["", "https://padam.example/gangguan/voice/relay", "wss://other/voice/relay"]
    )
    def test_a_socket_without_a_right_signature_is_refused(
        self, system: System, serve: Callable[[System], str], signed_for: str
    ):
        address = serve(system)
        headers = RelayCaller(address, TOKEN)._line.signature(signed_for, {}) if signed_for else {}
        with pytest.raises(simple_websocket.ConnectionError) as refused:
            simple_websocket.Client(address.replace("http", "ws") + RELAY_PATH, headers=headers)
        assert refused.value.status_code == 403

    def test_by_default_calls_go_by_gather(self, system: System, dial: Dial):
        caller = dial(at=replace(system, settings=replace(system.settings, voice_path="gather")))
        assert caller.socket is None
        assert caller.gather is not None

    def test_a_socket_that_does_not_say_which_call_it_is_is_given_up(
        self, caller: RelayCaller, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("ivr.relay_call.SETUP_SECONDS", 0.1)
        signature = caller._line.signature("wss://padam.example/gangguan/voice/relay", {})
        socket = simple_websocket.Client(caller._line.url.replace("http", "ws") + RELAY_PATH, headers=signature)
        assert json.loads(socket.receive(UNHURRIED))["type"] == "end"
        socket.close()


class TestTurns:
    """The same turns as by Gather."""

    def test_words_reach_the_dialogue_of_this_call(self, caller: RelayCaller, rasa: FakeRasa):
        assert caller.say("listrik di rumah saya padam") == ["dengar: listrik di rumah saya padam"]
        asked = rasa.last
        assert asked["path"] == "/webhooks/voice/webhook"
        assert asked["sender"] == asked["metadata"]["conversation"] == caller.call
        assert (asked["metadata"]["caller"], asked["metadata"]["channel"]) == ("+6281234567890", "VOICE")

    def test_a_withheld_number_is_no_number(self, dial: Dial, rasa: FakeRasa):
        dial(None).say("halo")
        assert rasa.last["metadata"]["caller"] is None

    def test_an_answer_comes_sentence_by_sentence(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text("Sudah kami catat. Mohon tunggu."), text("Ada lagi?", expect="free"))
        assert caller.say("halo") == ["Sudah kami catat.", "Mohon tunggu.", "Ada lagi?"]

    def test_what_is_heard_before_the_end_of_a_sentence_is_no_turn(self, caller: RelayCaller, rasa: FakeRasa):
        caller.tell("prompt", voicePrompt="listrik", lang="id-ID", last=False)
        caller.say("listrik padam")
        assert [asked["text"] for asked in rasa.asked] == ["listrik padam"]

    @pytest.mark.parametrize(("key", "means"), [("1", "/setuju"), ("2", "/tolak"), ("0", "/minta_cso")])
    def test_a_key_takes_up_an_offer_or_has_its_standing_meaning(
        self, caller: RelayCaller, rasa: FakeRasa, key: str, means: str
    ):
        rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
        caller.say("halo")
        caller.press(key)
        assert (rasa.last["payload"], rasa.last["text"]) == (means, None)

    @pytest.mark.usefixtures("soon_done")
    @pytest.mark.parametrize("keys", ["512012345678#", "512012345678"])
    def test_a_number_is_keyed_in_until_the_hash_or_a_pause(self, caller: RelayCaller, rasa: FakeRasa, keys: str):
        rasa.says(text("Ketik nomornya.", expect="number"))
        caller.say("halo")
        caller.press(keys)
        assert [asked["text"] for asked in rasa.asked] == ["halo", "512012345678"]

    @pytest.mark.usefixtures("soon_done")
    def test_a_number_spoken_in_groups_is_one_answer(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text("Sebutkan nomornya.", expect="number"))
        caller.say("halo")
        caller.tell("prompt", voicePrompt="lima satu dua", lang="id-ID", last=True)
        caller.say("nol satu dua")
        assert rasa.last["text"] == "lima satu dua nol satu dua"

    @pytest.mark.parametrize("expect", ["number", "phone", "group"])
    @pytest.mark.parametrize("words", ["tidak tahu", "petugas di mana", "nama saya Budi"])
    def test_what_is_no_part_of_a_number_is_answered_at_once(
        self, caller: RelayCaller, rasa: FakeRasa, expect: str, words: str
    ):
        rasa.says(text("Sebutkan nomornya.", expect=expect))
        caller.say("halo")
        # Whoever is waited behind is answered after so long that the telephone hangs up before.
        assert caller.say(words) == ["Sebutkan nomornya."]
        assert rasa.last["text"] == words

    @pytest.mark.usefixtures("soon_done")
    def test_a_group_of_a_number_is_waited_behind(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text("Sebutkan nomornya.", expect="number"))
        caller.say("halo")
        begun = time.monotonic()
        caller.tell("prompt", voicePrompt="lima satu dua", lang="id-ID", last=True)
        # Nothing more is to come after this: the digits go with it.
        caller.say("tidak tahu lagi")
        assert time.monotonic() - begun >= PAUSE
        assert [asked["text"] for asked in rasa.asked] == ["halo", "lima satu dua tidak tahu lagi"]

    def test_the_star_repeats_and_the_nine_is_the_menu(self, caller: RelayCaller, rasa: FakeRasa, voice_says: Says):
        rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
        caller.say("halo")
        assert caller.press("*") == ["Sudah benar?"]
        assert caller.press("9") == spoken(voice_says("utter_menu"))
        assert len(rasa.asked) == 1

    @pytest.mark.usefixtures("soon_silent")
    def test_silence_is_asked_again_then_by_keys_then_a_human_comes(
        self, caller: RelayCaller, rasa: FakeRasa, system: System, voice_says: Says
    ):
        rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
        caller.say("halo")
        assert caller.silent() == [*spoken(voice_says("utter_tidak_mendengar")), "Sudah benar?"]
        assert caller.silent() == spoken(voice_says("utter_lagi_tombol", pilihan_lisan=YES_OR_NO))
        caller.tell("prompt", voicePrompt="ya", lang="id-ID", last=True)
        assert caller.silent() == [voice_says("utter_ke_cso_suara")]
        assert caller.state == "queued"
        assert [record.reason for record in system.desk.waiting()] == ["silence"]
        assert len(rasa.asked) == 1

    def test_silence_is_measured_where_the_carrier_does_not_tell_that_it_has_spoken(
        self, caller: RelayCaller, voice_says: Says, monkeypatch: pytest.MonkeyPatch
    ):
        caller.say("halo")
        monkeypatch.setattr("ivr.relay_call.WORDS_A_SECOND", 1000.0)
        _listen_for(monkeypatch, 0.3)
        assert caller.press("*") == ["dengar: halo"]
        assert caller._listen() == spoken(voice_says("utter_tidak_mendengar"), "dengar: halo")

    def test_another_language_is_set_back_to_ours(self, caller: RelayCaller):
        assert caller.socket is not None
        caller.tell("prompt", voicePrompt="my power is out", lang="en-US", last=True)
        told = json.loads(caller.socket.receive(UNHURRIED))
        assert told == {"type": "language", "ttsLanguage": "id-ID", "transcriptionLanguage": "id-ID"}

    @pytest.mark.parametrize("words", ["/restart", " / minta_cso"])
    def test_spoken_commands_are_words(self, caller: RelayCaller, rasa: FakeRasa, words: str):
        caller.say(words)
        assert rasa.last["payload"] is None
        assert not rasa.last["text"].startswith("/")

    def test_a_turn_is_stored_with_the_document_that_goes_on_from_it(
        self, caller: RelayCaller, rasa: FakeRasa, system: System
    ):
        rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
        caller.say("halo")
        last = system.desk.last(caller.call)
        assert last is not None
        assert (last.inbound.text, last.handling) == ("halo", Handling.ANSWERED)
        assert "Sudah benar?" in str(last.answer)

    def test_whoever_waits_long_for_an_answer_is_told_so(
        self, caller: RelayCaller, rasa: FakeRasa, voice_says: Says, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("ivr.relay_call.HOLD_SECONDS", 0.1)
        rasa.hold()
        assert caller.socket is not None
        caller.tell("prompt", voicePrompt="halo", lang="id-ID", last=True)
        told = json.loads(caller.socket.receive(UNHURRIED))
        assert (told["token"].strip(), told["last"]) == (voice_says("utter_sebentar"), False)
        rasa.release()
        assert caller._listen() == ["dengar: halo"]


class TestInterruptions:
    """What was heard counts."""

    @pytest.fixture
    def asked(self, caller: RelayCaller, rasa: FakeRasa) -> RelayCaller:
        rasa.says(text(READ_BACK, *YES_NO, expect="yes_no"))
        assert caller.say("halo") == spoken(READ_BACK)
        return caller

    @pytest.mark.parametrize("answer", [{"words": "ya"}, {"words": "iya betul"}, {"key": "1"}])
    @pytest.mark.parametrize(
        ("heard", "rest"),
        [
            ("", READ_BACK),
            ("Nomor pelanggan lima", READ_BACK),
            ("Nomor pelanggan lima satu dua.", READ_BACK.partition(". ")[2]),
            (READ_BACK.partition("Apakah")[0], "Apakah sudah benar? Tekan satu untuk ya."),
        ],
    )
    def test_a_yes_before_the_question_confirms_nothing(
        self, asked: RelayCaller, rasa: FakeRasa, heard: str, rest: str, answer: dict[str, str]
    ):
        assert asked.break_in(heard, **answer) == spoken(rest)
        assert len(rasa.asked) == 1

    @pytest.mark.parametrize("answer", [{"words": "ya"}, {"key": "1"}])
    def test_a_yes_once_the_question_has_begun_is_its_answer(
        self, asked: RelayCaller, rasa: FakeRasa, answer: dict[str, str]
    ):
        asked.break_in(READ_BACK.partition("sudah")[0], **answer)
        assert rasa.last["payload"] == "/setuju"

    def test_other_words_are_heard_whenever_they_come(self, asked: RelayCaller, rasa: FakeRasa):
        asked.break_in("Nomor", "salah, jalan Mawar nomor enam")
        assert rasa.last["text"] == "salah, jalan Mawar nomor enam"

    def test_the_way_to_a_human_is_open_at_any_word(self, asked: RelayCaller, rasa: FakeRasa):
        asked.break_in("", key="0")
        assert rasa.last["payload"] == "/minta_cso"

    def test_whoever_insists_is_believed(self, asked: RelayCaller, rasa: FakeRasa):
        asked.break_in("", "ya")
        asked.break_in("", "ya")
        assert rasa.last["payload"] == "/setuju"

    def test_what_was_heard_is_kept_until_the_next_question(self, asked: RelayCaller, system: System):
        asked.tell("interrupt", utteranceUntilInterrupt="Nomor pelanggan lima", durationUntilInterruptMs=400)
        assert _eventually(lambda: system.desk.session(asked.call).heard == "Nomor pelanggan lima")
        asked.say("jalan Mawar")
        assert system.desk.session(asked.call).heard is None

    def test_a_yes_during_the_work_answers_no_question_that_was_not_yet_put(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
        rasa.hold()
        caller.tell("prompt", voicePrompt="halo", lang="id-ID", last=True)
        caller.tell("prompt", voicePrompt="ya", lang="id-ID", last=True)
        caller.tell("dtmf", digit="1")
        _arrived(caller)
        rasa.release()
        assert caller._listen() == ["Sudah benar?"]
        caller.say("ya")
        assert [asked["text"] or asked["payload"] for asked in rasa.asked] == ["halo", "/setuju"]

    def test_what_is_told_during_the_work_is_heard_after_it(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.hold()
        caller.tell("prompt", voicePrompt="listrik padam", lang="id-ID", last=True)
        caller.tell("prompt", voicePrompt="di jalan melati nomor lima", lang="id-ID", last=True)
        _arrived(caller)
        rasa.release()
        assert caller._listen() == ["dengar: listrik padam"]
        assert caller._listen() == ["dengar: di jalan melati nomor lima"]


class TestTheWayBack:
    """The call goes on by TwiML: to a human, to its end, or by Gather where the socket failed."""

    def test_the_end_of_the_dialogue_is_said_whole_and_ends_the_call(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text("Sampai jumpa.", end=True))
        assert caller.say("tidak ada lagi") == ["Sampai jumpa."]
        assert caller.state == "over"
        assert caller.handed_off == {"reason": "goodbye", "conversation": caller.call}

    def test_a_human_is_connected_with_what_the_dialogue_said(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text("Kami sambungkan.", hand_over=True))
        assert caller.say("petugas") == ["Kami sambungkan."]
        assert caller.state == "queued"
        assert caller.handed_off == {"reason": "human", "conversation": caller.call}

    def test_what_goes_with_the_end_names_the_report_and_nobody(
        self, caller: RelayCaller, rasa: FakeRasa, system: System
    ):
        system.desk.hand_over(
            conversation=caller.call, channel="VOICE", caller="+6281234567890", reason="danger",
            no_lapor="G5426112300001", said=["nama saya Ratna"], understood=None, urgent=True,
        )  # fmt: skip
        rasa.says(text("Kami sambungkan.", hand_over=True))
        caller.say("petugas")
        assert caller.handed_off == {"reason": "human", "conversation": caller.call, "no_lapor": "G5426112300001"}

    def test_a_dialogue_that_fails_leads_to_a_human(self, caller: RelayCaller, rasa: FakeRasa, voice_says: Says):
        rasa.status = 500
        assert caller.say("halo") == [voice_says("utter_gangguan_ke_petugas")]
        assert caller.state == "queued"

    def test_cut_before_the_first_answer_the_greeting_comes_by_gather(self, caller: RelayCaller, voice_says: Says):
        assert caller.cut() == [voice_says("utter_salam_suara")]
        assert caller.gather is not None
        assert caller.gather.option("input") == "dtmf speech"

    def test_cut_after_a_question_the_same_question_comes_by_gather(self, caller: RelayCaller, rasa: FakeRasa):
        rasa.says(text(READ_BACK, *YES_NO, expect="yes_no"))
        caller.say("halo")
        assert caller.cut() == [READ_BACK]
        caller.press("1")
        assert [asked["text"] or asked["payload"] for asked in rasa.asked] == ["halo", "/setuju"]

    def test_cut_after_an_interruption_only_the_rest_is_said(self, caller: RelayCaller, rasa: FakeRasa, system: System):
        rasa.says(text(READ_BACK, *YES_NO, expect="yes_no"))
        caller.say("halo")
        caller.tell("interrupt", utteranceUntilInterrupt="Nomor pelanggan lima satu dua.", durationUntilInterruptMs=400)
        assert _eventually(lambda: system.desk.session(caller.call).heard is not None)
        assert caller.cut() == spoken(READ_BACK.partition(". ")[2])

    def test_cut_during_the_work_the_answer_comes_by_gather_and_is_worked_once(
        self, caller: RelayCaller, rasa: FakeRasa
    ):
        rasa.says(text("Sudah benar?", *YES_NO, expect="yes_no"))
        assert _cut_during_the_work(caller, rasa) == ["Sudah benar?"]
        assert len(rasa.asked) == 1

    @pytest.mark.parametrize(("custom", "state"), [({"end": True}, "over"), ({"hand_over": True}, "queued")])
    def test_cut_during_a_turn_that_ends_the_talk_it_ends_all_the_same(
        self, caller: RelayCaller, rasa: FakeRasa, custom: dict[str, bool], state: str
    ):
        rasa.says(text("Baik.", **custom))
        assert _cut_during_the_work(caller, rasa) == ["Baik."]
        assert caller.state == state

    @pytest.mark.parametrize("raw", ["no json", "[1]", '{"type": "error", "description": "Invalid message"}'])
    def test_what_goes_wrong_on_the_socket_ends_in_a_gather(self, caller: RelayCaller, voice_says: Says, raw: str):
        assert caller.socket is not None
        caller.socket.send(raw)
        assert caller._listen() == [voice_says("utter_salam_suara")]
        assert caller.gather is not None

    def test_a_kind_of_message_nobody_knew_is_passed_over(self, caller: RelayCaller):
        caller.tell("weather", rain=True)
        caller.tell("info", name="tokensPlayed", value="Selamat")
        assert caller.say("halo") == ["dengar: halo"]

    def test_a_hang_up_ends_the_session(self, caller: RelayCaller, system: System):
        caller.say("halo")
        caller.hang_up()
        assert system.desk.session(caller.call).ended_at is not None

    def test_without_the_store_the_caller_is_still_told(self, caller: RelayCaller, system: System, voice_says: Says):
        with system.engine.begin() as connection:
            connection.execute(sql("DROP TABLE desk_inbox"))
        assert caller.say("halo") == [voice_says("utter_gangguan_sistem")]
        assert caller.state == "over"

    def test_over_the_limit_calls_go_by_gather(self, system: System, dial: Dial):
        small = replace(system, settings=replace(system.settings, web_threads=2))
        first = dial("+6281200000001", at=small)
        second = dial("+6281200000002", at=small)
        assert first.socket is not None
        assert (second.socket, second.gather is not None) == (None, True)
        first.hang_up()
        assert _eventually(lambda: dial("+6281200000003", at=small).socket is not None)

    def test_a_socket_over_the_limit_is_refused_and_the_call_goes_on_by_gather(
        self, system: System, dial: Dial, voice_says: Says
    ):
        small = replace(system, settings=replace(system.settings, web_threads=2))
        dial("+6281200000001", at=small)
        late = dial("+6281200000002", at=small)
        assert late.connect() == [voice_says("utter_salam_suara")]
        assert late.gather is not None


def _arrived(caller: RelayCaller) -> None:
    """Return when all that was told has arrived: the other end answers a ping after it."""
    socket = caller.socket
    assert socket is not None
    socket.pong_received = False
    socket.sock.send(socket.ws.send(Ping()))
    assert _eventually(lambda: socket.pong_received)


def _cut_during_the_work(caller: RelayCaller, rasa: FakeRasa) -> list[str]:
    """Lose the socket while the dialogue has the turn; return what is heard then."""
    rasa.hold()
    caller.tell("prompt", voicePrompt="halo", lang="id-ID", last=True)
    assert rasa.heard(1)
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(caller.cut)
        assert _eventually(lambda: caller.here == ENDED_PATH)
        # The call is back before the dialogue has answered.
        time.sleep(0.2)
        rasa.release()
        return heard.result()


def _eventually(holds: Callable[[], object]) -> bool:
    end = time.monotonic() + PATIENCE
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return bool(held)

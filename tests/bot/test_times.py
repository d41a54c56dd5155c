"""Clock times, lengths of time and relative days are told apart and normalised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.lexicon import read_tokens
from bot.nlu.since import find_times
from tests.bot.speller import cardinal


def stated(text: str, expected: str = "") -> dict[str, str | int]:
    return {finding.kind: finding.value for finding in find_times(read_tokens(text), set(), expected) if finding.stated}


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("dari jam 5 sore", "17:00"),
        ("dari jam 5", "05:00"),
        ("setengah 6 pagi", "05:30"),
        ("sejak jam setengah enam pagi", "05:30"),
        ("mati stgh 9 mlm", "20:30"),
        ("jam 18.30", "18:30"),
        ("padam 18:30 WIB", "18:30"),
        ("sejak pk. 07.00 hingga skrg pk. 21.22", "07:00"),
        ("jam 1830", "18:30"),
        ("pukul tujuh malam", "19:00"),
        ("pukul delapan belas tiga puluh", "18:30"),
        ("jam tujuh lima belas malam", "19:15"),
        ("jam lima kurang seperempat sore", "16:45"),
        ("jam 5 lewat 15 pagi", "05:15"),
        ("dari siang jam 1", "13:00"),
        ("kemarin sore jam 5 mati", "17:00"),
        ("semalem jam 11", "23:00"),
        ("jam 8 tadi malam", "20:00"),
        ("jam 12 malam", "00:00"),
        ("jam 12 siang", "12:00"),
        ("jam 2 dini hari", "02:00"),
        ("jam 2 malam padam", "02:00"),
        ("dri jam 5sore smpe skrng", "17:00"),
        ("jam 7an malam", "19:00"),
        ("jam 2-an siang", "14:00"),
        ("dari jam 23 kurang", "23:00"),
        ("lapor jam 4 sampe jam 6 gaada yg datang", "04:00"),
        ("mati dari jam 5 sore katanya nyala jam 8", "17:00"),
        ("pk 24.00 padam", "00:00"),
        ("padam dari jma 5 soer", "17:00"),
        ("mati sejak 7 pm", "19:00"),
        ("lampu mati jam 1/2 7 malam", "18:30"),
        ("padam 19.15", "19:15"),
        ("mati dari setengah tujuh", "06:30"),
        ("mati ti jam pitu bengi", "19:00"),
    ],
)
def test_clock_times(text: str, clock: str):
    assert stated(text).get("since") == clock


@pytest.mark.parametrize(
    "text",
    [
        "berapa jam lagi nyala",
        "ber jam2 mati",
        "katanya nyala jam 8 malam",
        "besok jam 8 pagi",
        "estimasi jam 9",
        "petugas datang jam 12 malam",
        "tiap hari jam 6 sore mati",
        "pelayanan 24 jam",
        "sudah 2 hari 2 malam",
        "tanggal 24 siang",
        "rumah no 5",
        "sampai jam 7 belum nyala",
    ],
)
def test_what_is_no_beginning_of_an_outage(text: str):
    assert "since" not in stated(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("udah 3 jam setengah", 210),
        ("tiga setengah jam", 210),
        ("3,5 jam", 210),
        ("sudah satu jam dua puluh menit", 80),
        ("dua hari", 2880),
        ("sejam", 60),
        ("sejam setengah", 90),
        ("setengah jam", 30),
        ("setengah hari", 720),
        ("90 menit", 90),
        ("udh 2hr", 2880),
        ("sehari semalam gelap", 1440),
        ("udah 24 jam gelap", 1440),
        ("padam hampir 3 jam", 180),
        ("6 jam lebih padam", 360),
        ("mati 2-3 jam", 120),
        ("1/2 jam", 30),
        ("katanya 3 jam nyatanya sampai 6 jam mati", 360),
        ("seminggu gelap", 10080),
        ("wis telung jam mati", 180),
        ("sudah 2 hours padam", 120),
        ("listrik belum nyala 5 jam", 300),
        ("udah 3 jaman", 180),
        ("kurang lebih 3 jam padam", 180),
        ("dari jam 5 sore, sudah 3 jam", 180),
    ],
)
def test_durations(text: str, minutes: int):
    assert stated(text).get("duration_minutes") == minutes


@pytest.mark.parametrize(
    "text",
    [
        "pelayanan 24 jam",
        "1x24 jam",
        "3 jam lagi",
        "tiap 3 jam mati",
        "sehari 3x mati",
        "estimasi 3 jam",
        "disuruh tunggu 2 jam",
        "cuma nyala 10 menit mati lagi",
        "tidak sampai 30 menit petugas datang",
        "listrik 3hr sekali mati",
        "berapa jam",
        "jam 5 sore",
    ],
)
def test_what_has_not_lasted(text: str):
    assert "duration_minutes" not in stated(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("barusan mati", "barusan"),
        ("baru aja padam", "baru saja"),
        ("dari kemarin malam", "kemarin malam"),
        ("semalem mati", "semalam"),
        ("drtd gelap", "tadi"),
        ("sejak subuh", "subuh"),
        ("mati tadi pagi", "tadi pagi"),
        ("2 hari yang lalu", "2 hari yang lalu"),
    ],
)
def test_relative_words_are_no_clock_time(text: str, words: str):
    found = stated(text)
    assert found["since_text"] == words
    assert "since" not in found


def test_a_bare_time_answers_the_question():
    assert stated("18.30", "since")["since"] == "18:30"
    assert "since" not in stated("18.30")


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([".", ":"]))
def test_every_written_time_reads_back(hour: int, minute: int, sign: str):
    assert stated(f"padam dari jam {hour:02d}{sign}{minute:02d}")["since"] == f"{hour:02d}:{minute:02d}"


@given(st.integers(1, 11), st.sampled_from([("pagi", 0), ("malam", 12)]))
def test_every_spoken_hour_reads_back(hour: int, part: tuple[str, int]):
    name, shift = part
    expected = hour if name == "malam" and hour < 6 else hour + shift
    assert stated(f"mati dari jam {cardinal(hour)} {name}")["since"] == f"{expected:02d}:00"


@given(st.integers(1, 99), st.sampled_from([("menit", 1), ("jam", 60), ("hari", 1440)]), st.booleans())
def test_every_length_reads_back(number: int, unit: tuple[str, int], in_words: bool):
    said = cardinal(number) if in_words else str(number)
    assert stated(f"sudah padam {said} {unit[0]}")["duration_minutes"] == number * unit[1]

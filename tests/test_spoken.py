"""Everything a placeholder may hold for the ear, and that none of it can ever be unspeakable."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoken import address_said, apart, clock, no_lapor_said, number_words, plate_said, span

JAKARTA, MAKASSAR, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
# Letters with their marks, single digits, pauses, and the apostrophe of "Jum'at".
SPEAKABLE = re.compile(r"(?:[A-Za-z\u00c0-\u024f\s.,?!']|(?<!\d)\d(?!\d))*")
WORDS = re.compile(r"[a-z]+(?: [a-z]+)*")
ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
NUMBER_VALUES = {word: number for number, word in enumerate(ONES)} | {"seratus": 100, "seribu": 1000}


def jakarta(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)


def heard(words: str) -> int:
    """Read number words as a listener adds them up."""
    total = part = 0
    for word in words.split():
        if word == "belas":
            part += 10
        elif word == "puluh":
            part = part // 10 * 10 + part % 10 * 10
        elif word == "ratus":
            part = part % 10 * 100 if part < 100 else part
        elif word == "ribu":
            total, part = total + part * 1000, 0
        elif word == "seribu":
            total += 1000
        else:
            part += NUMBER_VALUES[word]
    return total + part


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (45, "empat puluh lima"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1945, "seribu sembilan ratus empat puluh lima"),
        (2000, "dua ribu"),
        (100_000, "seratus ribu"),
        (999_999, "sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_numbers_are_said_as_people_say_them(number: int, words: str):
    assert number_words(number) == words


@given(st.integers(0, 99))
def test_a_number_below_a_hundred_is_heard_as_itself(number: int):
    assert heard(number_words(number)) == number


@given(st.sets(st.integers(0, 999_999), min_size=2, max_size=2))
def test_two_numbers_never_sound_the_same(pair: set[int]):
    first, second = (number_words(number) for number in pair)
    assert first != second
    assert WORDS.fullmatch(first)


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_a_number_out_of_range_is_refused_rather_than_said_wrong(number: int):
    with pytest.raises(ValueError, match="999,999"):
        number_words(number)


def test_digits_are_set_apart_in_groups_with_a_pause_between():
    assert apart("512345678901") == "5 1 2 3, 4 5 6 7, 8 9 0 1"
    assert apart("14012345678") == "1 4 0 1, 2 3 4 5, 6 7 8"
    assert apart("0812345", group=3) == "0 8 1, 2 3 4, 5"
    assert apart("") == ""


@given(st.text("0123456789", max_size=20), st.integers(1, 6))
def test_no_digit_is_lost_and_no_two_digits_stand_together(digits: str, group: int):
    said = apart(digits, group)
    assert re.sub(r"\D", "", said) == digits
    assert not re.search(r"\d\d", said)


def test_LU_14_a_report_number_is_said_by_letter_unit_day_and_sequence_without_the_asterisk():
    assert no_lapor_said("G5426112300001") == "G 5 4, 2 6 1 1 2 3, 0 0 0 0 1"
    assert no_lapor_said("K5426112312345*") == "K 5 4, 2 6 1 1 2 3, 1 2 3 4 5"
    assert no_lapor_said("542611230001") == "5 4, 2 6 1 1 2 3, 0 0 0 1"


@pytest.mark.parametrize(
    ("zone", "written", "said"),
    [
        (JAKARTA, "pukul 16.05 WIB", "pukul enam belas lima Waktu Indonesia Barat"),
        (MAKASSAR, "pukul 17.05 WITA", "pukul tujuh belas lima Waktu Indonesia Tengah"),
        (JAYAPURA, "pukul 18.05 WIT", "pukul delapan belas lima Waktu Indonesia Timur"),
        (UTC, "pukul 09.05 UTC+0000", "pukul sembilan lima"),
    ],
)
def test_IN_3_a_clock_time_carries_its_zone(zone: ZoneInfo, written: str, said: str):
    moment = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert clock(moment, moment, zone) == (written, said)


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "nol nol tepat"),
        (0, 5, "nol nol lewat lima"),
        (0, 30, "nol nol tiga puluh"),
        (2, 25, "dua dua puluh lima"),
        (12, 0, "dua belas tepat"),
        (20, 0, "dua puluh tepat"),
        (20, 5, "dua puluh lewat lima"),
        (20, 15, "dua puluh lima belas"),
        (23, 59, "dua puluh tiga lima puluh sembilan"),
    ],
)
def test_a_time_is_said_as_hour_and_minute(hour: int, minute: int, said: str):
    now = jakarta(23, hour, minute)
    assert clock(now, now, JAKARTA)[1] == f"pukul {said} Waktu Indonesia Barat"


def test_no_two_minutes_of_a_day_sound_or_look_the_same():
    now = jakarta(23, 0, 0)
    minutes = [clock(now + timedelta(minutes=minute), now, JAKARTA) for minute in range(1440)]
    assert len({written for written, _ in minutes}) == 1440
    assert len({said for _, said in minutes}) == 1440


def test_another_day_is_named_by_the_day_of_the_zone_not_of_utc():
    # 23.30 in Jakarta is 16.30 UTC: the same day there, the next one three hours on.
    now = jakarta(23, 23, 30)
    assert clock(now, now, JAKARTA)[0] == "pukul 23.30 WIB"
    written, said = clock(now + timedelta(hours=3), now, JAKARTA)
    assert written == "24 November pukul 02.30 WIB"
    assert said == "besok pukul dua tiga puluh Waktu Indonesia Barat"
    # 06.00 in Jakarta is 23.00 UTC of the day before: still today.
    assert clock(jakarta(23, 6, 0), jakarta(23, 7, 0), JAKARTA)[0] == "pukul 06.00 WIB"


def test_a_day_further_away_is_named_by_its_date():
    now = jakarta(23, 12, 0)
    assert clock(jakarta(22, 9, 10), now, JAKARTA)[1].startswith("kemarin pukul sembilan sepuluh")
    assert clock(jakarta(17, 9, 10), now, JAKARTA)[1].startswith("tanggal tujuh belas November pukul")
    assert clock(jakarta(17, 9, 10), now, JAKARTA)[0] == "17 November pukul 09.10 WIB"


@pytest.mark.parametrize(
    ("length", "written", "said"),
    [
        (timedelta(seconds=-5), "kurang dari 1 menit", "kurang dari satu menit"),
        (timedelta(seconds=59), "kurang dari 1 menit", "kurang dari satu menit"),
        (timedelta(seconds=60), "1 menit", "satu menit"),
        (timedelta(minutes=15, seconds=59), "15 menit", "lima belas menit"),
        (timedelta(minutes=59), "59 menit", "lima puluh sembilan menit"),
        (timedelta(minutes=60), "1 jam", "satu jam"),
        (timedelta(minutes=61), "1 jam 1 menit", "satu jam satu menit"),
        (timedelta(hours=47, minutes=59), "47 jam 59 menit", "empat puluh tujuh jam lima puluh sembilan menit"),
        (timedelta(hours=48), "2 hari", "dua hari"),
    ],
)
def test_a_length_of_time_is_rounded_down(length: timedelta, written: str, said: str):
    assert span(length) == (written, said)


@pytest.mark.parametrize(
    ("plate", "said"),
    [
        ("B 1234 XYZ", "B, 1 2 3 4, X Y Z"),
        ("l9ab", "L, 9, A B"),
        ("DK-5021-FG", "D K, 5 0 2 1, F G"),
        ("", ""),
    ],
)
def test_a_plate_is_said_letter_by_letter(plate: str, said: str):
    assert plate_said(plate) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("Jl. Sudirman No. 5A RT 02/RW 03", "jalan Sudirman nomor lima A er te dua er we tiga"),
        ("Jl.Melati III No.7, RT.02 RW05", "jalan Melati III nomor tujuh, er te dua er we lima"),
        ("jln kenanga no 12 rt 01/02", "jalan kenanga nomor dua belas er te satu er we dua"),
        ("Perum. Griya Asri Blok C-12", "perumahan Griya Asri Blok C dua belas"),
        ("Blk. C12 No. A5, 65141", "blok C dua belas nomor A lima, enam lima satu empat satu"),
        (
            "Gg. Mawar 5/7, Kel. Sukamaju, Kec. Cibeunying",
            "gang Mawar lima garing tujuh, kelurahan Sukamaju, kecamatan Cibeunying",
        ),
        ("Jl. K.H. Ahmad Dahlan Km 7,5", "jalan kiai haji Ahmad Dahlan kilometer tujuh koma lima"),
        ("Jl. Pahlawan 1945", "jalan Pahlawan seribu sembilan ratus empat puluh lima"),
        ("kWh meter, MCB 1.300 VA, PLN", "kilowatt jam meter, em ce be seribu tiga ratus VA, pe el en"),
        ("\U0001f3e0 Jl. *Mawar* (dekat masjid) https://x.id", "jalan Mawar dekat masjid https x. id"),
        ("Jum\u2019at & Ma'arif", "Jum'at dan Ma'arif"),
        ("H. Ahmad, S.Pd.", "haji Ahmad, S. Pd"),
        ("\u674e \u0627\u0644\u0633\u0644\u0627\u0645", ""),
        ("-", ""),
    ],
)
def test_an_address_is_said_in_full(address: str, said: str):
    assert address_said(address) == said


def test_words_that_only_look_like_an_abbreviation_stay():
    kept = "Norma Rtini Krwanto Kelapa Kecubung Gading Hasan Irma Kabupaten Dsa"
    assert address_said(kept) == kept


PIECES = st.sampled_from(
    ["Jl.", "No.", "RT", "02/03", "/", "5A", "C-12", "₂", "²", "٣", "😀", "(", "*", "_", "±", "&", "..", ",", "\n", "'"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
def test_whatever_stands_in_an_address_is_speakable(address: str):
    said = address_said(address)
    assert SPEAKABLE.fullmatch(said)
    assert not re.search(r"\d", said)
    assert not re.search(r"\s\s|[.,?!][.,?!]|^[.,]|\s[.,?!]", said)


@given(st.text())
def test_whatever_stands_in_a_plate_is_speakable(plate: str):
    assert SPEAKABLE.fullmatch(plate_said(plate))

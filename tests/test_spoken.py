"""Everything a placeholder may hold for the ear, and that none of it can ever be unspeakable."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoken import (
    address_said,
    aloud,
    apart,
    clock,
    ending_said,
    groups,
    moment_said,
    no_lapor_said,
    number_words,
    plate_said,
    span,
)

JAKARTA, MAKASSAR, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
# Letters with their marks, pauses, the apostrophe of "Jum'at" and the hyphen of "apa-apa".
SPEAKABLE = re.compile(r"[A-Za-z\u00c0-\u024f\s.,?!'-]*")
TOKEN = re.compile(r"[^\W\d_]+")
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


def test_digits_are_said_apart_in_groups_with_a_pause_between():
    assert apart("512345678901") == "lima satu dua tiga, empat lima enam tujuh, delapan sembilan nol satu"
    assert apart("14012345678") == "satu empat nol satu, dua tiga empat lima, enam tujuh delapan"
    assert apart("0812345678") == "nol delapan satu dua, tiga empat lima, enam tujuh delapan"
    assert apart("") == ""


@given(st.text("0123456789", max_size=20))
def test_groups_are_of_three_or_four_and_lose_nothing(digits: str):
    found = groups(digits)
    assert "".join(found) == digits
    assert all(3 <= len(group) <= 4 for group in found) or len(digits) in {0, 1, 2, 5}
    assert sorted(found, key=len, reverse=True) == list(found)


@given(st.text("0123456789", max_size=20))
def test_no_digit_is_lost_and_each_is_a_word(digits: str):
    said = apart(digits)
    assert "".join(str(ONES.index(word)) for word in re.findall(r"\w+", said)) == digits
    assert all(len(part.split()) <= 4 for part in said.split(", "))


def test_LU_14_a_report_number_is_said_by_letter_unit_day_and_sequence_without_the_asterisk():
    assert no_lapor_said("G5426112300001") == "ge lima empat, dua enam satu satu dua tiga, nol nol nol nol satu"
    assert no_lapor_said("K5426112312345*") == "ka lima empat, dua enam satu satu dua tiga, satu dua tiga empat lima"
    assert no_lapor_said("542611230001") == "lima empat, dua enam satu satu dua tiga, nol nol nol satu"


def test_the_ending_of_a_number_tells_ones_own_reports_apart():
    assert ending_said("G5426112300012") == ending_said("G5426112300012*") == "nol satu dua"


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


def test_a_time_in_the_midst_of_other_facts_goes_without_its_zone():
    now = jakarta(23, 13, 0)
    assert moment_said(jakarta(23, 16, 5), now, JAKARTA) == "pukul enam belas lima"
    assert moment_said(jakarta(24, 1, 30), now, JAKARTA) == "besok pukul satu tiga puluh"


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
        ("D 1234 ABC", "de, satu dua tiga empat, a be ce"),
        ("l9ab", "el, sembilan, a be"),
        ("DK-5021-FG", "de ka, lima nol dua satu, ef ge"),
        ("", ""),
    ],
)
def test_a_plate_is_said_letter_by_letter(plate: str, said: str):
    assert plate_said(plate) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("Jl. Sudirman No. 5A RT 02/RW 03", "jalan Sudirman nomor lima a er te dua er we tiga"),
        ("Jl.Melati III No.7, RT.02 RW05", "jalan Melati tiga nomor tujuh, er te dua er we lima"),
        ("jln kenanga no 12 rt 01/02", "jalan kenanga nomor dua belas er te satu er we dua"),
        ("RT/RW 002/005", "er te dua er we lima"),
        ("Perum. Griya Asri Blok C-12", "perumahan Griya Asri Blok ce dua belas"),
        ("Blk. C12 Kav. A5, 65141", "blok ce dua belas kavling a lima, enam lima satu empat satu"),
        (
            "Gg. Mawar 5/7, Kel. Sukamaju, Kec. Cibeunying, Kab. Bandung",
            "gang Mawar lima garing tujuh, kelurahan Sukamaju, kecamatan Cibeunying, kabupaten Bandung",
        ),
        ("Jl. K.H. Ahmad Dahlan Km 7,5", "jalan kiai haji Ahmad Dahlan kilometer tujuh koma lima"),
        ("Jl. H.R. Rasuna Said", "jalan ha er Rasuna Said"),
        ("Jl. Jend. Sudirman Lt. 2", "jalan jenderal Sudirman lantai dua"),
        ("Jl. Pahlawan 1945", "jalan Pahlawan seribu sembilan ratus empat puluh lima"),
        ("JL. MELATI I NO. 7 BLOK V", "jalan Melati satu nomor tujuh Blok ve"),
        ("BTN Blok AB, dpn SPBU", "be te en Blok a be, depan es pe be u"),
        ("kWh meter, MCB 6 A, PLN", "ka we ha meter, em ce be enam ampere, pe el en"),
        ("daya 1.300 VA", "daya seribu tiga ratus volt ampere"),
        ("IDPEL 512345678901", "nomor pelanggan lima satu dua tiga, empat lima enam tujuh, delapan sembilan nol satu"),
        ("telp +62 812-3456-789", "telepon enam dua delapan satu, dua tiga empat lima, enam tujuh delapan sembilan"),
        (
            "23/11/2026 pukul 16.05 WIB",
            "tanggal dua puluh tiga November dua ribu dua puluh enam pukul enam belas lima Waktu Indonesia Barat",
        ),
        ("jam 16:05 WITA", "jam enam belas lima Waktu Indonesia Tengah"),
        ("dr. Budi, a.n. Ny. Siti", "dokter Budi, atas nama nyonya Siti"),
        ("M. Yusuf, S.Pd.", "em Yusuf, es pe de"),
        ("Bapak/Ibu H. Ahmad", "Bapak atau Ibu haji Ahmad"),
        ("\U0001f3e0 Jl. *Mawar* (dekat masjid) https://x.id", "jalan Mawar dekat masjid"),
        ("Jum\u2019at & Ma'arif", "Jum'at dan Ma'arif"),
        ("\u674e \u0627\u0644\u0633\u0644\u0627\u0645", ""),
        ("31/02/2026", "tiga puluh satu garing dua garing dua ribu dua puluh enam"),
        ("-", ""),
    ],
)
def test_an_address_is_said_in_full(address: str, said: str):
    assert address_said(address) == said


def test_words_that_only_look_like_an_abbreviation_stay():
    kept = "Norma Rtini Krwanto Kelapa Kecubung Gading Hasan Irma Kabupaten Dsa"
    assert address_said(kept) == kept


def test_a_sentence_keeps_its_pauses_and_a_sentence_for_the_ear_is_left_alone():
    assert aloud("Laporan G1* tercatat. Pantau di: https://x.id/lacak") == "Laporan ge satu tercatat. Pantau di:"
    assert aloud("Sama-sama, tidak apa-apa. Blok C-12 - A") == "Sama-sama, tidak apa-apa. Blok ce dua belas a"
    kept = "Em ce be adalah sakelar kecil. Tekan satu bila tuasnya di atas, dua bila di bawah."
    assert aloud(kept) == kept


def is_pronounceable(token: str) -> bool:
    """Tell whether a voice says it as a word: a vowel in it, and not in capitals, which voices spell."""
    plain = unicodedata.normalize("NFD", token).casefold()
    return bool(set(plain) & set("aiueo")) and (len(token) == 1 or not token.isupper())


SIGNS = ("\u2082", "\u00b2", "\u0663", "\U0001f600", "(", "*", "_", "\u00b1", "&", "..", ",", "\n", "'", "/", "+62812")
SHORT = ("Jl.", "No.", "RT", "Kel.", "BTN", "XIV", "WIB", "VA", "dr.", "Rp", "02/03", "5A", "C-12", "16:05", "1.300")
PIECES = st.sampled_from((*SIGNS, *SHORT))
TEXTS = st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join))


@given(TEXTS)
def test_whatever_stands_in_an_address_is_speakable(address: str):
    said = address_said(address)
    assert SPEAKABLE.fullmatch(said)
    assert not re.search(r"\d", said)
    assert not re.search(r"\s\s|[.,?!][.,?!]|^[.,]|\s[.,?!]", said)
    assert [token for token in TOKEN.findall(said) if not is_pronounceable(token)] == []


@given(st.text())
def test_whatever_stands_in_a_plate_is_speakable(plate: str):
    said = plate_said(plate)
    assert SPEAKABLE.fullmatch(said)
    assert all(map(is_pronounceable, TOKEN.findall(said)))

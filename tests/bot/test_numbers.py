"""Numbers are found however they are typed or said, and told apart by format and context."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.lexicon import read_tokens
from bot.nlu.numbers import find_numbers
from tests.bot.speller import ONES, spoken


def numbers(text: str, expected: str = "") -> list[tuple[str, str | int]]:
    return [(finding.kind, finding.value) for finding in find_numbers(read_tokens(text), expected)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("512034123456", [("idpel", "512034123456")]),
        ("5120 3412 3456", [("idpel", "512034123456")]),
        ("51.2034.1234.56", [("idpel", "512034123456")]),
        ("5120-3412-3456", [("idpel", "512034123456")]),
        ("14512345678", [("meter_id", "14512345678")]),
        ("no meter 86012345678", [("meter_id", "86012345678")]),
        ("081234567890", [("phone", "+6281234567890")]),
        ("+62 812-3456-7890", [("phone", "+6281234567890")]),
        ("6281234567890", [("phone", "+6281234567890")]),
        ("62 0812 3456 7890", [("phone", "+6281234567890")]),
        ("wa 85712345678", [("phone", "+6285712345678")]),
        (
            "plus enam dua delapan satu dua tiga empat lima enam tujuh delapan sembilan nol",
            [("phone", "+6281234567890")],
        ),
        ("081234567890 512034123456", [("phone", "+6281234567890"), ("idpel", "512034123456")]),
        ("512034123456 itu idpel saya, hp 081234567890", [("idpel", "512034123456"), ("phone", "+6281234567890")]),
    ],
)
def test_numbers_by_format(text: str, found: list[tuple[str, str]]):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("G5426112300001", "G5426112300001"),
        ("g5426112300001*", "G5426112300001"),
        ("G 54.261123.00001", "G5426112300001"),
        ("k54-261123-00012", "K5426112300012"),
        ("5426112300001", "5426112300001"),
        ("G542611230001", "G542611230001"),
        ("g54261123001", "G54261123001"),
        ("nomor laporan 542611230001", "542611230001"),
        ("ge lima empat dua enam satu satu dua tiga triple nol nol satu", "G5426112300001"),
    ],
)
def test_in_4_report_numbers_with_and_without_letter_star_and_spaces(text: str, number: str):
    assert numbers(text) == [("no_lapor", number)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("idpel 08123456789", [("ambiguous_number", "08123456789")]),
        ("idpel saya 51203412345", [("ambiguous_number", "51203412345")]),
        ("nomor meter 512034123456", [("ambiguous_number", "512034123456")]),
        ("no meter 08123456789", [("meter_id", "08123456789")]),
        ("idpel 081234567890", [("idpel", "081234567890")]),
        ("51203412", [("number_fragment", "51203412")]),
        ("5120341234567", [("number_fragment", "5120341234567")]),
        ("token 1234 5678 9012 3456 7890", []),
        ("rp 500000", []),
        ("tagihan saya 274000 padahal rumah kosong terus dari bulan lalu", []),
        ("rumah 3 orang 5", []),
        ("telpon 123", []),
    ],
)
def test_what_a_number_is_called_decides_or_makes_it_unclear(text: str, found: list[tuple[str, str]]):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("81234567890", "phone", ("phone", "+6281234567890")),
        ("81234567890", "", ("meter_id", "81234567890")),
        ("542611230001", "no_lapor", ("no_lapor", "542611230001")),
        ("542611230001", "", ("idpel", "542611230001")),
        ("08123456789", "meter_id", ("meter_id", "08123456789")),
        ("14512345678", "idpel", ("meter_id", "14512345678")),
        ("hp 081234567890", "idpel", ("phone", "+6281234567890")),
    ],
)
def test_the_question_decides_where_the_text_does_not(text: str, expected: str, found: tuple[str, str]):
    assert numbers(text, expected) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "lima satu eh lima dua kosong tiga empat satu dua tiga empat lima enam tujuh",
        "lima satu eh dua kosong tiga empat satu dua tiga empat lima enam tujuh",
        "lima dua kosong tiga empat satu dua tiga empat lima enam delapan eh tujuh",
        "lima dua tiga kosong maaf lima dua kosong tiga empat satu dua tiga empat lima enam tujuh",
        "lima dua kosong tiga dua satu salah empat satu dua tiga empat lima enam tujuh",
        "520341234567",
        "lima dua sembilan eh salah ulang lima dua kosong tiga empat satu dua tiga empat lima enam tujuh",
        "520341234576 eh maaf 520341234567",
        "em lima dua anu kosong tiga terus empat satu dua lalu tiga empat lima ya enam tujuh",
        "lima dua wadidaw kosong tiga empat satu dua tiga empat lima enam tujuh",
        "lima dua kosong tiga ampat satu dua tigah empat limah enam tujuh",
        "limapuluh dua kosong tiga empat satu dua tiga empat lima enam tujuh",
        "idpel saya 52 kosong tiga 41 dua tiga empat lima 67 pak",
    ],
)
def test_corrections_hesitations_and_slips_of_the_recogniser(text: str):
    assert numbers(text) == [("idpel", "520341234567")]


@given(st.data(), st.from_regex(r"[1-5][1-9][0-9]{10}", fullmatch=True))
@settings(max_examples=300)
def test_any_spoken_customer_number_reads_back(data: st.DataObject, number: str):
    assert numbers("id pelanggan saya " + data.draw(spoken(number))) == [("idpel", number)]


@given(st.data(), st.from_regex(r"[1-5][1-9][0-9]{10}", fullmatch=True))
@settings(max_examples=200)
def test_fillers_change_nothing(data: st.DataObject, number: str):
    words = [ONES[int(digit)] for digit in number]
    fillers = st.sampled_from(["", "", "", "em", "eee", "anu", "terus", "hmm", "ya", "strip", "spasi", "titik"])
    text = " ".join(f"{word} {data.draw(fillers)}" for word in words)
    assert numbers(text) == [("idpel", number)]


@given(st.data(), st.from_regex(r"[1-5][1-9][0-9]{10}", fullmatch=True), st.integers(1, 11), st.integers(0, 9))
@settings(max_examples=300)
def test_a_wrong_digit_taken_back_at_once_is_replaced(data: st.DataObject, number: str, place: int, wrong: int):
    marker = data.draw(st.sampled_from(["eh", "eh salah", "maaf", "eh bukan", "ralat"]))
    words = [ONES[int(digit)] for digit in number]
    said = [*words[:place], ONES[wrong], marker, *words[place:]] if str(wrong) != number[place] else words
    assert numbers("idpel " + " ".join(said)) == [("idpel", number)]


@given(st.from_regex(r"[GgKk][1-5][1-9]2[0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{5,6}\*?", fullmatch=True))
def test_in_4_any_report_number_reads_back(number: str):
    assert numbers(f"nomor laporan {number} ya") == [("no_lapor", number.upper().rstrip("*"))]


@given(
    st.from_regex(r"08(1[1-9]|2[1-3]|5[2-9]|77|78|9[5-9])[0-9]{7,8}", fullmatch=True), st.sampled_from(["", " ", "-"])
)
def test_any_mobile_number_reads_back_in_any_spacing(number: str, between: str):
    written = between.join([number[:4], number[4:8], number[8:]])
    assert numbers(f"hp {written}") == [("phone", "+62" + number[1:])]


def test_the_place_covers_letter_star_and_plus():
    text = "tolong g5426112300001* dan +6281234567890"
    found = find_numbers(read_tokens(text))
    assert [text[each.start : each.end] for each in found] == ["g5426112300001*", "+6281234567890"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("12345678", "12345678"),
        ("satu dua tiga empat lima", "12345"),
        ("seratus dua", "102"),
        ("tiga kali nol", "000"),
        ("nol tiga kali", "000"),
        ("lima tiga kali nol", "5000"),
        ("nomornya lima satu", "51"),
        ("sisanya tujuh", "7"),
        ("5 4 32 10", "543210"),
        ("5120341234567", "5120341234567"),
    ],
)
def test_asked_for_a_number_every_digit_counts(text: str, digits: str):
    assert numbers(text, "number") == [("number_fragment", digits)]


@pytest.mark.parametrize(
    "text", ["tidak tahu cuma satu rumah", "rumah saya di jalan melati nomor 7 rt 2", "cuma ada satu", "tidak punya"]
)
def test_words_with_a_figure_are_no_part_of_a_number(text: str):
    assert [kind for kind, _ in numbers(text, "number")] == []


@pytest.mark.parametrize(
    ("keyed", "number"),
    [("45426112300001", "G5426112300001"), ("55426112300012", "K5426112300012"), ("5426112300001", "5426112300001")],
)
def test_in_4_the_letter_of_a_report_number_can_be_keyed(keyed: str, number: str):
    assert numbers(keyed, "number") == [("no_lapor", number)]


@given(st.data(), st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True))
@settings(max_examples=300)
def test_any_part_of_a_number_reads_back_in_any_grouping(data: st.DataObject, digits: str):
    assert numbers(data.draw(spoken(digits)), "number") == [("number_fragment", digits)]


@given(st.data(), st.from_regex(r"[1-5][1-9][0-9]{10}", fullmatch=True), st.sampled_from(["em", "eee", "ya", "anu"]))
@settings(max_examples=200)
def test_a_pause_anywhere_splits_a_number_in_two_parts(data: st.DataObject, number: str, filler: str):
    cut = data.draw(st.integers(1, 11).filter(lambda at: number[at] != "0"))
    first, second = (data.draw(spoken(part)) for part in (number[:cut], number[cut:]))
    heard = [value for text in (f"{first} {filler}", f"{filler} {second}") for _, value in numbers(text, "number")]
    # Eleven digits in one breath are a meter number by themselves.
    assert "".join(map(str, heard)) == number


_HEARD_AS = {
    "nol": ["nol", "kosong", "nool"],
    "satu": ["satu", "sattu", "satuh"],
    "dua": ["dua", "duwa", "duah"],
    "tiga": ["tiga", "tigah", "tigaa"],
    "empat": ["empat", "ampat", "empaat"],
    "lima": ["lima", "limah", "limma"],
    "enam": ["enam", "anam", "enamm"],
    "tujuh": ["tujuh", "tuju", "tujuhh"],
    "delapan": ["delapan", "lapan", "delapam"],
    "sembilan": ["sembilan", "semilan", "sembilang"],
}


@given(st.data(), st.from_regex(r"[1-9][0-9]{5,9}", fullmatch=True))
@settings(max_examples=300)
def test_any_part_survives_what_a_recogniser_does_to_it(data: st.DataObject, digits: str):
    """Some words misheard, never all; hesitations in between; figures where it writes them."""
    said = []
    for place, digit in enumerate(digits):
        word = data.draw(st.sampled_from(_HEARD_AS[ONES[int(digit)]])) if place % 3 == 1 else ONES[int(digit)]
        said.append(data.draw(st.sampled_from([word, word, word, digit])) if place % 3 != 1 else word)
        said.append(data.draw(st.sampled_from(["", "", "", "em", "eee", "ya", "terus", "anu"])))
    assert numbers(" ".join(filter(None, said)), "number") == [("number_fragment", digits)]

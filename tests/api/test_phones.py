"""Telephone numbers in every usual writing become one."""

from __future__ import annotations

import pytest

from phones import to_e164


@pytest.mark.parametrize(
    "written",
    [
        "081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "0062 812 3456 7890",
        "(0812) 3456.7890", "+62 0812 3456 7890", " 81234567890 ",
    ],
)  # fmt: skip
def test_one_number_in_many_writings(written: str):
    assert to_e164(written) == "+6281234567890"


@pytest.mark.parametrize(
    ("written", "number"),
    [("021-555 1234", "+62215551234"), ("+65 6123 4567", "+6561234567"), ("0812 345 678", "+62812345678")],
)
def test_landlines_foreign_and_short_mobile_numbers(written: str, number: str):
    assert to_e164(written) == number


def test_region_decides_how_a_national_number_is_read():
    assert to_e164("020 7946 0958", "GB") == "+442079460958"


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "123", "110", "12345", "abc", "0812-CALL-PLN", "0812x", "543210987654", "99999999999999999", "+",
        "+62", "+999 1234567", "٠٨١٢٣٤٥٦٧٨٩٠", "081234567890\0", "0" * 40, "08123456789012345", "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_number_to_call_back_is_none(written: str):
    assert to_e164(written) is None


def test_e164_stays_as_it_is():
    for number in ("+6281234567890", "+62215551234", "+6561234567"):
        assert to_e164(number) == number

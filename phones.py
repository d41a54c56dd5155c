"""Telephone numbers as every edge writes them: E.164."""

from __future__ import annotations

import re

import phonenumbers

_INDONESIA = 62
# Letters are refused before the library sees them: it would read "0812-CALL-PLN" as keys of a telephone.
_WRITTEN = re.compile(r"\+?[0-9\s().\-/]{3,32}")
_DIALLED_ABROAD = re.compile(r"^00(?=[1-9])")
_MOBILE = re.compile(r"8[0-9]{8,11}")


def to_e164(text: str, region: str = "ID") -> str | None:
    """Return the number in E.164, read as dialled in `region` unless it starts with `+` or `00`; None if it is none.

    An Indonesian mobile number of the right shape counts even in a range the library does not know yet: operators
    open ranges faster than it learns them. Short codes such as 123 do not count, nobody can be called back there.
    """
    written = _DIALLED_ABROAD.sub("+", text.strip())
    if not _WRITTEN.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not (phonenumbers.is_valid_number(number) or _is_plausible(number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Tell whether an E.164 number can be a mobile telephone's, and so have WhatsApp; an unknown one can."""
    parsed = phonenumbers.parse(number)
    if parsed.country_code == _INDONESIA:
        return str(parsed.national_number).startswith("8")
    return phonenumbers.number_type(parsed) is not phonenumbers.PhoneNumberType.FIXED_LINE


def _is_plausible(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code == _INDONESIA:
        return bool(_MOBILE.fullmatch(str(number.national_number)))
    reason = phonenumbers.is_possible_number_with_reason(number)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)

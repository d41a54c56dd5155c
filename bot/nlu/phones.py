"""Bring Indonesian telephone numbers into E.164."""

from functools import lru_cache

import phonenumbers

REGION = "ID"
_COUNTRY_CODE = "62"


@lru_cache(maxsize=512)
def e164(digits: str, *, international: bool = False, assumed: bool = False) -> str | None:
    """Return the number in E.164, or None where it is none.

    `international` says that a plus stood before it. `assumed` says that the speaker called it a
    telephone number: then the leading zero may be missing and an unassigned range is accepted.
    """
    written = _international(digits, international=international, assumed=assumed)
    if written is None:
        return None
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not (phonenumbers.is_valid_number(number) or (assumed and phonenumbers.is_possible_number(number))):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _international(digits: str, *, international: bool, assumed: bool) -> str | None:
    """Write the digits so that the library reads them unambiguously."""
    if not 7 <= len(digits) <= 15:
        return None
    if digits.startswith(_COUNTRY_CODE):
        return f"+{_COUNTRY_CODE}{digits[2:].removeprefix('0')}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return digits
    if international:
        return f"+{digits}"
    return f"0{digits}" if assumed and digits.startswith("8") else None

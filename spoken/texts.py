"""Any text as it can be read aloud: an address, a name, a sentence somebody forgot to write for the ear."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from spoken.abbreviations import in_full
from spoken.codes import apart, spelled
from spoken.numbers import ONES, number_words
from spoken.times import day_said, time_said

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-3])(?::([0-5]\d)(?![\d:])|\.([0-5]\d)(?=\s*(?:WIB|WITA|WIT)\b))"
    r"|\b(?:pukul|jam)\s+([01]?\d|2[0-3])\.([0-5]\d)(?!\d)",
    re.IGNORECASE,
)
# A telephone or customer number however it is parted; no house number is that long.
_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ .-]?\d){8,}(?!\d)")
_LETTER_MEETS_DIGIT = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_QUOTES = re.compile(r"[\u2018\u2019`]")
_WORD = re.compile(r"[^\W\d_]+")
_LONE_QUOTE = re.compile(r"(?<!\w)'+|'+(?!\w)")
_LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
# First goes what no rule reads, a mark within a word without a gap; last what no rule took.
_UNREADABLE = re.compile(rf"[^{_LATIN}\d\s.,?!':;/&+±%-]")
_UNSPEAKABLE = re.compile(rf"[^{_LATIN}\s.,?!':-]|(?<![^\W\d_])-|-(?![^\W\d_])")
_PAUSE = re.compile(r"\s*([.,?!:])[\s.,?!:]*")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
# After these a single letter is a letter: "Blok V".
_LETTERED = frozenset({"blok", "nomor", "kavling", "unit", "tipe", "type", "kelas", "gerbang", "pintu", "seri"})
_VOWELS = frozenset("aiueo")
# Read as letters though they could be read as words.
_INITIALISMS = frozenset(
    {"atm", "bca", "bni", "bri", "bumn", "gki", "igd", "kua", "pdam", "rsia", "rsud", "sma", "sman"}
    | {"spbu", "tni", "tpu", "ugd", "ui"}
)


def aloud(text: str) -> str:
    """Return a text in words a voice can say, its sentences kept; a text written for the ear stays as it is.

    Script other than Latin is left out, an Indonesian voice has no sound for it; so are links.
    """
    said = _QUOTES.sub("'", _LINK.sub(" ", unicodedata.normalize("NFKC", text)))
    said = _UNREADABLE.sub(lambda match: "" if unicodedata.combining(match[0]) else " ", said)
    said = _LONG_NUMBER.sub(lambda match: f" {apart(re.sub(r'[^0-9]', '', match[0]))} ", said)
    said = _CLOCK.sub(_clock_said, _DATE.sub(_date_said, said))
    said = in_full(_LETTER_MEETS_DIGIT.sub(" ", said))
    said = re.sub(r"\d+", lambda match: f" {_number_said(match[0])} ", said)
    said = _LONE_QUOTE.sub(" ", _UNSPEAKABLE.sub(" ", said))
    said = " ".join(_words_said(said).split())
    return _PAUSE.sub(r"\1 ", said).strip()


def address_said(address: str) -> str:
    """Say a street, address or name: abbreviations in full, numbers as words, nothing unspeakable."""
    return aloud(address).replace(":", ",").strip(" .,?!'")


def _clock_said(match: re.Match[str]) -> str:
    hour, colon, dot, told_hour, told = match.groups()
    said = time_said(int(hour or told_hour), int(colon or dot or told))
    return f"pukul {said} " if told else f" {said} "


def _date_said(match: re.Match[str]) -> str:
    day, month, year = map(int, match.groups())
    try:
        return f" {day_said(date(year, month, day))} "
    except ValueError:
        return match[0]


def _number_said(digits: str) -> str:
    """Say a house number as a number, anything long digit by digit; leading zeros of a short one are silent."""
    if len(digits) > 4 or (len(digits) == 4 and digits.startswith("0")):
        return " ".join(ONES[int(digit)] for digit in digits)
    return number_words(int(digits))


def _words_said(text: str) -> str:
    before = ""

    def say(match: re.Match[str]) -> str:
        nonlocal before
        word, before = _word_said(match[0], before), match[0].casefold()
        return word

    return _WORD.sub(say, text)


def _word_said(word: str, before: str) -> str:
    """Say one word: Roman numbers as numbers, initials letter by letter, capitals as a word."""
    follows_name = len(before) > 2 and before not in _LETTERED
    if _ROMAN.fullmatch(word) and (len(word) > 1 or follows_name):
        return number_words(_roman(word))
    plain = unicodedata.normalize("NFD", word).casefold()
    lettered = len(word) == 2 and word.isupper() and before in _LETTERED
    if len(word) == 1 or lettered or plain in _INITIALISMS or _VOWELS.isdisjoint(plain):
        return spelled(plain)
    if word.isupper():
        return word.title()
    return word


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))

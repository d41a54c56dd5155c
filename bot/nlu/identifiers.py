"""Decide which number a string of digits is, by its format and by the words around it."""

from datetime import date
from typing import NamedTuple

from bot.nlu.phones import e164
from bot.nlu.tokens import Token

IDPEL_DIGITS = 12
METER_DIGITS = 11
#: Source: procedure.md IN-4; sequences of 3 digits occur in old numbers.
REPORT_DIGITS = range(11, 18)
REPORT_DIGITS_WITHOUT_LETTER = range(13, 18)
FRAGMENT_DIGITS = 6
TOKEN_DIGITS = 20
#: What the gateway listens for when a number is asked: then every digit counts, also of half a number.
ASKED = frozenset({"number", "phone"})
#: The keys that bear the letters G and K.
_LETTER_KEYS = {"4": "G", "5": "K"}
#: Report numbers bear the year they were made in.
_REPORT_YEARS = range(10, 50)

_LABELS = {
    **dict.fromkeys(("idpel", "pelanggan", "idpln"), "idpel"),
    **dict.fromkeys(("meter", "meteran", "kwh", "meternya", "meterannya"), "meter_id"),
    **dict.fromkeys(("hp", "wa", "telepon", "whatsapp", "teleponnya", "kontak", "dihubungi", "hubungi"), "phone"),
    **dict.fromkeys(
        ("laporan", "lapor", "tiket", "pengaduan", "aduan", "laporannya", "tiketnya", "gangguan"), "no_lapor"
    ),
    **dict.fromkeys(("rp", "harga", "nik", "ktp", "tanggal", "token", "stroom", "rekening", "kk", "pos"), "other"),
}
_NUMBERING = frozenset({"nomor", "id", "kode", "nomornya", "no"})
#: How far a label may stand before or behind its number, in words.
_REACH_BEFORE, _REACH_BEHIND = 8, 4
_AMOUNTS = frozenset({"ribu", "rb", "juta", "jt", "rupiah", "va", "watt", "volt", "kwh", "perak"})


class Surroundings(NamedTuple):
    """What stands around a number: its letter, a plus sign, the label and what the bot had asked for."""

    letter: str = ""
    attached: bool = False
    plus: bool = False
    label: str = ""
    expected: str = ""


class Identifier(NamedTuple):
    """A number and what it is."""

    kind: str
    value: str


def is_report_number(digits: str) -> bool:
    """Say whether the digits are unit, a calendar day and a sequence. Source: procedure.md IN-4."""
    if len(digits) not in REPORT_DIGITS or int(digits[2:4]) not in _REPORT_YEARS:
        return False
    try:
        date(2000 + int(digits[2:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def identify(digits: str, around: Surroundings) -> Identifier | None:
    """Return what the digits are, or None where they are no number that concerns us."""
    if around.letter and _lettered(digits, around):
        return Identifier("no_lapor", around.letter + digits)
    if around.plus:
        phone = e164(digits, international=True)
        return Identifier("phone", phone) if phone else Identifier("number_fragment", digits)
    return _as_called(digits, around) or _by_format(digits, around)


def _lettered(digits: str, around: Surroundings) -> bool:
    if is_report_number(digits):
        return True
    called = around.attached or "no_lapor" in (around.label, around.expected)
    return called and len(digits) in REPORT_DIGITS


def _as_called(digits: str, around: Surroundings) -> Identifier | None:
    """Follow the label or the question where the format allows it."""
    for called in (around.label, around.expected):
        if called == "idpel" and len(digits) == IDPEL_DIGITS:
            return Identifier("idpel", digits)
        if called == "meter_id" and len(digits) == METER_DIGITS:
            return Identifier("meter_id", digits)
        if called == "no_lapor" and is_report_number(digits):
            return Identifier("no_lapor", digits)
        if called == "phone" and (phone := e164(digits, assumed=True)):
            return Identifier("phone", phone)
        if called:
            return None
    return None


def _by_format(digits: str, around: Surroundings) -> Identifier | None:
    """Follow length and first digits; a label that contradicts them makes the number ambiguous."""
    length = len(digits)
    # Asked for a customer or report number, what begins with a country code is the rest of one.
    phone = None if around.expected == "number" and digits[0] != "0" else e164(digits)
    if phone:
        unclear = around.label in {"idpel", "meter_id"} and length in {METER_DIGITS, IDPEL_DIGITS}
        return Identifier("ambiguous_number", digits) if unclear else Identifier("phone", phone)
    if length in REPORT_DIGITS_WITHOUT_LETTER and is_report_number(digits):
        return Identifier("no_lapor", digits)
    if around.expected == "number" and (keyed := _keyed_letter(digits)):
        return Identifier("no_lapor", keyed)
    if length == IDPEL_DIGITS:
        unclear = around.label in {"meter_id", "phone", "no_lapor"}
        return Identifier("ambiguous_number" if unclear else "idpel", digits)
    if length == METER_DIGITS:
        unclear = around.label in {"idpel", "phone", "no_lapor"}
        return Identifier("ambiguous_number" if unclear else "meter_id", digits)
    if around.label == "other":
        return None
    if around.expected not in ASKED and (length < FRAGMENT_DIGITS or length == TOKEN_DIGITS):
        return None
    return Identifier("number_fragment", digits)


def _keyed_letter(digits: str) -> str:
    """Return a report number whose letter was keyed as the key that bears it (4 for G, 5 for K), or ""."""
    letter, rest = _LETTER_KEYS.get(digits[:1], ""), digits[1:]
    return letter + rest if letter and len(rest) in REPORT_DIGITS_WITHOUT_LETTER and is_report_number(rest) else ""


def confidence(digits: str, around: Surroundings) -> int:
    """Rate from 0 to 4 how well the digits make a whole number in these surroundings."""
    found = identify(digits, around)
    if found is None or found.kind == "number_fragment":
        return 0
    if found.kind == "ambiguous_number":
        return 1
    if found.kind in (around.label, around.expected):
        return 4
    landline = found.kind == "phone" and not found.value.startswith("+628")
    return 2 if found.kind == "meter_id" or landline else 3


def is_label(word: str) -> bool:
    """Say whether a word calls a number by its kind, or counts an amount."""
    return word in _LABELS or word in _AMOUNTS


def label_of(tokens: list[Token], first: int, past: int) -> str:
    """Return the kind a number is called by the words around `tokens[first:past]`, or ""."""
    if past < len(tokens) and tokens[past].word in _AMOUNTS:
        return "other"
    return _label_before(tokens, first) or _label_behind(tokens, past)


def _label_before(tokens: list[Token], first: int) -> str:
    for index in range(first - 1, max(-1, first - 1 - _REACH_BEFORE), -1):
        token = tokens[index]
        if token.kind == "d" and len(token.word) >= FRAGMENT_DIGITS:
            return ""
        if label := _label_at(tokens, index):
            return label
    return ""


def _label_behind(tokens: list[Token], past: int) -> str:
    """A label behind belongs to the number before it unless another number follows, or the sentence ended."""
    found = ""
    for index in range(past, min(len(tokens), past + _REACH_BEHIND)):
        token = tokens[index]
        if token.kind == "d" or (token.kind == "s" and token.word in {"\n", ",", ".", ";"} and not found):
            return ""
        found = found or _label_at(tokens, index)
    behind = tokens[past + _REACH_BEHIND : past + _REACH_BEHIND + 2]
    return "" if any(token.kind == "d" for token in behind) else found


def _label_at(tokens: list[Token], index: int) -> str:
    """Return the label at `index`; a report's needs "nomor", "id" or "kode" before it, for "lapor" is also a verb."""
    label = _LABELS.get(tokens[index].word, "")
    if label == "no_lapor" and not any(token.word in _NUMBERING for token in tokens[max(0, index - 2) : index]):
        return ""
    if tokens[index].word in {"pel", "id"} and index and tokens[index - 1].word in {"id", "i"}:
        return "idpel"
    return label

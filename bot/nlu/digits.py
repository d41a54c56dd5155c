"""Read figures as they are typed or spoken: "54", "lima empat", "lima puluh empat", "dobel tiga", "tiga kali nol"."""

from typing import NamedTuple

from bot.nlu.tokens import Token

#: Spoken digits: Indonesian as said and as a recogniser writes it, Javanese and Sundanese counting words.
DIGITS: dict[str, int] = {
    **dict.fromkeys(("nol", "kosong", "null", "nul", "zero", "ksong", "kosng"), 0),
    **dict.fromkeys(("satu", "satuu", "setu", "siji", "hiji", "sji"), 1),
    **dict.fromkeys(("dua", "duwa", "loro", "duo", "due", "kalih", "rong"), 2),
    **dict.fromkeys(("tiga", "tige", "tigo", "telu", "tilu", "telung"), 3),
    **dict.fromkeys(("empat", "ampat", "mpat", "papat", "opat", "empt", "ampek", "patang"), 4),
    **dict.fromkeys(("lima", "limo", "lime", "limang"), 5),
    **dict.fromkeys(("enam", "anam", "nam", "enem", "nem", "nenem", "genep"), 6),
    **dict.fromkeys(("tujuh", "tuju", "pitu", "pitung", "tujoh", "tujuah"), 7),
    **dict.fromkeys(("delapan", "lapan", "dlapan", "delepan", "wolu", "wolung", "dalapan", "kutus"), 8),
    **dict.fromkeys(
        ("sembilan", "semilan", "smbilan", "sembilang", "songo", "sanga", "sangang", "salapan", "sambilan"), 9
    ),
}
_TEENS = {"sepuluh": 10, "sapuluh": 10, "sapuluah": 10, "sebelas": 11, "sewelas": 11, "sabaleh": 11}
_MULTIPLIERS = {"belas": 10, "puluh": 10, "ratus": 100, "ribu": 1000}
_ONE = {"seratus": ("ratus", 100), "seribu": ("ribu", 1000)}
_REPEATS = {
    **dict.fromkeys(("dobel", "double", "dabel", "dubel", "doubel", "dobol", "dobble", "kembar"), 2),
    **dict.fromkeys(("triple", "tripel", "tripple", "treble", "trebel", "tripal"), 3),
}
#: "nolnya tiga": so many zeros.
_COUNTED_ZERO = frozenset({"nolnya", "kosongnya"})
_MOST_REPEATS = 4


class Figure(NamedTuple):
    """Digits said or typed in one breath, and the tokens `first` to `past` (exclusive) that say them."""

    digits: str
    first: int
    past: int
    typed: bool

    @property
    def number(self) -> int:
        """Return the figure as a number."""
        return int(self.digits)


def figure_at(tokens: list[Token], index: int) -> Figure | None:
    """Return the figure that begins at `index`, or None."""
    if not 0 <= index < len(tokens):
        return None
    token = tokens[index]
    if token.kind == "d":
        return _repeated(tokens, Figure(token.word, index, index + 1, typed=True))
    if token.kind != "w":
        return None
    word = token.word
    if word in _REPEATS:
        return _multiplied(tokens, index, _REPEATS[word])
    if word in _COUNTED_ZERO:
        count = _single(tokens, index + 1)
        return Figure("0" * count, index, index + 2, typed=False) if count and count <= _MOST_REPEATS else None
    if word in DIGITS or word in _TEENS or word in _ONE:
        value, past = _cardinal(tokens, index)
        return _repeated(tokens, Figure(str(value), index, past, typed=False))
    return None


def _single(tokens: list[Token], index: int) -> int | None:
    """Return the single digit at `index`, spoken or typed."""
    if index >= len(tokens):
        return None
    word = tokens[index].word
    if word in DIGITS:
        return DIGITS[word]
    return int(word) if tokens[index].kind == "d" and len(word) == 1 else None


def _multiplied(tokens: list[Token], index: int, times: int) -> Figure | None:
    digit = _single(tokens, index + 1)
    if digit is None:
        return None
    return Figure(str(digit) * times, index, index + 2, typed=False)


def _repeated(tokens: list[Token], figure: Figure) -> Figure:
    """Extend "nol tiga kali" and "tiga kali nol" to three zeros; anything else stays as it is."""
    if len(figure.digits) != 1 or figure.typed:
        return figure
    if _word(tokens, figure.past) == "kali" and 2 <= figure.number <= _MOST_REPEATS:
        # "tiga kali nol"; of other digits "tiga kali lima" would be a count as well.
        zero = _single(tokens, figure.past + 1) == 0
        return Figure("0" * figure.number, figure.first, figure.past + 2, typed=False) if zero else figure
    times = _single(tokens, figure.past)
    if times is None or not 2 <= times <= _MOST_REPEATS or _word(tokens, figure.past + 1) != "kali":
        return figure
    if figure.number and _single(tokens, figure.past + 2) == 0:
        # "lima tiga kali nol": the zeros are three.
        return figure
    return Figure(figure.digits * times, figure.first, figure.past + 2, typed=False)


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].word if index < len(tokens) else ""


def _cardinal(tokens: list[Token], index: int) -> tuple[int, int]:
    """Read the longest number in words from `index`; "lima puluh nol" is 50 and then 0."""
    word = tokens[index].word
    if word in _TEENS:
        return _TEENS[word], index + 1
    if word in _ONE:
        _, base = _ONE[word]
        return _with_tail(tokens, index + 1, base)
    unit = DIGITS[word]
    multiplier = _word(tokens, index + 1)
    if unit == 0 or multiplier not in _MULTIPLIERS:
        return unit, index + 1
    if multiplier == "belas":
        return 10 + unit, index + 2
    return _with_tail(tokens, index + 2, unit * _MULTIPLIERS[multiplier])


def _with_tail(tokens: list[Token], index: int, base: int) -> tuple[int, int]:
    """Add what follows "… puluh", "… ratus" or "… ribu" where it is smaller and not a number of its own."""
    word = _word(tokens, index)
    size = _size(tokens, index)
    room = 1000 if base >= 1000 else 100 if base >= 100 else 10
    if word not in DIGITS and word not in _TEENS and word not in _ONE:
        return base, index
    if size >= room or DIGITS.get(word) == 0:
        return base, index
    tail, past = _cardinal(tokens, index)
    return (base + tail, past) if tail < room else (base, index)


def _size(tokens: list[Token], index: int) -> int:
    """Return the order of magnitude of the number in words at `index`: 1, 10, 100 or 1000."""
    word = _word(tokens, index)
    if word in _TEENS:
        return 10
    if word in _ONE:
        return _ONE[word][1]
    return _MULTIPLIERS.get(_word(tokens, index + 1), 1)

"""Read lengths of time: "3 jam setengah", "sejam", "dua hari", "1 jam 20 menit"."""

from typing import NamedTuple

from bot.nlu.digits import figure_at
from bot.nlu.tokens import Token, touching
from bot.nlu.vocabulary import words

_UNITS = {
    **dict.fromkeys(("menit", "minute", "minutes", "mins"), 1),
    **dict.fromkeys(("jam", "jaman", "hour", "hours", "hrs"), 60),
    **dict.fromkeys(("hari", "day", "days"), 1440),
    **dict.fromkeys(("minggu", "week", "weeks"), 10080),
    "bulan": 43200,
}
_ONE = {"semenit": 1, "sejam": 60, "sehari": 1440, "seminggu": 10080, "sebulan": 43200}
_FIXED = {"seharian": 1440}
#: Behind these a length of time is a rate, a future or a rule of service, not how long it has been dark.
_NOT_BEFORE = words(
    """
    tiap setiap per estimasi perkiraan janji janjinya dijanjikan maksimal maksimum paling dalam katanya kata bilang
    bilangnya suruh disuruh harus target kurang tunggu
    """
)
_NOT_BEHIND = frozenset({"lagi", "kedepan", "mendatang", "sebelumnya", "sekali", "kerja", "nonstop", "terakhir"})
_REACH = 3
_UNDER = frozenset({"sisa", "diskon", "max", "durasi"})
_LIT = frozenset({"nyala", "menyala", "nyalanya"})
#: Said of the outage itself, whatever else is around: "udah 3 jam".
_ALREADY = frozenset({"sudah", "selama", "hampir", "lebih", "masih", "padam", "mati", "gelap", "menunggu", "lamanya"})
_AROUND_THE_CLOCK = 1440


class Duration(NamedTuple):
    """Minutes, the tokens `first` to `past` (exclusive) that say them, and whether they have already passed."""

    minutes: int
    first: int
    past: int
    elapsed: bool


def durations(tokens: list[Token], taken: set[int]) -> list[Duration]:
    """Return the lengths of time in the order said; `taken` are tokens that are clock times."""
    found, index = [], 0
    while index < len(tokens):
        duration = None if index in taken else _duration_at(tokens, index)
        if duration is not None:
            found.append(duration)
        index = duration.past if duration is not None else index + 1
    return found


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _duration_at(tokens: list[Token], index: int) -> Duration | None:
    minutes, past, unit = _amount(tokens, index)
    if not minutes:
        return None
    if _word(tokens, past) == "an":
        past += 1
    if _word(tokens, past) == "setengah" and _word(tokens, past + 1) not in _UNITS:
        minutes, past = minutes + unit // 2, past + 1
    elif unit > 1:
        past += _word(tokens, past) in {"lebih", "lewat"}
        rest, behind, smaller = _amount(tokens, past + (_word(tokens, past) == "dan"))
        if rest and smaller < unit:
            minutes, past = minutes + rest, behind
    if _word(tokens, past) == "semalam" and unit == 1440:
        past += 1
    return Duration(minutes, index, past, _elapsed(tokens, index, past, minutes))


def _amount(tokens: list[Token], index: int) -> tuple[int, int, int]:
    """Return minutes, the token behind and the minutes of the unit: "3 jam", "sejam", "setengah jam", "3,5 jam"."""
    word = _word(tokens, index)
    if word in _ONE or word in _FIXED:
        minutes = _ONE.get(word) or _FIXED[word]
        return minutes, index + 1, minutes
    if word in {"setengah", "separuh"} and (unit := _UNITS.get(_word(tokens, index + 1))):
        return (720 if unit == 1440 else unit // 2), index + 2, 1
    figure = figure_at(tokens, index)
    if figure is None or len(figure.digits) > 3:
        return 0, index, 0
    number, past = float(figure.number), figure.past
    fraction = figure_at(tokens, past + 1)
    if _word(tokens, past) in {",", ".", "koma"} and fraction is not None and len(fraction.digits) == 1:
        if not fraction.typed or touching(tokens[past], tokens[past + 1]):
            number, past = number + fraction.number / 10, fraction.past
    elif (figure.number, _word(tokens, past)) == (1, "/") and fraction is not None and fraction.number == 2:
        number, past = 0.5, fraction.past
    elif (
        _word(tokens, past) in {"-", "/", "sampai"} and fraction is not None and _word(tokens, fraction.past) in _UNITS
    ):
        past = fraction.past  # "2-3 jam": the lower bound, never more than was said
    elif _word(tokens, past) == "setengah":
        number, past = number + 0.5, past + 1
    past += _word(tokens, past) in {"-", "an"} and _word(tokens, past + 1) in _UNITS
    unit = _UNITS.get(_word(tokens, past), 0)
    return (round(number * unit), past + 1, unit) if unit else (0, index, 0)


def _elapsed(tokens: list[Token], first: int, past: int, minutes: int) -> bool:
    """Say whether the time has passed already: not "tiap 3 jam", "3 jam lagi", "1x24 jam", "sehari 3 kali"."""
    before = [_word(tokens, index) for index in range(max(0, first - _REACH), first)]
    nearest = before[-1] if before else ""
    behind = _word(tokens, past)
    if behind in _NOT_BEHIND or nearest in {"x", "*", "×", "ke", "kali", "tanggal", "berapa"}:
        return False
    following = figure_at(tokens, past + (behind == "bisa"))
    if following is not None and _word(tokens, following.past) in {"kali", "x"}:
        return False
    if before[-2:-1] and before[-2] in {"tidak", "belum"} and nearest in {"sampai", "ada", "genap", "lewat"}:
        return False  # "tidak sampai 30 menit", "belum ada 5 menit": how fast somebody was
    lit = any(word in _LIT for word in before[-2:]) and not {"belum", "tidak"} & set(before)
    if lit or nearest in _UNDER:
        return False  # "cuma nyala 10 menit"
    if any(word in _ALREADY for word in before[-2:]):
        return True
    if any(word in _NOT_BEFORE for word in before):
        return False
    if minutes == _AROUND_THE_CLOCK and _word(tokens, first) == "24":
        return False
    bare = tokens[first].word in {"sehari", "seminggu", "sebulan"} and past < len(tokens)
    return not bare or behind in _ALREADY or _word(tokens, past - 1) == "semalam"

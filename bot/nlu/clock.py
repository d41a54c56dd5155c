"""Read clock times: "jam 5 sore", "setengah 6 pagi", "18.30", "pukul tujuh lima belas malam"."""

from typing import NamedTuple

from bot.nlu.digits import DIGITS, Figure, figure_at
from bot.nlu.tokens import Token, touching

_CLOCK = frozenset({"jam", "pukul", "jamnya", "pk"})
_ZONES = frozenset({"wib", "wita", "wit"})
_FRACTIONS = {"seperempat": 15, "setengah": 30}
_SIGNS = frozenset({".", ":", ","})
_PARTS = {
    **dict.fromkeys(("am", "pagi", "subuh", "fajar", "dini", "sahur"), "morning"),
    **dict.fromkeys(("siang", "dzuhur", "zuhur", "dhuhur"), "noon"),
    **dict.fromkeys(("pm", "sore", "petang", "asar", "ashar", "magrib"), "evening"),
    **dict.fromkeys(("malam", "semalam", "isya"), "night"),
}
_ABOUT = frozenset({"sekitar", "sekitaran", "kisaran", "kira", "kurang", "lebih", "an", "-", ":", ".", "tepat"})
#: Behind these a time needs no "jam": "dari 18.30", "padam 19.15".
_BEFORE_TIME = frozenset(
    {
        "dari",
        "sejak",
        "mulai",
        "semenjak",
        "sekitar",
        "padam",
        "mati",
        "lampu",
        "lapor",
        "gelap",
        "tadi",
        "from",
        "since",
    }
)
#: Units that make the figure before them a quantity, not minutes past an hour.
_UNITS = frozenset({"menit", "jam", "hari", "rumah", "orang", "kali", "rt", "rw", "bulan", "minggu", "x"})


class Hour(NamedTuple):
    """A clock time and the tokens `first` to `past` (exclusive) that say it; `part` is the part of day said."""

    hour: int
    minute: int
    first: int
    past: int
    part: str

    @property
    def text(self) -> str:
        """Return the time as HH:MM."""
        return f"{self.hour:02d}:{self.minute:02d}"


def hours(tokens: list[Token], *, asked: bool = False) -> list[Hour]:
    """Return the clock times of the message in the order said; `asked` says that the bot asked for one."""
    found, index = [], 0
    while index < len(tokens):
        hour = _hour_at(tokens, index, asked=asked)
        if hour is not None:
            found.append(hour)
        index = hour.past if hour is not None else index + 1
    return found


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _hour_at(tokens: list[Token], index: int, *, asked: bool) -> Hour | None:
    word = tokens[index].word
    if word in _CLOCK:
        if (
            (figure := figure_at(tokens, index - 1)) is not None
            and figure.typed
            and _word(tokens, index - 2) not in _CLOCK
        ):
            return None  # "24 jam", "1 jam 30 menit": a duration
        if _word(tokens, index - 1) == "ber":
            return None  # "ber jam2"
        start = index + 1
        while _word(tokens, start) in _ABOUT and start - index < 4:
            start += 1
        return _read(tokens, index, start, sure=True)
    if _word(tokens, index - 1) in {"hari", "tanggal", "bulan"}:
        return None  # "3 hari 3 malam", "tanggal 24 siang"
    if word == "setengah" or tokens[index].kind == "d" or word in DIGITS:
        return _read(tokens, index, index, sure=asked)
    return None


def _read(tokens: list[Token], first: int, index: int, *, sure: bool) -> Hour | None:
    """Read hour, minute and part of day from `index`; without "jam" before it something else must prove it."""
    signs = 3 if [_word(tokens, index + step) for step in range(3)] == ["1", "/", "2"] else 0  # "jam 1/2 7"
    half = signs or _word(tokens, index) == "setengah"
    figure = figure_at(tokens, index + int(half))
    if figure is None or len(figure.digits) not in {1, 2, 4}:
        return None
    hour, minute, past, colon = _hour_and_minute(tokens, figure)
    if half:
        hour, minute = (hour - 1) % 24, 30
    if hour > 24 or minute > 59 or (_word(tokens, past) in {"jam", "menit", "hari", "minggu"} and not colon):
        return None
    if _word(tokens, past) == "an" or (_word(tokens, past) in {".", "-"} and _word(tokens, past + 1) == "an"):
        past += 1 if _word(tokens, past) == "an" else 2
    part, after = _part_behind(tokens, past)
    zone = _word(tokens, after) in _ZONES
    nights = part == "night" and hour <= 5 and not half  # "2 malam" is two nights
    if not sure and nights:
        return None
    if not sure and not (zone or (part and after - past == 1) or ((colon or half) and _dated(tokens, first))):
        return None
    past = after + zone
    part = part or _part_before(tokens, first)
    return Hour(_on_24(hour % 24, part), minute, first, past, part)


def _dated(tokens: list[Token], first: int) -> bool:
    return _word(tokens, first - 1) in _BEFORE_TIME


def _hour_and_minute(tokens: list[Token], figure: Figure) -> tuple[int, int, int, bool]:
    """Return hour, minute, the token behind and whether both were written as one: "18.30", "1830"."""
    number, past = figure.number, figure.past
    if len(figure.digits) == 4:
        return number // 100, number % 100, past, True
    minutes = figure_at(tokens, past + 1)
    if _word(tokens, past) in _SIGNS and minutes is not None and len(minutes.digits) == 2:
        joined = minutes.typed and touching(tokens[past - 1], tokens[past]) and touching(tokens[past], tokens[past + 1])
        if joined:
            return number, minutes.number, minutes.past, True
    word = _word(tokens, past)
    if word == "setengah" and _word(tokens, past + 1) not in _UNITS:
        return number, 30, past + 1, False
    if word in {"lewat", "lebih", "kurang"}:
        return _shifted(tokens, number, past, earlier=word == "kurang")
    spoken = figure_at(tokens, past)
    minutes_follow = spoken is not None and len(spoken.digits) == 2 and 10 <= spoken.number <= 59
    if spoken is not None and minutes_follow and _word(tokens, spoken.past) not in _UNITS:
        return number, spoken.number, spoken.past, False
    return number, 0, past, False


def _shifted(tokens: list[Token], hour: int, index: int, *, earlier: bool) -> tuple[int, int, int, bool]:
    """Apply "lewat seperempat", "kurang sepuluh"; without a figure the hour stays."""
    fraction = _FRACTIONS.get(_word(tokens, index + 1))
    figure = figure_at(tokens, index + 1)
    if fraction is None and (figure is None or figure.number > 59):
        return hour, 0, index + 1, False
    minutes = fraction if fraction is not None else figure.number if figure is not None else 0
    past = index + 2 if figure is None else figure.past
    past += _word(tokens, past) == "menit"
    total = hour * 60 + (-minutes if earlier else minutes)
    return total // 60 % 24, total % 60, past, False


def _part_behind(tokens: list[Token], index: int) -> tuple[str, int]:
    """Return the part of day said behind, and the token after it: "5 sore", "8 tadi malam"."""
    for place in range(index, min(len(tokens), index + 3)):
        word = tokens[place].word
        if word in _PARTS:
            past = place + 1 + (_word(tokens, place + 1) == "hari")
            return _PARTS[word], past
        if word not in {"tadi", "kemarin", "tengah", "pas", "waktu", "hari"}:
            break
    return "", index


def _part_before(tokens: list[Token], index: int) -> str:
    """Return the part of day said shortly before: "kemarin sore jam 5"."""
    for place in range(index - 1, max(-1, index - 4), -1):
        word = tokens[place].word
        if word in _PARTS:
            return _PARTS[word]
        if word not in {"sekitar", "dari", "tadi", "kira", "-", "ini", "kemarin", "mulai", "sejak", "di", ","}:
            break
    return ""


def _on_24(hour: int, part: str) -> int:
    """Turn the hour said into one of 24, by the part of the day."""
    if hour > 12:
        return hour
    if part == "morning":
        return 0 if hour == 12 else hour
    if part == "noon":
        return hour + 12 if 1 <= hour <= 5 else hour
    if part == "evening":
        return hour + 12 if hour < 12 else hour
    if part == "night":
        if hour == 12:
            return 0
        return hour + 12 if hour >= 6 else hour
    return hour

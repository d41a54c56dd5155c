"""Find since when a building is dark: the clock time, the length, and the words for a day without a clock."""

from bot.nlu.clock import Hour, hours
from bot.nlu.digits import figure_at
from bot.nlu.durations import durations
from bot.nlu.findings import Finding
from bot.nlu.tokens import Token
from bot.nlu.vocabulary import words

_FROM = frozenset({"dari", "sejak", "mulai", "semenjak", "dimulai", "start", "since", "from"})
_UNTIL = frozenset({"sampai", "hingga", "sd", "-", "s", "menuju", "menjelang"})
_PROMISE = words(
    """
    katanya bilang bilangnya janji janjinya dijanjikan estimasi estimasinya akan nanti besok lusa paling target
    sebelum maksimal
    """
)
_DARK = words("mati padam gelap jegleg listrik lampu padamnya matinya kejadian putus")
#: Something else happened or happens then: the officer came, the light was back, it is so every day.
_OTHER = words(
    """
    datang datangnya nyala menyala dihidupkan selesai beres tutup buka tidur bangun diterima sudah tiap setiap selalu
    sering bisa beli dikerjakan diperbaiki hidup
    """
)
_REPORTED = words("lapor laporan melapor pengaduan mengadu aduan menunggu tunggu dilaporkan lapornya pelaporan")
_SHORT = 8
_SKIPPED = words("sekitar kira tadi kemarin semalam sore malam pagi siang hari ini tanggal di pas")

_PARTS = words("pagi siang sore malam subuh magrib isya petang dini asar ashar")
_DAYS = frozenset({"kemarin", "tadi", "semalam"})
_SINGLE = {"barusan": "barusan", "semalam": "semalam", "semalaman": "semalaman", "kemarin": "kemarin"}
_AGO = frozenset({"lalu", "kemarin"})
_LONG_UNITS = (["hari"], ["minggu"])


def find_times(tokens: list[Token], numbers: set[int], expected: str = "") -> list[Finding]:
    """Return at most one `since`, one `duration_minutes` and one `since_text` as stated; other times unstated.

    `numbers` are the tokens of customer, report and telephone numbers.
    """
    clock = [hour for hour in hours(tokens, asked=expected == "since") if hour.first not in numbers]
    taken = numbers | {index for hour in clock for index in range(hour.first, hour.past)}
    lengths = durations(tokens, taken)
    best = max((hour for hour in clock if _rank(tokens, hour) > 0), key=lambda hour: _rank(tokens, hour), default=None)
    found = [
        Finding("since", hour.text, tokens[hour.first].start, tokens[hour.past - 1].end, stated=hour is best)
        for hour in clock
    ]
    longest = max((length for length in lengths if length.elapsed), key=lambda length: length.minutes, default=None)
    for length in lengths:
        place = tokens[length.first].start, tokens[length.past - 1].end
        found.append(Finding("duration_minutes", length.minutes, *place, stated=length is longest))
    relative = _relative(tokens, taken)
    return [*found, relative] if relative is not None else found


def _rank(tokens: list[Token], hour: Hour) -> int:
    """Rate how likely the time is the beginning of the outage; 0 for an end or a promise."""
    before = [token.word for token in tokens[max(0, hour.first - 6) : hour.first]]
    while before and (before[-1] in _SKIPPED or (before[-1] == "-" and len(before) > 1 and before[-2] == "kira")):
        before.pop()
    nearest = before[-1] if before else ""
    if nearest in _FROM:
        return 4
    if nearest in _UNTIL or nearest in _OTHER or any(word in _PROMISE for word in before[-3:]):
        return 0
    if any(word in _FROM for word in before[-3:]):
        return 3
    around = {*before, *(token.word for token in tokens[hour.past : hour.past + 6])}
    if around & _DARK:
        return 2
    return 1 if around & _REPORTED or len(tokens) <= _SHORT else 0


def _relative(tokens: list[Token], taken: set[int]) -> Finding | None:
    """Return the first words that tell a day or part of it without a clock: "kemarin malam", "barusan", "dari tadi"."""
    for index, token in enumerate(tokens):
        if index in taken or token.kind == "s":
            continue
        past = _relative_at(tokens, index)
        if past:
            value = " ".join(each.word for each in tokens[index:past])
            return Finding("since_text", _without_from(value), token.start, tokens[past - 1].end)
    return None


def _without_from(value: str) -> str:
    first, _, rest = value.partition(" ")
    return rest if first in _FROM else value


def _relative_at(tokens: list[Token], index: int) -> int:
    """Return the token behind the relative words at `index`, 0 where there are none."""
    said = [token.word for token in tokens[index : index + 4]] + [""] * 4
    if said[0] == "baru" and said[1] in {"saja", "banget", "ini"}:
        return index + 2
    figure = figure_at(tokens, index)
    if figure is not None and [token.word for token in tokens[figure.past : figure.past + 1]] in _LONG_UNITS:
        past = figure.past + 1 + (figure.past + 1 < len(tokens) and tokens[figure.past + 1].word == "yang")
        return past + 1 if past < len(tokens) and tokens[past].word in _AGO else 0
    if said[0] in _DAYS and said[1] in _PARTS:
        return index + 2
    if said[0] in _FROM and (said[1] in _PARTS or said[1] in {"tadi", "kemarin", "semalam", "tengah"}):
        return index + 2 + (said[1] in _DAYS and said[2] in _PARTS) + (said[1] == "tengah" and said[2] == "malam")
    return index + 1 if said[0] in _SINGLE else 0

"""Gather figures that together make one number, however they are spaced, spoken or corrected."""

import re
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from bot.nlu.corrections import Stretch, corrected
from bot.nlu.digits import Figure, figure_at
from bot.nlu.identifiers import is_label
from bot.nlu.tokens import Token
from bot.nlu.vocabulary import words

_SIGNS = frozenset("-.()–—_…'\"")
_FILLERS = words(
    """
    em eem ehm hm m mm e a ng uh um ah oh anu terus lalu kemudian habis abis ya nah apa sebentar bentar tunggu oke
    lanjut lagi itu jadi nya pak bu bapak ibu mbak mas kakak admin min strip setrip spasi titik dash garis minus sambung
    namanya belakangnya berikutnya selanjutnya sambungannya angka angkanya digit kan gitu begitu kayaknya kalau tidak
    """
)
#: "em", "eee", "hmm", "ng": sounds of thinking, however long.
_HESITATION = re.compile(r"(?!eh)[aeuo]{0,3}h?[mng]{0,3}h?")
_DIVIDERS = frozenset({",", ";", "\n", "&", "dan", "koma"})
_DOUBTFUL = frozenset({"eh", "eeh", "ehh", "he"})
_FIRM = frozenset(
    {"bukan", "maaf", "salah", "ralat", "koreksi", "maksud", "maksudnya", "tapi", "harusnya", "deng", "ding"}
)
_GLUE = frozenset({"saya", "tadi", "yang", "benar", "aduh", "dari", "ada"})
_ANEW = frozenset({"ulang", "ulangi", "diulang", "ulangin", "awal"})
#: A small figure before one of these counts something, and one behind those others is an hour or a house.
_COUNTED = words(
    """
    jam menit hari minggu bulan tahun rumah orang kali x va watt volt ribu rb juta jt pagi siang sore malam persen kwh
    setengah blok
    """
)
_COUNTING = frozenset({"jam", "pukul", "rt", "rw", "blok", "bintang", "lantai", "tanggal", "sudah"})
_LONGEST_GAP = 8
#: Between the parts of one number stand at most so many words that mean nothing to us, in at most so many places.
_STRAY_WORDS, _STRAY_PLACES = 4, 3
_WHOLE = 10
#: No number, however often corrected, has more figures; it bounds the work on nonsense.
_MOST_FIGURES = 60
_TWO_NUMBERS = 20
#: From this rating on, digits make a whole number.
_SURE = 3

#: What people put beside a number they were asked for.
_BESIDE = words("nomor nomornya no id idpel pelanggan pelanggannya meter meternya sisanya tambahannya belakang depan")

Judge = Callable[[str], int]


class Gap(IntEnum):
    """What stands between two figures, by increasing weight."""

    NOTHING = 0
    DIVIDER = 1
    DOUBT = 2
    CORRECTION = 3
    ANEW = 4


class Step(NamedTuple):
    """A figure and what stood before it."""

    figure: Figure
    gap: Gap


class Piece(NamedTuple):
    """The digits of one number and the tokens `first` to `past` (exclusive) that say them."""

    digits: str
    first: int
    past: int


def runs(tokens: list[Token]) -> list[list[Step]]:
    """Return the runs of figures in the message, each a list of steps."""
    found, index = [], 0
    while index < len(tokens):
        figure = figure_at(tokens, index)
        if figure is None:
            index += 1
            continue
        run = [Step(figure, Gap.NOTHING)]
        while len(run) < _MOST_FIGURES and (step := _next_step(tokens, run[-1].figure.past)) is not None:
            run.append(step)
        found.append(run)
        index = run[-1].figure.past
    return found


def _next_step(tokens: list[Token], index: int) -> Step | None:
    """Look over fillers, dividers and corrections for the next figure."""
    gap = Gap.NOTHING
    for place in range(index, min(len(tokens), index + _LONGEST_GAP)):
        figure = figure_at(tokens, place)
        if figure is not None:
            return Step(figure, gap)
        word = tokens[place].word
        gap = max(gap, _weight(word))
        filler = word in _FILLERS or word in _SIGNS or _HESITATION.fullmatch(word)
        if not (filler or _weight(word) or (word in _GLUE and gap >= Gap.DOUBT)):
            return None
    return None


def _weight(word: str) -> Gap:
    """Return what a word between two figures says about them."""
    if word in _ANEW:
        return Gap.ANEW
    if word in _FIRM:
        return Gap.CORRECTION
    if word in _DOUBTFUL:
        return Gap.DOUBT
    return Gap.DIVIDER if word in _DIVIDERS else Gap.NOTHING


def is_filler(word: str) -> bool:
    """Say whether a word beside digits adds nothing to them."""
    return word in _FILLERS or word in _GLUE or word in _BESIDE or bool(_HESITATION.fullmatch(word))


def joined(tokens: list[Token], found: list[list[Step]], judge: Judge) -> list[list[Step]]:
    """Join runs that only together make a whole number, over the few words that stand between them."""
    result: list[list[Step]] = []
    index = 0
    while index < len(found):
        run, past = found[index], index + 1
        for behind in range(index + 1, min(len(found), index + 1 + _STRAY_PLACES)):
            bridge = _bridge(tokens, found[behind - 1], found[behind])
            if (
                bridge is None
                or judge(_digits(found[index], judge)) >= _SURE
                or judge(_digits(found[behind], judge)) >= _SURE
            ):
                break
            run = [*run, found[behind][0]._replace(gap=bridge), *found[behind][1:]]
            if judge(_digits(run, judge)) >= _SURE:
                past = behind + 1
                break
        result.append(run if past > index + 1 else found[index])
        index = past
    return result


def _bridge(tokens: list[Token], left: list[Step], right: list[Step]) -> Gap | None:
    """Return what the words between two runs say, None where they keep the runs apart."""
    between = [token.word for token in tokens[left[-1].figure.past : right[0].figure.first]]
    if not 1 <= len(between) <= _STRAY_WORDS or between[0] in _COUNTED or between[-1] in _COUNTING:
        return None
    if any(is_label(word) for word in between):
        return None
    return max(_weight(word) for word in between)


def pieces(tokens: list[Token], run: list[Step], judge: Judge) -> list[Piece]:
    """Return the numbers a run of figures holds; `judge` rates how whole a string of digits is."""
    found = []
    for part in _divided(run, judge):
        for steps in _two_numbers(_trimmed(tokens, part, judge), judge):
            digits = _digits(steps, judge)
            found.append(Piece(digits, steps[0].figure.first, steps[-1].figure.past))
    return found


def _digits(steps: list[Step], judge: Judge) -> str:
    stretches: list[Stretch] = []
    figures: list[str] = []
    firm = False
    for step in steps:
        if step.gap >= Gap.DOUBT and figures:
            stretches.append(Stretch(tuple(figures), firm))
            figures, firm = [], step.gap >= Gap.CORRECTION
        figures.append(step.figure.digits)
    stretches.append(Stretch(tuple(figures), firm))
    return stretches[0].digits if len(stretches) == 1 else corrected(stretches, judge)


def _divided(run: list[Step], judge: Judge) -> list[list[Step]]:
    """Cut a run where a whole number ends, and drop what was taken back as a whole."""
    parts: list[list[Step]] = []
    current: list[Step] = []
    for step in run:
        said = "".join(earlier.figure.digits for earlier in current)
        whole = step.figure.typed and len(step.figure.digits) >= _WHOLE
        again = step.gap >= Gap.DOUBT and whole and len(said) >= _WHOLE and judge(step.figure.digits) >= _SURE
        if current and (step.gap is Gap.ANEW or again):
            current = []
        elif current and step.gap < Gap.DOUBT and _ends_before(current, step, said, judge):
            parts.append(current)
            current = []
        current.append(step)
    parts.append(current)
    return parts


def _ends_before(current: list[Step], step: Step, said: str, judge: Judge) -> bool:
    if step.gap is Gap.DIVIDER and len(said) >= _WHOLE:
        return True
    digits = step.figure.digits
    if step.figure.typed and len(digits) >= _WHOLE:
        return judge(_digits([*current, step], judge)) < _SURE
    last = current[-1].figure
    return last.typed and len(last.digits) >= _WHOLE and judge(said) >= _SURE


def _trimmed(tokens: list[Token], steps: list[Step], judge: Judge) -> list[Step]:
    """Leave out a first or last figure that counts hours or houses, unless the number needs it."""
    first, last = steps[0].figure, steps[-1].figure
    options = [steps]
    if len(steps) > 1 and last.past < len(tokens) and tokens[last.past].word in _COUNTED and len(last.digits) < 4:
        options.append(steps[:-1])
    if len(steps) > 1 and first.first and tokens[first.first - 1].word in _COUNTING and len(first.digits) < 5:
        options.append(steps[1:])
    if len(options) == 1:
        return steps
    return max(reversed(options), key=lambda option: judge(_digits(option, judge)))


def _two_numbers(steps: list[Step], judge: Judge) -> list[list[Step]]:
    """Cut two numbers said without a pause where both sides make a whole number."""
    digits = [step.figure.digits for step in steps]
    total = sum(map(len, digits))
    if not _TWO_NUMBERS <= total <= 2 * _TWO_NUMBERS or any(step.gap >= Gap.DOUBT for step in steps):
        return [steps]
    for cut in range(1, len(steps)):
        left, right = "".join(digits[:cut]), "".join(digits[cut:])
        if judge(left) >= 2 and judge(right) >= 2:
            return [steps[:cut], steps[cut:]]
    return [steps]

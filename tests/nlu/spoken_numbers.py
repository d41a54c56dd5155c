"""Make spoken customer numbers: recogniser-like Indonesian text with the 12 digits meant by the speaker.

Independent of every parser: nothing is imported from the project. A careful human who knows that the number has
12 digits can decode each item; the rules that keep it so stand beside the code they bind.
Source: how recognisers write spoken digits; 2,000 numbers are drawn.
"""

from __future__ import annotations

import random
from typing import NamedTuple

LENGTH = 12

REGIONS = ("11", "12", "13", "14", "15", "16", "17", "18", "21", "22", "23", "31", "32", "41") + 2 * (
    "51",
    "52",
    "53",
    "54",
    "55",
    "56",
)
WORDS = ("kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
MISHEARD = {
    "kosong": ("koson", "kosung", "kosog", "kosongg"),
    "nol": ("nul", "noll", "nool"),
    "satu": ("sattu", "satuh", "sato"),
    "dua": ("duwa", "duah", "dwa"),
    "tiga": ("tigah", "tigaa", "tige"),
    "empat": ("ampat", "mpat", "empet"),
    "lima": ("limah", "lime", "limma"),
    "enam": ("anam", "enem", "nam"),
    "tujuh": ("tuju", "tujoh", "tujuhh"),
    "delapan": ("lapan", "dlapan", "delapam"),
    "sembilan": ("semilan", "sambilan", "sembilang"),
    "puluh": ("pulu", "puloh"),
    "belas": ("blas", "belass"),
}
TWICE = ("dobel", "double", "dabel", "dobel", "doble")
THRICE = ("triple", "tripel", "tripel")
# "eh" is kept out of the fillers: it always announces a correction.
FILLERS = (
    "em",
    "ee",
    "hmm",
    "anu",
    "apa namanya",
    "sebentar ya",
    "bentar pak",
    "terus",
    "lalu",
    "habis itu",
    "ya",
    "nah",
)
CORRECTIONS = ("eh", "eh salah", "eh maaf", "eh bukan", "salah maaf", "maaf salah", "eh ralat", "bukan eh", "eh")
RESTARTS = ("eh salah ulang ya", "aduh salah saya ulang", "eh saya ulangi dari awal ya", "maaf saya ulang")
# No carrier holds a number word, so that every number word in an item belongs to the number.
BEFORE = (
    "id pelanggannya",
    "nomornya",
    "id pelanggan saya",
    "idpel saya",
    "nomor pelanggannya",
    "iya nomornya",
    "ini pak nomornya",
    "id pel nya itu",
    "saya bacakan ya",
    "sebentar saya lihat dulu nah ini",
    "nomor idnya",
    "yang di struk tertulis",
    "oh id pelanggan ya mbak",
    "kalau nggak salah nomornya",
    "dicatat ya pak",
    "halo iya id pelanggan listriknya",
)
AFTER = (
    "pak",
    "bu",
    "itu nomornya",
    "ya mbak",
    "begitu pak",
    "udah itu saja",
    "sudah benar belum",
    "terima kasih",
    "atas nama ibu saya",
    "tolong dicek",
)


class Style(NamedTuple):
    """How one speaker reads a number: chances (0-1) of each way of saying the next digits, and of each noise."""

    tens: float = 0.0
    hundreds: float = 0.0
    repeats: float = 0.0
    numerals: float = 0.0
    filler: float = 0.0
    misheard: float = 0.0
    zero: str = "kosong"


class Chunk(NamedTuple):
    """Digits said in one breath, and how: `kind` is words, tens, hundreds, repeats or numerals."""

    digits: str
    kind: str


def generate(n: int, seed: int) -> list[tuple[str, str]]:
    """Return n pairs (recogniser-like text, 12-digit number); the same seed gives the same pairs."""
    return [(text, number) for text, number, _ in generate_tagged(n, seed)]


def generate_tagged(n: int, seed: int) -> list[tuple[str, str, frozenset[str]]]:
    """Return as `generate` does, each with the kinds of noise in it, to see which kind a parser fails on."""
    rng = random.Random(seed)
    return [_item(rng) for _ in range(n)]


def _item(rng: random.Random) -> tuple[str, str, frozenset[str]]:
    number = _number(rng)
    style = _style(rng)
    chunks = _split(rng, number, style)
    tags = {chunk.kind for chunk in chunks}
    parts = [_say(rng, chunk, style) for chunk in chunks]
    # One correction at most: the total of 12 then tells how many digits it takes back.
    slip = rng.random()
    if slip < 0.14:
        _correct(rng, chunks, parts, style)
        tags.add("correction")
    elif slip < 0.17:
        parts = _restart(rng, chunks, parts)
        tags.add("restart")
    if style.filler:
        parts = _with_fillers(rng, parts, style.filler)
        tags.add("filler")
    text = " ".join(parts)
    if style.misheard:
        text = _mishear(rng, text, style.misheard)
        tags.add("misheard")
    return _carry(rng, text, tags), number, frozenset(tags)


def _number(rng: random.Random) -> str:
    """Draw a number as they are in life: a region first, and now and then a run of equal digits."""
    digits = list(rng.choice(REGIONS) + "".join(rng.choice("0123456789") for _ in range(LENGTH - 2)))
    if rng.random() < 0.4:
        start, size = rng.randrange(2, LENGTH - 3), rng.choice((2, 2, 3))
        digits[start : start + size] = [rng.choice("000123456789")] * size
    return "".join(digits)


def _style(rng: random.Random) -> Style:
    return Style(
        tens=rng.choice((0, 0, 0, 0.25, 0.6, 0.9)),
        hundreds=rng.choice((0,) * 12 + (0.12,)),
        repeats=rng.choice((0, 0.5, 0.9)),
        numerals=rng.choice((0, 0, 0, 0, 0.3, 1.0)),
        filler=rng.choice((0, 0, 0, 0.1, 0.2)),
        misheard=rng.choice((0, 0, 0, 0.06, 0.15)),
        zero=rng.choice(("kosong", "kosong", "nol", "mixed")),
    )


def _split(rng: random.Random, number: str, style: Style) -> list[Chunk]:
    chunks: list[Chunk] = []
    at = 0
    while at < LENGTH:
        chunk = _next_chunk(rng, number, at, style)
        chunks.append(chunk)
        at += len(chunk.digits)
    return chunks


def _next_chunk(rng: random.Random, number: str, at: int, style: Style) -> Chunk:
    if rng.random() < style.numerals:
        return Chunk(number[at : at + rng.choice((1, 2, 2, 3, 4, 6, 12))], "numerals")
    if rng.random() < style.repeats:
        for size in (3, 2):
            run = number[at : at + size]
            if len(run) == size and len(set(run)) == 1:
                return Chunk(run, "repeats")
    hundreds = number[at : at + 3]
    if rng.random() < style.hundreds and len(hundreds) == 3 and "0" not in hundreds:
        return Chunk(hundreds, "hundreds")
    pair = number[at : at + 2]
    if rng.random() < style.tens and _sayable_as_tens(pair, number[at + 2 : at + 3]):
        return Chunk(pair, "tens")
    return Chunk(number[at], "words")


def _sayable_as_tens(pair: str, following: str) -> bool:
    """Tell whether two digits may be said as a number below 100 without being heard as something else.

    "lima puluh empat" is 54, never 50 and 4: a round ten other than ten itself needs a zero or the end behind it.
    """
    if len(pair) < 2 or pair[0] == "0":
        return False
    return pair[1] != "0" or pair == "10" or following in ("", "0")


def _round_ten(chunk: Chunk) -> bool:
    return chunk.kind == "tens" and chunk.digits[1] == "0"


def _digit(rng: random.Random, digit: str, style: Style) -> str:
    if digit != "0" or style.zero == "kosong":
        return WORDS[int(digit)]
    return "nol" if style.zero == "nol" else rng.choice(("nol", "kosong"))


def _below_hundred(pair: str) -> str:
    tens, ones = int(pair[0]), int(pair[1])
    if pair in ("10", "11"):
        return {"10": "sepuluh", "11": "sebelas"}[pair]
    if tens == 1:
        return f"{WORDS[ones]} belas"
    return f"{WORDS[tens]} puluh {WORDS[ones]}" if ones else f"{WORDS[tens]} puluh"


def _say(rng: random.Random, chunk: Chunk, style: Style) -> str:
    digits = chunk.digits
    if chunk.kind == "numerals":
        return digits if len(digits) < 4 or rng.random() < 0.8 else f"{digits[:2]}-{digits[2:]}"
    if chunk.kind == "repeats":
        times = rng.choice(TWICE if len(digits) == 2 else THRICE)
        return f"{times} {_digit(rng, digits[0], style)}"
    if chunk.kind == "hundreds":
        head = "seratus" if digits[0] == "1" else f"{WORDS[int(digits[0])]} ratus"
        return f"{head} {_below_hundred(digits[1:])}"
    if chunk.kind == "tens":
        return _below_hundred(digits)
    return " ".join(_digit(rng, digit, style) for digit in digits)


def _correct(rng: random.Random, chunks: list[Chunk], parts: list[str], style: Style) -> None:
    """Put a wrong reading and a word of correction before one or two chunks, in place.

    The wrong reading has the same number of digits, said digit by digit in the same manner, and differs in one.
    """
    # Not right behind a round ten: "lima puluh tiga eh kosong" would be heard as 53, corrected.
    at = rng.choice([i for i in range(len(chunks)) if i == 0 or not _round_ten(chunks[i - 1])])
    size = rng.choice((1, 2, 2)) if at + 1 < len(chunks) else 1
    meant = "".join(chunk.digits for chunk in chunks[at : at + size])
    spot = rng.randrange(len(meant))
    other = rng.choice([digit for digit in "123456789" if digit != meant[spot]])
    wrong = meant[:spot] + other + meant[spot + 1 :]
    plain = all(chunk.kind == "numerals" for chunk in chunks[at : at + size])
    said = wrong if plain else " ".join(_digit(rng, digit, style) for digit in wrong)
    right = meant if plain else " ".join(_digit(rng, digit, style) for digit in meant)
    parts[at : at + size] = [f"{said} {rng.choice(CORRECTIONS)} {right}"]


def _restart(rng: random.Random, chunks: list[Chunk], parts: list[str]) -> list[str]:
    """Let the speaker break off early and begin again: what follows the restart is the whole number."""
    stop = 1
    while stop < len(chunks) - 1 and sum(len(chunk.digits) for chunk in chunks[:stop]) < 3:
        stop += 1
    return [*parts[:stop], rng.choice(RESTARTS), *parts]


def _with_fillers(rng: random.Random, parts: list[str], chance: float) -> list[str]:
    """Put hesitations between breaths, never inside one: "lima puluh em empat" could be 50 and 4."""
    spoken: list[str] = []
    for part in parts:
        if spoken and rng.random() < chance:
            spoken.append(rng.choice(FILLERS))
        spoken.append(part)
    return spoken


def _mishear(rng: random.Random, text: str, chance: float) -> str:
    """Spell some number words as a recogniser might; now and then "tiga belas" becomes one word."""
    words = [
        rng.choice(MISHEARD[word]) if word in MISHEARD and rng.random() < chance else word for word in text.split()
    ]
    spelt = " ".join(words)
    return spelt.replace(" puluh", "puluh", 1).replace(" belas", "belas", 1) if rng.random() < 0.15 else spelt


def _carry(rng: random.Random, text: str, tags: set[str]) -> str:
    if rng.random() < 0.45:
        text = f"{rng.choice(BEFORE)} {text}"
        tags.add("carrier")
    if rng.random() < 0.15:
        text = f"{text} {rng.choice(AFTER)}"
        tags.add("carrier")
    return text

"""Words the recogniser is told to expect, for each kind of answer, built from the project's own data.

The examples the understanding is trained on (`data/*/nlu.yml`) are what customers say: their commonest turns of phrase,
the streets and places in them, and the names people here bear. Nothing is typed by hand, so new data brings new hints.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import spoken

ROOT = Path(__file__).parents[1]
# What the carrier takes.
MOST, LONGEST = 500, 100
# Enough for the common ones; more would make every other word sound like one of them.
_PHRASES, _PLACES, _NAMES = 60, 200, 300
# A phrase said once is nobody's habit.
_SELDOM = 2
_LONGEST_PHRASE = 4
# A word of a name stands in names; one that stands elsewhere so many times as often is an ordinary word.
_ELSEWHERE = 2
_ROUND = (20, 100, 200)

_EXAMPLE = re.compile(r"^\s+- (.+)$")
_INTENT = re.compile(r"^- intent: (\w+)")
_WORD = re.compile(r"[^\W\d_]+")
_PLACE = re.compile(
    r"\b(jalan|jl|jln|gang|gg|perumahan|perum|komplek|kompleks|kelurahan|kel|kecamatan|kec|desa|dusun|kampung)\b[. ]+"
    r"((?:[a-z]+ )?[a-z]{3,})"
    r"(?= (?:no|nomor|nomer|blok|rt|rw|kelurahan|kecamatan|gang|depan|dekat|kota)\b|[ ,.]*\d|,|$)",
)  # fmt: skip
_SPELT = {
    "jl": "jalan",
    "jln": "jalan",
    "gg": "gang",
    "perum": "perumahan",
    "kel": "kelurahan",
    "kec": "kecamatan",
}
# The intents whose examples answer each kind of question.
_MATTERS = (
    *("lapor_padam", "lapor_ulang", "padam_lagi", "tanya_estimasi", "tanya_posisi_petugas", "tanya_status"),
    *("lapor_padam_meluas", "masalah_meter", "ubah_data", "minta_cso", "darurat"),
)
_YES_NO = ("setuju", "tolak")
_ANSWERS = {
    "free": (*_MATTERS, *_YES_NO),
    "more": (*_YES_NO, "terima_kasih", "selamat_tinggal", *_MATTERS),
    "yes_no": _YES_NO,
    "consent": _YES_NO,
    "scope": (*_YES_NO, "lapor_padam_meluas", "lapor_padam"),
    "mcb": (*_YES_NO, "masalah_meter"),
    "choice": (*_MATTERS, *_YES_NO),
    "confirm": (*_YES_NO, "ubah_data", "batal"),
    "group": ("ubah_data",),
    "text": ("ubah_data", "beri_data"),
    "stars": ("beri_rating",),
    "number": ("beri_data", "tolak"),
    "phone": ("beri_data", "tolak"),
}
# How many of each a recogniser gets that is told them once a call: together no more than it takes.
_SHARES = (("yes_no", 30), ("number", 40), ("free", 280), ("address", 80), ("name", 50), ("stars", 20))
_WITH_DIGITS = frozenset({"choice", "confirm", "group", "stars", "number", "phone", "text", "address"})


def hints_for(expect: str) -> str:
    """Return the hints for one kind of answer (`ivr.reply.EXPECTATIONS`) as the carrier takes them."""
    return _known()[expect]


def all_hints() -> str:
    """Return hints for every kind of answer, for a recogniser that is told them once a call."""
    known = _known()
    return ",".join(_fitting(chain.from_iterable(known[expect].split(",")[:most] for expect, most in _SHARES)))


def build() -> None:
    """Read the data, so that no caller waits for it."""
    _known()


@cache
def _known() -> dict[str, str]:
    examples = _examples(sorted(ROOT.glob("data/*/nlu.yml")))
    places, names = _places(chain.from_iterable(examples.values())), _names()
    hints = {}
    for expect, intents in _ANSWERS.items():
        said = [_phrases(examples.get(intent, ()), _PHRASES) for intent in intents]
        hints[expect] = [*(_digits() if expect in _WITH_DIGITS else ()), *_in_turn(said)]
    hints["address"] = [*places, *_digits()]
    hints["text"] += places
    hints["name"] = [*_phrases((each for each in examples.get("beri_data", ()) if "nama" in each), _PHRASES), *names]
    return {expect: ",".join(_fitting(words)) for expect, words in hints.items()}


def _examples(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return the examples of each intent, in lower case; read line by line, since YAML takes seconds for them."""
    found: dict[str, list[str]] = {}
    for file in files:
        intent = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if named := _INTENT.match(line):
                intent = named[1]
            elif intent and (example := _EXAMPLE.match(line)):
                found.setdefault(intent, []).append(example[1].casefold())
    return found


def _phrases(examples: Iterable[str], most: int) -> list[str]:
    """Return the turns of phrase that are said most, the longer of equals first."""
    numbers, counts = set(_digits()), Counter[str]()
    for example in examples:
        words = _WORD.findall(example)
        sizes = range(1 if len(words) <= 2 else 2, _LONGEST_PHRASE + 1)
        said = {" ".join(words[at : at + size]) for size in sizes for at in range(len(words) - size + 1)}
        # Of numbers the words are hinted, not the numbers of our examples.
        counts.update(phrase for phrase in said if not numbers.issuperset(phrase.split()))
        counts.update(_among_digits(words, numbers))
    common = [phrase for phrase, count in counts.items() if count >= _SELDOM and len(phrase) > 1]
    return sorted(common, key=lambda phrase: (-counts[phrase], -len(phrase), phrase))[:most]


def _among_digits(words: list[str], numbers: set[str]) -> Iterator[str]:
    """Yield the words that stand between number words, such as "kosong" and "dobel"."""
    for before, word, behind in zip(words, words[1:], words[2:], strict=False):
        if word not in numbers and {before, behind} <= numbers:
            yield word


def _places(examples: Iterable[str]) -> list[str]:
    """Return streets, villages and quarters that examples name, the commonest first: "jalan mawar", not "jalan ini"."""
    texts = list(examples)
    everywhere = Counter(word for text in texts for word in _WORD.findall(text))
    named = [found for text in texts for found in _PLACE.findall(text)]
    within = Counter(word for _, name in named for word in name.split())
    counts = Counter(
        f"{_SPELT.get(kind, kind)} {name}"
        for kind, name in named
        if all(everywhere[word] <= _ELSEWHERE * within[word] for word in name.split())
    )
    kinds = Counter(place.split()[0] for place in counts.elements())
    return [*(kind for kind, _ in kinds.most_common()), *(place for place, _ in counts.most_common(_PLACES))]


def _names() -> list[str]:
    lines = (ROOT / "bot" / "nlu" / "given_names.txt").read_text(encoding="utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).split()[:_NAMES]


def _digits() -> list[str]:
    """Return the words numbers are made of."""
    numbers = chain(range(13), _ROUND)
    return list(dict.fromkeys(chain.from_iterable(spoken.number_words(number).split() for number in numbers)))


def _in_turn(lists: Iterable[list[str]]) -> Iterator[str]:
    """Yield the first of each list, then the second of each: what is cut off is the least of all."""
    columns = [iter(each) for each in lists]
    while columns:
        for column in list(columns):
            word = next(column, None)
            if word is None:
                columns.remove(column)
            else:
                yield word


def _fitting(words: Iterable[str]) -> list[str]:
    """Return what the carrier takes: each once, none too long, not too many."""
    return [word for word in dict.fromkeys(words) if len(word) <= LONGEST][:MOST]

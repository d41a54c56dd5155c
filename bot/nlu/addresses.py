"""Find the address a message gives, typed or as a recogniser writes it."""

from typing import NamedTuple

from bot.nlu.digits import figure_at
from bot.nlu.findings import Finding
from bot.nlu.place_names import LABELS, LANDMARK, LANDMARK_PLACE, NAMED, NUMBERED, name_before, name_words
from bot.nlu.spoken_address import SPOKEN_LETTERS, SPOKEN_RT, spelt
from bot.nlu.tokens import Token
from bot.nlu.vocabulary import COMMON, HONORIFICS, words

#: Parts that find a building; villages and districts alone tell where an outage is, not whose house it is.
_PREMISE = words(
    """
    jalan gang lorong perum perumahan perumnas btn komplek cluster apartemen rusun asrama residence villa rt rw blok
    kav kavling
    """
)
_LETTER_NAMES = frozenset(name for name in SPOKEN_LETTERS if len(name) > 1)
_COUNTED = frozenset({"jam", "menit", "hari", "rumah", "orang", "kali", "minggu"})
_SIGNS = frozenset(",.-/:()")
#: What the gateway listens for where an address may come: asked for, or as the part that is wrong.
_ASKED = frozenset({"address", "text"})
_MOST_NAME_WORDS = 4
_MOST_LANDMARK_WORDS = 4
_MOST_TOKENS = 60
_NOT_BEFORE_LABEL = frozenset({"ke", "di", "titik", "dari", "sesuai"})


class _Part(NamedTuple):
    """A part of an address up to the token `past`.

    `strong` parts make an address by themselves, `spoken` ones hold figures or letters in words,
    `numbered` ones end in a house or neighbourhood number.
    """

    past: int
    strong: bool
    spoken: bool
    numbered: bool = False


def find_addresses(
    text: str, tokens: list[Token], taken: list[Finding], expected: str = "", *, wider: bool = False
) -> list[Finding]:
    """Return the first address of the message; `taken` are findings it must not run into.

    `wider` says that the message tells of a whole neighbourhood: then only a house number makes an address.
    """
    barred = {
        index for index, token in enumerate(tokens) if any(each.start <= token.start < each.end for each in taken)
    }
    index = 0
    while index < len(tokens):
        labelled = tokens[index].word in LABELS and _word(tokens, index - 1) not in _NOT_BEFORE_LABEL
        start = _behind_label(tokens, index + 1) if labelled else index
        parts, past = _parts(tokens, start, barred, named=labelled)
        labelled = labelled and _tells(tokens, index, start, past)
        proven = any(part.strong and (part.numbered or not wider) for part in parts)
        if parts and (tokens[start].word in {"blok", "rt"} or tokens[start].raw == "er"):
            start = name_before(tokens, start, barred)
        if proven or (parts and (labelled or _at_home(tokens, start))):
            return [_finding(text, tokens, start, past, parts)]
        index = max(index + 1, past)
    if expected in _ASKED and (named := _named_house(text, tokens, barred)):
        return [named]
    return _bare_answer(text, tokens, barred) if expected == "address" else []


def _named_house(text: str, tokens: list[Token], barred: set[int]) -> Finding | None:
    """Take a bare name with a house number, "mawar merah nomor lima", where an address may be the answer."""
    for index in range(len(tokens)):
        parts, past = _parts(tokens, index, barred, named=True)
        if len(parts) > 1 and parts[1].numbered:
            return _finding(text, tokens, index, past, parts)
    return None


def _tells(tokens: list[Token], label: int, start: int, past: int) -> bool:
    """Say whether a label leads to an address: "alamat: …", "alamat saya di …", or two words straight behind it."""
    leads = any(token.word in {":", "=", "di", "saya"} for token in tokens[label + 1 : start])
    needed = 1 if leads and past == len(tokens) else 2
    return past - start >= needed and (leads or tokens[label].word.startswith("alamat"))


def _at_home(tokens: list[Token], start: int) -> bool:
    """Say whether "rumah saya di" or "tinggal di" stands before `start`."""
    before = [_word(tokens, index) for index in range(start - 3, start)]
    return before[2] == "di" and (before[1] == "tinggal" or (before[0] == "rumah" and before[1] in {"saya", "kami"}))


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _behind_label(tokens: list[Token], index: int) -> int:
    """Pass over what links a label to its address: "alamat saya di", "alamatnya:"."""
    while _word(tokens, index) in {
        ":",
        "=",
        "-",
        "saya",
        "rumah",
        "rumahnya",
        "di",
        "kami",
        "lengkap",
        "lengkapnya",
        "itu",
        "nya",
        "adalah",
        "ada",
        "yaitu",
        ",",
        ".",
    }:
        index += 1
    return index


def _parts(tokens: list[Token], start: int, barred: set[int], *, named: bool) -> tuple[list[_Part], int]:
    """Read part after part from `start`; `named` says that a bare name may begin the address."""
    parts: list[_Part] = []
    past = start
    if named and (part := _bare_name(tokens, start, barred)):
        parts, past = [part], part.past
    while past < len(tokens) and past - start < _MOST_TOKENS:
        place = past
        while place < len(tokens) and _joins(tokens[place].word, bool(parts)):
            place += 1
        part = _part_at(tokens, place, barred)
        if part is None and parts and (parts[-1].numbered or "," in [token.word for token in tokens[past:place]]):
            part = _bare_name(tokens, place, barred)
        if part is None:
            break
        parts.append(part)
        past = part.past
    return parts, past


def _joins(word: str, begun: bool) -> bool:
    return begun and (word in _SIGNS or word in {"di", "\n", "ini", "dan", "pas", "persis", "tepat", "tepatnya"})


def _part_at(tokens: list[Token], index: int, barred: set[int]) -> _Part | None:
    if index >= len(tokens) or index in barred:
        return None
    word = tokens[index].word
    spoken_rt = SPOKEN_RT.get((word, _word(tokens, index + 1)))
    if spoken_rt:
        return _numbered(tokens, index + 2, spoken_rt, barred, spoken=True)
    if word in NUMBERED:
        return _numbered(tokens, index + 1, word, barred, spoken=False)
    if word in LANDMARK:
        return _landmark(tokens, index, index + 1, barred)
    if word in LANDMARK_PLACE and _word(tokens, index - 1) not in {"rumah", "tetangga"}:
        return _landmark(tokens, index, index, barred)
    if word in NAMED and _word(tokens, index - 1) not in {"satu", "se", "seluruh", "semua", "sudah", "sedang", "lagi"}:
        return _named(tokens, index, barred)
    if word == "kota" and (name := name_words(tokens, index + 1, barred, 2)):
        return _Part(name[-1] + 1, strong=False, spoken=False)
    return None


def _named(tokens: list[Token], index: int, barred: set[int]) -> _Part | None:
    word = tokens[index].word
    start = index + 1 + (_word(tokens, index + 1) == ".")
    name = name_words(tokens, start, barred, _MOST_NAME_WORDS) or _new_place(tokens, start)
    if name:
        past, figure = name[-1] + 1, figure_at(tokens, name[-1] + 1)
        spoken = False
        if (
            figure is not None
            and past not in barred
            and len(figure.digits) <= 4
            and _word(tokens, figure.past) not in _COUNTED
        ):
            past, spoken = figure.past, not figure.typed
        return _Part(past, strong=word in _PREMISE, spoken=spoken, numbered=past > name[-1] + 1)
    figure = figure_at(tokens, start)
    if (
        figure is not None
        and start not in barred
        and len(figure.digits) <= 3
        and word in {"gang", "dusun", "lingkungan", "lorong"}
    ):
        return _Part(figure.past, strong=word in _PREMISE, spoken=not figure.typed)
    return None


def _new_place(tokens: list[Token], index: int) -> list[int]:
    """Take "baru" as the name in "Kampung Baru, RT 2", where nothing else can follow it."""
    behind = _word(tokens, index + 1)
    alone = behind in {"", ",", "."} or behind in NAMED or behind in NUMBERED
    return [index] if _word(tokens, index) == "baru" and alone else []


def _numbered(tokens: list[Token], index: int, label: str, barred: set[int], *, spoken: bool) -> _Part | None:
    """Read "RT 02/RW 03", "nomor lima", "blok C3", "blok ce tiga": letters and figures behind a label."""
    while _word(tokens, index) in {".", ":"}:
        index += 1
    past = index
    letters = label in {"blok", "nomor", "no", "unit", "kav", "kavling"}
    if letters and past not in barred and tokens[past : past + 1] and _letter(tokens[past].raw):
        spoken = spoken or tokens[past].raw in _LETTER_NAMES
        past += 1
        past += _word(tokens, past) in {"-", "."} and figure_at(tokens, past + 1) is not None
    figure = figure_at(tokens, past)
    if figure is not None and past not in barred and len(figure.digits) <= 4:
        spoken = spoken or not figure.typed
        past = figure.past
        if (
            letters
            and past < len(tokens)
            and len(tokens[past].raw) == 1
            and tokens[past].kind == "w"
            and tokens[past].start == tokens[past - 1].end
        ):
            past += 1
        past = _second_figure(tokens, past)
    if past == index:
        return None
    return _Part(past, strong=label in _PREMISE, spoken=spoken, numbered=True)


def _letter(raw: str) -> bool:
    """Say whether a word is a letter, its name, or a letter doubled: "blok c", "blok ce", "blok AA"."""
    return raw in SPOKEN_LETTERS or (len(raw) == 2 and raw[0] == raw[1])


def _second_figure(tokens: list[Token], index: int) -> int:
    """Pass over the second figure of "RT 02/05", "blok C3/12", "no 12-14"."""
    figure = figure_at(tokens, index + 1)
    paired = _word(tokens, index) in {"/", "-"} and figure is not None and len(figure.digits) <= 3
    return figure.past if paired and figure is not None else index


def _landmark(tokens: list[Token], index: int, place: int, barred: set[int]) -> _Part | None:
    """Read "patokan depan masjid al ikhlas", "dekat warung Bu Tini"; strong only where it is called so."""
    called = place > index
    while _word(tokens, place) in LANDMARK_PLACE or _word(tokens, place) in {"di", ":", "nya", "itu"}:
        place += 1
    name = name_words(tokens, place, barred, _MOST_LANDMARK_WORDS)
    return _Part(name[-1] + 1, strong=called, spoken=False) if name else None


def _bare_name(tokens: list[Token], index: int, barred: set[int]) -> _Part | None:
    name = name_words(tokens, index, barred, _MOST_NAME_WORDS)
    return _Part(name[-1] + 1, strong=False, spoken=False) if name else None


def _finding(text: str, tokens: list[Token], start: int, past: int, parts: list[_Part]) -> Finding:
    begin, end = tokens[start].start, tokens[past - 1].end
    if any(part.spoken for part in parts):
        return Finding("address", spelt(text, tokens, start, past), begin, end)
    return Finding("address", " ".join(text[begin:end].split()), begin, end)


def _bare_answer(text: str, tokens: list[Token], barred: set[int]) -> list[Finding]:
    """Take the whole message as an address where one was asked for and it holds two words that can name a place."""
    places = [
        index
        for index, token in enumerate(tokens)
        if index not in barred and token.kind == "w" and token.word not in COMMON
    ]
    if len(places) < 2:
        return []
    last = len(tokens) - 1
    while last > places[1] and (tokens[last].kind == "s" or tokens[last].word in HONORIFICS):
        last -= 1
    begin, end = tokens[places[0]].start, tokens[last].end
    return [Finding("address", " ".join(text[begin:end].split()), begin, end)]

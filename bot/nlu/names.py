"""Find the name someone gives for himself or for the customer."""

from bot.nlu.findings import Finding
from bot.nlu.tokens import Token, touching
from bot.nlu.vocabulary import COMMON, HONORIFICS, given_names, words

_MOST_WORDS = 5
_SELF = words(
    """
    saya aku gue pelanggan pelanggannya pelapor pelapornya lengkap lengkapnya pemilik pemiliknya ktp di yang rumah
    suami istri ayah orang tua kwh meter meteran terdaftar tertera tercatat rekening
    """
)
_LINKS = frozenset({":", "=", "-", "is", "adalah", "ialah", "yaitu", "itu", "dengan", "atas"})
_GREETINGS = words(
    """
    halo hai selamat pagi siang sore malam assalamualaikum permisi pak bu mbak mas min admin kakak perkenalkan
    kenalkan ini maaf
    """
)
_JOINERS = frozenset({".", "'", "-"})
#: These announce a name only where it is a known one: "ini Ratna", "pemilik pak budi".
_BEFORE_KNOWN = words("saya aku gue ini dengan pelanggan pemilik pelapor penghuni an")
_PART_ENDS = frozenset({",", "\n", ";", "."})
_POLITE = frozenset({"pak", "bu", "min", "mbak", "mas", "ya", "kakak", "admin", "oke", "iya", "baik", "halo"})


def find_names(text: str, tokens: list[Token], numbers: set[int], expected: str = "") -> list[Finding]:
    """Return the first name given, without form of address: "nama saya Budi", "a.n. Ibu Siti".

    Announced names come first, then a known name that stands alone between commas or line breaks,
    and where a name was asked for, whatever can be one.
    """
    for index in range(len(tokens)):
        start = _after_trigger(text, tokens, index)
        if start:
            finding = _name_from(text, tokens, start)
            if finding is not None:
                return [finding]
    if found := _listed(text, tokens):
        return found
    return _bare_answer(text, tokens) if expected == "name" and not numbers else []


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _after_trigger(text: str, tokens: list[Token], index: int) -> int:
    """Return the token behind the words that announce a name at `index`, 0 where there are none."""
    word = tokens[index].word
    if word == "nama":
        past = index + 1
        while _word(tokens, past) in _SELF:
            past += 1
        return past
    if (word == "namanya" and _word(tokens, index - 1) not in {"apa", "apalah", "yang", "itu"}) or (
        word == "atas" and _word(tokens, index + 1) == "nama"
    ):
        return index + 1 + (word == "atas")
    if word == "panggil" and _word(tokens, index + 1) in {"saya", "aku"}:
        return index + 2
    if word in {"a", "an"} and (past := _after_on_behalf(text, tokens, index)):
        return past
    if word in {"dengan", "saya"} and _word(tokens, index + 1) in HONORIFICS:
        return index + 1
    if word == "saya" and _introduces(tokens, index) and _capitalised(text, tokens, index + 1):
        return index + 1
    if word in _BEFORE_KNOWN:
        known = index + 1 + (_word(tokens, index + 1) in HONORIFICS | {":"})
        return index + 1 if known < len(tokens) and tokens[known].raw in given_names() else 0
    return 0


def _listed(text: str, tokens: list[Token]) -> list[Finding]:
    """Return a known name that fills the message or a part of it between commas: "Budi Santoso, jl mawar 5"."""
    for index, token in enumerate(tokens):
        begins = index == 0 or tokens[index - 1].word in _PART_ENDS or tokens[index - 1].word in _POLITE
        if not begins or token.raw not in given_names():
            continue
        finding = _name_from(text, tokens, index)
        if finding is None:
            continue
        behind = next((place for place in range(index, len(tokens)) if tokens[place].start >= finding.end), len(tokens))
        while _word(tokens, behind) in _POLITE:
            behind += 1
        if behind == len(tokens) or tokens[behind].word in _PART_ENDS or tokens[behind].kind == "d":
            return [finding]
    return []


def _introduces(tokens: list[Token], index: int) -> bool:
    """Say whether "saya" at `index` begins a sentence or follows a greeting: "halo, saya Budi"."""
    return index == 0 or tokens[index - 1].kind == "s" or tokens[index - 1].word in _GREETINGS


def _after_on_behalf(text: str, tokens: list[Token], index: int) -> int:
    """Return the token behind "a.n.", "a/n", "a n" or "an."; 0 for the ending of "jam 7 an"."""
    letters = [_word(tokens, index + step) for step in range(5)]
    if letters[0] == "a" and letters[1] in {".", "/"} and letters[2] == "n":
        return index + 3 + (letters[3] == ".")
    if letters[0] == "a" and letters[1] == "n":
        return index + 2
    if letters[0] != "an" or (index and tokens[index - 1].kind in {"d", "s"}):
        return 0
    if letters[1] in {".", ":"}:
        return index + 2
    return index + 1 if _capitalised(text, tokens, index + 1) else 0


def _capitalised(text: str, tokens: list[Token], index: int) -> bool:
    """Say whether a capitalised word stands at `index` that is nothing but a name."""
    if index >= len(tokens) or tokens[index].kind != "w":
        return False
    written = text[tokens[index].start : tokens[index].end]
    return written.istitle() and len(written) > 2 and not _common(tokens[index])


def _common(token: Token) -> bool:
    return token.word in COMMON and token.raw not in given_names()


def _name_from(text: str, tokens: list[Token], index: int) -> Finding | None:
    """Read a name from `index`: links and forms of address are passed over, a common word ends it."""
    while index < len(tokens) and (
        tokens[index].word in _LINKS or tokens[index].word in HONORIFICS or tokens[index].raw in {"dr", "."}
    ):
        index += 1
    words: list[Token] = []
    place = index
    while place < len(tokens) and len(words) < _MOST_WORDS:
        token = tokens[place]
        if token.kind == "w" and not _ends(token, words):
            if not (words and words[-1].start == token.start):
                words.append(token)
        elif not (words and token.word in _JOINERS and _joins(tokens, place)):
            break
        place += 1
    if not words or (len(words) == 1 and len(words[0].raw) < 2):
        return None
    start, end = words[0].start, words[-1].end
    return Finding("name", _written(text[start:end]), start, end)


def _ends(token: Token, words: list[Token]) -> bool:
    return (
        _common(token)
        or (token.word in _ADDRESS_WORDS)
        or (bool(words) and token.word in HONORIFICS - {"h", "hj", "haji"})
    )


_ADDRESS_WORDS = words(
    """
    jalan gang perum perumahan komplek desa dusun kampung blok rt rw kelurahan kecamatan kabupaten kota
    """
)


def _joins(tokens: list[Token], place: int) -> bool:
    """Say whether the sign at `place` is part of the name: "M. Yusuf", "Ma'ruf", "Al-Amin"."""
    if place + 1 >= len(tokens) or tokens[place + 1].kind != "w":
        return False
    if tokens[place].word == ".":
        return len(tokens[place - 1].raw) <= 2 and touching(tokens[place - 1], tokens[place])
    return touching(tokens[place], tokens[place + 1])


def _written(name: str) -> str:
    """Write a name with capitals where its writer used none or nothing else."""
    joined = " ".join(name.split())
    return joined.title().replace("'S", "'s") if joined.islower() or (joined.isupper() and len(joined) > 3) else joined


def _bare_answer(text: str, tokens: list[Token]) -> list[Finding]:
    """Take the whole message as a name where one was asked for and nothing in it speaks against it."""
    start = 0
    while start < len(tokens) and (
        tokens[start].word in HONORIFICS or tokens[start].word in {"iya", "ya", "oke", "dengan", ","}
    ):
        start += 1
    finding = _name_from(text, tokens, start)
    if finding is None:
        return []
    rest = [token for token in tokens if token.start >= finding.end and token.kind != "s"]
    return [finding] if all(token.word in _POLITE for token in rest) else []

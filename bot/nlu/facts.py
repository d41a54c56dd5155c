"""Find what a message states beyond names, numbers and times."""

import re
from collections.abc import Iterator

from bot.nlu.breaker import find_breaker
from bot.nlu.digits import figure_at
from bot.nlu.findings import Finding
from bot.nlu.lines import STAR, STOP, Line
from bot.nlu.restored import find_restored
from bot.nlu.scope import find_scope
from bot.nlu.telling import find_telling
from bot.nlu.tokens import Token
from bot.nlu.vocabulary import words

_CHANGE = re.compile(
    r"\b(?:ganti|berganti|diganti|ubah|diubah|mengubah|mengganti|perbarui|update|koreksi|dikoreksi|betulkan|salah|keliru"
    r"|lengkapi|melengkapi|tambah|tambahkan|menambah|menambahkan|revisi|edit|pindah|perbaiki|ralat|beda|berubah"
    r"|kurang lengkap)\b"
)
_FIELDS = {
    "phone": r"nomor (?:hp|wa|telepon|kontak|saya|lama|aktif)",
    "bare_phone": r"hp|wa|telepon|teleponnya|kontak",
    "address": r"alamat(?:nya)?|lokasi(?:nya)?|patokan(?:nya)?|nomor rumah(?:nya)?",
    "name": r"nama(?:nya)?",
    "idpel": r"idpel(?:nya)?|id pelanggan(?:nya)?|nomor pelanggan|id pel",
    "meter_id": r"nomor meter(?:an|nya|annya)?|id meter",
}
_FIELD = re.compile("|".join(rf"(?P<{name}>\b(?:{said})\b)" for name, said in _FIELDS.items()))
#: So many characters at most lie between what is to be changed and the word for changing; "hp" must stand beside it.
_REACH = 26
_BESIDE = 7
_PLATFORM = re.compile(
    r"\b(?:(?P<ios>iphone|ios|ipad|apple|appstore|aplikasi store)"
    r"|(?P<android>android|androit|samsung|xiaomi|oppo|vivo|realme|redmi|poco|infinix|playstore|play store))\b"
)
_ORDINALS = {"pertama": 1, "kesatu": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5, "keenam": 6}
_CHOOSING = words(
    """
    yang nomor pilihan opsi pilih angka tombol ke saya mau deh saja dong itu ya iya pak bu kakak admin min oke
    """
)
_STAR_WORDS = words("bintang nilai rating skor nilainya ratingnya bintangnya poin")
_SHORT = 6


def find_facts(tokens: list[Token], expected: str = "") -> list[Finding]:
    """Return scope, mcb, platform, field, kabar, power, stars and choice as far as the message states them."""
    line = Line.of(tokens)
    found = [
        *find_scope(line, asked=expected == "scope"),
        *find_breaker(line, asked=expected == "mcb"),
        *_platform(line),
        *_fields(line),
        *find_telling(line),
        *find_restored(line, tokens),
    ]
    said = [token for token in line.tokens if token.word != STOP]
    stars = list(_stars(said, asked=expected in {"stars", "rating"}))
    return [*found, *(stars or _choice(said))]


def _platform(line: Line) -> list[Finding]:
    match = _PLATFORM.search(line.text)
    return [line.finding("platform", str(match.lastgroup), *match.span())] if match else []


def _fields(line: Line) -> Iterator[Finding]:
    """Return each field once that stands near a word for changing: "mau ganti nomor hp", "alamatnya salah"."""
    changes = [match.span() for match in _CHANGE.finditer(line.text)]
    seen: set[str] = set()
    for match in _FIELD.finditer(line.text):
        name = str(match.lastgroup)
        reach = _BESIDE if name == "bare_phone" else _REACH
        name = name.removeprefix("bare_")
        near = any(
            match.start() - end < reach
            and start - match.end() < reach
            and STOP not in line.text[min(end, match.end()) : max(start, match.start())]
            for start, end in changes
        )
        if near and name not in seen:
            seen.add(name)
            yield line.finding("field", name, *match.span())


def _stars(tokens: list[Token], *, asked: bool) -> Iterator[Finding]:
    """Return one to five stars: "bintang 5", "lima bintang", "nilai 4", five star signs. Source: procedure.md MT-7."""
    signs = [token for token in tokens if token.word == STAR]
    if 1 <= len(signs) <= 5:
        yield Finding("stars", len(signs), signs[0].start, signs[-1].end)
        return
    for index in range(len(tokens)):
        figure = figure_at(tokens, index)
        if figure is None or not (len(figure.digits) == 1 and 1 <= figure.number <= 5):
            continue
        before = index > 0 and tokens[index - 1].word in _STAR_WORDS
        behind = figure.past < len(tokens) and tokens[figure.past].word == "bintang"
        if before or behind or (asked and len(tokens) <= _SHORT):
            yield Finding("stars", figure.number, tokens[index - before].start, tokens[figure.past - 1 + behind].end)
            return


def _choice(tokens: list[Token]) -> list[Finding]:
    """Return the number of a choice where the message is nothing else: "1", "yang kedua", "nomor dua"."""
    chosen: list[Finding] = []
    for index, token in enumerate(tokens[: _SHORT + 1]):
        figure = figure_at(tokens, index)
        if token.word in _ORDINALS:
            chosen.append(Finding("choice", _ORDINALS[token.word], token.start, token.end))
        elif figure is not None and figure.past == index + 1 and len(figure.digits) == 1:
            chosen.append(Finding("choice", figure.number, token.start, token.end))
        elif token.word not in _CHOOSING:
            return []
    return chosen if len(chosen) == 1 and len(tokens) <= _SHORT else []

"""Take personal data out of what a customer said, before anything of it is kept for training.

Rather a word too much than a name too little: numbers go wherever they stand; names and addresses where the dialogue
found them, where words announce them, where they are known of this customer, or where they look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NUMBER, NAME, ADDRESS, LINK = "[nomor]", "[nama]", "[alamat]", "[tautan]"
_OF_ENTITY = {
    "idpel": NUMBER,
    "meter_id": NUMBER,
    "no_lapor": NUMBER,
    "phone": NUMBER,
    "ambiguous_number": NUMBER,
    "number_fragment": NUMBER,
    "name": NAME,
    "address": ADDRESS,
}
# What was asked tells what an answer nobody understood may be.
_OF_QUESTION = {"name": NAME, "address": ADDRESS}
_MASK = re.compile(r"\[(?:nomor|nama|alamat|tautan)\]")
_BRACKETS = str.maketrans("[]{}()<>`\n\r\t", " " * 12)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+\.(?:com|id|co|org|net|me|ly)\b\S*", re.IGNORECASE)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAID = "|".join(
    _set("""
    nol kosong satu dua tiga empat lima enam tujuh delapan lapan sembilan sepuluh sebelas belas puluh ratus ribu seratus
    seribu dobel double triple kali zero one two three four five six seven eight nine siji loro telu papat limo nem pitu
    wolu songo hiji opat genep salapan
    """)
)
_NUMBERS = (
    # Plates; figures with letters before them; four figures however they are set apart, three in a row.
    re.compile(r"\b[A-Za-z]{1,2}[ -]?\d{1,4}[ -]?[A-Z]{1,3}\b"),
    re.compile(r"\b[A-Za-z]{1,3}\d(?:[\s.,\-/:]*\d){2,}"),
    re.compile(r"\+?\d(?:[\s.,\-/:]*\d){3,}|\d{3,}"),
    re.compile(r"\b(?:no|nomor|nomer|nmr|rt|rw)\b[\s.:]*\d+\w?(?:\s*/\s*\d+)?", re.IGNORECASE),
    re.compile(rf"\b(?:{_SAID})(?:[\s,\-]+(?:{_SAID})\b){{2,}}", re.IGNORECASE),
    re.compile(rf"\b(?:no|nomor|nomer|nmr|rt|rw|erte|erwe)(?:\s+(?:{_SAID})\b)+", re.IGNORECASE),
)
_PLACES = _set(
    """
    jl jln jalan gg gang lorong perum perumahan perumnas komplek kompleks blok rt rw dusun desa kampung kp kelurahan kel
    kecamatan kec kav kavling cluster apartemen apartment rusun asrama residence villa alamat alamatnya alamatku patokan
    kos kost kota kabupaten kab daerah wilayah di
    """
)
# After these the next word is a name whatever else it means: "dusun Krajan", "jl pahlawan".
_NAMING = _PLACES - {"di", "daerah", "wilayah", "alamat", "alamatnya", "alamatku", "patokan", "kos", "kost", "kota"}
_NO_NAME = _set(
    """
    ini itu saya kami yang yg sudah sdh belum blm tidak gak ada mana sama dan atau lagi terus dari ke di kah ya saja
    mati padam gelap nyala listrik lampu besar raya sini situ sana semua banyak petugas petugasnya tim dulu jauh macet
    """
)
_TITLES = _set(
    """
    nama namanya namaku an bapak pak bpk ibu bu mbak mba mas bang abang kang teh kak kakak sdr sdri saudara haji hj tuan
    nyonya om tante ustad ustadz dengan panggil
    """
)
_LINKS = frozenset({"saya", "aku", "adalah", "ialah", "yaitu", "itu", "pelanggan", "pemilik", "lengkap", "nya"})
_PIECE = re.compile(r"\[\w+\]|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|\s+|.", re.DOTALL)
_MOST_WORDS = 5
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Place:
    """Where the dialogue found an entity in the text, `end` exclusive."""

    entity: str
    start: int
    end: int


def mask(text: str, places: Iterable[Place] = (), *, known: Iterable[str] = (), question: str | None = None) -> str:
    """Return the text on one line with `[nomor]`, `[nama]`, `[alamat]`, `[tautan]` for what could tell whose it is.

    `known` are names and addresses of the customer, `question` what was asked. Empty where nothing else is left.
    """
    masked = _found(text.translate(_BRACKETS), places)
    masked = _LINK.sub(LINK, masked)
    for numbers in _NUMBERS:
        masked = numbers.sub(f" {NUMBER} ", masked)
    own = {word for each in known for word in re.findall(r"[^\W\d_]{3,}", each.casefold())} - _common()
    masked = _named(masked, own, _OF_QUESTION.get(question or ""))
    masked = re.sub(r"(\[\w+\])(?:[\s.,/-]*\1)+", r"\1", " ".join(masked.split()))
    return masked if re.search(r"[^\W\d_]", _MASK.sub("", masked)) else ""


def _found(text: str, places: Iterable[Place]) -> str:
    for place in sorted(places, key=lambda place: -place.start):
        if place.entity in _OF_ENTITY and 0 <= place.start < place.end:
            text = f"{text[: place.start]} {_OF_ENTITY[place.entity]} {text[place.end :]}"
    return text.replace("[", " [").replace("]", "] ")


def _named(text: str, own: set[str], asked: str | None) -> str:
    """Mask word by word what is a name or part of an address."""
    pieces = _PIECE.findall(text)
    words = [piece for piece in pieces if piece[0].isalpha()]
    # Where every word begins with a capital, capitals tell nothing.
    tells = sum(word[0].isupper() for word in words) * 2 <= len(words) + 1
    said: list[str] = []
    index, starts = 0, True
    while index < len(pieces):
        piece, word = pieces[index], pieces[index].casefold()
        past = index + 1
        if word in _PLACES and (end := _run(pieces, past, digits=True, naming=word in _NAMING)):
            past = end
            said += [piece, " ", ADDRESS] if word == "di" else [ADDRESS]
        elif word in _TITLES and (end := _run(pieces, past, digits=False)):
            past = end
            said += [piece, " ", NAME]
        elif piece[0].isalpha() and word not in _common() and (asked or word in own or word in _names()):
            said.append(asked or NAME)
        elif tells and not starts and piece[0].isupper() and _unknown(word):
            said.append(NAME)
        else:
            said.append(piece)
        if not piece.isspace():
            starts = piece in ".!?"
        index = past
    return "".join(said)


def _run(pieces: list[str], index: int, *, digits: bool, naming: bool = False) -> int:
    """Return where the words end that belong to what was announced before `index`, 0 where there are none."""
    words, end = 0, 0
    while index < len(pieces) and words < _MOST_WORDS:
        piece, word = pieces[index], pieces[index].casefold()
        # Within an address capitals name places: "Menteng Dalam, Jakarta Selatan".
        capital = bool(words) and digits and piece[0].isupper()
        named = capital or (naming and word[0].isalpha() and word not in _NO_NAME | _PLACES | _LINKS)
        figure = digits and (piece.isdigit() or piece in {NUMBER, ADDRESS} or word in _PLACES - {"di"})
        if named or figure or _unknown(word):
            words, end = words + 1, index + 1
            naming = digits and word in _NAMING
        elif not (piece.isspace() or piece in ".,:/-'=" or (not words and word in _LINKS)):
            break
        index += 1
    return end


def _unknown(word: str) -> bool:
    return word[0].isalpha() and word not in _common()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return _words(_HERE / "common_words.txt") | _TITLES | _LINKS | {"pln", "mcb", "kwh", "wa", "whatsapp", "apkt"}


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    # A list of words, not code: the dialogue and the desk know the same names.
    return _words(_HERE.parent / "bot" / "nlu" / "given_names.txt")


def _words(path: Path) -> frozenset[str]:
    lines = path.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

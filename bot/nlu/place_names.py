"""Read the proper names of streets, villages and landmarks."""

import re

from bot.nlu.spoken_address import SPOKEN_RT
from bot.nlu.tokens import Token, touching
from bot.nlu.vocabulary import COMMON, HONORIFICS, words

#: Words that open a part of an address; a name or figure must follow.
NAMED = words(
    """
    jalan gang perum perumahan komplek cluster desa dusun kampung kelurahan kecamatan kabupaten lingkungan jorong nagari
    banjar apartemen ruko asrama rusun perumnas btn gampong griya provinsi villa residence dukuh
    lorong pondok taman graha puri bukit
    """
)
NUMBERED = frozenset({"rt", "rw", "blok", "nomor", "no", "km", "lantai", "unit", "kav", "kavling"})
LANDMARK_PLACE = frozenset({"depan", "belakang", "samping", "sebelah", "dekat", "seberang"})
LANDMARK = frozenset({"patokan", "patokannya"})
#: A name may begin with these although they open a part of an address: "perumahan griya asri".
_NAME_LIKE = words("pondok taman bukit puri graha villa griya")
#: Common words that stand in the middle of names: "pasar baru", "kampung tengah dalam".
_WITHIN = words("baru besar tengah dalam kali api raya kecil")
_NEVER = words("saya kami ini itu kita")
#: Titles in street names, with their full stop: "Jl. Dr. Sutomo".
_TITLES = words("dr h hj kh ki ir prof drs jend letjend kol kapt let mayjen brigjen r rd st tb kp ds sei wr mt")
_MOST_BEFORE = 3
_NOT_A_NAME = words(
    """
    sebelah lain sini situ sana keluar utama tol rusak terus depan semua sekitar gelap
    tersebut kecil besar dekat nya tetangga anu kelompok bagian digit angka
    """
)
#: "jalan diselimuti rumput": a verb, not a street; "Diponegoro" and "Dipatiukur" end otherwise.
_PASSIVE = re.compile(r"di\w{4,}(?:i|kan)")
#: Forms of address that are no part of a place name, unlike the "tuan" of "Percut Sei Tuan".
_SPOKEN_TO = HONORIFICS - {"tuan", "haji", "teh", "om", "h", "hj"}
LABELS = frozenset({"alamat", "alamatnya", "lokasi", "lokasinya"})
_OPENING = frozenset({"kota", *LANDMARK, *LANDMARK_PLACE, *LABELS})


def name_words(tokens: list[Token], index: int, barred: set[int], most: int) -> list[int]:
    """Return the tokens of a proper name from `index`: no common word, no sign, no opening of the next part."""
    name: list[int] = []
    while index < len(tokens) and index not in barred and len(name) < most:
        if name and _within_name(tokens, index):
            index += 1
            continue
        if not _names(tokens, index, first=not name):
            break
        name.append(index)
        index += 1
    return name


def name_before(tokens: list[Token], index: int, barred: set[int]) -> int:
    """Return where a proper name begins that ends just before `index`: "bumi asri blok c3"; else `index`."""
    begin = index
    while begin and begin - 1 not in barred and index - begin < _MOST_BEFORE and _names(tokens, begin - 1, first=True):
        begin -= 1
    return begin


def _within_name(tokens: list[Token], index: int) -> bool:
    """Say whether the name goes on behind the sign at `index`: "Jl. Dr. Sutomo", "Sibatu-batu"."""
    before, sign = tokens[index - 1], tokens[index]
    if index + 1 >= len(tokens) or tokens[index + 1].kind != "w" or not touching(before, sign):
        return False
    if sign.word == "-":
        return touching(sign, tokens[index + 1])
    return sign.word == "." and before.raw in _TITLES


def _names(tokens: list[Token], index: int, *, first: bool) -> bool:
    """Say whether the token at `index` can be part of a proper name, its `first` word or a later one."""
    token = tokens[index]
    behind = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if token.kind != "w" or opens_part(token.word) or (token.word, behind) in SPOKEN_RT:
        return False
    if token.raw == "dr" and first and behind:
        return True
    if first:
        return not (_common(token) or token.word in _NOT_A_NAME or _PASSIVE.fullmatch(token.raw))
    return token.word in _WITHIN or not _common(token)


def _common(token: Token) -> bool:
    return token.word in COMMON or token.word in _SPOKEN_TO or token.word in _NEVER


def opens_part(word: str) -> bool:
    """Say whether a word opens the next part of an address."""
    return word in NAMED - _NAME_LIKE or word in NUMBERED or word in _OPENING

"""Whether somebody is in the middle of a number: whoever reads one off a meter pauses between its groups."""

from __future__ import annotations

import re
import unicodedata

from spoken.codes import LETTER_NAMES

# The questions that are answered with digits.
NUMBERS = frozenset({"number", "phone", "group"})
_WORD = re.compile(r"[^\W_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What numbers are made of as people say them and a recogniser writes it, on the islands too.
_DIGITS = _words(
    """
    nol kosong null nul zero ksong kosng satu satuu setu siji hiji sji dua duwa loro duo due kalih rong tiga tige tigo
    telu tilu telung empat ampat mpat papat opat empt ampek patang lima limo lime limang enam anam nam enem nem nenem
    genep tujuh tuju pitu pitung tujoh tujuah delapan lapan dlapan delepan wolu wolung dalapan kutus sembilan semilan
    smbilan sembilang songo sanga sangang salapan sambilan sepuluh sapuluh sapuluah sebelas sewelas sabaleh belas puluh
    ratus ribu seratus seribu dobel double dabel dubel doubel dobol dobble kembar triple tripel tripple treble trebel
    tripal nolnya kosongnya
    """
)
# A number is announced, and comes after a breath: "ya, nomor pelanggannya", "nomornya adalah".
_ANNOUNCING = _words("nomor nomer no id idpel pelanggan meter meteran telepon telpon hp laporan adalah yaitu yakni")
_BEFORE = _words("ya iya oh oke baik ini itu yang saya aku kami di tadi")
_MINE = frozenset({"saya", "aku", "kami"})


def is_reading(words: str) -> bool:
    """Tell whether these words hold a part of a number, its letters, or announce one and nothing else."""
    said = _WORD.findall(unicodedata.normalize("NFKC", words).casefold())
    if any(word in _DIGITS or any(sign.isdecimal() for sign in word) for word in said):
        return True
    if said and all(word in LETTER_NAMES or len(word) == 1 for word in said):
        return True
    bare = [word.removesuffix("nya") for word in said]
    announces = set(bare) <= _ANNOUNCING | _BEFORE and not _ANNOUNCING.isdisjoint(bare)
    return announces and bare[-1] in _ANNOUNCING | _MINE

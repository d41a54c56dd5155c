"""What people shorten in an address, a name or a note, and how they say it.

In this order: what is longer or more special comes first. A dot that belongs to the abbreviation goes with it.
"""

from __future__ import annotations

import re

_LONG = {
    r"\brt\s*/\s*rw\.?\s*0*(\d+)\s*/\s*0*(\d+)": r"er te \1 er we \2",
    r"\brt\.?\s*0*(\d+)\s*/\s*(?:rw\.?\s*)?0*(\d+)": r"er te \1 er we \2",
    r"\bd/a\b": "dengan alamat",
    r"\bd/h\b": "dahulu",
    r"\bs/d\b": "sampai dengan",
    r"\ba\.?n\.": "atas nama",
    r"\bd\.a\.": "dengan alamat",
    # Units belong to a figure: the A of "No. 5 A" is a letter.
    r"\bmcb\s*(\d+)\s*a\b": r"em ce be \1 ampere",
    r"(?<=\d)\s*kwh\b": " ka we ha",
    r"(?<=\d)\s*kva\b": " kilovolt ampere",
    r"(?<=\d)\s*va\b": " volt ampere",
    r"(?<=\d)\s*kw\b": " kilowatt",
    r"(?<=\d{3})\s*w\b": " watt",
    r"(?<=\d{3})\s*v\b": " volt",
    r"(?<=\d{2})\s*m\b": " meter",
}
# With the dot alone: without it they are words, letters or names.
_DOTTED = {
    r"k\.?h": "kiai haji",
    r"hj": "hajah",
    r"drg": "dokter gigi",
    r"drs": "doktorandus",
    r"dra": "doktoranda",
    r"dr": "dokter",
    r"ir": "insinyur",
    r"prof": "profesor",
    r"jend": "jenderal",
    r"alm": "almarhum",
    r"tn": "tuan",
    r"ny": "nyonya",
    r"ds": "desa",
    r"dk": "dukuh",
    r"br": "banjar",
    r"lk": "lingkungan",
    r"gd": "gedung",
    r"ps": "pasar",
    r"psr": "pasar",
}
# With or without it.
_PLAIN = {
    r"jln?": "jalan",
    r"gg": "gang",
    r"rt": "er te",
    r"rw": "er we",
    r"blk": "blok",
    r"kav": "kavling",
    r"kp": "kampung",
    r"dsn": "dusun",
    r"kel": "kelurahan",
    r"kec": "kecamatan",
    r"kab": "kabupaten",
    r"prov": "provinsi",
    r"perum": "perumahan",
    r"kompl?": "kompleks",
    r"bpk": "bapak",
    r"dpn": "depan",
    r"sblh": "sebelah",
    r"blkg": "belakang",
    r"dkt": "dekat",
    r"yg": "yang",
    r"dgn": "dengan",
    r"utk": "untuk",
    r"tgl": "tanggal",
    r"telp": "telepon",
    r"id\s?pel": "nomor pelanggan",
    r"kwh": "ka we ha",
    r"kva": "kilovolt ampere",
    r"mcb": "em ce be",
    r"pln": "pe el en",
    r"wib": "Waktu Indonesia Barat",
    r"wita": "Waktu Indonesia Tengah",
    r"wit": "Waktu Indonesia Timur",
}
_SIGNS = {
    r"\bbapak\s*/\s*ibu\b": "Bapak atau Ibu",
    r"(?<![.\w])pd\.": " pondok ",
    # "H. Ahmad" is a haji; "H.R. Rasuna" has two initials.
    r"(?<![.\w])h\.(?!\s*[a-z]\.)": " haji ",
    r"\bno(?:\.|\b(?=\s*(?:\d|[a-z]\b)))": " nomor ",
    r"\blt\b\.?(?=\s*\d)": " lantai ",
    r"\bkm\b\.?(?=\s*\d)": " kilometer ",
    r"(?<=\d)\.(?=\d{3}\b)": "",
    r"(?<=\d),(?=\d)": " koma ",
    r"(?<=\d)\s*/\s*(?=\d)": " garing ",
    r"(?<=\d)\s+(?=\d)": ", ",
    r"&": " dan ",
    r"\+": " tambah ",
    r"±": " kurang lebih ",
    r"%": " persen ",
}
# Initials of a name, degrees: "S.Pd." is two syllables, not two sentences. A small letter may end a sentence.
_INITIAL_DOT = (re.compile(r"(?<!\w)([A-Z])\s*\.(?=\s*\w|,)"), r"\1 ")


def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    rules = [(pattern, f" {words} ") for pattern, words in _LONG.items()]
    rules += [(rf"\b{short}\.", f" {words} ") for short, words in _DOTTED.items()]
    rules += [(rf"\b{short}\b\.?", f" {words} ") for short, words in _PLAIN.items()]
    rules += list(_SIGNS.items())
    return (*((re.compile(pattern, re.IGNORECASE), words) for pattern, words in rules), _INITIAL_DOT)


_RULES = _compiled()


def in_full(text: str) -> str:
    """Return a text with its abbreviations said in full; its figures stay for the rules of numbers."""
    for pattern, words in _RULES:
        text = pattern.sub(words, text)
    return text

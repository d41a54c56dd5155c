"""The words of a message as the question about a report is asked with them, however they are spelled.

Short, spoken and regional forms come from the word lists the dialogue reads with; here is only what stands for the same
thing in this one question. Source: the examples of `data/`, those of the held-out set are not among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

QUESTION, NUMBER = "?", "#"
# Lists of words, not code: the dialogue and the gateway know the same.
_LISTS = Path(__file__).parent.parent / "bot" / "nlu"

# A word, and what stands for it in this question.
_MEANT = {
    form: word
    for word, forms in {
        "kapan": "kapankah bilo pabilo pabila pidan",
        "berapa": "berape berapo barapo bara pirang",
        "jam": "pukul",
        "menit": "mnt",
        "lagi": "deui maneh meneh malih lai",
        "lama": "lami lamo lame longer",
        "belum": "belon belom alun dereng",
        "sudah": "telah alah tos sampun suba atos parantos su",
        "masih": "tetap keneh esih",
        "tidak": "ra nda kadak indak",
        "nyala": "menyala hidup hurung iduik murub dinyalakan dihidupkan terang nyalo",
        "selesai": "beres kelar rampung tuntas normal pulih teratasi dinormalkan dipulihkan salasai pragat rengse",
        "diperbaiki": "memperbaiki perbaiki dikerjakan dikerjain mengerjakan ngerjain ditangani menangani diproses"
        " ditindaklanjuti menindaklanjuti diurus diatasi dibenahi digarap dieksekusi",
        "perbaikan": "penanganan pengerjaan pemulihan penyelesaian pengecekan restoration repairs fixing",
        "diterima": "masuk tercatat terdaftar diteruskan dibaca terkirim antri antre antrian antrean ditanggapi"
        " direspon direspons dikonfirmasi diverifikasi",
        "petugas": "petugasnya petugase teknisi tim regu tukang patugas orangnya mobil kru pegawai",
        "datang": "tiba teka tibo dateng kesini kemari",
        "tampak": "kelihatan keliatan terlihat nongol muncul nampak",
        "sampai": "hingga tekan dugi nepi nganti ngantek",
        "jalan": "perjalanan berangkat meluncur mangkat budhal miang majalan menuju",
        "dikirim": "ditugaskan diutus diberangkatkan diarahkan",
        "dekat": "jauh deket far nearby",
        "estimasi": "perkiraan target kepastian kejelasan prediksi est eta deadline durasi",
        "laporan": "pengaduan aduan tiket keluhan lap lapuran komplain komplen",
        "progres": "progress perkembangan kelanjutan tahap tahapan",
        "proses": "hasil",
        "kabar": "kondisi nasib berita",
        "update": "terbaru",
        "posisi": "lokasi keberadaan",
        "mana": "dimana dima pundi dija endi ndi mane mano kemana manakah",
        "bagaimana": "bagaimanakah baa cemana cakmano kayapa kenken gimane",
        "apakah": "adakah any",
        "listrik": "listrike aliran arus",
        "lampu": "penerangan",
        "saya": "aku kami gue gw kita kula abdi tiang kuring ulun beta aye awak me",
        "padam": "gelap gelapan gulita",
        "halo": "hai hi hy hlo p permisi punten assalamualaikum alaikum salam shalom dear yth",
        "pak": "bapak bang bu ibu kak kakak mas mbak min admin gan bos boss bosku kang akang teh neng aa mang mamang"
        " uda nak lae da bli bah om tante cak ndan bro sis cs gaes guys",
        "ya": "iya nggih yo",
        "sini": "rene mrene dieu",
        "ke": "to",
        "kira": "kinten kiro kisaran roughly approximately",
        "pasti": "tepat persis exactly",
        "biasanya": "usually normally",
        "butuh": "take takes",
        "sekarang": "mangkin kini",
        "lacak": "tracking track pantau",
        "cek": "dicek lihat tengok",
        "info": "informasi penjelasan keterangan",
        "tanya": "menanyakan bertanya tanyakan",
        "tahu": "mengetahui penasaran idea",
        "jawab": "dijawab jawaban balas dibalas respon",
        "jadi": "janten sido",
        "magrib": "asar ashar zuhur dzuhur isya subuh sahur",
        NUMBER: "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas",
    }.items()
    for form in forms.split()
}
_PHRASES = {"tindak lanjut": "progres", "teu acan": "belum", "beri tahu": "beritahu", "follow up": "progres"} | {
    "kalau boleh": "boleh",
    "kalo boleh": "boleh",
    "orang pln": "petugas",
    "'s": "",
}
# What is hung on to a word without changing what is asked.
_ENDINGS = ("nya", "nye", "nyo", "ny", "ne", "na", "ku", "lah", "kah", "e")
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*|\d+|\?")
_STRETCHED, _PAIR, _TWICE = re.compile(r"(\w)\1{2,}"), re.compile(r"(\w)\1"), re.compile(r"([^\W\d_]{3,})2\b")
# Words so long that a slip leaves no other one standing.
_LONG = (
    *("petugas", "laporan", "estimasi", "perbaikan", "listrik", "selesai"),
    *("berapa", "status", "progres", "posisi", "kembali", "sekarang"),
)
# So many digits are a time or a span, not a number that names something.
_FEW_DIGITS = 2


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in ("english.tsv", "lexicon.tsv"):
        for line in (_LISTS / name).read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                forms, full = line.split("\t")
                found.update(dict.fromkeys(forms.split(), tuple(full.split())))
    return found


def read_words(text: str, known: Collection[str]) -> list[str]:
    """Return the words of a text by what they stand for, `?` and `#` (a short number) among them.

    A word that is not known is as it was written, and a long number stays as it is.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    for phrase, word in _PHRASES.items():
        plain = plain.replace(phrase, word)
    return [word for raw in _WORD.findall(_TWICE.sub(r"\1", plain)) for word in _meant(raw, known)]


def _meant(raw: str, known: Collection[str]) -> Iterator[str]:
    if raw.isdigit():
        yield NUMBER if len(raw) <= _FEW_DIGITS else raw
        return
    if raw == QUESTION:
        yield raw
        return
    if (meant := _MEANT.get(raw, raw)) in known:
        # Before the lists: "eta" asks for the time, where elsewhere it may be Sundanese for "that".
        yield meant
        return
    for form in (raw, _STRETCHED.sub(r"\1", raw), _PAIR.sub(r"\1", raw)):
        words = [_one(word, known) for word in _lists().get(form, (form,))]
        if all(word in known for word in words):
            yield from words
            return
    yield raw


def _one(word: str, known: Collection[str]) -> str:
    bases = (word.removesuffix(ending) for ending in ("", *_ENDINGS) if word.endswith(ending))
    forms = (form for base in bases for form in (base, *_lists().get(base, ())[:1]))
    found = (meant for form in forms if (meant := _MEANT.get(form, form)) in known)
    return next(found, None) or next((long for long in _LONG if _slipped(word, long)), word)


def _slipped(word: str, meant: str) -> bool:
    """Tell whether a letter is left out, or two neighbours are exchanged."""
    if len(word) == len(meant) - 1:
        return any(meant[:at] + meant[at + 1 :] == word for at in range(len(meant)))
    apart = [at for at, pair in enumerate(zip(word, meant, strict=False)) if pair[0] != pair[1]]
    return len(word) == len(meant) and len(apart) == 2 and word[apart[0]] + word[apart[1]] in meant

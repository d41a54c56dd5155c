"""Correct a slip of one letter, or vowels left out, in the words that matter for a power outage."""

import re
from functools import lru_cache

from bot.nlu.vocabulary import words

#: The words worth a correction: long enough that a slip of one letter leaves no other word standing.
_WORDS = words(
    """
    listrik listriknya petugas petugasnya laporan laporannya meteran tetangga tetangganya gangguan pelanggan
    padamnya padamkan dipadamkan menyala menunggu ditunggu kendala tegangan korsleting kebakaran terbakar
    percikan perbaikan diperbaiki perbaiki estimasi perkiraan ditangani penanganan pengaduan dibatalkan
    aplikasi telepon alamatnya nomornya sekarang kemarin sampai barusan kecamatan kelurahan perumahan komplek
    rumahnya lingkungan menyalakan lampunya tiangnya kabelnya tokennya tagihan terima terputus sendirian
    bagaimana kenapa berapa sebentar secepatnya kepastian dihubungi menghubungi tersengat kesetrum setrum
    trafonya melapor dilaporkan melaporkan setengah tolong datang pulsa meledak ledakan sekampung
    oksigen ventilator nebulizer inkubator konsentrator kesetrum tersetrum meleleh berasap terendam kebanjiran
    menjuntai gosong
    """
)

#: Real words one letter away from one of those.
_REAL = words(
    """
    malam salam dalam batang matang petang datar datangi dating dagang ketupat lembaran berada berupa merata berasa
    kesana kelapa kecapa kendali tagih ganggu gangguin laporkan laporin lapangan labaran lamaran lapisan sampan
    sampah sampaikan rampai sarapan perhatian perkirakan perairan perubahan pengajuan perbankan pelapor terimalah
    nerima diterima terika dibakar terbayar sekaran menyela menyalak menyalahkan menanggung bolong dolong tolol
    lolong todong potong kolong dorong gotong pulas pulau putus puasa pesanan persatuan menyalurkan meledek ledekan
    sendirikan disetrum kestrum aplikator pula karena pertama kenangan kejadian masih komplen komplain kompleks
    veteran trim kosong bosong terpendam terpendamnya melelah kestrum
    kemari semarang kendal siangnya bagusan kelarin bebrapa bbrapa labelnya lampungnya ramahnya tersangat tersangka
    """
)

_SHORTEST = 5
#: Words that are often written without some of their vowels, beside those above: "sndri", "tetnga", "pnya".
_SHORTENED = words(
    """
    sendiri rumah punya kelihatan meternya mungkin sebelah semua lampu mohon gelap bantu belum tidak hanya cuma
    """
)
_VOWELS = re.compile("[aeiou]")
_PAIR = re.compile(r"(\w)\1")
#: So many consonants tell a word from others, the first letter counted in any case.
_FEWEST_BONES = 3


def _deletions(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, str]:
    """Index every word by its spellings with one letter missing; a spelling of two words is dropped."""
    index: dict[str, str] = {}
    doubtful: set[str] = set()
    for word in sorted(_WORDS):
        for spelling in {word, *_deletions(word)}:
            if index.setdefault(spelling, word) != word:
                doubtful.add(spelling)
    for spelling in doubtful - _WORDS:
        del index[spelling]
    for word in _WORDS:
        index[word] = word
    return index


def _bones(word: str) -> str:
    """Return the first letter and the consonants behind it, each once where it stands doubled."""
    single = _PAIR.sub(r"\1", word)
    return single[:1] + _VOWELS.sub("", single[1:])


@lru_cache(maxsize=1)
def _by_bones() -> dict[str, str]:
    """Index the words by their consonants; consonants of two words are dropped."""
    index: dict[str, str] = {}
    doubtful: set[str] = set()
    for word in sorted(_WORDS | _SHORTENED):
        bones = _bones(word)
        if index.setdefault(bones, word) != word:
            doubtful.add(bones)
    return {bones: word for bones, word in index.items() if bones not in doubtful and len(bones) >= _FEWEST_BONES}


def _with_vowels(word: str) -> str:
    """Return the word meant by one that lacks some of its vowels; else `word` itself."""
    meant = _by_bones().get(_bones(word))
    left = iter(meant or "")
    # All its letters stand in the word meant, in this order.
    return meant if meant and len(word) < len(meant) and all(letter in left for letter in word) else word


def corrected(word: str) -> str:
    """Return the word meant: one letter missing, added, wrong, or two exchanged, or vowels left out; else `word`."""
    if word in _WORDS or word in _SHORTENED or word in _REAL or len(word) > 16:
        return word
    return _one_slip_mended(word) if (meant := _with_vowels(word)) == word else meant


def _one_slip_mended(word: str) -> str:
    if len(word) < _SHORTEST:
        return word
    index = _neighbours()
    for spelling in (word, *sorted(_deletions(word))):
        meant = index.get(spelling)
        if meant is not None and len(meant) >= _SHORTEST and _alike(word, meant):
            return meant
    return word


def _alike(word: str, meant: str) -> bool:
    """Like `one_slip`; a wrong first letter counts only where all others are right."""
    return one_slip(word, meant) and (word[0] == meant[0] or word[1:] == meant[1:])


def one_slip(word: str, meant: str) -> bool:
    """Say whether one letter is missing, added or wrong, or two neighbours are exchanged."""
    if len(word) != len(meant):
        shorter, longer = sorted((word, meant), key=len)
        return len(longer) - len(shorter) == 1 and shorter in _deletions(longer)
    different = [place for place, (ours, theirs) in enumerate(zip(word, meant, strict=True)) if ours != theirs]
    if len(different) == 1:
        return True
    if len(different) != 2 or different[1] - different[0] != 1:
        return False
    first, second = different
    return word[first] == meant[second] and word[second] == meant[first]

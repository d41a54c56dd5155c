"""Correct a slip of one letter in the words that matter for a power outage."""

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
    kosong bosong terpendam terpendamnya melelah kestrum
    kemari semarang kendal siangnya bagusan kelarin bebrapa bbrapa labelnya lampungnya ramahnya tersangat tersangka
    """
)

_SHORTEST = 5


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


def corrected(word: str) -> str:
    """Return the word meant by `word`: one letter missing, added, wrong, or two exchanged; else `word` itself."""
    if len(word) < _SHORTEST or word in _WORDS or word in _REAL or len(word) > 16:
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

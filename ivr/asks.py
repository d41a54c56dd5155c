"""The commonest question, known without the dialogue: how does my report stand (Source: procedure.md ST-2).

Written for precision: every word of a message must be one that is listed here, so that whoever says more than the
question goes the ordinary way.
"""

from __future__ import annotations

from enum import Enum, auto
from itertools import pairwise

from danger.judge import Verdict, danger_in
from ivr.chat_words import NUMBER, QUESTION, read_words

# A longer message says more than the question.
MOST_WORDS = 16


class Asks(Enum):
    """What a message that is nothing else asks for."""

    WHEN = auto()  # the time
    STATE = auto()  # all there is, the officer among it
    HELLO = auto()  # nothing yet
    DARK = auto()  # it says that nothing was done yet, or that it is still dark


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_POLITE = _set(
    "pak ya dong sih nih tuh kok deh kah kira kita mohon tolong maaf tahu mau ingin numpang izin ijin tanya"
    " coba boleh bisa dapat minta kasih info sekarang ini itu yang di untuk saya jadi"
    " lihat cek kembali terus apakah gangguan pln harus perlu butuh tunggu menunggu ditunggu akan segera secepatnya"
    " saat mulai sebenarnya nya woi mi ki hari paling cepat lambat maksimal"
)
_HELLO = _set("halo selamat pagi siang sore malam wr wb assalamu")
_THING = _set("listrik lampu rumah")
_LIT = _set("nyala selesai diperbaiki perbaikan")
_TIME = _set("kapan jam berapa estimasi lama waktu masih lagi menit sampai datang tidak")
_OFFICER = _set("petugas mana posisi jalan sudah belum")
_REPORT = _set("laporan status progres bagaimana")
_OFF = _set("mati padam")
_STILL = _set("masih belum juga ada tadi dari kabar")
# What the short statements are made of: they may change a report (ST-3).
_PLAIN = _POLITE | _HELLO | _THING | _LIT | _TIME | _OFFICER | _REPORT | _OFF | _STILL
# What stands beside a question and changes nothing of it.
_BESIDE = _set(
    "banget amat sangat saja lah loh lho lo ah oh aduh astaga buset ampun mah besok nanti kemarin semalam magrib tengah"
    " sebelum sejak atau apa terima biasanya pasti jelas sampaikan disampaikan dikasih diinfokan infokan beritahu"
    " diberitahu kabari dikabari kabarkan beri diberi diberikan berikan bantu dibantu bantuan harap diharapkan dengan"
    " hormat kepada terkait terkini terakhir pada kan lacak update dulu atas anda kamu nian panas gerah kepanasan sumuk"
    " capek sabar proses selama tinggal sekitar sisa sini dalam dan menjadi memang begitu begini segini ke dekat"
    " diterima dikirim tampak bakal bakalan sedang hampir lebih kurang seharian semalaman berjam sekali pastikan"
    " memastikan menanti tempat mengganggu ganggu warahmatullahi wabarakatuh mungkin kemungkinan rencana semoga pung"
    " berarti kata lapor sistem waktu setengah sejam buruan cuma hanya jawab banyak sejauh standar sop sla batas"
    " berubah perubahan sesuai soalnya karena"
)
_ALL = _PLAIN | _BESIDE | {QUESTION, NUMBER}
_LOOK = _set("cek lihat info tanya lacak")
_WANTED = _set("mau ingin izin perlu bantu harus butuh")
_MOVES = _set("jalan datang dekat dikirim sampai tampak")
_HOW_LONG = tuple(map(_set, ("jam berapa", "berapa lama", "berapa menit", "berapa hari", "masih lama")))
_HANDLED = _set("diterima diperbaiki dikirim datang jalan selesai perbaikan progres")
# Dark once more; a lamp of the street; which of several.
_OTHER_PAIRS = {(off, anew) for off in _OFF for anew in ("lagi", "kembali")} | {("lampu", "jalan"), ("yang", "mana")}
_COUNTED = _set("setengah sejam") | {NUMBER}
_SPAN = _set("jam menit hari")
_MOMENT = _set("besok nanti malam pagi siang sore magrib sejam")
_PAST = _set("kemarin semalam")
# Behind these a message goes on asking; a "tidak" or "belum" before them is no question any more.
_TAIL = (
    _POLITE | _THING | _MOMENT | _set("laporan petugas perbaikan atau banget lah jam tadi sebelum") | {QUESTION, NUMBER}
)


def asks(text: str) -> Asks | None:
    """Return what a message asks for that asks for nothing but how its report stands; None for everything else."""
    words = read_words(text, _ALL)
    if not words or len(words) > MOST_WORDS or danger_in(text) is not Verdict.SILENT:
        return None
    said = set(words)
    if said - _ALL or not _numbers_are_times(words):
        return None
    if said <= _HELLO | _POLITE:
        return Asks.HELLO if said & _HELLO else None
    return _asked(words, said)


def _asked(words: list[str], said: set[str]) -> Asks | None:
    if _means_another(words, said):
        return None
    open_ended = _has_tag(words, "tidak")
    when = _asks_when(words, said, open_ended)
    if "tidak" in said and not (open_ended or (when and said & {"lama", "bisa"}) or {"petugas", "mana"} <= said):
        # "masih lama tidak" asks; elsewhere it denies something.
        return None
    is_plain = said <= _PLAIN | {QUESTION} and not _has_tag(words, "belum") and not {"petugas", QUESTION} <= said
    if is_plain and (_says_nothing_was_done(said) or (_says_dark(said) and "masih" in said and not when)):
        return Asks.DARK
    if "terima" in said and not when:
        # Thanks end a conversation.
        return None
    if _asks_state(words, said, when, open_ended):
        return Asks.STATE
    if when:
        return Asks.WHEN
    return Asks.DARK if is_plain and _says_dark(said) and "lagi" not in said and said & _THING else None


def _numbers_are_times(words: list[str]) -> bool:
    """Tell whether each short number stands beside a word of time: "3 jam", "jam 5", "jam 5 atau 6"."""
    return all(
        _SPAN & set(words[max(0, at - 2) : at + 3]) or words[at + 1 : at + 2] == ["rumah"]
        for at, word in enumerate(words)
        if word == NUMBER
    )


def _means_another(words: list[str], said: set[str]) -> bool:
    """Tell whether it is dark anew, a lamp of the street is meant, a report is to be made, or is chosen."""
    if _OTHER_PAIRS.intersection(pairwise(words)):
        return True
    if "lapor" in said:
        return not said & (_PAST | {"sudah", "tadi", "jam"}) or bool(said & (_WANTED | _OFF | {"dari", "sejak"}))
    # That it is said to be finished is told of a report that is not; "jam berapa tadi katanya" asks to hear it again.
    return "kata" in said and ("selesai" in said or not said & (_LIT | _MOVES | {NUMBER}))


def _has_tag(words: list[str], tag: str) -> bool:
    """Tell whether "tidak" or "belum" ends a question: behind it nothing else is said."""
    return any(word == tag and at > 0 and _TAIL.issuperset(words[at + 1 :]) for at, word in enumerate(words))


def _asks_when(words: list[str], said: set[str], open_ended: bool) -> bool:
    is_open = open_ended or bool(said & {"kah", QUESTION})
    asked = bool(said & {"kapan", "estimasi"}) or any(pair <= said for pair in _HOW_LONG)
    asked = asked or _asks_when_in_english(said)
    if said & {"tadi", "sekarang"} and not said & (_LIT | _MOVES):
        # "jam berapa sekarang" asks for the clock, "jam berapa tadi" to hear it again.
        return False
    asked = asked or ("lama" in said and is_open and "sudah" not in said)
    if not asked and not _names_moment(words, said, is_open) and not _wants_time(said):
        return False
    # "sampai kapan mati" asks for the end, "kapan mati" may be asked of an outage that was announced.
    return not said & _OFF or bool(said & ({"datang", "sampai", "lama"} | _LIT))


def _asks_when_in_english(said: set[str]) -> bool:
    """Tell whether it is "how long", "how soon" or "what time", read word by word."""
    if "bagaimana" in said:
        return bool("lama" in said and said & (_LIT | {"butuh", "banyak"})) or {"banyak", "jam"} <= said
    return {"apa", "waktu"} <= said and bool(said & _LIT or {"listrik", "kembali"} <= said)


def _names_moment(words: list[str], said: set[str], is_open: bool) -> bool:
    """Tell whether it is asked whether there is light by a time: "besok pagi sudah nyala belum"."""
    moment = said & _MOMENT or {"hari", "ini"} <= said or (said & _SPAN and said & _COUNTED)
    is_open = is_open or bool(said & {"apakah", "apa", "bisa"}) or ("sudah" in said and _has_tag(words, "belum"))
    ends = said & (_LIT | {"sampai"}) or {"akan", "kembali"} <= said
    return bool(moment) and bool(ends) and is_open and not said & (_PAST | {"tadi"})


def _wants_time(said: set[str]) -> bool:
    """Tell whether a time is wished for without a word that asks: "minta jam pastinya", "info nyala dong"."""
    if said & {"sudah", "belum", "tidak"} | said & _OFF:
        return False
    if {"jam", "pasti"} <= said:
        return True
    return bool(said & _LIT) and bool(
        "kira" in said or (said & {"waktu", "info"} and said & {"minta", "mohon", "info", "apa"})
    )


def _asks_state(words: list[str], said: set[str], when: bool, open_ended: bool) -> bool:
    not_yet = _has_tag(words, "belum")
    where = bool(said & {"mana", "posisi"})
    if "belum" in said and not (not_yet or when or ("petugas" in said and where)):
        # A complaint, not a question.
        return False
    if "sini" in said and not said & {"petugas", "jalan", "datang"}:
        return False
    yes_or_no = open_ended or (bool(said & {"sudah", "sedang", "masih"}) and not_yet)
    asked = yes_or_no or bool(said & {"kah", "apakah", "apa", QUESTION})
    if when and said & {"datang", "dikirim", "jalan", "sini"} and not said & (_LIT | _OFF):
        return True
    return (
        ("petugas" in said and _asks_officer(said, when, where, asked))
        or _asks_report(words, said, where, asked)
        or _asks_move(said, where, yes_or_no, not_yet)
        or _asks_handled(said, yes_or_no and not_yet)
    )


def _asks_officer(said: set[str], when: bool, where: bool, asked: bool) -> bool:
    if said <= _POLITE | _HELLO | {"petugas", "lacak", "posisi"} and said & {"lacak", "cek", "lihat"}:
        return True
    return when or where or bool(said & {"jalan", "dekat"}) or (bool(said & (_MOVES | {"jadi", "sini"})) and asked)


def _asks_report(words: list[str], said: set[str], where: bool, asked: bool) -> bool:
    if said & {"status", "progres"}:
        return "selesai" not in said
    if "update" in said:
        return not said & _WANTED and bool(said & {"ada", "bagaimana", "info"} or said <= _POLITE | {"update"})
    if "proses" in said or ("bagaimana" in said and said & {"diperbaiki", "perbaikan"}):
        return where or "bagaimana" in said
    if where and "perbaikan" in said:
        return True
    if "kabar" in said and (("ada" in said and asked) or said & {"update", "petugas", "perbaikan", "listrik"}):
        return True
    if "laporan" not in said or "ke" in said:
        return False
    if said <= _POLITE | _HELLO | _LOOK | _PAST | {"laporan", "tadi", QUESTION} and said & _LOOK:
        # "cek laporan", and no word of what else.
        return True
    told = where or (said & {"bagaimana", "kabar"} and not said & _OFF)
    done = any(word == "sudah" and behind in _HANDLED for word, behind in pairwise(words))
    return bool(told) or bool(said & _HANDLED and (asked or done))


def _asks_handled(said: set[str], not_yet: bool) -> bool:
    """Tell whether it is asked whether something is done: "sudah ditangani belum", "masih diproses?"."""
    return bool(said & _HANDLED) and (not_yet or bool(QUESTION in said and said & {"sudah", "masih"}))


def _asks_move(said: set[str], where: bool, yes_or_no: bool, not_yet: bool) -> bool:
    """Tell whether it is asked where somebody is who is not named: "sudah sampai mana", "jadi datang tidak"."""
    if where:
        is_bare = said <= _POLITE | _HELLO | {"posisi", "lacak", QUESTION} and bool(said & (_LOOK | {QUESTION}))
        return "sampai" in said or is_bare
    if not said & _MOVES or said & (_THING | _LIT | _OFF | {"jam"}):
        return False
    if not_yet or (yes_or_no and said & {"ada", "jadi"}):
        return True
    return QUESTION in said and bool(said & {"sudah", "masih", "jadi", "dalam"})


def _says_nothing_was_done(said: set[str]) -> bool:
    named = said & (_LIT | {"datang"}) or ("ada" in said and said & {"petugas", "progres", "kabar", "listrik"})
    # "belum nyala kok sudah selesai": that is said of another state of the report than the one meant here.
    denied = "sudah" in said or ("selesai" in said and len(said & _LIT) > 1)
    return "belum" in said and bool(named) and not denied and not said & _OFF


def _says_dark(said: set[str]) -> bool:
    moved = {"belum", "sudah", "datang", "sampai", "jalan", "kapan", "berapa", "estimasi"}
    return bool(said & _OFF) and not said & moved

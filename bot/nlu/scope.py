"""Find how many buildings are dark: one, several, or the whole neighbourhood. Source: procedure.md IN-1, IN-6."""

import re

from bot.nlu.findings import Finding
from bot.nlu.lines import Line

_AREA = (
    r"kampung|desa|rt|rw|komplek|perumahan|perum|kelurahan|kecamatan|gang|blok|jalan|dusun|lingkungan|kota|kabupaten"
    r"|daerah|wilayah|cluster"
)
_LIT = (
    r"(?:nyala|menyala|normal|aman|terang|tidak (?:mati|padam|kena|ada masalah)|ada (?:listrik|lampu)|hurung|murub|urip"
    r"|(?:stil+|are|is|all) (?:on|lit|fine|ok|okay)|have (?:power|electricity|lights?)|on semua)"
)
_DARK = r"(?:mati|padam|gelap|jegleg|belum nyala|tidak (?:nyala|menyala|ada listrik))"
_OURS = r"(?:saya|kami|gue|aku|ini|sini|kita|ku)"
_HOUSE = r"(?:rumah|bangunan|persil|ruko|toko|kios|warung|kos|kontrakan|gedung)"
_OTHERS = (
    r"(?:tetangga|tetangganya|sebelah|sekitar|kanan kiri|kiri kanan|(?:rumah|orang|yang) lain|lainnya|warga"
    r"|tatangga|tonggo|tanggi|neighbou?rs?|the others|next door)"
)
_DIGIT = r"(?:[2-9]|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_SINGLE = _any(
    # "cuma rumah saya", "hanya saya", "cuma satu rumah", but not "cuma satu kampung"
    rf"(?:cuma|hanya|khusus) (?:di |yang )?{_HOUSE}(?:nya|ku| {_OURS})",
    rf"(?:cuma|hanya|khusus) {_OURS}(?: (?:saja|sendiri|sendirian|yang|doang)|(?= {_DARK})|$)",
    rf"(?<!salah )(?:satu|1) {_HOUSE}\b(?! sakit)",
    rf"{_HOUSE}(?:ku| {_OURS}) (?:yang {_DARK} )?(?:saja|sendiri|sendirian)",
    rf"{_HOUSE} sendirian",
    rf"{_DARK} (?:cuma )?(?:sendiri|sendirian)",
    rf"sendirian? (?:yang )?{_DARK}",
    r"(?:only|just) (?:(?:my|our|this) (?:house|home|place|unit|shop|building|room)|mine|ours)",
    r"(?:my|our|this) (?:house|home|place|unit|shop|building) (?:only|alone)",
    # "tetangga nyala semua", "rumah lain tidak padam", "neighbours still have power"
    rf"{_OTHERS}(?: (?!tidak|belum|mati|padam|juga|ikut)\w+){{0,3}} {_LIT}",
    rf"(?:satu|se|1|seluruh|semua) ?(?:{_AREA})(?: (?!tidak|belum|mati|padam)\w+){{0,3}} {_LIT}",
)
_SEVERAL = _any(rf"(?:{_DIGIT}|beberapa|sebagian|sebagian kecil) {_HOUSE}")
_WIDER = _any(
    rf"(?:satu|1|se|seluruh|semua|beberapa|sebagian) ?(?:{_AREA})\b(?! \w\b)",
    # "tetangga juga mati", "pada mati tetangga", "mati semua"
    rf"(?:tetangga|sebelah)\w*(?: (?!nyala|menyala|tidak|normal|aman)\w+){{0,3}} {_DARK}",
    rf"(?:juga|pada|semua|sama) {_DARK} tetangga\w*",
    rf"(?<!saya )(?<!kami ){_DARK}(?:nya)? (?:semua|semuanya|massal|serentak|meluas|sekampung)",
    rf"(?<!jam )(?<!pukul )(?:semua|seluruh|banyak|puluhan|belasan|[1-9]\d+) {_HOUSE}\b(?! saya)",
    rf"(?:semua|seluruh|banyak|puluhan) (?:warga|tetangga) {_DARK}",
    rf"(?:{_AREA}) {_OURS}(?: \w+){{0,3}} {_DARK}",
    r"(?:whole|entire|all the) (?:street|block|neighbou?rhood|complex|village|area|cluster)",
    r"neighbou?rs?(?: \w+){0,3} (?:too?|also|as well|dark|either)",
    r"meluas",
)
# A whole neighbourhood said to be dark; "jalan satu" of an address is none.
_DARK_AROUND = _any(
    rf"(?:satu|1|se|seluruh|semua) ?(?:{_AREA})(?: (?!nyala|menyala|tidak|belum|normal|aman|hurung|murub)\w+){{0,2}}"
    rf" (?:{_DARK}|semua|semuanya)(?! {_LIT})",
    rf"{_DARK}(?:nya)? (?:satu|1|se|seluruh|semua) ?(?:{_AREA})",
    rf"(?:tetangga|sebelah)\w*(?: (?!nyala|menyala|tidak|belum|normal|aman)\w+){{0,3}} {_DARK}",
    rf"(?:semua|seluruh|banyak|puluhan|belasan) {_HOUSE}\b(?! {_OURS})(?: \w+){{0,2}} {_DARK}",
)
# "Mine alone", said as such; "satu rumah" or neighbours who have light are none of it.
_MINE_ALONE = _any(
    rf"(?:cuma|hanya|khusus) (?:di |yang )?{_HOUSE}(?:nya|ku| {_OURS})",
    rf"{_HOUSE}(?:ku| {_OURS}) (?:yang {_DARK} )?(?:saja|sendiri|sendirian)",
)
# Enough where just this was asked, in the languages of the islands too: "sendirian", "tetangga juga".
_ALONE = _any(
    r"sendiri(?:an)?",
    "saja",
    "doang",
    rf"(?:cuma|hanya) {_OURS}",
    r"(?:only|just) (?:my|mine|our|ours|this|me|house|home)\w*",
    # Jawa, Sunda, Minang, Bali, Banjar, Batak, Makassar
    "d(?:h)?ewe(?:an)?|ijen|thok|tok|nyalira|sorangan|wungkul|surang|padidi|dogen|saurang(?:an)?|sandiri|kale-?kale",
)
_TOO = _any(
    rf"(?<!nyala )(?<!normal )(?<!terang )(?<!aman )(?:juga|semua(?:nya)?)(?! {_LIT})",
    rf"satu (?:{_AREA})",
    "everyone|everybody|all of|whole",
    "kabeh|sadaya|sadayana|sakabeh|kasadonyo|makejang|sabarataan|sude",
)
# Denied, or believed before one looked outside.
_NOT = frozenset({"bukan", "tidak", "belum", "kirain", "kukira", "kalau"})
# The value of a message that contradicts itself.
UNCLEAR = "unclear"


def find_scope(line: Line, *, asked: bool = False) -> list[Finding]:
    """Return `scope` once: "single" outweighs "several", that outweighs "wider".

    Single buildings are too often filed under a wide outage; a neighbour who has light decides. Who says at once that
    all around is dark and that it is one's own house alone has been misheard, a "bukan" got lost: "unclear". `asked`
    says that the bot asked for it, so a bare word tells.
    """
    around, alone = _first(line, _DARK_AROUND), _first(line, _MINE_ALONE)
    if around and alone:
        return [line.finding("scope", UNCLEAR, min(around.start(), alone.start()), max(around.end(), alone.end()))]
    readings = [("single", _SINGLE), ("several", _SEVERAL), ("wider", _WIDER)]
    if asked:
        readings += [("wider", _TOO), ("single", _ALONE)]
    for value, pattern in readings:
        if match := _first(line, pattern):
            return [line.finding("scope", value, match.start(), match.end())]
    return []


def _first(line: Line, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Return the first place that says so and is not denied."""
    for match in pattern.finditer(line.text):
        before = line.text[: match.start()].rsplit(maxsplit=1)[-1:]
        if not (before and before[0] in _NOT):
            return match
    return None

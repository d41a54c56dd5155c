"""Find that the power is back at the customer's own place, said by themselves. Source: procedure.md CF-5.

Written for precision: who asks, hopes, doubts, quotes or speaks of the neighbours says no such thing, and one word of
darkness in the message is enough to leave it out.
"""

import re

from bot.nlu.findings import Finding
from bot.nlu.lines import Line
from bot.nlu.tokens import Token

KIND = "power"
ON = "on"
_LIT = r"(?:menyala|nyala|normal|pulih|terang|on|murub|hurung|caang|byar|lit|hidup|idup|iduik)(?:nya)?"
_POWER = r"(?:listrik|lampu|arus|aliran|strum|setrum|pln)(?:nya)?"
_BACK = re.compile(
    rf"\bsudah (?:(?:pada|mulai|bisa|kembali|lagi|ikut) )?{_LIT}\b"
    rf"|\b{_POWER} (?:kami |saya |di rumah |rumah )?sudah (?:ada|masuk|kembali|datang|oke|aman)\b"
    rf"|\bsudah (?:ada|masuk|kembali|datang) {_POWER}\b"
    rf"|\b{_POWER} (?:kembali|lagi) {_LIT}\b"
    r"|\bpower (?:is )?(?:back|nyala)\b"
)
_NOT_THEIRS = re.compile(
    # not yet, or no longer
    r"\b(?:belum|padam|mati|gelap|petang|peteng|pareum|poek|jegleg|redup|kedip\w*|byarpet|cuma|hanya|sebagian|separuh"
    r"|sebentar|sementara|kecuali"
    # asked, hoped, conditional, told by others
    r"|kapan|berapa|apa|apakah|kenapa|mengapa|bagaimana|mana|kah|kalau|jika|bila|semoga|mudah|moga|biar|supaya|agar"
    r"|harus\w*|mestinya|katanya|kata|bilang\w*|infonya|padahal|tapi|namun|masa|kok|status\w*|sistem|aplikasi"
    # of other places and things
    r"|tetangga\w*|sebelah|lain|lainnya|orang|warga|sana|depan|belakang|seberang|jalanan|mcb|saklar|sekring|meter\w*|kwh"
    r"|indikator|kompor|genset|ac|pompa|token|tagihan|tegangan|voltase|petugas datang"
    r"|not|still|off|out|gone|but|when|if)(?:nya)?\b"
)
# "Laporan padam" names the report, "tidak usah datang" refuses the officer: neither says how it is now.
_HARMLESS = re.compile(
    r"\b(?:laporan|lapor|aduan|pengaduan|tiket|gangguan) (?:saya |listrik )*(?:padam|mati lampu|mati)\b"
)


def find_restored(line: Line, tokens: list[Token]) -> list[Finding]:
    """Return `power` with the value `on` where the message says so, once."""
    if any(token.word == "?" for token in tokens):
        return []
    text = _HARMLESS.sub(lambda found: "x" * len(found[0]), line.text)
    said = _BACK.search(text)
    if said is None or _NOT_THEIRS.search(text):
        return []
    return [line.finding(KIND, ON, *said.span())]

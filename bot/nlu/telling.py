"""Find how somebody wants to be told: "kabari lewat WA saja", "jangan telepon", "tidak usah dikabari"."""

import re
from collections.abc import Iterator

from bot.nlu.findings import Finding
from bot.nlu.lines import Line

KIND = "kabar"
_WAYS = {"wa": "whatsapp", "telepon": "voice", "ditelepon": "voice", "menelepon": "voice"}
_WAY = r"(?P<way>wa|telepon)\b"
_BY = r"(?:lewat|via|melalui|pakai|dengan|di|ke)"
_TELL = r"(?:kabari|kabarin|kabarkan|beritahu|beritahukan|beri tahu|infokan|infoin|informasikan|hubungi)"
_VERB = rf"(?:{_TELL}|kirim|kirimkan|kirimin)"
_PASSIVE = r"(?:dikabari|dikabarin|diberitahu|diberi tahu|diinfokan|diinformasikan|dihubungi|dikirimi)"
_NOUN = r"(?:(?:kabar|info|informasi|notifikasi|pemberitahuan)(?:nya)?)"
_REFUSED = r"\b(?:jangan|tidak (?:usah|perlu|mau|ingin|butuh))(?: (?:di|saya|sampai))?"
# A few words at most between the verb and the way, within one sentence.
_GAP = r"(?:(?!wa\b|telepon\b|\.)\S+ ){0,4}"
# Who tells what was done wishes nothing: "sudah saya hubungi lewat telepon".
_NOT_DONE = "".join(rf"(?<!\b{word} )" for word in ("saya", "sudah", "kami", "coba", "pernah", "kita", "yang"))
_WISHED = (
    re.compile(rf"{_NOT_DONE}\b{_VERB} {_GAP}{_BY} {_WAY}"),
    re.compile(rf"\b(?:mau|minta|ingin|tolong|mohon|bisa|boleh|suka) {_PASSIVE} {_GAP}{_BY} {_WAY}"),
    re.compile(rf"{_NOT_DONE}\b(?:{_VERB}|{_PASSIVE}|{_NOUN}) {_GAP}(?:{_BY} )?{_WAY} saja\b"),
)
_WAY_REFUSED = re.compile(
    rf"{_REFUSED} (?:{_VERB} |{_PASSIVE} )?(?:saya )?(?:{_BY} )?(?P<way>wa|telepon|ditelepon|menelepon)\b(?! nomor)"
)
_ALL_REFUSED = re.compile(rf"{_REFUSED} (?:{_TELL}|{_PASSIVE}|(?:kirim |diberi )?{_NOUN})\b(?! nomor)")
_ONLY = re.compile(rf"\b{_WAY} saja\b")
_POLITE = r"(?:ya|iya|oke|baik|pak|bu|bapak|ibu|kak|mas|mbak|min|dong|deh|tolong|mohon|terima|kasih|kalau|bisa|mending)"
_NOTHING_ELSE = re.compile(rf"(?:{_POLITE} )*(?:{_BY} )?{_WAY} saja(?: {_POLITE})*(?: \.)*")
# "Let one of your people call me" asks for a human, not for notices.
_HUMAN = re.compile(r"\b(?:cs|cso|orang\w*|operator\w*|petugas\w*|admin\w*|manusia|customer|balik)\b")


def find_telling(line: Line) -> Iterator[Finding]:
    """Return the wish as `kabar`: `whatsapp`, `voice`, `none`, or `not_voice` and `not_whatsapp`; once at most."""
    text = line.text
    refused = _WAY_REFUSED.search(text)
    if refused:
        # "jangan telepon, WA saja" names the other way, too.
        other = next((found for found in _ONLY.finditer(text) if found.start() >= refused.end()), None)
        value = _WAYS[other["way"]] if other else f"not_{_WAYS[refused['way']]}"
        yield line.finding(KIND, value, refused.start(), (other or refused).end())
        return
    if none := _ALL_REFUSED.search(text):
        yield line.finding(KIND, "none", *none.span())
        return
    found = next(filter(None, (pattern.search(text) for pattern in _WISHED)), None) or _NOTHING_ELSE.fullmatch(text)
    if found and not (found["way"] == "telepon" and _HUMAN.search(text)):
        yield line.finding(KIND, _WAYS[found["way"]], *found.span())

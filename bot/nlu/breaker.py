"""Find whether the circuit breaker at the meter is up. Source: procedure.md IN-1."""

import re

from bot.nlu.findings import Finding
from bot.nlu.lines import Line

_DEVICE = r"(?:mcb|mcbnya|sekring|sekringnya|saklar|saklarnya|breaker)"
_METER = r"(?:meteran|meterannya|meternya|kwh)"
_UP = r"(?:naik|naikkan|dinaikkan|naikin|dinaikin|normal|aman|on|nyala|menyala|ke atas|di atas|atas|dicek|cek|oke)"
_DOWN = r"(?:turun|jegleg|trip|ngetrip|off|jatuh|lepas|drop|ke bawah|di bawah|bawah|terputus)"
_SAID = re.compile(
    rf"\b(?:{_DEVICE}((?: \w+){{0,3}}?) (?:({_UP})|({_DOWN}))"
    rf"|{_METER}((?: \w+){{0,2}}?) (?:(naik|normal)|(turun|jegleg|trip)))\b"
)
_SAID_BEFORE = re.compile(rf"\b(sudah(?: \w+)? (?:naik\w*|dinaik\w+|cek|dicek)|turun|jegleg) {_DEVICE}\b")
_TRIPS = re.compile(r"\b(tidak )?(?:jegleg|ngetrip)\b|\b(?:tidak (?:bisa|mau)|susah) (?:dinaik\w+|naik\w*)\b")
# Jawa, Sunda, Minang, Bali and English: up, down.
_UP_ELSEWHERE = r"naek|naekin|naiak|munggah|(?:di)?unggah(?:ke|no)?|dhuwur|nduwur|di ?luhur|menek|up|fine"
_DOWN_ELSEWHERE = r"mudhun|medhun|mudun|ngisor|di ?handap|tuun|down"
_ANSWER = re.compile(rf"\b((?:tidak|belum|bukan) (?:\w+ )?)?(?:({_UP}|{_UP_ELSEWHERE})|({_DOWN}|{_DOWN_ELSEWHERE}))\b")
_NOT = frozenset({"bukan", "tidak", "belum"})


def find_breaker(line: Line, *, asked: bool) -> list[Finding]:
    """Return `mcb` as "on" or "tripped"; `asked` says that the bot asked, so the word MCB may be missing."""
    if match := _SAID.search(line.text):
        between, rises = match.group(1) or match.group(4) or "", match.group(2) or match.group(5)
        turned = rises not in {"cek", "dicek"} and any(word in _NOT for word in between.split())
        up = (rises is not None) != turned
    elif match := _SAID_BEFORE.search(line.text):
        up = match.group(1).startswith("sudah")
    elif match := _TRIPS.search(line.text):
        up = match.group(1) is not None
    elif asked and (match := _ANSWER.search(line.text)):
        up = (match.group(2) is not None) != bool(match.group(1))
    else:
        return []
    return [line.finding("mcb", "on" if up else "tripped", *match.span())]

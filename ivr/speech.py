"""How the telephone speaks and listens (docs/voice-style.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse  # type: ignore[import-untyped]

from ivr.messages import printable, split

LANGUAGE = "id-ID"
VOICE = "Google.id-ID-Wavenet-A"
# The carrier takes 4,096 characters in one Say; nobody listens to half of it.
MAX_SAY = 2000
# Below this the recogniser guesses: asking again is kinder than acting on it. It reports 0 where it has no figure.
LEAST_CONFIDENCE = 0.3
_DIGITS = "nol,satu,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan"
_DIGIT_GROUPS = "kosong,dobel,double,puluh,belas"
_YES_NO = "ya,iya,betul,benar,sudah,tidak,bukan,belum,salah,setuju"
_SCOPE = "rumah saya saja,sendiri,tetangga menyala,tetangga juga padam,satu gang,satu kampung,semua padam"
_MCB = "naik,turun,di atas,di bawah,jeglek,tidak bisa naik,MCB,sekring,sakelar,tidak tahu"
_MATTERS = (
    "listrik padam,mati lampu,listrik mati,rumah saya padam,petugas belum datang,belum nyala,padam lagi,kapan nyala,"
    "posisi petugas,status laporan,nomor laporan,nomor pelanggan,ID pelanggan,nomor meter,MCB,meteran,token,"
    "ganti nomor telepon,ganti alamat,PLN Mobile,bicara dengan petugas,kebakaran,kabel putus,kesetrum"
)
_ADDRESS = "jalan,gang,nomor,RT,RW,kelurahan,kecamatan,perumahan,blok,kampung,desa,kabupaten,kota"


@dataclass(frozen=True, slots=True)
class Listening:
    """How to listen for one kind of answer; seconds. `speech_timeout` ends an answer after so much silence."""

    timeout: int
    speech_timeout: str
    one_key: bool
    hints: str


# Whoever reads twelve digits off a meter pauses between the groups; a yes does not.
_LISTENING = {
    "free": Listening(5, "auto", True, f"{_MATTERS},{_YES_NO}"),
    "more": Listening(6, "auto", True, f"{_YES_NO},{_MATTERS}"),
    "yes_no": Listening(5, "auto", True, _YES_NO),
    "scope": Listening(5, "auto", True, f"{_YES_NO},{_SCOPE}"),
    "mcb": Listening(5, "auto", True, f"{_YES_NO},{_MCB}"),
    "choice": Listening(6, "auto", True, f"{_DIGITS},{_MATTERS}"),
    "stars": Listening(6, "auto", True, _DIGITS),
    "text": Listening(6, "3", True, f"{_ADDRESS},{_DIGITS}"),
    "name": Listening(6, "3", True, "nama saya,atas nama,bapak,ibu"),
    "address": Listening(6, "3", True, f"{_ADDRESS},{_DIGITS}"),
    "number": Listening(8, "3", False, f"{_DIGITS},{_DIGIT_GROUPS},tidak tahu,tidak punya"),
    "phone": Listening(8, "3", False, f"{_DIGITS},{_DIGIT_GROUPS},plus enam dua,nomor ini"),
}


def say(verb: VoiceResponse | Gather, texts: Iterable[str]) -> None:
    """Let a verb speak these texts."""
    for text in texts:
        for part in split(_speakable(text), MAX_SAY):
            verb.say(part, voice=VOICE, language=LANGUAGE)


def ask(texts: Iterable[str], action: str, expect: str, *, keys_only: bool) -> VoiceResponse:
    """Return a question: its text can be interrupted, and silence comes back to `action` too."""
    listening = _LISTENING[expect]
    options: dict[str, object] = {"num_digits": 1} if listening.one_key else {"finish_on_key": "#"}
    if not keys_only:
        options |= {
            "speech_timeout": listening.speech_timeout,
            "hints": listening.hints,
            "profanity_filter": False,
        }
    gather = Gather(
        input="dtmf" if keys_only else "dtmf speech",
        language=LANGUAGE,
        timeout=listening.timeout,
        action=action,
        method="POST",
        action_on_empty_result=True,
        **options,
    )
    say(gather, texts)
    response = VoiceResponse()
    response.append(gather)
    # For whoever ends a Gather without a result all the same.
    response.redirect(action, method="POST")
    return response


def _speakable(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*_~`#|<>]", " ", printable(text))).strip()

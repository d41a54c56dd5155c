"""Cut a message into its clauses: at signs, at connectives, and in speech, which has no signs, at openers."""

import re

_ENDS = re.compile(r"[.!?;\n]+|,")
_OPENERS = (
    r"kapan|kira kira|kira-kira|berapa lama|jam berapa|pukul berapa|estimasi\w*|sampai mana|sudah sampai|di ?mana"
    r"|petugas\w*|tolong|mohon|minta|mau|saya mau|saya juga|saya ingin|nomor|no hp|alamat|bisa|apakah|apa|ganti|tambah"
    r"|gimana|bagaimana|cara|laporan|status|cek|nanya|tanya|lapor|sambung\w*|hubungkan"
)
#: A connective parts clauses; the weak ones only where a new wish opens after them.
_JOINTS = re.compile(
    r"\b(?:sekalian(?: juga)?|oh ?(?:i?ya|y)|oiya|btw|satu lagi|selain itu|by the way)\b"
    rf"|\b(?:dan|trus|terus|trs|lalu|sama|jg|juga|tapi|tp|soalnya|abis itu)\b(?=\s+(?:{_OPENERS})\b)"
    # Speech: a question opens without a sign before it.
    r"|(?<=\w)\s+(?=kira[ -]kira\s+(?:kapan|jam|berapa)\b|kapan\s+(?:nyala|listrik|selesai|hidup|menyala|beres)"
    r"|(?:berapa lama|jam berapa)\s+(?:lagi|nyala|selesai|hidup|menyala|perbaikan)|mau tanya\b"
    r"|petugas\w*\s+(?:sudah |udah )?(?:di ?mana|sampai mana|dimana)\b)",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """Return the clauses of a message, those of one word joined to their neighbour."""
    parts = [part.strip() for end in _ENDS.split(text) for part in _JOINTS.split(end) if part and part.strip()]
    clauses: list[str] = []
    for part in parts:
        if clauses and len(part.split()) < 2:
            clauses[-1] += " " + part
        else:
            clauses.append(part)
    return clauses

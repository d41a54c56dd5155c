"""Answers to a notice that asked: is the power really back, how was the service (Source: procedure.md CF-1 to CF-3).

The question went out beside the dialogue, perhaps a day ago. It is found in the outbox, so that neither a restart nor a
message in between loses it; the dialogue hears a payload that names the report.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from desk.model import Offer, Session
from ivr.meaning import Meaning, taken_up
from tickets.model import Stage
from tickets.notices import CONFIRM, Notice

if TYPE_CHECKING:
    from bootstrap import System

STARS = 5
# The dialogue itself asks nothing then.
_NOTHING_ASKED = frozenset({"free", "more"})
_WORD = re.compile(r"[^\W_]+")
_YES = frozenset({"ya", "iya", "y", "sudah", "sdh", "udah", "udh", "betul", "benar"})
_NOT_YET = frozenset({"belum", "blm", "blum"})
_NO = _NOT_YET | frozenset({"tidak", "tdk", "enggak", "nggak", "ngga", "gak", "ga"})
_LIT = frozenset({"nyala", "menyala", "hidup"})
_DARK = frozenset({"padam", "mati", "gelap"})
_STILL = frozenset({"masih", "tetap"})
_AGAIN = frozenset({"lagi", "lg", "kembali"})
# What people put beside the answer.
_POLITE = frozenset({"pak", "bu", "bapak", "ibu", "kak", "min", "mas", "mbak", "terima", "kasih", "makasih", "trims"})
_BESIDES = _POLITE | {"listrik", "listriknya", "lampu", "lampunya", "rumah", "saya", "di", "ini", "juga"}
_BESIDES |= {"kok", "nih", "sih", "alhamdulillah"}
_KNOWN = _YES | _NO | _LIT | _DARK | _STILL | _AGAIN | _BESIDES


def of_message(system: System, caller: str | None, text: str, button: str | None, session: Session) -> Meaning | None:
    """Return what a message means as an answer to the last notice that asked, None where it is none.

    A button names its question. A number, a bare yes or no belongs to whatever asked last; "belum" and "masih padam" to
    the notice as long as the dialogue asks nothing.
    """
    if caller is None or not (button or _may_answer(text)):
        return None
    with system.uow() as uow:
        asked = uow.outbox.last_asked(caller)
        ticket = uow.tickets.get(asked[0]) if asked else None
    if asked is None or ticket is None or ticket.stage not in (Stage.NYALA, Stage.SELESAI):
        return None
    _, notice, sent_at = asked
    offers = offers_of(notice, ticket.no_lapor)
    # A list names its answers by their numbers.
    if button and button.isdigit() and notice not in CONFIRM:
        return next((Meaning(payload=it.payload) for it in offers if it.title == button), None)
    # The button of a template knows no number of a report: its payload repeats its words.
    if button and button != text:
        return next((Meaning(payload=offer.payload) for offer in offers if offer.payload == button), None)
    asked_last = not session.last_said or sent_at > session.seen_at
    if asked_last and (payload := taken_up(text, offers)):
        return Meaning(payload=payload)
    answer, explicit = lit(text)
    if notice not in CONFIRM or answer is None:
        return None
    return Meaning(payload=offers[not answer].payload) if asked_last or (explicit and _is_idle(session)) else None


def _may_answer(text: str) -> bool:
    """Tell whether words could answer any notice that asks; most messages cannot, and nothing is looked up for them."""
    return lit(text)[0] is not None or any(
        taken_up(text, offers_of(notice, "")) for notice in (CONFIRM[0], Notice.NILAI)
    )


def offers_of(notice: Notice, no_lapor: str) -> tuple[Offer, ...]:
    """Return the answers a notice offers, in the order of their numbers."""
    if notice in CONFIRM:
        return Offer("Ya", f"/setuju?no_lapor={no_lapor}"), Offer("Belum", f"/tolak?no_lapor={no_lapor}")
    if notice is Notice.NILAI:
        stars = range(1, STARS + 1)
        return tuple(Offer(str(n), f"/beri_rating?stars={n}&no_lapor={no_lapor}") for n in stars)
    return ()


def lit(text: str) -> tuple[bool | None, bool]:
    """Return whether a message of nothing else says that the power is back, and whether it can answer nothing else.

    None for what says more, or is unclear: that is for the dialogue, danger above all.
    """
    words = set(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
    explicit = bool(words & (_LIT | _DARK | _NOT_YET))
    if not words or words - _KNOWN:
        return None, False
    if words & _DARK:
        # "tidak padam lagi" may be either.
        unclear = words & _NO and not words & (_STILL | _NOT_YET)
        return (None, False) if unclear else (False, explicit)
    if words & _NO:
        return False, explicit
    if words & _STILL:
        return None, False
    return (True, explicit) if words & (_YES | _LIT) else (None, False)


def _is_idle(session: Session) -> bool:
    return session.expect in _NOTHING_ASKED and not session.offers

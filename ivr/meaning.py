"""What a customer's message means before the dialogue hears it: an offer taken up, a key, or words.

Only payloads the bot itself offered, and the few named here, ever become intents.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desk.model import Inbound, Offer, Session
from ivr.inbound import harmless
from ivr.reply import CLOSED

HUMAN = "/minta_cso"
HELP = "/bantuan"
REPEAT = "/ulangi"
DATA = "/beri_data"
STANDING_KEYS = {"0": HUMAN, "9": HELP, "*": REPEAT}
# Whoever says no more than this has answered a question, not told anything.
_BARE = {"ya", "iya", "y", "sudah", "betul", "benar", "setuju", "tidak", "bukan", "belum", "enggak", "nggak", "gak"}
_BARE |= {"salah", "satu", "dua", "tiga", "pak", "bu"}
_CHOICE = re.compile(r"(\d{1,2})\s*[.)]?")
_NOT_WORDS = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Exactly one of words and payload."""

    text: str | None = None
    payload: str | None = None


def of_message(inbound: Inbound, button: str | None, session: Session) -> Meaning | None:
    """Return what a WhatsApp message means, None if it is empty."""
    if button and button in session.offered:
        return Meaning(payload=button)
    text = inbound.text or ""
    if payload := taken_up(text, session.offers):
        return Meaning(payload=payload)
    if words := harmless(text):
        return Meaning(text=words)
    if inbound.attachments or inbound.place:
        return Meaning(payload=DATA)
    return None


def of_keys(keys: str, session: Session) -> Meaning | None:
    """Return what an entry on the keypad means, None if the question knows no such key.

    A single key is a choice, 0, 9 or star; what is longer is a number being keyed in.
    """
    if len(keys) > 1:
        digits = re.sub(r"\D", "", keys)
        return Meaning(text=digits) if digits else None
    if keys in STANDING_KEYS:
        return Meaning(payload=STANDING_KEYS[keys])
    if keys.isdigit() and int(keys) <= len(session.offers):
        return Meaning(payload=session.offers[int(keys) - 1].payload)
    # A list told by the bot is chosen from by its number, too, though no button stands for it.
    takes_digits = session.expect in {"number", "phone", "stars", "group"} or (
        session.expect == "choice" and not session.offers
    )
    return Meaning(text=keys) if keys.isdigit() and takes_digits else None


def of_speech(text: str, session: Session) -> Meaning | None:
    """Return what spoken words mean, None if there are none."""
    if payload := taken_up(text, session.offers):
        return Meaning(payload=payload)
    words = harmless(text)
    return Meaning(text=words) if words else None


def answers_question(meant: Meaning, session: Session) -> bool:
    """Tell whether this means nothing but as the answer to the present question: one of its offers, a yes, a no."""
    if meant.payload is not None:
        return any(offer.payload == meant.payload for offer in session.offers) and meant.payload != HUMAN
    words = _fold(meant.text or "").split()
    return session.expect in CLOSED and bool(words) and all(word in _BARE or word.isdigit() for word in words)


def taken_up(text: str, offers: tuple[Offer, ...]) -> str | None:
    """Return the payload of the offer named by its number (`2`, `2.`, keycap 2) or its title."""
    folded = _fold(text)
    if not folded:
        return None
    choice = _CHOICE.fullmatch(unicodedata.normalize("NFKC", text).replace("\ufe0f\u20e3", "").strip())
    if choice and 1 <= int(choice[1]) <= len(offers):
        return offers[int(choice[1]) - 1].payload
    return next((offer.payload for offer in offers if _fold(offer.title) == folded), None)


def _fold(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text)).casefold().split())

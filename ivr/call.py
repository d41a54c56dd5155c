"""A call, whatever carries it: what follows what was heard. A session is a call, a turn a question and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

import spoken
from desk.model import Handling, Reason, Session
from ivr import meaning, storm
from ivr.gateway import Gateway, LaterError, Turn
from ivr.hearing import Heard, Trust
from ivr.meaning import Meaning
from ivr.opening import opening
from ivr.reply import CONSENT, MORE, SPOKEN_ONLY

# Answers in vain in a row, to whichever question (HR-6): then other words and keys, then a human. So many silences in a
# row, and only keys are listened for: whoever spoke may go on speaking.
NARROW, HUMAN = 2, 3
SILENT = 2
MENU, NOT_UNDERSTOOD, ANYTHING_ELSE, FAREWELL = "utter_menu", "utter_maksud", "utter_ada_lagi", "utter_sampai_jumpa"


# How a question is narrowed whose answer was heard badly, by what it expects; of the rest the keys are told.
NARROWED = {
    "free": "bebas",
    "more": "bebas",
    "name": "nama",
    "address": "alamat",
    "text": "alamat",
    "number": "angka",
    "phone": "angka",
}
EXAMPLE_IS_ENOUGH = frozenset({"free", "more", "number", "phone", "name", "address"})
# What is said in place of a question that was put twice, by how it is narrowed; of offers the keys are told.
IN_OTHER_WORDS = frozenset({"nama", "alamat", "angka"})


class Then(Enum):
    """What happens after the texts of a step."""

    LISTEN = auto()
    TO_HUMAN = auto()
    HANG_UP = auto()
    HOLD = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """What the caller hears next, and what happens then.

    Where the step listens, `expect` tells for what (`ivr.reply.EXPECTATIONS`), `number` which question of the call it
    is, and `keys_only` that speech has failed. Where it holds, the answer to the message called `owed` is asked for
    again (`pick_up`) once the texts are said; `number` counts these requests.
    """

    texts: tuple[str, ...]
    then: Then
    expect: str = "free"
    number: int = 0
    keys_only: bool = False
    owed: str = ""


def greet(gateway: Gateway, session: Session) -> Step:
    """Open the call without waiting for the dialogue."""
    begin = opening(gateway, session.caller)
    session.ask(begin.texts, begin.expect, begin.offers)
    session.opened = begin.opened or None
    return question(session, begin.texts)


def answer(gateway: Gateway, turn: Turn, heard: Heard) -> Step:
    """Return what follows an answer: the dialogue's next question, the same one again, or a human."""
    session = turn.session
    meant = _meaning(heard, session)
    if meant is None:
        return stumble(gateway, turn, heard)
    session.silences = 0
    if heard.missed and meaning.answers_question(meant, session):
        # Nobody answers what was not asked yet: a yes belongs to something else.
        return question(session, heard.missed)
    if meant.payload == meaning.REPEAT and session.last_said:
        session.stumbles = 0
        return question(session, session.last_said)
    if heard.keys and meant.payload == meaning.HELP:
        session.stumbles = 0
        return menu(gateway, session, MENU)
    if stormy := storm.answer(gateway, turn, meant, is_sure=heard.trust in {Trust.KEYED, Trust.SURE}):
        return question(session, stormy.texts)
    try:
        return _put(gateway, turn, meant, heard.trust.value)
    except LaterError:
        # Who tells of danger does not wait for an answer (IN-7).
        if warned := gateway.warn(turn):
            return to_human([warned[0], gateway.say("utter_ke_cso_suara")])
        return _hold(gateway, turn, turn.key, 1)


def pick_up(gateway: Gateway, turn: Turn, owed: str, number: int) -> Step:
    """Return what follows a holding sentence: the answer to the message it was said for, or one more such sentence.

    `turn` is the request that came back for it (Source: procedure.md WT-3).
    """
    debt = gateway.system.waiting.owed(owed)
    if debt is None or debt.asked is None:
        # Answered meanwhile, in a request whose answer got lost.
        return question(turn.session, turn.session.last_said) if turn.session.last_said else without_dialogue(gateway)
    arrival = replace(turn.arrival, inbound=debt.inbound)
    mine = Turn(arrival, turn.session, turn.owner, turn.deadline)
    try:
        step = _put(
            gateway, mine, Meaning(debt.asked.text, debt.asked.payload), debt.asked.heard or Trust.UNKNOWN.value
        )
    except LaterError:
        return _hold(gateway, turn, owed, number + 1)
    turn.handling = mine.handling
    gateway.system.waiting.picked_up(debt, mine.handling, turn.session)
    return step


def _hold(gateway: Gateway, turn: Turn, owed: str, number: int) -> Step:
    if turn.key == owed:
        turn.handling = Handling.HELD
    key = "utter_mohon_tunggu" if number == 1 else "utter_masih_tunggu"
    return Step((gateway.say(key),), Then.HOLD, number=number, owed=owed)


def _put(gateway: Gateway, turn: Turn, meant: Meaning, heard: str) -> Step:
    """Put a turn to the dialogue and return what follows. Raises: LaterError."""
    session = turn.session
    reply = gateway.converse(turn, meant, heard=heard, vain=session.stumbles)
    # One count for both: the dialogue goes on from ours, and we from its.
    session.stumbles = reply.vain if reply else 0
    if reply is None:
        warned = gateway.warn(turn)
        return to_human([*([warned[0]] if warned else []), gateway.say("utter_gangguan_ke_petugas")])
    texts = reply.texts
    if reply.to_human or reply.failed:
        session.ask(texts, reply.expect, reply.offers)
        return to_human(texts)
    if reply.end:
        return goodbye(texts)
    more = gateway.say(ANYTHING_ELSE)
    if reply.expect == MORE and texts[-1] != more:
        # A statement alone would leave the caller before a silent telephone.
        texts = (*texts, more)
    session.ask(texts, reply.expect, reply.offers)
    return question(session, texts)


def stumble(gateway: Gateway, turn: Turn, heard: Heard) -> Step:
    """Ask again after silence or something not understood, each time in an easier way (Source: procedure.md HO-1)."""
    session = turn.session
    session.stumbles += 1
    session.silences = session.silences + 1 if heard.is_silence else 0
    if session.stumbles >= HUMAN:
        gateway.hand_over(turn.conversation, turn.caller, Reason.SILENCE if heard.is_silence else Reason.MISUNDERSTOOD)
        return to_human([gateway.say("utter_ke_cso_suara")])
    if session.expect in {MORE, CONSENT} and heard.is_silence:
        # Served and silent: whoever has nothing more to say is let go.
        if session.stumbles < NARROW:
            return question(
                session, (gateway.say(ANYTHING_ELSE),) if session.expect == MORE else session.last_said[-1:]
            )
        return goodbye([gateway.say(FAREWELL)])
    open_question = session.expect in {"free", MORE} and not session.offers
    if open_question and (heard.keys or session.stumbles >= NARROW):
        return menu(gateway, session, NOT_UNDERSTOOD)
    if session.stumbles >= NARROW:
        return question(session, _in_other_words(gateway, session))
    if heard.trust is Trust.GUESS:
        return question(session, _narrower(gateway, session))
    excuse = "utter_tombol_tak_dikenal" if heard.keys else "utter_tidak_mendengar"
    return question(session, (gateway.say(excuse), *session.last_said))


def menu(gateway: Gateway, session: Session, key: str) -> Step:
    """Offer the commonest matters by keys, in the words of `key`."""
    session.ask((gateway.say(key),), "choice", gateway.offers(key))
    return question(session, session.last_said)


def without_dialogue(gateway: Gateway) -> Step:
    """Answer a call the system cannot serve: say so, and reach a human by telephone if there is one."""
    if gateway.system.settings.cso_dial:
        return to_human([gateway.say("utter_gangguan_ke_petugas")])
    return goodbye([gateway.say("utter_gangguan_sistem")])


def question(session: Session, texts: tuple[str, ...]) -> Step:
    """Say the texts and listen for what the session expects; the next question of the call."""
    session.turn += 1
    session.heard = None
    keys_only = session.silences >= SILENT and session.expect not in SPOKEN_ONLY
    return Step(texts, Then.LISTEN, session.expect, session.turn, keys_only)


def to_human(texts: Iterable[str]) -> Step:
    """Say the texts and connect to a human."""
    return Step(tuple(texts), Then.TO_HUMAN)


def goodbye(texts: Iterable[str]) -> Step:
    """Say the texts and hang up."""
    return Step(tuple(texts), Then.HANG_UP)


def _meaning(heard: Heard, session: Session) -> Meaning | None:
    if heard.keys:
        return meaning.of_keys(heard.keys, session)
    return meaning.of_speech(heard.words, session) if heard.is_clear else None


def _narrower(gateway: Gateway, session: Session) -> tuple[str, ...]:
    """Ask in another way: shorter, with an example; with the question itself only where it is needed."""
    excuse = gateway.say(f"utter_kurang_jelas_{NARROWED.get(session.expect, 'tombol')}")
    return (excuse,) if session.expect in EXAMPLE_IS_ENOUGH else (excuse, *session.last_said)


def _in_other_words(gateway: Gateway, session: Session) -> tuple[str, ...]:
    """Ask what was asked twice without its words: by the keys of its offers, or by what is wanted (HR-6)."""
    if session.offers:
        numbered = enumerate(session.offers, start=1)
        keys = ", ".join(f"{spoken.number_words(key)} untuk {offer.title}" for key, offer in numbered)
        return (gateway.say("utter_lagi_tombol", pilihan_lisan=keys),)
    wanted = NARROWED.get(session.expect)
    if wanted in IN_OTHER_WORDS:
        return (gateway.say(f"utter_lagi_{wanted}"),)
    return (gateway.say("utter_tidak_mendengar_tombol"), *session.last_said)

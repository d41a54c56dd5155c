"""How the customer wants to be told: what they say of it, and what a caller is asked (Source: procedure.md NT)."""

from __future__ import annotations

import phones
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from tickets.model import Channel, Ticket
from tickets.wishes import Saying, Way, without

# The one question after a report by telephone.
QUESTION = "kabar_whatsapp"
_WAYS = {"whatsapp": Way.WHATSAPP, "voice": Way.VOICE, "none": Way.NONE}
_REFUSED = {"not_whatsapp": Way.WHATSAPP, "not_voice": Way.VOICE}
_SAID = {
    Way.WHATSAPP: "utter_kabar_lewat_whatsapp",
    Way.VOICE: "utter_kabar_lewat_telepon",
    Way.NONE: "utter_kabar_tidak_perlu",
}


class Telling:
    """Take a wish, or ask for one."""

    def __init__(self, system: System) -> None:
        self._wishes = system.wishes

    def hear(self, turn: Turn, reply: Reply) -> None:
        """Keep the wish a message states, and confirm it in words; whatever else it says is served as ever."""
        stated = str(turn.one("kabar"))
        if turn.caller is None:
            reply.say("utter_kabar_tanpa_nomor")
            return
        way = _WAYS.get(stated) or without(_REFUSED[stated], self._wishes.of(turn.caller), turn.channel)
        if way is Way.WHATSAPP and turn.channel is Channel.VOICE:
            self._accept(turn, Saying.WORDS, reply)
            return
        self._wishes.keep(turn.caller, way, turn.channel, Saying.WORDS, turn.conversation)
        reply.say(_SAID[way])

    def ask(self, ticket: Ticket, turn: Turn, reply: Reply) -> None:
        """Ask a caller once whether number and link may come by WhatsApp, unless it is known or cannot be."""
        busy = reply.next_action or reply.slots.get("question")
        if busy or turn.channel is not Channel.VOICE or not turn.caller or not phones.is_mobile(turn.caller):
            return
        if self._wishes.is_open(ticket, turn.caller):
            reply.ask(QUESTION, "utter_tanya_kabar_whatsapp")

    def answer(self, turn: Turn, reply: Reply, *, yes: bool) -> None:
        """Keep the answer to that question; a yes sends number, ETA and link."""
        if turn.caller is None:
            return
        if yes:
            self._accept(turn, Saying.ANSWER, reply)
        else:
            self._wishes.keep(turn.caller, Way.NONE, turn.channel, Saying.ANSWER, turn.conversation)
            reply.say("utter_baik")

    def _accept(self, turn: Turn, saying: Saying, reply: Reply) -> None:
        caller = str(turn.caller)
        if not phones.is_mobile(caller):
            reply.say("utter_kabar_bukan_ponsel")
            return
        no_lapor = turn.slots.get("tiket")
        sent = self._wishes.accept(caller, turn.channel, saying, turn.conversation, no_lapor and str(no_lapor))
        reply.say("utter_kabar_segera_dikirim" if sent else _SAID[Way.WHATSAPP])

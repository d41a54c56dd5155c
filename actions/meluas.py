"""A confirmed wider outage, told before anything is asked (Source: procedure.md WO-4)."""

from __future__ import annotations

from dataclasses import replace

import spoken
from actions.draft import Draft
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import System
from tickets.model import Channel
from tickets.outage_service import Heard

# What answers the question already: the neighbours are dark too, or it is this building alone.
_SAID = {"wider": "wider", "several": "wider", "single": "single"}


class Meluas:
    """Look whether a customer is in a confirmed outage, and tell it once."""

    def __init__(self, system: System) -> None:
        self._outages = system.outages

    def heard(self, draft: Draft, turn: Turn) -> Heard | None:
        """Return the outage the customer is in, by all that is known of the building."""
        return self._outages.confirmed_for(draft.customer(turn.caller), turn.caller)

    def tell_first(self, draft: Draft, turn: Turn, reply: Reply) -> Draft:
        """Tell the outage as soon as it is known that the building is in one; return the draft that knows it.

        Who said already how far it reaches is not asked whether this is it.
        """
        if draft.outage or draft.confirmed:
            return draft
        heard = self.heard(draft, turn)
        if heard is None:
            return draft
        tell(heard, turn, reply)
        said = _SAID.get(draft.scope or "")
        return replace(draft, outage=heard.no, outage_open=said is None, scope=said or draft.scope)

    def tell_again(self, draft: Draft, turn: Turn, reply: Reply) -> bool:
        """Answer "when?" in the middle of a report with what is known of its outage; return whether it is in one."""
        heard = self.heard(draft, turn) if draft.outage and draft.scope != "single" else None
        if heard is not None:
            tell(heard, turn, reply)
        return heard is not None


def tell(heard: Heard, turn: Turn, reply: Reply) -> None:
    """Say where it is and when it ends, or that this is not known yet; why, where it can be read."""
    area = heard.area or ""
    values = {"wilayah": area, "wilayah_lisan": spoken.address_said(area)}
    if heard.until:
        key = "utter_gangguan_meluas" if area else "utter_gangguan_sekitar"
        reply.say(key, **values, **reply.at(heard.until))
    else:
        reply.say("utter_gangguan_meluas_tanpa_jam" if area else "utter_gangguan_sekitar_tanpa_jam", **values)
    if heard.cause and turn.channel is Channel.WHATSAPP:
        # What an officer typed is read, not spoken.
        reply.say("utter_estimasi_sebab", sebab=heard.cause)

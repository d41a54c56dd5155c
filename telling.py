"""What is told of a report, by the rules, as keys and placeholders of the wording: the one choice for whoever tells it.

The dialogue answers with it, the telephone greets with it (Source: procedure.md ETA, TR, CF, PM).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

import spoken
from tickets import rules
from tickets.model import Kind, Stage, Ticket
from tickets.premises import street_key


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: its key and every placeholder, for the eye and for the ear."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences in order; `question` is the name of what the last one asks, as the dialogue remembers it."""

    lines: tuple[Line, ...]
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """Tell of reports at a moment, in the times of a zone."""

    now: datetime
    zone: tzinfo

    def at(self, moment: datetime, name: str = "jam") -> dict[str, str]:
        """Return a clock time as placeholders `<name>` and `<name>_lisan`."""
        written, said = spoken.clock(moment, self.now, self.zone)
        return {name: written, f"{name}_lisan": said}

    def about(self, ticket: Ticket) -> dict[str, str]:
        """Return the report's number as placeholders `no_lapor` and `akhir`, its ending; each for the ear too."""
        return {
            "no_lapor": ticket.display_no,
            "no_lapor_lisan": spoken.no_lapor_said(ticket.no_lapor),
            "akhir": ticket.no_lapor[-3:],
            "akhir_lisan": spoken.ending_said(ticket.no_lapor),
        }

    def progress(
        self, ticket: Ticket, link: Callable[[Ticket], str], *, asked_officer: bool, written: bool, in_form: bool
    ) -> Told:
        """Answer "when, where, how far" by the ETA rules; a form asks its own question."""
        about = self.about(ticket)
        if not ticket.is_open:
            return self._finished(ticket, in_form=in_form)
        if ticket.kind is Kind.K:
            return Told((Line("utter_status_keluhan", about),))
        if ticket.stage is Stage.NYALA:
            lit = Line("utter_tahap_nyala", about)
            return Told((lit,)) if in_form else Told((lit, Line("utter_tanya_menyala")), "sudah_nyala")
        found = rules.answer_eta(ticket, self.now, asked_officer=asked_officer)
        lines = [self._end(ticket, found, link(ticket))]
        if ticket.promise and ticket.promise.reason and written:
            # What an officer typed is read, not spoken.
            lines.append(Line("utter_estimasi_sebab", {"sebab": ticket.promise.reason}))
        if found.tracking:
            lines += self.officer(ticket)
        if found.pln_mobile:
            lines.append(Line("utter_pln_mobile_catatan"))
        return Told(tuple(lines))

    def _end(self, ticket: Ticket, found: rules.EtaAnswer, link: str) -> Line:
        """Tell the promised end, that it has passed, or that there is none yet (WO-4)."""
        values = self.about(ticket) | {"tautan": link}
        if found.promised is None:
            return Line("utter_estimasi_gangguan", values)
        values |= self.at(found.promised)
        if found.overdue:
            return Line("utter_estimasi_lewat", values)
        return Line("utter_estimasi_baru" if ticket.promise else "utter_estimasi", values)

    def officer(self, ticket: Ticket) -> tuple[Line, ...]:
        """Tell stage, street, plate, number and age of the position, or that it cannot be shown (TR-2, TR-3)."""
        found, about = rules.tracking(ticket, self.now), self.about(ticket)
        stage = Line(f"utter_tahap_{found.stage.lower()}", about)
        street = found.position.street if found.position else None
        if not street or found.age is None:
            return stage, Line("utter_posisi_tidak_ada")
        plate = found.plate or ""
        place = _place(street, spoken.address_said(street), found.age)
        place |= {"plat": plate, "plat_lisan": spoken.plate_said(plate)}
        key = ("utter_posisi_lama" if found.is_old else "utter_posisi") + ("" if plate else "_tanpa_plat")
        return stage, Line(key, place | about)

    def glimpse(self, ticket: Ticket, most: int, *, aged: bool) -> tuple[Line, ...]:
        """Tell it in few words: stage, street in at most so many, its age if `aged`; for the plate one asks."""
        found = rules.tracking(ticket, self.now)
        stage = Line(f"utter_tahap_{found.stage.lower()}", self.about(ticket))
        street = found.position.street if found.position else None
        if not street or found.age is None:
            return stage, Line("utter_posisi_tidak_ada")
        key = ("utter_salam_posisi" if aged else "utter_salam_jalan") + ("_lama" if found.is_old else "")
        return stage, Line(key, _place(street, spoken.essential(street, most), found.age))

    def choice(self, position: int, ticket: Ticket) -> Line:
        """Offer one of several reports; the street alone tells the buildings apart (PV-3)."""
        street = street_key(ticket.customer.address)
        place = f"Jl. {street.title()}" if street else "-"
        values = {
            "urutan": str(position),
            "urutan_lisan": spoken.number_words(position),
            "jalan": place,
            "jalan_lisan": spoken.address_said(place) or "tanpa nama jalan",
        }
        return Line("utter_pilihan", values | self.about(ticket))

    def _finished(self, ticket: Ticket, *, in_form: bool) -> Told:
        about = self.about(ticket)
        if in_form:
            return Told((Line("utter_tahap_selesai", about),))
        if ticket.kind is Kind.K:
            return Told((Line("utter_keluhan_selesai", about),), "keluhan_belum_tuntas")
        at = ticket.resolution.at if ticket.resolution else ticket.reported_at
        return Told((Line("utter_status_selesai", about | self.at(at)),), "sudah_nyala")


def _place(street: str, said: str, age: timedelta) -> dict[str, str]:
    """Return where an officer was seen and how long ago, as placeholders."""
    written, aloud = spoken.span(age)
    return {"jalan": street, "jalan_lisan": said, "umur": written, "umur_lisan": aloud}

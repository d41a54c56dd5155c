"""Talks that many journeys begin with."""

from __future__ import annotations

from tests.journeys.answers import Answer
from tests.journeys.people import Person


def begin(person: Person) -> Answer:
    """Report an outage and answer the probing (IN-1); return the question for the number."""
    person.says("listrik rumah saya padam")
    person.says("cuma rumah saya, tetangga menyala")
    asked = person.says("sudah naik")
    assert asked.asks("premise"), asked.text
    return asked


def read_back(person: Person) -> Answer:
    """Tell everything a report needs; return the read-back (IN-2)."""
    begin(person)
    person.keys(f"{person.home.idpel}#")
    asked = person.says(person.address)
    assert asked.says("utter_konfirmasi_idpel"), asked.text
    return asked


def report(person: Person) -> Answer:
    """Make a report; return what is told of it (IN-3)."""
    read_back(person)
    return person.says("ya, benar")

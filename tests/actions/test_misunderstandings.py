"""What was not understood reaches the supervisors' page, masked, and never costs the customer an answer (HO-1)."""

from __future__ import annotations

from dataclasses import replace

from bootstrap import System
from performance.model import Misread, Trouble
from performance.service import Performance
from tests.actions.talk import Talk


def kept(system: System) -> list[Misread]:
    return list(system.performance.misread(system.performance.span("", "")))


def test_a_text_nobody_understands_is_kept_with_the_guess(talk: Talk, system: System) -> None:
    talk.says("nlu_fallback", "njeglek pak Zulkarnain 081234567890", ranking=["di_luar_topik", "tanya_estimasi"])
    (found,) = kept(system)
    assert (found.text, found.guess, found.question, found.trouble) == (
        "njeglek pak [nama] [nomor]",
        "di_luar_topik",
        None,
        Trouble.NOT_UNDERSTOOD,
    )


def test_an_answer_that_is_none_is_kept_with_the_question(talk: Talk, system: System) -> None:
    talk.says("lapor_padam", "listrik rumah saya padam")
    assert kept(system) == []
    question = talk.question
    talk.says("nlu_fallback", "krsk njeglek", sure=0.2, ranking=["lapor_padam"])
    (found,) = kept(system)
    assert (found.text, found.question, found.trouble) == ("krsk njeglek", question, Trouble.ASKED_AGAIN)


def test_what_is_understood_and_what_is_pressed_is_not_kept(talk: Talk, system: System) -> None:
    talk.says("sapaan", "halo")
    talk.presses("nlu_fallback")
    assert kept(system) == []


def test_the_customer_is_answered_where_nothing_can_be_kept(system: System) -> None:
    def gone() -> None:
        raise OSError("the disk is full")

    broken = Performance(gone, system.clock, system.settings.timezone)  # type: ignore[arg-type]
    talk = Talk(replace(system, performance=broken))
    assert talk.says("nlu_fallback", "njeglek").keys == ["utter_maksud"]

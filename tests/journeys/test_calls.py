"""Calls for a human in the whole system: dialled through, complaints by telephone (HO-2, HO-4, LU-10, LU-11)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.system import RunningSystem
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person, a_home, a_phone

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def with_cso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system of its own, whose calls for a human are dialled through."""
    with RunningSystem(tmp_path_factory.mktemp("cso"), CSO_DIAL="+622150009999") as system:
        yield system


@pytest.fixture
def caller_there(with_cso: RunningSystem) -> Person:
    return Person(with_cso, "voice", a_phone(), a_home())


def test_HO_2_a_call_is_dialled_through_with_a_word_about_it(caller_there: Person, with_cso: RunningSystem) -> None:
    report = Apkt(with_cso).report(caller_there.home, caller_there.phone)
    caller_there.says("petugas di mana")
    assert caller_there.says("saya mau bicara dengan petugas").human
    assert caller_there.call_state == "dialling"
    (number,) = caller_there.call.connecting.nested
    assert number.text == "+622150009999"
    (whisper,) = caller_there.call.fetch(number.option("url"))
    assert caller_there.whole_number(report) in whisper.text
    assert caller_there.hears(caller_there.call.served()).over


def test_HO_4_nobody_answers_the_dialled_number_and_a_call_back_is_promised(caller_there: Person) -> None:
    caller_there.says("saya mau bicara dengan petugas")
    told = caller_there.hears(caller_there.call.unanswered())
    assert told.says("utter_antrean_balik")
    assert told.over

"""Changing data of a report, asked step by step (rules LU-4 to LU-6, LU-8)."""

from __future__ import annotations

import pytest

from bootstrap import System
from tests.actions.talk import OTHER_PHONE, Talk, given_report


@pytest.fixture
def asked(talk: Talk, system: System) -> Talk:
    """A customer with one report who was asked which data shall change."""
    given_report(system)
    assert talk.says("ubah_data", "mau ubah data").keys == ["utter_tanya_ubah"]
    return talk


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("alamat", "utter_tanya_ubah_address"),
        ("Nomor HP.", "utter_tanya_ubah_phone"),
        ("namanya", "utter_tanya_ubah_name"),
    ],
)
def test_LU_4_the_bare_name_of_the_data_is_an_answer(asked: Talk, words: str, key: str):
    assert asked.says("beri_data", words).keys == [key]


def test_LU_4_another_kind_of_data_may_be_chosen_after_all(asked: Talk):
    asked.says("ubah_data", "nomor hp", field="phone")
    assert asked.says("nlu_fallback", "alamat").keys == ["utter_tanya_ubah_address"]


def test_LU_4_the_value_at_once_needs_no_question(asked: Talk, system: System):
    assert asked.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE).keys[0] == "utter_data_diperbarui"
    assert asked.ticket().customer.phone == OTHER_PHONE


def test_LU_4_an_address_in_free_words_is_taken_as_it_is(asked: Talk):
    asked.says("beri_data", "alamat")
    asked.says("nlu_fallback", "gang sempit belakang pasar, rumah hijau")
    assert asked.ticket().customer.address == "gang sempit belakang pasar, rumah hijau"


def test_HO_1_three_answers_that_are_none_lead_to_a_human(asked: Talk, system: System):
    for _ in range(2):
        assert asked.says("terima_kasih", "makasih").keys[-1].endswith("_ubah")
    assert "utter_ke_cso" in asked.says("terima_kasih", "makasih").keys
    assert len(system.desk.waiting()) == 1


def test_cancelled_nothing_is_changed(asked: Talk, system: System):
    before = asked.ticket()
    assert asked.says("batal", "batal").keys == ["utter_batal"]
    assert asked.ticket() == before

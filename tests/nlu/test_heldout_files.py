"""Check the held-out files themselves: shape, balance, annotations; no model is needed."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
INTENTS = {
    "lapor_padam",
    "lapor_padam_meluas",
    "lapor_ulang",
    "padam_lagi",
    "tanya_estimasi",
    "tanya_posisi_petugas",
    "tanya_status",
    "beri_data",
    "ubah_data",
    "bantuan_pln_mobile",
    "masalah_meter",
    "keluhan_lain",
    "darurat",
    "minta_cso",
    "sapaan",
    "terima_kasih",
    "selamat_tinggal",
    "setuju",
    "tolak",
    "batal",
    "ulangi",
    "bantuan",
    "beri_rating",
    "di_luar_topik",
}
REGISTERS = {"formal", "slang", "typo", "regional", "mixed", "voice"}
SHAPES = {
    "idpel": r"\d{12}",
    "meter_id": r"\d{11}",
    "no_lapor": r"[GK]?\d{2}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3,6}",
    "phone": r"\+62\d{9,12}",
    "since": r"([01]\d|2[0-3]):[0-5]\d",
}
KEYS = {*SHAPES, "duration_minutes", "name", "address"}
OUTCOMES = {"new_report", "LAPOR_ULANG", "UPDATE", "LAPOR_ULANG_UPDATE", "answer_only", "human"}


class Utterance(NamedTuple):
    intent: str
    text: str
    register: str
    entities: dict[str, Any]


def _lines(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def _utterances() -> list[Utterance]:
    rows = _lines("heldout.tsv")
    assert {len(row) for row in rows} == {4}
    return [Utterance(intent, text, register, json.loads(data or "{}")) for intent, text, register, data in rows]


def _key(text: str) -> str:
    """Fold case and punctuation, but keep messages that are nothing else apart."""
    return re.sub(r"\W+", " ", text.casefold()).strip() or text


def _load_generator() -> ModuleType:
    spec = spec_from_file_location("spoken_numbers", HERE / "spoken_numbers.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


UTTERANCES = _utterances()
CUSTOMERS: list[dict[str, Any]] = json.loads((HERE / "customers.json").read_text(encoding="utf-8"))


def test_every_intent_in_every_register_and_enough_of_each() -> None:
    cells = Counter((u.intent.split("|")[0], u.register) for u in UTTERANCES)
    assert set(cells) == {(intent, register) for intent in INTENTS for register in REGISTERS}
    assert len(UTTERANCES) >= 1300
    assert min(Counter(u.register for u in UTTERANCES).values()) >= 180
    assert min(Counter(u.intent.split("|")[0] for u in UTTERANCES).values()) >= 45


def test_second_intents_are_other_intents_of_the_contract() -> None:
    for utterance in UTTERANCES:
        names = utterance.intent.split("|")
        assert len(names) == len(set(names)) <= 2, utterance
        assert set(names) <= INTENTS, utterance


def test_no_utterance_comes_twice_in_heldout_or_danger() -> None:
    texts = Counter(_key(text) for text in [u.text for u in UTTERANCES] + [row[1] for row in _lines("danger.tsv")])
    assert [text for text, count in texts.items() if count > 1] == []


def test_no_masked_placeholder_and_nobody_writes_a_novel() -> None:
    for text in [u.text for u in UTTERANCES] + [row[1] for row in _lines("danger.tsv")]:
        assert not re.search(r"[<>{}]|x{4,}", text, re.IGNORECASE), text
        assert 1 <= len(text) <= 350, text
        assert text == text.strip(), text


def test_voice_is_what_a_recogniser_writes() -> None:
    spoken = [u.text for u in UTTERANCES if u.register == "voice"]
    assert [text for text in spoken if not re.fullmatch(r"[a-z]+( [a-z]+)*", text)] == []


def test_entities_are_normalised_and_frequent() -> None:
    carrying = [u for u in UTTERANCES if u.entities]
    assert len(carrying) >= 350
    for utterance in carrying:
        assert set(utterance.entities) <= KEYS, utterance
        for key, value in utterance.entities.items():
            if key in SHAPES:
                assert re.fullmatch(SHAPES[key], value), utterance
            elif key == "duration_minutes":
                assert isinstance(value, int), utterance
                assert value > 0, utterance


def test_written_entities_stand_in_their_text() -> None:
    for utterance in UTTERANCES:
        digits = re.sub(r"[\s.,\-]", "", utterance.text)
        for key, value in utterance.entities.items():
            if key in ("name", "address"):
                assert value in utterance.text, utterance
            elif key in ("idpel", "meter_id", "no_lapor", "phone") and utterance.register != "voice":
                assert re.sub(r"^\+62|\D", "", value) in digits, utterance


def test_danger_has_both_kinds_in_number() -> None:
    rows = _lines("danger.tsv")
    assert {len(row) for row in rows} == {2}
    counts = Counter(row[0] for row in rows)
    assert set(counts) == {"darurat", "not"}
    assert len(rows) >= 170
    assert counts["darurat"] >= 100
    assert counts["not"] >= 70


def test_spoken_numbers_are_reproducible_and_of_twelve_digits() -> None:
    generator = _load_generator()
    pairs = generator.generate(2000, seed=1)
    assert pairs == generator.generate(2000, seed=1) != generator.generate(2000, seed=2)
    assert all(re.fullmatch(r"\d{12}", number) for _, number in pairs)
    assert all(re.fullmatch(r"[a-z0-9]+([ -][a-z0-9]+)*", text) for text, _ in pairs)


@pytest.mark.parametrize(
    "kind",
    ["words", "tens", "hundreds", "repeats", "numerals", "filler", "correction", "restart", "misheard", "carrier"],
)
def test_spoken_numbers_hold_each_kind_of_noise(kind: str) -> None:
    items = _load_generator().generate_tagged(2000, seed=3)
    assert sum(kind in tags for _, _, tags in items) >= 20


def test_plainly_spoken_digits_read_back_as_the_number() -> None:
    generator = _load_generator()
    value = {word: str(digit) for digit, word in enumerate(generator.WORDS)} | {"nol": "0"}
    plain = [item for item in generator.generate_tagged(2000, seed=4) if item[2] <= {"words", "carrier", "filler"}]
    assert len(plain) >= 50
    for text, number, _ in plain:
        assert "".join(value.get(word, "") for word in text.split()) == number, text


def test_customers_are_two_hundred_different_people() -> None:
    assert [c["id"] for c in CUSTOMERS] == [f"C{n:03d}" for n in range(1, 201)]
    assert len({_key(c["opening"]) for c in CUSTOMERS}) == 200
    assert len({c["facts"]["caller"] for c in CUSTOMERS}) == len({c["facts"]["idpel"] for c in CUSTOMERS}) == 200
    assert {c["register"] for c in CUSTOMERS} == REGISTERS
    assert {c["expected"]["outcome"] for c in CUSTOMERS} == OUTCOMES


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: str(customer["id"]))
def test_customer_facts_agree_with_what_is_expected(customer: dict[str, Any]) -> None:
    facts, ticket, expected = customer["facts"], customer["setup"]["ticket"], customer["expected"]
    for key in ("idpel", "meter_id"):
        assert re.fullmatch(SHAPES[key], facts[key])
    assert all(re.fullmatch(SHAPES["phone"], facts[key]) for key in ("caller", "contact"))
    outcome = expected["outcome"]
    if outcome == "new_report":
        assert ticket is None
        assert expected["ticket"]["phone"] == facts["contact"]
    elif outcome in ("LAPOR_ULANG", "UPDATE", "LAPOR_ULANG_UPDATE"):
        assert ticket["no_lapor"] == facts["no_lapor"] == expected["ticket"]["no_lapor"]
        assert expected["ticket"]["lapor_ulang_count"] == int("LAPOR_ULANG" in outcome)
    if expected.get("rule") in ("LU-1", "LU-5"):
        assert ticket["reported_minutes_ago"] >= 180
    if expected.get("rule") in ("LU-2", "LU-3"):
        assert ticket["reported_minutes_ago"] < 180

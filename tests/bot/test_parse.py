"""The parse program keeps to the contract's keys and to one answer a line."""

import io

from bot.evaluation.parse import KEYS, batches, contract_entities


def test_only_the_contracts_keys_leave_and_the_first_value_counts():
    entities = [
        {"entity": "scope", "value": "single"},
        {"entity": "phone", "value": "+6281234567890"},
        {"entity": "phone", "value": "+6285712345678"},
        {"entity": "duration_minutes", "value": 210},
    ]
    assert contract_entities(entities) == {"phone": "+6281234567890", "duration_minutes": 210}


def test_the_keys_are_those_of_the_contract():
    assert set(KEYS) == {"idpel", "meter_id", "no_lapor", "phone", "since", "duration_minutes", "name", "address"}


def test_lines_are_kept_one_by_one_whatever_they_hold():
    stream = io.BytesIO(b"halo\r\n\nsatu\x85dua\n\xff\xfe\nlast")
    assert list(batches(stream, 2)) == [["halo", ""], ["satu\ufffddua", "\ufffd\ufffd"], ["last"]]

"""The benchmark runs: each side answers, and what is told of them is there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests

from bench import side_by_side
from bench.carrier import Carrier
from bench.sides import Floor
from bench.stock.training import CHANNELS, for_any_channel
from bench.weight import Weighed
from tests.databases import fresh_postgresql


@pytest.mark.journey
@pytest.mark.timeout(1200)
def test_the_short_form_measures_all_of_them_and_draws_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with fresh_postgresql():  # there is a server, or a reason to skip
        side_by_side.run(tmp_path, side_by_side.SHORT)
    found = json.loads((tmp_path / "side_by_side.json").read_text())
    for channel in side_by_side.CHANNELS:
        for name in ("ours", "stock", "bare", "floor"):
            for row in found["turns"][channel][name].values():
                assert row["turns"] > row["unanswered"], (channel, name)
                assert 0 < row["p50"] <= row["p95"]
                assert row["per_core_second"] > 0
        assert all(row["unanswered"] == 0 for row in found["turns"][channel]["ours"].values())
        assert set(found["aims"][channel]) == set(map(str, side_by_side.SHORT.clients))
    # Stock is stock: it holds TensorFlow.
    assert found["resident_mb"]["stock"] > found["resident_mb"]["ours"]
    told = capsys.readouterr().out
    assert "turns/s of stock" in told
    for name in ("times", "throughput", "weight", "growth"):
        root = ElementTree.parse(tmp_path / f"{name}.svg").getroot()  # noqa: S314 - drawn by ourselves
        assert root.tag.endswith("svg")


def test_the_floor_passes_a_message_on_twice_and_answers(tmp_path: Path) -> None:
    with Carrier() as carrier, Floor(tmp_path, "", carrier) as floor:
        before = floor.weighed()
        assert floor.writer(1)("halo") == ["Baik."]
        assert floor.speaker(1)("halo") == ["Baik."]
        assert floor.weighed().cpu_s >= before.cpu_s
        assert floor.weighed().resident_mb > 20
    with pytest.raises(requests.ConnectionError):
        requests.get(floor.url, timeout=5)


def test_the_carrier_keeps_messages_until_they_are_asked_for() -> None:
    with Carrier() as carrier:
        for text in ("satu", "dua"):
            form = {"To": "whatsapp:+62811", "From": "whatsapp:+6221", "Body": text}
            answer = requests.post(f"{carrier.url}/2010-04-01/Accounts/AC0/Messages.json", data=form, timeout=5)
            assert answer.status_code == 201
            assert answer.json()["sid"].startswith("SM")
        assert carrier.take("whatsapp:+62812") == []
        assert carrier.take("whatsapp:+62811") == ["satu", "dua"]
        assert carrier.take("whatsapp:+62811") == []


def test_a_process_weighs_what_its_children_weigh_too() -> None:
    alone = Weighed.of({os.getpid()})
    assert alone.cpu_s > 0
    assert alone.resident_mb > 10
    assert Weighed.of(set()) == Weighed(0, 0)


def test_stock_gets_our_sentences_without_what_only_the_gateway_understands() -> None:
    expected = {"text": "Halo", "buttons": [{"title": "Ya", "payload": "/setuju"}]}
    spoken, alone = {"channel": "voice", "text": "Halo", "custom": {"end": True}}, {"custom": {"failed": True}}
    domain = {"responses": {"utter_halo": [{**expected, "custom": {"expect": "yes_no"}}, spoken], "utter_x": [alone]}}
    responses = for_any_channel(domain)["responses"]
    assert responses["utter_halo"] == [expected, {"channel": CHANNELS["voice"], "text": "Halo"}]
    assert all(variant["text"] for variant in responses["utter_x"])

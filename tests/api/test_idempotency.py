"""A POST with an Idempotency-Key already seen answers as the first time and does nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.api.conftest import Apkt, SetClock, make_app, read

GOOD = {"kind": "G", "customer": {"idpel": "543210987654"}, "description": "Padam"}


def test_repetition_gets_the_first_answer_byte_for_byte(apkt: Apkt):
    first = apkt.post("", GOOD, Idempotency_Key="satu")
    apkt.finish(first.json["no_lapor"])
    apkt.clock.forward(hours=1)
    again = apkt.post("", GOOD, Idempotency_Key="satu")
    assert (again.status_code, again.data, again.content_type) == (201, first.data, first.content_type)
    assert again.headers["Location"] == first.headers["Location"]
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert len(apkt.get("").json["items"]) == 1


def test_first_answer_stands_whatever_body_comes_later(apkt: Apkt):
    first = apkt.post("", GOOD, Idempotency_Key="satu")
    again = apkt.post("", GOOD | {"customer": {"meter_id": "14012345678"}}, Idempotency_Key="satu")
    assert again.data == first.data
    assert len(apkt.get("").json["items"]) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("contact", {"side": "PLN", "note": "Belum datang"}),
        ("comments", {"text": "Sudah dicek"}),
        ("assignment", {"officer": {"name": "Budi"}}),
        ("stage", {"stage": "DALAM_PERJALANAN"}),
        ("position", {"lat": -6.9, "lon": 107.6, "at": "2026-11-23T12:00:00+07:00"}),
    ],
)
def test_every_post_acts_once(apkt: Apkt, path: str, body: dict[str, object]):
    no = apkt.report()["no_lapor"]
    first = apkt.post(f"/{no}/{path}", body, Idempotency_Key="satu")
    known = apkt.get(f"/{no}/history").json
    apkt.clock.forward(minutes=1)
    again = apkt.post(f"/{no}/{path}", body, Idempotency_Key="satu")
    assert (first.status_code, again.data) == (200, first.data)
    assert apkt.get(f"/{no}/history").json == known


def test_rating_acts_once(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.finish(no)
    for _ in range(2):
        read(apkt.post(f"/{no}/rating", {"stars": 5}, Idempotency_Key="satu"))
    assert len(apkt.get(f"/{no}/history", tab="rating").json["items"]) == 1


def test_refusal_is_an_answer_too(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    first = apkt.post(f"/{no}/rating", {"stars": 5}, Idempotency_Key="satu")
    apkt.finish(no)
    again = apkt.post(f"/{no}/rating", {"stars": 5}, Idempotency_Key="satu")
    assert (first.status_code, again.status_code) == (409, 409)
    assert again.data == first.data
    assert again.content_type == "application/problem+json"
    assert apkt.post(f"/{no}/rating", {"stars": 5}, Idempotency_Key="dua").status_code == 200


def test_key_counts_for_one_address(apkt: Apkt):
    one, other = apkt.report()["no_lapor"], apkt.report()["no_lapor"]
    for no in (one, other):
        read(apkt.post(f"/{no}/contact", {"side": "PLN", "note": "x"}, Idempotency_Key="satu"))
    assert (apkt.ticket(one)["update_count"], apkt.ticket(other)["update_count"]) == (1, 1)


def test_without_a_key_every_post_acts(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    for _ in range(2):
        apkt.contact(no)
    assert apkt.ticket(no)["update_count"] == 2


def test_twelve_at_once_act_once_and_hear_the_same(app: Flask, apkt: Apkt):
    no = apkt.report()["no_lapor"]

    def send(_: int) -> bytes:
        return bytes(Apkt(app.test_client(), apkt.clock).post(f"/{no}/contact", BODY, Idempotency_Key="satu").data)

    with ThreadPoolExecutor(12) as pool:
        answers = set(pool.map(send, range(12)))
    assert len(answers) == 1
    assert apkt.ticket(no)["update_count"] == 1


BODY = {"side": "PLN", "note": "Belum datang"}


def test_failure_of_ours_is_not_kept(engine: Engine, apkt: Apkt):
    class FailsOnce(SetClock):
        calls = 0

        def __call__(self) -> object:  # type: ignore[override]
            self.calls += 1
            if self.calls == 2:  # the first look at the clock belongs to the key, the second to the report
                raise RuntimeError("jam rusak")
            return super().__call__()

    broken = Apkt(make_app(engine, FailsOnce()).test_client(), apkt.clock)
    assert broken.post("", GOOD, Idempotency_Key="satu").status_code == 500
    assert broken.post("", GOOD, Idempotency_Key="satu").status_code == 201


@pytest.mark.parametrize("key", ["x" * 256, "dua kata", "é"])
def test_key_that_is_none_is_a_400(apkt: Apkt, key: str):
    assert apkt.post("", GOOD, Idempotency_Key=key).status_code == 400
    assert apkt.get("").json["items"] == []


def test_key_on_a_get_means_nothing(apkt: Apkt):
    headers = {"Authorization": "Bearer kunci-apkt-0123456789", "Idempotency-Key": "satu"}
    assert apkt.client.get("/api/v1/tickets", headers=headers).json["items"] == []
    apkt.report()
    assert len(apkt.client.get("/api/v1/tickets", headers=headers).json["items"]) == 1

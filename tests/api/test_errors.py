"""Whatever goes wrong is said in a problem document (RFC 9457), and nothing breaks."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.api.conftest import KEY, Apkt, make_app, read

KEYED = {"Authorization": f"Bearer {KEY}"}
GOOD = {"kind": "G", "customer": {"idpel": "543210987654"}, "description": "Padam"}


def test_problem_document_names_type_title_status_code_and_detail(apkt: Apkt):
    answer = apkt.get("/G5426112399999")
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "urn:padam:problem:not-found",
        "title": "Not Found",
        "status": 404,
        "code": "not-found",
        "detail": "there is no such report",
    }


def test_invalid_input_is_told_field_by_field(apkt: Apkt):
    body = {
        "kind": "X",
        "customer": {"idpel": "123", "phone": "12", "lat": 91, "lon": 0, "alamat": "x"},
        "description": " ",
        "deskripsi": "Padam",
    }
    problem = read(apkt.post("", body), 422)
    assert set(problem["errors"]) == {
        "kind", "customer.idpel", "customer.phone", "customer.lat", "customer.alamat", "description", "deskripsi",
    }  # fmt: skip
    assert problem["errors"]["deskripsi"] == ["Unknown field."]


@pytest.mark.parametrize(
    "change",
    [
        {"description": "a\0b"},
        {"description": "a\x1bb"},
        {"description": "\ud800"},
        {"description": "x" * 2001},
        {"description": None},
        {"description": 7},
        {"received_by": "dua\nbaris"},
        {"urgent": "true"},
        {"urgent": 1},
        {"channel": "FAX"},
        {"no_lapor": "G12"},
        {"no_lapor": "K54261123001"},
        {"no_lapor": "G54261331001"},
        {"no_lapor": "G54٢٦١١٢٣001"},
        {"unit_code": "5"},
        {"unit_code": "54\n"},
        {"customer": None},
        {"customer": []},
        {"customer": {"idpel": "543210987654\n"}},
        {"customer": {"idpel": 543210987654}},
        {"customer": {"idpel": "543210987654", "lat": 1}},
        {"customer": {"idpel": "543210987654", "lat": "1", "lon": "1"}},
        {"customer": {"idpel": "543210987654", "phone": "\ud800"}},
        {"customer": {"idpel": "543210987654", "lat": True, "lon": 1}},
        {"reported_at": "2026-11-23T10:15:00"},
        {"reported_at": "2026-11-23"},
        {"reported_at": "kemarin"},
        {"reported_at": 1763870400},
        {"reported_at": "0001-01-01T00:00:00+14:00"},
        {"reported_at": "9999-12-31T23:59:59-12:00"},
        {"reported_at": "2026-11-23T12:05:01+07:00"},
    ],
)
def test_value_without_meaning_is_refused_and_nothing_is_written(apkt: Apkt, change: dict[str, object]):
    answer = apkt.post("", GOOD | change)
    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    assert apkt.get("").json["items"] == []


@pytest.mark.parametrize(
    "changes", [{"phone": None}, {"phone": "1"}, {"no_lapor": "G1"}, {"lat": 1.0}, {"description": ""}, [], None]
)
def test_changes_that_cannot_be_meant_are_refused(apkt: Apkt, changes: object):
    no = apkt.report()["no_lapor"]
    answer = apkt.post(f"/{no}/contact", {"side": "CUSTOMER", "changes": changes})
    assert answer.status_code == 422
    assert apkt.ticket(no)["update_count"] == 0


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b'{"kind": "G",}', b"[" * 10_000, b"9" * 5000, b'{"a":' * 5000, b"\x00"],
)
def test_what_is_no_json_is_a_400(apkt: Apkt, raw: bytes):
    answer = apkt.client.post("/api/v1/tickets", data=raw, content_type="application/json", headers=KEYED)
    assert read(answer, 400)["code"] == "bad-request"
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"G"', b"1", b'{"kind": NaN}'])
def test_json_that_is_no_such_object_is_a_422(apkt: Apkt, raw: bytes):
    answer = apkt.client.post("/api/v1/tickets", data=raw, content_type="application/json", headers=KEYED)
    assert read(answer, 422)["errors"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
def test_body_of_another_kind_is_a_415(apkt: Apkt, kind: str):
    answer = apkt.client.post("/api/v1/tickets", data="{}", content_type=kind, headers=KEYED)
    assert read(answer, 415)["code"] == "unsupported-media-type"


def test_body_too_large_is_a_413(apkt: Apkt):
    answer = apkt.post("", GOOD | {"description": "x" * 70_000})
    assert read(answer, 413)["code"] == "content-too-large"


def test_unknown_address_is_a_404_and_unknown_method_a_405_that_names_the_known(apkt: Apkt):
    assert read(apkt.client.get("/api/v1/tiket", headers=KEYED), 404)["code"] == "not-found"
    answer = apkt.client.delete("/api/v1/tickets", headers=KEYED)
    assert read(answer, 405)["code"] == "method-not-allowed"
    assert {"GET", "POST"} <= {method.strip() for method in answer.headers["Allow"].split(",")}


def test_addresses_beside_the_interface_keep_their_own_errors(apkt: Apkt):
    assert apkt.client.get("/lain").content_type.startswith("text/html")


def test_store_that_is_gone_is_a_503(apkt: Apkt, engine: Engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tickets RENAME TO gone")
    answer = apkt.get("/G5426112300001")
    assert read(answer, 503)["code"] == "store-unavailable"


def test_fault_of_our_own_is_a_500_that_tells_nothing(engine: Engine):
    class BrokenClock:
        def __call__(self) -> object:
            raise RuntimeError("rahasia")

    client = make_app(engine, BrokenClock()).test_client()  # type: ignore[arg-type]
    answer = client.post("/api/v1/tickets", json=GOOD, headers=KEYED)
    assert read(answer, 500)["code"] == "internal-server-error"
    assert "rahasia" not in answer.text


def test_answers_with_personal_data_stay_out_of_caches(apkt: Apkt):
    assert apkt.get("").headers["Cache-Control"] == "no-store"

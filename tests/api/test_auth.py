"""Only the holder of the key is served; the document is open to all."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.api.conftest import KEY, Apkt, SetClock, make_app, read


@pytest.mark.parametrize(
    "header",
    [
        None, "", "Bearer", "Bearer ", f"Basic {KEY}", KEY, f"Bearer {KEY}x", f"Bearer {KEY[:-1]}",
        f"Bearer {KEY.upper()}", "Bearer é",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("GET", "/G5426112300001/history")])
def test_without_the_right_key_nothing_is_told(apkt: Apkt, header: str | None, method: str, path: str):
    headers = {} if header is None else {"Authorization": header}
    answer = apkt.client.open(f"/api/v1/tickets{path}", method=method, json={}, headers=headers)
    assert read(answer, 401)["code"] == "unauthorized"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_scheme_is_read_in_any_case(apkt: Apkt, scheme: str):
    assert apkt.client.get("/api/v1/tickets", headers={"Authorization": f"{scheme} {KEY}"}).status_code == 200


def test_wrong_key_spends_no_idempotency_key(apkt: Apkt):
    body = {"kind": "G", "customer": {"idpel": "543210987654"}, "description": "Padam"}
    wrong = {"Authorization": "Bearer salah", "Idempotency-Key": "satu"}
    assert apkt.client.post("/api/v1/tickets", json=body, headers=wrong).status_code == 401
    assert apkt.post("", body, Idempotency_Key="satu").status_code == 201


def test_document_needs_no_key(apkt: Apkt):
    assert read(apkt.client.get("/api/v1/openapi.json"))["openapi"].startswith("3.")


def test_while_the_key_is_changed_both_are_good_and_a_repetition_is_recognised_under_the_other(
    engine: Engine, clock: SetClock
):
    body = {"kind": "G", "customer": {"idpel": "543210987654"}, "description": "Padam"}
    app = make_app(engine, clock, api_keys=(KEY, "kunci-lama-0123456789"))
    answers = [
        app.test_client().post(
            "/api/v1/tickets", json=body, headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "satu"}
        )
        for key in (KEY, "kunci-lama-0123456789")
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    refused = app.test_client().get("/api/v1/tickets", headers={"Authorization": "Bearer kunci-yang-lain"})
    assert refused.status_code == 401

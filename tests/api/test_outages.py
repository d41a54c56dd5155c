"""Wider outages over the interface (WO)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.conftest import KEY, NOON, Apkt, read

LATER = (NOON + timedelta(hours=4)).isoformat()
CAUSE = "Kabel putus."


@pytest.fixture
def no(apkt: Apkt) -> str:
    """Return the number of a suspected group of three."""
    return apkt.outage("Melati")


def test_WO_1_three_reports_are_found_as_an_outage(apkt: Apkt, no: str):
    (found,) = apkt.outages()["items"]
    assert (found["outage"], found["state"], found["area"], found["size"]) == (no, "SUSPECTED", "Jl. Melati", 3)
    assert found == apkt.outages(f"/{no}")
    assert {apkt.ticket(report)["outage"] for report in found["reports"]} == {no}
    assert apkt.outages(state="CONFIRMED")["items"] == []


def test_WO_4_confirmed_every_report_has_its_end(apkt: Apkt, no: str):
    found = read(apkt.decide(no, "confirmation", eta=LATER, cause=CAUSE, area="Kelurahan Sukajadi"))
    assert (found["state"], found["eta"], found["area"]) == (
        "CONFIRMED",
        "2026-11-23T16:00:00+07:00",
        "Kelurahan Sukajadi",
    )
    tickets = [apkt.ticket(report) for report in found["reports"]]
    assert {(ticket["eta"], ticket["eta_reason"]) for ticket in tickets} == {(found["eta"], CAUSE)}


def test_WO_4_without_an_end_no_report_has_one(apkt: Apkt, no: str):
    found = read(apkt.decide(no, "confirmation"))
    assert {apkt.ticket(report)["eta"] for report in found["reports"]} == {None}


def test_WO_5_changed_twice_then_an_officer_decides(apkt: Apkt, no: str):
    read(apkt.decide(no, "confirmation", eta=LATER))
    for hours in (5, 6):
        read(apkt.decide(no, "eta", eta=(NOON + timedelta(hours=hours)).isoformat(), cause=CAUSE))
    refused = apkt.decide(no, "eta", eta=(NOON + timedelta(hours=7)).isoformat(), cause=CAUSE)
    assert (refused.status_code, refused.json and refused.json["code"]) == (409, "conflict")
    assert apkt.outages(f"/{no}")["needs_decision"] is True


def test_WO_6_dismissed_and_WO_7_resolved(apkt: Apkt, no: str):
    other = apkt.outage("Kenanga")
    read(apkt.decide(no, "dismissal", reason="Keliru."))
    read(apkt.decide(other, "confirmation"))
    found = read(apkt.decide(other, "resolution", note="Kabel diganti."))
    assert {apkt.ticket(report)["status"] for report in found["reports"]} == {"SELESAI"}
    assert apkt.outages()["items"] == []
    assert apkt.decide(other, "resolution").status_code == 409


def test_WO_3_a_report_is_added_and_removed(apkt: Apkt, no: str):
    lone = apkt.report()["no_lapor"]
    assert lone in read(apkt.decide(no, "reports", no_lapor=lone))["reports"]
    assert lone not in read(apkt.decide(no, "reports/removal", no_lapor=lone, reason="Gardu lain."))["reports"]
    assert apkt.ticket(lone)["outage"] is None
    kinds = [fact["type"] for fact in apkt.outages(f"/{no}/history")["items"]]
    assert kinds == ["SUSPECTED", *["JOINED"] * 4, "LEFT"]


def test_what_is_not_there_or_cannot_be(apkt: Apkt, no: str):
    assert apkt.decide("M54", "confirmation").status_code == 404
    assert apkt.decide(no, "resolution").status_code == 409
    assert apkt.decide(no, "confirmation", eta=NOON.isoformat()).status_code == 422
    assert apkt.decide(no, "dismissal").status_code == 422
    assert apkt.decide(no, "confirmation", wilayah="x").status_code == 422


def test_a_decision_sent_again_with_its_key_answers_as_the_first_time(apkt: Apkt, no: str):
    path, headers = f"/api/v1/outages/{no}/confirmation", {"Authorization": f"Bearer {KEY}", "Idempotency-Key": "k-1"}
    first, second = (apkt.client.post(path, json={"eta": LATER}, headers=headers) for _ in range(2))
    assert read(first) == read(second)
    assert second.headers["Idempotent-Replayed"] == "true"

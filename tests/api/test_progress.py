"""Officer, stage, position, comment, rating, and what is told of them."""

from __future__ import annotations

import pytest

from tests.api.conftest import Apkt, read

BUDI = {"name": "Budi", "phone": "0812-9876-5432", "plate": "D 9123 PLN"}


def place(at: str, street: str = "Jl. Asia Afrika") -> dict[str, object]:
    return {"lat": -6.9175, "lon": 107.6191, "street": street, "at": f"2026-11-23T{at}+07:00"}


def on_the_way(apkt: Apkt) -> str:
    no = str(apkt.report()["no_lapor"])
    read(apkt.post(f"/{no}/assignment", {"officer": BUDI}))
    read(apkt.post(f"/{no}/stage", {"stage": "DALAM_PERJALANAN"}))
    return no


def test_assignment_names_the_officer_and_moves_on_from_lapor(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    ticket = read(apkt.post(f"/{no}/assignment", {"officer": BUDI, "at": "2026-11-23T11:59:00+07:00"}))
    assert ticket["officer"] == BUDI | {"phone": "+6281298765432", "uses_apkt_mobile": True}
    assert ticket["stage"] == "PENUGASAN_REGU"
    assert read(apkt.get(f"/{no}/tracking"))["stages"][-1]["at"] == "2026-11-23T11:59:00+07:00"


def test_stages_go_forward_only_and_the_same_again_changes_nothing(apkt: Apkt):
    no = on_the_way(apkt)
    before = apkt.get(f"/{no}/history", tab="transitions").json
    assert read(apkt.post(f"/{no}/stage", {"stage": "DALAM_PERJALANAN"}))["stage"] == "DALAM_PERJALANAN"
    assert apkt.get(f"/{no}/history", tab="transitions").json == before
    assert read(apkt.post(f"/{no}/stage", {"stage": "LAPOR"}), 409)["code"] == "conflict"


def test_mt_6_transitions_tell_from_to_who_and_when(apkt: Apkt):
    no = on_the_way(apkt)
    moves = apkt.get(f"/{no}/history", tab="transitions").json["items"]
    assert [(move["old"], move["new"], move["actor"], move["at"]) for move in moves] == [
        ("LAPOR", "PENUGASAN_REGU", "APKT", "2026-11-23T12:00:00+07:00"),
        ("PENUGASAN_REGU", "DALAM_PERJALANAN", "APKT", "2026-11-23T12:00:00+07:00"),
    ]


def test_selesai_without_code_is_a_normal_end(apkt: Apkt):
    no = on_the_way(apkt)
    finished = apkt.finish(no)
    assert (finished["status"], finished["stage"]) == ("SELESAI", "SELESAI")
    assert finished["resolution"] == {"code": "SELESAI_NORMAL", "note": None, "at": "2026-11-23T12:00:00+07:00"}


def test_code_belongs_to_selesai_only(apkt: Apkt):
    no = on_the_way(apkt)
    body = {"stage": "NYALA", "resolution_code": "SELESAI_NORMAL"}
    assert list(read(apkt.post(f"/{no}/stage", body), 422)["errors"]) == ["resolution_code"]


def test_position_older_than_known_changes_nothing(apkt: Apkt):
    no = on_the_way(apkt)
    apkt.clock.forward(minutes=20)
    newer = read(apkt.post(f"/{no}/position", place("12:10:00", "Jl. Braga")))["position"]
    assert newer == place("12:10:00", "Jl. Braga")
    assert read(apkt.post(f"/{no}/position", place("12:05:00")))["position"] == newer


def test_position_and_assignment_belong_to_open_g_reports(apkt: Apkt):
    complaint = apkt.report(kind="K")["no_lapor"]
    assert apkt.post(f"/{complaint}/position", place("12:00:00")).status_code == 409
    assert apkt.post(f"/{complaint}/assignment", {"officer": BUDI}).status_code == 409
    no = on_the_way(apkt)
    apkt.finish(no)
    assert apkt.post(f"/{no}/position", place("12:00:00")).status_code == 409


def test_tr_2_tracking_tells_officer_plate_street_and_age(apkt: Apkt):
    no = on_the_way(apkt)
    read(apkt.post(f"/{no}/position", place("12:00:00")))
    apkt.clock.forward(minutes=4)
    seen = read(apkt.get(f"/{no}/tracking"))
    assert seen["position"] == place("12:00:00") | {"age_seconds": 240, "old": False}
    assert (seen["officer"]["plate"], seen["stage"], seen["no_lapor"]) == ("D 9123 PLN", "DALAM_PERJALANAN", no)
    assert (seen["reason"], seen["rule"]) == (None, "TR-2")
    assert [stage["stage"] for stage in seen["stages"]] == ["LAPOR", "PENUGASAN_REGU", "DALAM_PERJALANAN"]


@pytest.mark.parametrize(("seconds", "old", "hidden"), [(900, False, False), (901, True, False), (3600, True, False)])
def test_tr_5_position_older_than_15_minutes_is_old(apkt: Apkt, seconds: int, old: bool, hidden: bool):
    no = on_the_way(apkt)
    read(apkt.post(f"/{no}/position", place("12:00:00")))
    apkt.clock.forward(seconds=seconds)
    assert read(apkt.get(f"/{no}/tracking"))["position"]["old"] is old


def test_tr_5_position_older_than_60_minutes_is_not_told(apkt: Apkt):
    no = on_the_way(apkt)
    read(apkt.post(f"/{no}/position", place("12:00:00")))
    apkt.clock.forward(seconds=3601)
    seen = read(apkt.get(f"/{no}/tracking"))
    assert (seen["position"], seen["reason"], seen["rule"]) == (None, "POSITION_TOO_OLD", "TR-5")


def test_tr_3_tracking_says_why_there_is_no_position(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    assert read(apkt.get(f"/{no}/tracking"))["reason"] == "NO_OFFICER"
    read(apkt.post(f"/{no}/assignment", {"officer": BUDI}))
    assert read(apkt.get(f"/{no}/tracking"))["reason"] == "NO_POSITION_YET"
    read(apkt.post(f"/{no}/assignment", {"officer": {"name": "Tono", "uses_apkt_mobile": False}}))
    assert read(apkt.get(f"/{no}/tracking"))["reason"] == "NO_APKT_MOBILE"


def test_tr_1_tracking_is_for_g_reports_until_they_are_finished(apkt: Apkt):
    no = on_the_way(apkt)
    read(apkt.post(f"/{no}/position", place("12:00:00")))
    apkt.finish(no)
    seen = read(apkt.get(f"/{no}/tracking"))
    assert (seen["position"], seen["reason"], seen["rule"]) == (None, "FINISHED", "TR-1")
    complaint = apkt.report(kind="K")["no_lapor"]
    assert read(apkt.get(f"/{complaint}/tracking"))["reason"] == "NOT_AN_OUTAGE"


def test_comment_appears_in_its_tab(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    read(apkt.post(f"/{no}/comments", {"text": "Trafo diganti\nlalu nyala", "author": "Budi"}))
    said = apkt.get(f"/{no}/history", tab="comments").json["items"]
    assert [(event["type"], event["note"], event["actor"]) for event in said] == [
        ("COMMENT", "Trafo diganti\nlalu nyala", "Budi")
    ]


def test_mt_7_finished_report_is_rated(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    body = {"stars": 4, "comment": "Cepat", "via": "PLN_MOBILE"}
    assert apkt.post(f"/{no}/rating", body).status_code == 409
    apkt.finish(no)
    read(apkt.post(f"/{no}/rating", body))
    rated = apkt.get(f"/{no}/history", tab="rating").json["items"]
    assert [(event["type"], event["new"], event["note"]) for event in rated] == [("RATED", "4", "Cepat")]


@pytest.mark.parametrize("stars", [0, 6, 4.5, "5", True, None])
def test_mt_7_rating_has_one_to_five_stars(apkt: Apkt, stars: object):
    no = apkt.report()["no_lapor"]
    apkt.finish(no)
    assert list(read(apkt.post(f"/{no}/rating", {"stars": stars}), 422)["errors"]) == ["stars"]


def test_mt_6_all_shows_every_event_and_an_unknown_tab_is_refused(apkt: Apkt):
    no = on_the_way(apkt)
    everything = apkt.get(f"/{no}/history").json
    assert everything == apkt.get(f"/{no}/history", tab="all").json
    assert [e["type"] for e in everything["items"]] == ["REPORTED", "ASSIGNED", "TRANSITION", "TRANSITION"]
    assert apkt.get(f"/{no}/history", tab="semua").status_code == 422


def test_ETA_6_another_end_is_promised_with_its_reason_and_twice_only(apkt: Apkt):
    no = on_the_way(apkt)
    body = {"eta": "2026-11-23T17:30:00+07:00", "reason": "Menunggu penggantian kabel."}
    ticket = read(apkt.post(f"/{no}/eta", body))
    assert (ticket["eta"], ticket["eta_reason"], ticket["eta_kept"]) == (body["eta"], body["reason"], None)
    read(apkt.post(f"/{no}/eta", body | {"eta": "2026-11-23T18:00:00+07:00"}))
    assert read(apkt.post(f"/{no}/eta", body | {"eta": "2026-11-23T19:00:00+07:00"}), 409)["code"] == "conflict"
    assert read(apkt.get(f"/{no}"))["eta"] == "2026-11-23T18:00:00+07:00"
    changes = apkt.get(f"/{no}/history", tab="changes").json["items"]
    assert [(event["type"], event["note"]) for event in changes] == [("PROMISED", body["reason"])] * 2


@pytest.mark.parametrize(
    "body",
    [
        {"eta": "2026-11-23T11:00:00+07:00", "reason": "x"},
        {"eta": "2026-11-23T17:30:00+07:00"},
        {"eta": "besok", "reason": "x"},
        {"eta": "2026-12-30T17:30:00+07:00", "reason": "x"},
    ],
)
def test_ETA_6_what_cannot_be_promised_is_refused(apkt: Apkt, body: dict[str, str]):
    no = on_the_way(apkt)
    before = read(apkt.get(f"/{no}"))["eta"]
    read(apkt.post(f"/{no}/eta", body), 422)
    assert read(apkt.get(f"/{no}"))["eta"] == before


def test_ETA_8_kept_or_missed_is_told(apkt: Apkt):
    no = on_the_way(apkt)
    assert read(apkt.post(f"/{no}/stage", {"stage": "NYALA"}))["eta_kept"] is True

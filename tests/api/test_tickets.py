"""Taking over, finding and reading reports."""

from __future__ import annotations

import pytest

from tests.api.conftest import Apkt, read

KEYS = {
    "no_lapor", "display_no", "kind", "category", "status", "stage", "reported_at", "eta", "urgent", "attention",
    "wider_outage", "lapor_ulang_count", "update_count", "related_no_lapor", "description", "received_by", "channel",
    "customer", "officer", "position", "resolution",
}  # fmt: skip


def test_taken_over_report_has_every_key_of_the_contract_and_is_found_at_its_location(apkt: Apkt):
    answer = apkt.post(
        "",
        {
            "kind": "G",
            "customer": {
                "idpel": "543210987654",
                "meter_id": "14012345678",
                "name": "Siti Rahma",
                "phone": "0812-3456-7890",
                "address": "Jl. Melati No. 5",
                "lat": -6.9147,
                "lon": 107.6098,
            },
            "reported_at": "2026-11-23T10:15:00+07:00",
            "description": "Rumah padam sejak pagi",
            "unit_code": "53",
        },
    )
    ticket = read(answer, 201)
    assert set(ticket) >= KEYS
    assert ticket["no_lapor"] == ticket["display_no"] == "G5326112300001"
    assert ticket["customer"] == {
        "idpel": "543210987654",
        "meter_id": "14012345678",
        "name": "Siti Rahma",
        "phone": "+6281234567890",
        "address": "Jl. Melati No. 5",
        "lat": -6.9147,
        "lon": 107.6098,
    }
    assert (ticket["kind"], ticket["category"]) == ("G", "1_BANGUNAN_PADAM")
    assert (ticket["status"], ticket["stage"]) == ("BELUM_SELESAI", "LAPOR")
    assert (ticket["received_by"], ticket["channel"]) == ("APKT", "APKT")
    assert ticket["officer"] is ticket["position"] is ticket["resolution"] is ticket["related_no_lapor"] is None
    found = apkt.client.get(answer.headers["Location"], headers={"Authorization": "Bearer kunci-apkt-0123456789"})
    assert read(found) == ticket


def test_eta_1_eta_is_three_hours_after_the_report(apkt: Apkt):
    ticket = apkt.report(reported_at="2026-11-23T10:15:00+07:00")
    assert (ticket["reported_at"], ticket["eta"]) == ("2026-11-23T10:15:00+07:00", "2026-11-23T13:15:00+07:00")


def test_k_report_has_no_eta(apkt: Apkt):
    assert apkt.report(kind="K")["eta"] is None


def test_report_without_time_is_of_now(apkt: Apkt):
    assert apkt.report()["reported_at"] == "2026-11-23T12:00:00+07:00"


def test_apkt_may_bring_its_own_number(apkt: Apkt):
    assert apkt.report(no_lapor="G54261123777")["no_lapor"] == "G54261123777"
    assert apkt.report(no_lapor="54261123778", kind="K")["no_lapor"] == "K54261123778"


def test_in_4_number_is_never_given_twice(apkt: Apkt):
    first = apkt.report(no_lapor="G5426112300001")["no_lapor"]
    again = {"kind": "G", "customer": {"meter_id": "14012345678"}, "description": "Padam", "no_lapor": first}
    assert read(apkt.post("", again), 409)["code"] == "number-taken"


def test_in_2_customer_may_be_known_in_part(apkt: Apkt):
    assert apkt.report(customer={"meter_id": "14012345678"})["customer"]["idpel"] is None
    named = apkt.report(customer={"name": "Siti", "address": "Jl. Melati No. 5", "idpel": None})
    assert named["customer"]["phone"] is None


@pytest.mark.parametrize("customer", [{}, {"phone": "081234567890"}, {"name": "Siti"}, {"idpel": None}])
def test_in_2_customer_nobody_could_find_is_refused(apkt: Apkt, customer: dict[str, object]):
    problem = read(apkt.post("", {"kind": "G", "customer": customer, "description": "Padam"}), 422)
    assert list(problem["errors"]) == ["customer"]


def test_in_5_building_with_an_open_report_gets_no_second_one_but_its_number(apkt: Apkt):
    no = apkt.report(customer={"idpel": "543210987654"})["no_lapor"]
    body = {"kind": "G", "customer": {"idpel": "543210987654"}, "description": "Padam"}
    problem = read(apkt.post("", body), 409)
    assert (problem["code"], problem["no_lapor"]) == ("premise-has-open-report", no)
    apkt.finish(no)
    assert apkt.report(customer={"idpel": "543210987654"})["no_lapor"] != no


def test_in_7_urgent_and_wider_outage_can_be_taken_over(apkt: Apkt):
    ticket = apkt.report(urgent=True, wider_outage=True)
    assert (ticket["urgent"], ticket["wider_outage"]) == (True, True)


@pytest.mark.parametrize(
    "typed",
    [
        "G5426112300001",
        "g5426112300001",
        "5426112300001",
        "G5426112300001*",
        "G5426112300001%2A",
        "%20G%2054-261123-00001%20",
        "5426112300001*",
    ],
)
def test_in_4_number_in_the_path_may_be_typed_in_any_way(apkt: Apkt, typed: str):
    no = apkt.report()["no_lapor"]
    answer = apkt.client.get(f"/api/v1/tickets/{typed}", headers={"Authorization": "Bearer kunci-apkt-0123456789"})
    assert read(answer)["no_lapor"] == no


def test_number_without_letter_that_means_two_reports_asks_for_the_letter(apkt: Apkt):
    apkt.report(no_lapor="G5426112300001")
    apkt.report(no_lapor="K5426112300001", kind="K")
    assert read(apkt.get("/5426112300001"), 409)["code"] == "conflict"
    assert apkt.ticket("K5426112300001")["kind"] == "K"


@pytest.mark.parametrize("way", ["", "/tracking", "/log-lapor-ulang", "/history"])
def test_unknown_number_is_not_found(apkt: Apkt, way: str):
    for number in ("G5426112399999", "bukan-nomor", "%00", "G5499999999999", "%F0%9F%94%8C", "a" * 3000):
        assert read(apkt.get(f"/{number}{way}"), 404)["code"] == "not-found"


def test_mt_1_search_by_each_way(apkt: Apkt):
    wanted = {
        "idpel": "543210987654",
        "meter_id": "14012345678",
        "name": "Siti Rahma",
        "phone": "081311112222",
        "address": "Jl. Kenanga No. 5",
    }
    no = apkt.report(customer=wanted)["no_lapor"]
    apkt.report()
    ways = [
        {"no_lapor": no},
        {"no_lapor": f"{no[1:]}*"},
        {"phone": "+62 813 1111 2222"},
        {"idpel": "543210987654"},
        {"meter_id": "14012345678"},
        {"q": "siti"},
        {"q": "kenanga"},
        {"phone": "081311112222", "kind": "G", "status": "BELUM_SELESAI", "attention": "false"},
    ]
    for way in ways:
        assert [item["no_lapor"] for item in read(apkt.get("", **way))["items"]] == [no], way
    assert read(apkt.get("", phone="081311112222", status="SELESAI"))["items"] == []


@pytest.mark.parametrize("number", ["12", "bukan-nomor", "G5426112399999"])
def test_search_for_a_number_nobody_has_finds_nothing(apkt: Apkt, number: str):
    apkt.report()
    assert read(apkt.get("", no_lapor=number)) == {"items": [], "next_cursor": None}


def test_search_pages_newest_first_without_gap_or_repetition(apkt: Apkt):
    made = []
    for _ in range(5):
        made.append(apkt.report()["no_lapor"])
        apkt.clock.forward(minutes=1)
    first = read(apkt.get("", limit=2))
    second = read(apkt.get("", limit=2, cursor=first["next_cursor"]))
    third = read(apkt.get("", limit=2, cursor=second["next_cursor"]))
    seen = [item["no_lapor"] for page in (first, second, third) for item in page["items"]]
    assert seen == made[::-1]
    assert third["next_cursor"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 201}, {"limit": "banyak"}, {"limit": "1_0"}, {"phone": "abc"}, {"phone": ""},
        {"idpel": "12"}, {"meter_id": "x"}, {"status": "OPEN"}, {"kind": "X"}, {"attention": "ya"},
        {"cursor": "bukan-kursor"}, {"q": "a\0b"}, {"fon": "081234567890"},
    ],
)  # fmt: skip
def test_search_refuses_what_it_cannot_mean(apkt: Apkt, query: dict[str, object]):
    assert apkt.get("", **query).status_code == 422


@pytest.mark.timeout(120)
def test_in_4_sequence_steps_over_a_number_apkt_brought(apkt: Apkt):
    apkt.report(no_lapor="G5426112300001")
    assert apkt.report()["no_lapor"] == "G5426112300002"

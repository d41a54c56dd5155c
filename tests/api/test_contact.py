"""LU-1 to LU-15 through HTTP: the outcome, the rule named, and what stays on the report."""

from __future__ import annotations

import pytest

from tests.api.conftest import Apkt

JUST_UNDER = 3 * 3600 - 1
EXACTLY = 3 * 3600


def told(answer: dict[str, object]) -> tuple[object, object]:
    return answer["outcome"], answer["rule"]


def counts(ticket: dict[str, object]) -> tuple[object, object]:
    return ticket["lapor_ulang_count"], ticket["update_count"]


@pytest.mark.parametrize("urgent", [False, True])
def test_lu_1_pln_side_from_three_hours_on_is_a_lapor_ulang(apkt: Apkt, urgent: bool):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(seconds=EXACTLY)
    answer = apkt.contact(no, urgent=urgent)
    assert told(answer) == ("LAPOR_ULANG", "LU-1")
    assert counts(answer["ticket"]) == (1, 0)
    assert answer["ticket"]["urgent"] is urgent


def test_lu_2_pln_side_before_three_hours_is_an_update_with_the_words_kept(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(seconds=JUST_UNDER)
    answer = apkt.contact(no, note="Petugas belum datang")
    assert told(answer) == ("UPDATE", "LU-2")
    assert counts(answer["ticket"]) == (0, 1)
    comments = apkt.get(f"/{no}/history", tab="comments").json
    assert [(event["type"], event["note"]) for event in comments["items"]] == [("UPDATE", "Petugas belum datang")]


def test_lu_3_pln_side_before_three_hours_but_urgent_is_a_lapor_ulang_marked_urgent(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(seconds=JUST_UNDER)
    answer = apkt.contact(no, urgent=True)
    assert told(answer) == ("LAPOR_ULANG", "LU-3")
    assert answer["ticket"]["urgent"] is True


@pytest.mark.parametrize("seconds", [60, EXACTLY])
def test_lu_4_customer_side_is_an_update_at_any_time(apkt: Apkt, seconds: int):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(seconds=seconds)
    answer = apkt.contact(no, side="CUSTOMER", changes={"phone": "0813 1111 2222"})
    assert told(answer) == ("UPDATE", "LU-4")
    assert answer["ticket"]["customer"]["phone"] == "+6281311112222"


def test_lu_5_both_sides_from_three_hours_on_is_a_lapor_ulang_then_an_update(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(seconds=EXACTLY)
    answer = apkt.contact(no, side="BOTH", changes={"address": "Jl. Mawar No. 7"})
    assert told(answer) == ("LAPOR_ULANG_UPDATE", "LU-5")
    assert counts(answer["ticket"]) == (1, 1)
    kinds = [event["type"] for event in apkt.get(f"/{no}/history").json["items"]]
    assert kinds == ["REPORTED", "LAPOR_ULANG", "UPDATE", "CHANGED"]


def test_lu_6_both_sides_before_three_hours_is_an_update_with_note_and_data(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(seconds=JUST_UNDER)
    answer = apkt.contact(no, side="BOTH", note="Lama sekali", changes={"name": "Siti Rahma"})
    assert told(answer) == ("UPDATE", "LU-6")
    assert answer["ticket"]["customer"]["name"] == "Siti Rahma"
    assert apkt.get(f"/{no}/history", tab="comments").json["items"][0]["note"] == "Lama sekali"


def test_lu_7_finished_report_becomes_active_again_with_the_asterisk_and_a_new_window(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(hours=2)
    apkt.finish(no)
    apkt.clock.forward(minutes=10)
    answer = apkt.contact(no, note="Padam lagi")
    ticket = answer["ticket"]
    assert told(answer) == ("LAPOR_ULANG", "LU-7")
    assert (ticket["no_lapor"], ticket["display_no"]) == (no, f"{no}*")
    assert (ticket["status"], ticket["stage"], ticket["attention"]) == ("BELUM_SELESAI", "LAPOR", True)
    assert ticket["resolution"] is None
    # ETA-2: reopened at 14:10 WIB.
    assert ticket["eta"] == "2026-11-23T17:10:00+07:00"


@pytest.mark.parametrize("side", ["CUSTOMER", "BOTH"])
def test_lu_8_data_for_a_finished_report_goes_into_its_lapor_ulang(apkt: Apkt, side: str):
    no = apkt.report()["no_lapor"]
    apkt.finish(no)
    answer = apkt.contact(no, side=side, note="Nomor baru", changes={"phone": "081311112222"})
    assert told(answer) == ("LAPOR_ULANG", "LU-8")
    assert answer["ticket"]["display_no"].endswith("*")
    assert counts(answer["ticket"]) == (1, 0)
    note = apkt.get(f"/{no}/log-lapor-ulang").json["items"][0]["note"]
    assert "Nomor baru" in note
    assert "+6281311112222" in note


@pytest.mark.parametrize("seconds", [60, EXACTLY])
@pytest.mark.parametrize(
    ("side", "outcome", "rule"),
    [("PLN", "LAPOR_ULANG", "LU-9"), ("CUSTOMER", "UPDATE", "LU-10"), ("BOTH", "LAPOR_ULANG_UPDATE", "LU-11")],
)
def test_lu_9_lu_10_lu_11_open_k_report_knows_no_three_hours(
    apkt: Apkt, side: str, outcome: str, rule: str, seconds: int
):
    no = apkt.report(kind="K", description="Tagihan keliru")["no_lapor"]
    apkt.clock.forward(seconds=seconds)
    assert told(apkt.contact(no, side=side)) == (outcome, rule)


def test_lu_12_finished_k_report_is_followed_by_a_new_one_both_linked(apkt: Apkt):
    old = apkt.report(kind="K", description="Tagihan keliru")["no_lapor"]
    apkt.finish(old)
    answer = apkt.contact(old, note="Tagihan masih keliru", received_by="Hana")
    new = answer["ticket"]
    assert told(answer) == ("NEW_REPORT", "LU-12")
    assert new["no_lapor"] != old
    assert new["kind"] == "K"
    assert new["description"].startswith("CC.54.HANA ")
    assert f"Nomor Laporan Terkait K: {old}" in new["description"]
    assert (new["related_no_lapor"], apkt.ticket(old)["related_no_lapor"]) == (old, new["no_lapor"])
    assert apkt.ticket(old)["status"] == "SELESAI"


def test_lu_13_log_lapor_ulang_keeps_note_time_channel_and_receiver(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(hours=3)
    apkt.contact(no, note="Petugas belum datang", received_by="HANA", channel="VOICE")
    assert apkt.get(f"/{no}/log-lapor-ulang").json["items"] == [
        {
            "at": "2026-11-23T15:00:00+07:00",
            "channel": "VOICE",
            "received_by": "HANA",
            "note": "Petugas belum datang",
            "urgent": False,
            "rule": "LU-1",
        }
    ]


def test_lu_14_asterisk_is_no_part_of_the_number_and_stays(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.finish(no)
    apkt.contact(no)
    apkt.finish(f"{no}%2A")
    assert apkt.ticket(f"{no}*")["display_no"] == f"{no}*"
    assert apkt.get("", attention="true").json["items"][0]["no_lapor"] == no
    assert apkt.get("", attention="false").json["items"] == []


@pytest.mark.parametrize("code", ["DATA_TIDAK_LENGKAP", "PELANGGAN_SULIT_DIHUBUNGI"])
def test_lu_15_reason_of_finishing_is_told_and_the_missing_data_kept(apkt: Apkt, code: str):
    no = apkt.report()["no_lapor"]
    finished = apkt.finish(no, resolution_code=code, note="Telepon tidak diangkat")
    assert finished["resolution"] == {
        "code": code,
        "note": "Telepon tidak diangkat",
        "at": "2026-11-23T12:00:00+07:00",
    }
    answer = apkt.contact(no, side="BOTH", changes={"phone": "+62 813 1111 2222", "address": "Jl. Mawar No. 7"})
    assert answer["rule"] == "LU-8"
    assert answer["ticket"]["customer"]["phone"] == "+6281311112222"
    assert "Jl. Mawar No. 7" in apkt.get(f"/{no}/log-lapor-ulang").json["items"][0]["note"]


def test_elapsed_counts_from_the_time_the_contact_names(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.clock.forward(hours=4)
    # 14:59:59 WIB, one second before three hours are full (ETA-5); APKT tells of it an hour later.
    assert apkt.contact(no, at="2026-11-23T14:59:59+07:00")["rule"] == "LU-2"
    assert apkt.contact(no, at="2026-11-23T15:00:00+07:00")["rule"] == "LU-1"


def test_changes_leave_field_old_new_who_and_when(apkt: Apkt):
    no = apkt.report()["no_lapor"]
    apkt.contact(no, side="CUSTOMER", changes={"phone": "081311112222"}, received_by="HANA")
    changed = apkt.get(f"/{no}/history", tab="changes").json["items"]
    assert [(e["field"], e["old"], e["new"], e["actor"], e["at"]) for e in changed] == [
        ("phone", "+6281234567890", "+6281311112222", "HANA", "2026-11-23T12:00:00+07:00")
    ]

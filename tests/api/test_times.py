"""Times come in with any offset and go out in the zone of the unit."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Apkt, SetClock, make_app


@pytest.mark.parametrize(
    ("zone", "reported_at", "eta"),
    [
        ("Asia/Jakarta", "2026-11-23T10:15:00+07:00", "2026-11-23T13:15:00+07:00"),
        ("Asia/Makassar", "2026-11-23T11:15:00+08:00", "2026-11-23T14:15:00+08:00"),
        ("Asia/Jayapura", "2026-11-23T12:15:00+09:00", "2026-11-23T15:15:00+09:00"),
    ],
)
@pytest.mark.parametrize(
    "given", ["2026-11-23T03:15:00Z", "2026-11-23T10:15:00+07:00", "2026-11-22T23:15:00.000-04:00"]
)
def test_any_offset_comes_in_and_the_unit_s_zone_goes_out(
    engine: Engine, zone: str, reported_at: str, eta: str, given: str
):
    clock = SetClock()
    apkt = Apkt(make_app(engine, clock, zone).test_client(), clock)
    ticket = apkt.report(reported_at=given)
    assert (ticket["reported_at"], ticket["eta"]) == (reported_at, eta)


def test_in_4_day_in_the_number_is_the_day_of_the_unit_s_zone(engine: Engine):
    clock = SetClock()
    clock.forward(hours=11)  # 16:00 UTC: still the 23rd in WIB (23:00), the 24th in WIT (01:00)
    west = Apkt(make_app(engine, clock, "Asia/Jakarta").test_client(), clock).report()["no_lapor"]
    east = Apkt(make_app(engine, clock, "Asia/Jayapura").test_client(), clock).report(
        customer={"meter_id": "14012345678"}
    )["no_lapor"]
    assert (west[3:9], east[3:9]) == ("261123", "261124")


def test_a_clock_a_little_ahead_is_taken_as_now(apkt: Apkt):
    assert apkt.report(reported_at="2026-11-23T12:04:00+07:00")["reported_at"] == "2026-11-23T12:00:00+07:00"

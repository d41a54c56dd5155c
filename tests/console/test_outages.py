"""The officer sees the wider outages and decides (WO)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bootstrap import System
from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets import rules
from tickets.errors import ConflictError
from tickets.model import Channel, Customer, Stage, Ticket
from tickets.outage_service import Group
from tickets.outages import OutageState

LATER = "2026-11-23T18:30"
CAUSE = "Kabel putus."


def street(world: World, first: int = 0, name: str = "Cihampelas") -> list[Ticket]:
    """Report three buildings of a street."""
    return [
        world.report(
            customer=Customer(
                idpel=f"54000000{first + number:04}", address=f"Jl. {name} No. {number}", lat=-6.89, lon=107.6
            )
        )
        for number in range(3)
    ]


@pytest.fixture
def no(world: World, system: System) -> str:
    """Return the number of a suspected group."""
    street(world)
    (group,) = system.outages.listed()
    return group.outage.no


def group_of(system: System, no: str) -> Group:
    """Return the group now."""
    return system.outages.get(no)


def confirm(desk: Desk, no: str, **fields: str) -> int:
    """Send the form that confirms."""
    return decide(desk, no, "pastikan", **fields)


def decide(desk: Desk, no: str, action: str, **fields: str) -> int:
    """Send one of the forms."""
    return desk.send(f"/meluas/{no}/{action}", f"/meluas/{no}", **fields).status_code


def test_IN_6_groups_are_listed_with_size_street_and_age(hana: Desk, world: World) -> None:
    assert "Tidak ada tanda padam meluas" in hana.get("/meluas")
    street(world)
    world.later(minutes=30)
    page = hana.get("/meluas")
    assert "3 laporan · Jl. Cihampelas" in page
    assert "30 m" in page
    assert page.count("data-titik=") == 1


def test_WO_4_confirmed_with_time_cause_and_area(hana: Desk, system: System, no: str) -> None:
    assert confirm(hana, no, kapan=LATER, sebab=CAUSE, wilayah="Kelurahan Cipaganti") == 303
    group = group_of(system, no)
    assert (group.outage.state, group.outage.area, group.outage.cause) == ("CONFIRMED", "Kelurahan Cipaganti", CAUSE)
    zone = system.settings.timezone
    assert {rules.promised(it).astimezone(zone).strftime("%d %H:%M") for it in group.reports} == {"23 18:30"}
    page = hana.get(f"/meluas/{no}")
    for fact in ("Dipastikan", "23-11-2026 18:30", CAUSE, "CC.54.HANA", "WO-4"):
        assert fact in page
    history = hana.get(f"/tiket/{group.reports[0].no_lapor}/buku-biru")
    assert "Gangguan meluas dipastikan" in history
    assert no in hana.get(f"/tiket/{group.reports[0].no_lapor}/perkiraan")


def test_WO_4_confirmed_without_a_time_says_that_there_is_none(hana: Desk, system: System, no: str) -> None:
    assert confirm(hana, no) == 303
    assert all(rules.has_no_eta(ticket) for ticket in group_of(system, no).reports)
    assert "belum ada" in hana.get(f"/meluas/{no}")


@pytest.mark.parametrize("action", ["pastikan", "perkiraan"])
@pytest.mark.parametrize("when", ["2026-11-23T11:59", "2026-12-24T10:00", "besok"])
def test_WO_5_a_time_that_cannot_be_promised_is_told_and_what_was_typed_stays(
    hana: Desk, system: System, no: str, action: str, when: str
) -> None:
    if action == "perkiraan":
        confirm(hana, no)
    answer = hana.send(f"/meluas/{no}/{action}", f"/meluas/{no}", kapan=when, sebab=CAUSE)
    assert answer.status_code == 200
    assert "tidak dapat dibaca" in answer.text
    assert CAUSE in answer.text
    assert group_of(system, no).outage.until is None


def test_WO_5_the_officer_changes_the_promised_end(hana: Desk, system: System, no: str) -> None:
    confirm(hana, no)
    assert "berhak tahu" in hana.send(f"/meluas/{no}/perkiraan", f"/meluas/{no}", kapan=LATER, sebab=" ").text
    assert decide(hana, no, "perkiraan", kapan=LATER, sebab=CAUSE) == 303
    reports = group_of(system, no).reports
    assert {ticket.promise.reason for ticket in reports if ticket.promise} == {CAUSE}


def test_WO_6_dismissed_with_a_reason(hana: Desk, system: System, no: str) -> None:
    assert "Isi alasannya" in hana.send(f"/meluas/{no}/tolak", f"/meluas/{no}", alasan="").text
    assert decide(hana, no, "tolak", alasan="Sebab berbeda.") == 303
    assert group_of(system, no).outage.state is OutageState.DISMISSED
    page = hana.get("/meluas")
    assert "Terakhir ditutup" in page
    assert "Sebab berbeda." in hana.get(f"/meluas/{no}")
    assert "Keluarkan" not in hana.get(f"/meluas/{no}")


def test_WO_7_resolved(hana: Desk, system: System, no: str) -> None:
    confirm(hana, no)
    assert decide(hana, no, "pulih") == 303
    group = group_of(system, no)
    assert group.outage.state is OutageState.RESOLVED
    assert {ticket.stage for ticket in group.reports} == {Stage.SELESAI}


def test_WO_3_reports_are_added_and_removed(hana: Desk, world: World, system: System, no: str) -> None:
    other = world.report().no_lapor
    assert decide(hana, no, "tambah", no_lapor=other) == 303
    assert other in hana.get(f"/meluas/{no}")
    assert decide(hana, no, "keluarkan", no_lapor=other) == 303
    assert other not in [ticket.no_lapor for ticket in group_of(system, no).reports]
    assert "tidak ditemukan" in hana.send(f"/meluas/{no}/tambah", f"/meluas/{no}", no_lapor="G5426112399999").text


def test_sent_twice_it_acts_once(hana: Desk, system: System, no: str) -> None:
    fields = {"kunci": "0" * 32, "kapan": LATER, "sebab": CAUSE}
    assert [decide(hana, no, "pastikan", **fields) for _ in range(2)] == [303, 303]
    kinds = [event.type for event in system.outages.history(no)]
    assert kinds.count("CONFIRMED") == 1


def test_of_two_officers_the_second_sees_what_the_first_decided(
    hana: Desk, desk_of: Callable[[str], Desk], system: System, no: str
) -> None:
    budi = desk_of("budi")
    assert confirm(hana, no) == 303
    answer = budi.send(f"/meluas/{no}/pastikan", f"/meluas/{no}")
    assert answer.status_code == 200
    assert "sudah berubah keadaan" in answer.text
    assert [event.actor for event in system.outages.history(no) if event.type == "CONFIRMED"] == ["CC.54.HANA"]


def test_what_is_no_group_and_no_decision_is_not_found(hana: Desk, no: str) -> None:
    hana.get("/meluas/M54000", 404)
    assert hana.send(f"/meluas/{no}/hapus", f"/meluas/{no}").status_code == 404


def test_ETA_6_a_third_change_by_a_program_waits_for_the_officer(hana: Desk, system: System, no: str) -> None:
    confirm(hana, no, kapan=LATER)
    now = system.clock()

    apkt = system.outages.source("APKT", Channel.APKT)
    for hours in (4, 5):
        system.outages.promise(no, now + timedelta(hours=hours), CAUSE, apkt, by_human=False)
    with pytest.raises(ConflictError):
        system.outages.promise(no, now + timedelta(hours=6), CAUSE, apkt, by_human=False)
    assert "ETA: PUTUSKAN" in hana.get("/meluas")
    assert "menunggu keputusan petugas" in hana.get(f"/meluas/{no}")

"""The officer promises another end of the work (ETA-6), and sees what needs one (ETA-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets import rules
from tickets.errors import ConflictError
from tickets.model import Alert, Channel, Stage
from tickets.reports import Source

REASON = "Menunggu penggantian kabel."


def promise(desk: Desk, no: str, when: str = "2026-11-23T18:30", reason: str = REASON) -> int:
    return desk.send(f"/tiket/{no}/perkiraan", kapan=when, alasan=reason).status_code


def test_ETA_6_an_officer_promises_in_the_clock_of_the_unit(hana: Desk, world: World, system: System) -> None:
    no = world.report().no_lapor
    assert promise(hana, no) == 303
    ticket = system.reports.get(no)
    assert rules.promised(ticket).astimezone(system.settings.timezone).strftime("%d %H:%M") == "23 18:30"
    assert ticket.promise is not None
    assert (ticket.promise.by, ticket.promise.reason, ticket.promise_changes) == ("CC.54.HANA", REASON, 0)
    page = hana.get(f"/tiket/{no}")
    assert "23-11 18:30" in page
    for tab in ("all", "changes"):
        history = hana.get(f"/tiket/{no}/buku-biru?tab={tab}")
        for fact in ("23-11-2026 15:00", "23-11-2026 18:30", REASON, "CC.54.HANA"):
            assert fact in history


def test_ETA_6_sent_twice_it_is_one_change(hana: Desk, world: World, system: System) -> None:
    no = world.report().no_lapor
    for _ in range(2):
        promise(hana, no)
    assert [e.type for e in system.reports.history(no)].count("PROMISED") == 1


@pytest.mark.parametrize("when", ["2026-11-23T11:59", "2026-12-24T10:00", "besok", ""])
def test_ETA_6_a_time_that_cannot_be_promised_is_told_and_what_was_typed_stays(
    hana: Desk, world: World, system: System, when: str
) -> None:
    no = world.report().no_lapor
    answer = hana.send(f"/tiket/{no}/perkiraan", kapan=when, alasan=REASON)
    assert answer.status_code == 200
    assert "tidak dapat dibaca" in answer.text
    assert REASON in answer.text
    assert system.reports.get(no).promise is None


def test_ETA_6_without_a_reason_nothing_is_promised(hana: Desk, world: World, system: System) -> None:
    no = world.report().no_lapor
    assert "berhak tahu" in hana.send(f"/tiket/{no}/perkiraan", kapan="2026-11-23T18:30", alasan="  ").text
    assert system.reports.get(no).promise is None


def test_ETA_6_once_the_power_is_back_the_form_is_withheld(hana: Desk, world: World, system: System) -> None:
    no = world.report().no_lapor
    system.reports.advance(no, Stage.NYALA, Source("APKT", Channel.APKT, system.clock()))
    page = hana.get(f"/tiket/{no}/perkiraan")
    assert "Ditahan (ETA-6)" in page
    assert 'name="kapan"' not in page


def test_ETA_7_what_is_in_danger_is_marked_found_and_cleared_by_a_promise(
    hana: Desk, world: World, system: System
) -> None:
    no, calm = world.report().no_lapor, world.report().no_lapor
    system.reports.advance(calm, Stage.NYALA, Source("APKT", Channel.APKT, system.clock()))
    world.later(hours=2, minutes=30)
    assert system.reports.warn() == [no]
    found = hana.get("/?eta=1")
    assert no in found
    assert calm not in found
    assert "ETA TERANCAM" in found
    until = system.clock() + timedelta(hours=2)
    assert promise(hana, no, until.astimezone(system.settings.timezone).strftime("%Y-%m-%dT%H:%M")) == 303
    assert system.reports.get(no).alert is None
    assert no not in hana.get("/?eta=1")


def test_CF_5_who_says_that_the_power_is_back_is_marked_and_a_new_promise_leaves_the_mark(
    hana: Desk, world: World, system: System
) -> None:
    no, other = world.report().no_lapor, world.report().no_lapor
    words = "listrik sudah nyala <b>min</b>"
    system.reports.confirm(no, Source("CUSTOMER", Channel.WHATSAPP, system.clock()), words)
    found = hana.get("/?eta=1")
    assert (no in found, other in found, "MENYALA?" in found) == (True, False, True)
    assert "listrik sudah nyala &lt;b&gt;min&lt;/b&gt;" in hana.get(f"/tiket/{no}/buku-biru")
    until = system.clock() + timedelta(hours=2)
    assert promise(hana, no, until.astimezone(system.settings.timezone).strftime("%Y-%m-%dT%H:%M")) == 303
    assert system.reports.get(no).alert is Alert.PELANGGAN_MENYALA


def test_ETA_6_a_third_change_by_a_program_waits_for_the_officer(hana: Desk, world: World, system: System) -> None:
    no = world.report().no_lapor
    source = Source("APKT", Channel.APKT, system.clock())
    for hours in (4, 5):
        system.reports.promise(no, system.clock() + timedelta(hours=hours), REASON, source, by_human=False)
    with pytest.raises(ConflictError):
        system.reports.promise(no, system.clock() + timedelta(hours=6), REASON, source, by_human=False)
    assert system.reports.get(no).alert is Alert.ETA_PERLU_KEPUTUSAN
    assert "menunggu keputusan petugas" in hana.get(f"/tiket/{no}/perkiraan")

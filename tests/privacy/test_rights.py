"""What a person may ask for: DP-1 to DP-3, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bootstrap import System
from privacy.errors import NobodyError, StillNeededError
from privacy.model import Act, Subject
from storage.personal_tables import IMPERSONAL, OF_CONVERSATION, OF_NUMBER, OF_REPORT
from storage.tables import metadata
from tests.console.scenes import World
from tests.fakes import HandSetClock
from tests.privacy.lives import left_of, live, words_of
from tickets.model import Channel, Side, Stage
from tickets.requests import Contact

A_YEAR = timedelta(days=365)


def test_DP_1_an_export_holds_all_that_is_kept_of_a_person_and_nothing_of_others(system: System, world: World) -> None:
    ticket, other = live(system, world), live(system, world)
    found = system.privacy.export(Subject(phone=ticket.customer.phone), "hana")
    text = json.dumps(found, default=str, ensure_ascii=False)
    assert {word for word in words_of(ticket) if word not in text} == set()
    assert {word for word in words_of(other) if word in text} == set()
    assert {"tickets", "events", "desk_inbox", "wishes"} <= found.keys()


def test_DP_1_an_export_by_the_premise_holds_its_reports(system: System, world: World) -> None:
    ticket = live(system, world)
    found = system.privacy.export(Subject(idpel=ticket.customer.idpel), "hana")
    assert [row["no_lapor"] for row in found["tickets"]] == [ticket.no_lapor]
    assert "desk_inbox" not in found


def test_DP_2_nothing_of_an_erased_person_is_left_in_any_table_and_all_of_others(system: System, world: World) -> None:
    ticket, other = live(system, world), live(system, world)
    assert {table for table, _ in left_of(system.engine, words_of(ticket))} > {"tickets", "events", "desk_inbox"}
    before = left_of(system.engine, words_of(other))
    system.privacy.erase(Subject(ticket.customer.phone, ticket.customer.idpel), "hana")
    assert left_of(system.engine, words_of(ticket)) == []
    assert left_of(system.engine, words_of(other)) == before


def test_DP_2_what_is_counted_stays(system: System, world: World) -> None:
    ticket = live(system, world)
    system.privacy.erase(Subject(phone=ticket.customer.phone), "hana")
    kept = system.reports.get(ticket.no_lapor)
    assert (kept.kind, kept.stage, kept.reported_at) == (ticket.kind, Stage.SELESAI, ticket.reported_at)
    assert (kept.lapor_ulang_count, kept.eta_kept) == (ticket.lapor_ulang_count, ticket.eta_kept)
    assert kept.rating is not None
    assert (kept.rating.stars, kept.rating.comment) == (5, None)
    assert [repeat.rule for repeat in kept.repeats] == [repeat.rule for repeat in ticket.repeats]
    assert list(system.reports.of_caller(ticket.customer.phone)) == []


def test_DP_2_an_open_report_is_still_needed(system: System, world: World) -> None:
    ticket = world.report()
    with pytest.raises(StillNeededError) as refused:
        system.privacy.erase(Subject(phone=ticket.customer.phone), "hana")
    assert refused.value.facts == {"needed": ticket.no_lapor}
    assert system.reports.get(ticket.no_lapor).customer == ticket.customer


def test_DP_2_a_conversation_a_human_has_is_still_needed(system: System, world: World) -> None:
    record = world.handed_over("saya minta petugas", caller="+6281200000077")
    with pytest.raises(StillNeededError) as refused:
        system.privacy.erase(Subject(phone="+6281200000077"), "hana")
    assert refused.value.facts == {"needed": record.conversation}


@pytest.mark.parametrize("what", ["export", "erase"])
def test_DP_1_and_2_somebody_has_to_be_named(system: System, what: str) -> None:
    with pytest.raises(NobodyError):
        getattr(system.privacy, what)(Subject(), "hana")


def test_DP_3_a_finished_report_is_nobodys_after_its_period_and_not_a_day_before(
    system: System, world: World, clock: HandSetClock
) -> None:
    ticket, days = live(system, world), system.settings.keep_reports_days
    clock.forward(timedelta(days=days))
    system.privacy.expire()
    assert system.reports.get(ticket.no_lapor).customer == ticket.customer
    clock.forward(timedelta(seconds=1))
    assert system.privacy.expire()["tickets"] == 1
    assert left_of(system.engine, words_of(ticket)) == [("wishes", ticket.customer.phone)]
    assert system.privacy.expire().get("tickets", 0) == 0


def test_DP_3_a_silent_conversation_goes_after_its_period_an_open_hand_over_keeps_it(
    system: System, world: World, clock: HandSetClock
) -> None:
    world.writes("halo, saya Sari", "+6281200000001")
    kept = world.handed_over("saya Dewi", caller="+6281200000002")
    clock.forward(timedelta(days=system.settings.keep_conversations_days, seconds=1))
    world.writes("halo, saya Rini", "+6281200000003")
    system.privacy.expire()
    words = {"saya Sari", "saya Dewi", "saya Rini"}
    assert {word for _, word in left_of(system.engine, words)} == {"saya Dewi", "saya Rini"}
    system.desk.take(kept.id, "hana")
    system.desk.close(kept.id, "hana")
    system.privacy.expire()
    assert {word for _, word in left_of(system.engine, words)} == {"saya Rini"}


def test_DP_3_an_open_report_never_expires(system: System, world: World, clock: HandSetClock) -> None:
    ticket = world.report()
    clock.forward(10 * A_YEAR)
    system.privacy.expire()
    assert system.reports.get(ticket.no_lapor).customer == ticket.customer


def test_DP_3_a_report_made_active_again_before_its_period_lives_on(
    system: System, world: World, clock: HandSetClock
) -> None:
    ticket = live(system, world)
    clock.forward(timedelta(days=system.settings.keep_reports_days + 1))
    system.reports.contact(ticket.no_lapor, Contact(Side.PLN, "padam lagi", "BOT", Channel.WHATSAPP))
    system.privacy.expire()
    assert system.reports.get(ticket.no_lapor).customer == ticket.customer


def test_DP_3_the_log_of_who_looked_goes_after_its_period(system: System, clock: HandSetClock) -> None:
    system.privacy.saw("hana", Act.SAW, "console.detail", "G5426112300001")
    clock.forward(timedelta(days=system.settings.keep_trail_days, seconds=1))
    system.privacy.saw("budi", Act.SAW, "console.detail", "G5426112300001")
    system.privacy.expire()
    assert [line.who for _, line in system.privacy.trail()] == ["budi"]


def test_DP_4_every_export_and_erasure_is_kept_with_who_did_it(system: System, world: World) -> None:
    ticket = live(system, world)
    system.privacy.export(Subject(phone=ticket.customer.phone), "hana")
    system.privacy.erase(Subject(phone=ticket.customer.phone), "ayu")
    assert [(line.who, line.act) for _, line in system.privacy.trail()] == [("ayu", Act.ERASED), ("hana", Act.EXPORTED)]
    assert left_of(system.engine, {str(ticket.customer.phone)}) == []


def test_every_table_says_whose_its_rows_are() -> None:
    parts = {part.table.name for part in (*OF_REPORT, *OF_CONVERSATION, *OF_NUMBER)} | {"tickets", "events"}
    assert parts & IMPERSONAL == set()
    assert parts | IMPERSONAL == set(metadata.tables)

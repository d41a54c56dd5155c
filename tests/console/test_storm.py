"""Storm mode by hand (ST-1): who may switch it, that everybody sees it, and that it is kept who did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bootstrap import System, build
from desk.model import Handling, Inbound
from desk.storm_model import Mode
from privacy.model import Act
from settings import Settings
from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets.model import Channel

DeskOf = Callable[[str], Desk]
PAGES = ("/", "/percakapan", "/meluas", "/sandi")


@pytest.mark.parametrize("name", ["sari", "ayu"])
def test_ST_1_supervisors_and_admins_switch_it_and_everybody_sees_it(
    system: System, desk_of: DeskOf, name: str
) -> None:
    leader, officer = desk_of(name), desk_of("hana")
    assert all("Mode lonjakan aktif" not in officer.get(page) for page in PAGES)
    assert leader.send("/lonjakan", mode="ON").status_code == 303
    assert system.storms.state().is_on
    assert all("Mode lonjakan aktif" in officer.get(page) for page in PAGES)
    assert name.upper() in officer.get("/").partition("Mode lonjakan aktif")[2][:300]
    leader.send("/lonjakan", mode="OFF")
    assert not system.storms.state().is_on
    assert "Mode lonjakan aktif" not in officer.get("/")
    leader.send("/lonjakan", mode="AUTOMATIC")
    assert system.storms.state().mode is Mode.AUTOMATIC


def test_ST_1_it_is_kept_who_switched_it_which_way(system: System, desk_of: DeskOf) -> None:
    leader = desk_of("sari")
    for mode in ("ON", "OFF"):
        leader.send("/lonjakan", mode=mode)
    kept = [(line.who, line.act, line.about) for _, line in reversed(system.privacy.trail())]
    assert kept == [("sari", Act.SWITCHED, "ON"), ("sari", Act.SWITCHED, "OFF")]
    assert "mengatur mode lonjakan" in desk_of("ayu").get("/jejak")


def test_ST_1_an_officer_neither_sees_the_switch_nor_moves_it(system: System, desk_of: DeskOf) -> None:
    system.storms.switch(Mode.ON, "sari")
    officer = desk_of("hana")
    officer.get("/lonjakan", status=403)
    assert officer.send("/lonjakan", page="/", mode="OFF").status_code == 403
    assert "/console/lonjakan" not in officer.get("/")
    assert system.storms.state().is_on
    assert [line for _, line in system.privacy.trail() if line.act is Act.SWITCHED] == []


def test_no_other_word_switches_it(system: System, desk_of: DeskOf) -> None:
    assert desk_of("sari").send("/lonjakan", mode="MAYBE").status_code == 400
    assert system.storms.state().mode is Mode.AUTOMATIC
    assert list(system.privacy.trail()) == []


def test_ST_1_what_was_switched_by_hand_outlives_a_restart(
    system: System, environ: dict[str, str], desk_of: DeskOf
) -> None:
    desk_of("sari").send("/lonjakan", mode="ON")
    again = build(Settings.from_env(environ), system.clock)
    assert again.storms.state().is_on
    again.engine.dispose()


def test_a_transcript_tells_what_was_answered_without_the_dialogue(
    system: System, world: World, desk_of: DeskOf
) -> None:
    record = world.handed_over("saya minta petugas", caller="+6281200000077")
    inbound = Inbound("SM77", record.conversation, Channel.WHATSAPP, system.clock(), "kapan nyala")
    session = system.desk.receive(inbound, caller=None, address=None).session
    system.desk.finish("SM77", Handling.STORM, "<Response><Message>pukul 14.00</Message></Response>", session)
    told = desk_of("hana").get(f"/percakapan/{record.id}")
    assert "· mode lonjakan" in told

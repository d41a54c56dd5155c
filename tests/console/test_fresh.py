"""What one web process writes another shows, at the next question; nothing is sent where nothing changed."""

from __future__ import annotations

import app as application
from bootstrap import System, build
from desk.model import Reason
from settings import Settings
from tests.console.conftest import Desk
from tests.console.scenes import World
from tests.fakes import HandSetClock
from tickets.model import Channel


def test_another_process_sees_it_at_once(
    hana: Desk, system: System, world: World, environ: dict[str, str], clock: HandSetClock
) -> None:
    here = build(Settings.from_env(environ), clock)
    other = Desk(application.create_app(here))
    other.log_in("budi")
    first = other.client.get("/console/percakapan/daftar")
    same = {"If-None-Match": first.headers["ETag"]}
    unchanged = other.client.get("/console/percakapan/daftar", headers=same)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    system.desk.hand_over(
        conversation="wa-1",
        channel=Channel.WHATSAPP,
        caller="+6281234567890",
        reason=Reason.CUSTOMER_ASKED,
        no_lapor=world.report().no_lapor,
        said=("minta petugas",),
        understood="minta_cso",
        urgent=False,
    )
    changed = other.client.get("/console/percakapan/daftar", headers=same)
    assert changed.status_code == 200
    assert "G5426112300001" in changed.text
    assert "G5426112300001" in hana.client.get("/console/percakapan/daftar").text
    here.engine.dispose()

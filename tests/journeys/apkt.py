"""APKT as the tests play it: reports taken over, work going on, and the truth to look up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.deploy.system import RunningSystem
from tests.journeys.people import Home

Json = dict[str, Any]


class Apkt:
    """The APKT interface of a running system."""

    def __init__(self, system: RunningSystem) -> None:
        self._system = system

    @staticmethod
    def at(ago: timedelta) -> str:
        """Return the time so long ago."""
        return (datetime.now(UTC) - ago).isoformat()

    # -- situations -------------------------------------------------------------------------------------------------

    def report(
        self, home: Home, phone: str | None, *, ago: timedelta = timedelta(), kind: str = "G", **more: object
    ) -> Json:
        """Take over a report of a building from APKT, made so long ago."""
        customer = {
            "idpel": home.idpel,
            "meter_id": home.meter_id,
            "name": home.name,
            "address": home.address,
            "phone": phone,
        }
        body = {
            "kind": kind,
            "customer": customer,
            "description": "1 bangunan padam" if kind == "G" else "Tagihan melonjak",
            "reported_at": self.at(ago),
        }
        return self._post("/tickets", body | more)

    def assign(self, report: Json, *, plate: str | None = "D 9123 PLN", uses_apkt_mobile: bool = True) -> Json:
        """Give the report to an officer."""
        officer = {"name": "Budi Santoso", "plate": plate, "uses_apkt_mobile": uses_apkt_mobile}
        return self._about(report, "/assignment", {"officer": officer})

    def move(self, report: Json, stage: str, **more: object) -> Json:
        """Move the work on."""
        return self._about(report, "/stage", {"stage": stage, **more})

    def see(self, report: Json, street: str, *, ago: timedelta = timedelta(minutes=2)) -> Json:
        """Let APKT Mobile see the officer there, so long ago."""
        place = {"lat": -6.9, "lon": 107.6, "street": street, "at": self.at(ago)}
        return self._about(report, "/position", place)

    def finish(self, report: Json, code: str = "SELESAI_NORMAL", **more: object) -> Json:
        """Finish the report."""
        return self.move(report, "SELESAI", resolution_code=code, **more)

    # -- the truth --------------------------------------------------------------------------------------------------

    def now(self, report: Json) -> Json:
        """Return the report as it is now."""
        return self._get(f"/tickets/{report['no_lapor']}")

    def of_phone(self, phone: str) -> list[Json]:
        """Return the reports with this number to call, newest first."""
        return list(self._get("/tickets", phone=phone)["items"])

    def of_home(self, home: Home) -> list[Json]:
        """Return the reports of a building, newest first."""
        return list(self._get("/tickets", idpel=home.idpel)["items"])

    def repeats(self, report: Json) -> list[Json]:
        """Return the Log Lapor Ulang."""
        return list(self._get(f"/tickets/{report['no_lapor']}/log-lapor-ulang")["items"])

    def history(self, report: Json, tab: str = "all") -> list[Json]:
        """Return a tab of Buku Biru."""
        return list(self._get(f"/tickets/{report['no_lapor']}/history", tab=tab)["items"])

    def _get(self, path: str, **query: str) -> Json:
        response = self._system.apkt("GET", f"{path}?{urlencode(query)}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    def _about(self, report: Json, path: str, body: Mapping[str, Any]) -> Json:
        return self._post(f"/tickets/{report['no_lapor']}{path}", body)

    def _post(self, path: str, body: Mapping[str, Any]) -> Json:
        response = self._system.apkt("POST", path, dict(body))
        assert response.status_code < 300, f"{path}: {response.text}"
        return dict(response.json())

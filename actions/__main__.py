"""Serve the actions to Rasa: `python -m actions`."""

from __future__ import annotations

from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

import metrics
import tracing
from actions import (
    cso,
    darurat,
    fallback,
    identitas,
    lanjut,
    lapor_padam,
    lapor_ulang,
    menyala,
    percakapan,
    pln_mobile,
    rating,
    tracking,
    ubah_data,
)
from actions.capability import Capability
from bootstrap import System, build
from settings import Settings
from tickets.errors import OverError, StoreAwayError

ACTIONS: tuple[type[Capability], ...] = (
    lapor_padam.LaporPadam,
    lapor_padam.LaporPadamForm,
    lapor_padam.LaporPadamSelesai,
    lapor_ulang.LaporUlang,
    lapor_ulang.PadamLagi,
    ubah_data.UbahData,
    ubah_data.UbahDataForm,
    ubah_data.UbahDataSelesai,
    identitas.Identitas,
    identitas.IdentitasForm,
    lanjut.Lanjut,
    tracking.Tanya,
    darurat.Darurat,
    cso.Cso,
    cso.CsoLanjut,
    cso.CsoGagalPaham,
    pln_mobile.PlnMobile,
    rating.BeriRating,
    rating.RatingForm,
    rating.RatingSelesai,
    percakapan.Sapaan,
    percakapan.Percakapan,
    percakapan.Ulangi,
    percakapan.Batal,
    percakapan.Jawab,
    menyala.SudahNyala,
    percakapan.Keluhan,
    fallback.Fallback,
)


class Executor(ActionExecutor):
    """An executor whose actions never look at the domain, so that Rasa need not send it at every call."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:  # noqa: ARG002
        """Return no domain instead of asking Rasa to send it."""
        return {}


def executor(system: System) -> ActionExecutor:
    """Return an executor with every action, built on one system."""
    result = Executor()
    for action in ACTIONS:
        result.register_action(action(system))
    return result


async def _metrics(_request: Request) -> HTTPResponse:
    return raw(metrics.rendered(), content_type=metrics.CONTENT_TYPE)


def _not_now(_request: Request, fault: Exception) -> HTTPResponse:
    """Answer for an action that was not done; never with what was asked, which the caller would log."""
    return json({"error": str(fault)}, status=503)


def served(system: System) -> Any:  # noqa: ANN401 - a Sanic with the types of rasa_sdk
    """Return the application."""
    app = create_app(executor(system))
    app.add_route(_metrics, "/metrics")
    for fault in (StoreAwayError, OverError):
        app.error_handler.add(fault, _not_now)
    return app


def main() -> None:
    """Serve until stopped."""
    settings = Settings.from_env()
    system = build(settings)
    if tracing.configure(settings, "actions"):
        tracing.watch(system.engine)
    app = served(system)
    host, port = settings.actions_address
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()

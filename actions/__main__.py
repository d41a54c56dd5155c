"""Serve the actions to Rasa: `python -m actions`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions import (
    cso,
    darurat,
    fallback,
    identitas,
    lanjut,
    lapor_padam,
    lapor_ulang,
    percakapan,
    pln_mobile,
    rating,
    tracking,
    ubah_data,
)
from actions.capability import Capability
from bootstrap import System, build
from settings import Settings

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
    percakapan.SudahNyala,
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


def main() -> None:
    """Serve until stopped."""
    settings = Settings.from_env()
    app = create_app(executor(build(settings)))
    address = urlsplit(settings.actions_url)
    app.run(host=address.hostname, port=address.port or 5055, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()

"""Officers see what customers sent along; the page fetches nothing but what a page of ours named."""

from __future__ import annotations

import re

import pytest
from flask import Flask

import app as application
from bootstrap import System
from desk.errors import NoMediaError
from desk.ports import Media
from tests.console.conftest import PASSWORD, Desk
from tests.console.scenes import World
from tickets.model import Attachment, Channel

PHOTO = "https://carrier.example/photo"


class FakeMedia:
    """A carrier with one photo and one document; the rest is gone."""

    def is_ours(self, url: str) -> bool:
        """Tell what the carrier keeps."""
        return url.startswith("https://carrier.example/")

    def fetch(self, url: str) -> Media:
        """Return it."""
        known = {PHOTO: Media("image/jpeg", b"photo"), f"{PHOTO}.pdf": Media("application/pdf", b"pdf")}
        if url not in known:
            raise NoMediaError("gone")
        return known[url]


@pytest.fixture
def app(system: System) -> Flask:
    return application.create_app(system, media=FakeMedia())


@pytest.fixture
def officer(app: Flask) -> Desk:
    desk = Desk(app)
    desk.log_in("hana", PASSWORD)
    return desk


def links(world: World, system: System, officer: Desk, *urls: str) -> list[str]:
    ticket = world.report()
    source = system.reports.source("BOT", Channel.WHATSAPP)
    for url in urls:
        system.reports.attach(ticket.no_lapor, Attachment(url, "image/jpeg", source.at), source)
    page = officer.get(f"/tiket/{ticket.no_lapor}")
    assert "carrier.example" not in page
    return re.findall(r'href="/console(/lampiran/[^"]+)"', page)


def test_a_photo_is_shown_and_a_document_saved(world: World, system: System, officer: Desk) -> None:
    photo, document = links(world, system, officer, PHOTO, f"{PHOTO}.pdf")
    shown = officer.client.get(f"/console{photo}")
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/jpeg", b"photo")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert officer.client.get(f"/console{document}").headers["Content-Disposition"] == "attachment"


def test_what_is_gone_says_so(world: World, system: System, officer: Desk) -> None:
    (gone,) = links(world, system, officer, "https://carrier.example/gone")
    officer.get(gone, status=502)


def test_a_file_of_another_host_is_named_but_not_linked(world: World, system: System, officer: Desk) -> None:
    assert links(world, system, officer, "https://example.id/tracker.gif") == []


def test_only_addresses_of_our_own_pages_are_fetched(world: World, system: System, officer: Desk) -> None:
    (photo,) = links(world, system, officer, PHOTO)
    officer.get(f"{photo}x", status=404)
    officer.get("/lampiran/aHR0cHM6Ly9jYXJyaWVyLmV4YW1wbGUvcGhvdG8", status=404)


def test_nobody_sees_a_photo_without_log_in(world: World, system: System, officer: Desk, app: Flask) -> None:
    (photo,) = links(world, system, officer, PHOTO)
    assert app.test_client().get(f"/console{photo}").status_code == 401

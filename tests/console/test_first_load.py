"""What a browser loads the first time it opens Monitoring Tiket, followed as a browser follows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest

from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets.model import Kind

LIMIT = 300_000
LINKS = {
    "text/html": re.compile(r"<(?:script|link|img)\b[^>]*?(?:src|href)=\"([^\"]+)\""),
    "text/css": re.compile(r"url\([\"']?([^)\"']+)"),
    "text/javascript": re.compile(r"(?:from|import)\s*\(?[\"']([^\"']+)[\"']"),
}


def loaded(desk: Desk, address: str) -> dict[str, int]:
    """Return the size in bytes of a page and of all it asks for, as they go over the wire."""
    sizes: dict[str, int] = {}
    wanted = [address]
    while wanted:
        here = wanted.pop()
        if here in sizes:
            continue
        answer = desk.client.get(here)
        if answer.status_code == 404 and here.endswith(".png"):
            continue  # a picture of Leaflet's style that no page uses and nobody ships
        assert answer.status_code == 200, here
        sizes[here] = len(answer.get_data()) + len(str(answer.headers))
        links = LINKS.get(answer.mimetype)
        found = links.findall(answer.text) if links else []
        wanted += [urlsplit(urljoin(here, link)).path for link in found if not link.startswith(("data:", "#"))]
    return sizes


@pytest.mark.parametrize("path", ["/console/", "/console/meluas"])
def test_the_first_load_is_at_most_300_kilobytes(world: World, desk_of: Callable[[str], Desk], path: str):
    # A full first page, with icons withheld and offered.
    for _ in range(60):
        world.report()
    world.later(hours=4)
    world.report(Kind.K)
    sizes = loaded(desk_of("hana"), path)
    assert any(name.endswith(".css") for name in sizes)
    assert any(name.endswith("konsol.js") for name in sizes)
    assert sum(sizes.values()) <= LIMIT, sizes

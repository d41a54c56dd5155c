"""What customers send along comes from the carrier's hosts alone, no larger and of no other kind than it sends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from desk.errors import NoMediaError
from notify import media
from notify.media import TwilioMedia
from settings import Settings

ACCOUNT, TOKEN = "AC" + "7" * 32, "token-yang-rahasia"
PHOTO = b"\xff\xd8\xff\xe0 a photo"


@dataclass
class Store:
    """A server that keeps files; `asked` are the Authorization headers it saw."""

    files: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str | None] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def store() -> Iterator[Store]:
    yield from serving(Store())


@pytest.fixture
def elsewhere() -> Iterator[Store]:
    yield from serving(Store())


def serving(store: Store) -> Iterator[Store]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            store.asked.append(self.headers.get("Authorization"))
            status, headers, body = store.files[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    store.url = f"http://127.0.0.1:{server.server_port}"
    yield store
    server.shutdown()
    server.server_close()


@pytest.fixture
def carrier(store: Store, tmp_path: Path) -> TwilioMedia:
    environ = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_API_BASE": store.url}
    return TwilioMedia(Settings.from_env({"VAR_DIR": str(tmp_path)} | environ))


def test_a_photo_is_fetched_with_the_credentials_of_the_account(carrier: TwilioMedia, store: Store) -> None:
    store.files["/a"] = (200, {"Content-Type": "image/jpeg; q=1"}, PHOTO)
    found = carrier.fetch(f"{store.url}/a")
    assert (found.content_type, found.body) == ("image/jpeg", PHOTO)
    assert store.asked[0] is not None


def test_no_other_host_is_asked_not_even_by_way_of_the_carrier(
    carrier: TwilioMedia, store: Store, elsewhere: Store
) -> None:
    elsewhere.files["/b"] = (200, {"Content-Type": "image/jpeg"}, PHOTO)
    store.files["/a"] = (302, {"Location": f"{elsewhere.url}/b"}, b"")
    for url in (f"{elsewhere.url}/b", f"{store.url}/a"):
        with pytest.raises(NoMediaError):
            carrier.fetch(url)
    assert elsewhere.asked == []


def test_being_sent_on_ends(carrier: TwilioMedia, store: Store) -> None:
    store.files["/a"] = (302, {"Location": "/a"}, b"")
    with pytest.raises(NoMediaError):
        carrier.fetch(f"{store.url}/a")
    assert len(store.asked) == media.HOPS


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/javascript", "", "image/jpegx"])
def test_what_a_browser_might_run_is_not_shown(carrier: TwilioMedia, store: Store, kind: str) -> None:
    store.files["/a"] = (200, {"Content-Type": kind}, b"<script>alert(1)</script>")
    with pytest.raises(NoMediaError):
        carrier.fetch(f"{store.url}/a")


def test_what_is_too_large_is_broken_off_whatever_length_was_told(carrier: TwilioMedia, store: Store) -> None:
    store.files["/a"] = (200, {"Content-Type": "image/png"}, bytes(media.MAX_BYTES + 1))
    store.files["/b"] = (200, {"Content-Type": "image/png"}, bytes(media.MAX_BYTES))
    with pytest.raises(NoMediaError):
        carrier.fetch(f"{store.url}/a")
    assert len(carrier.fetch(f"{store.url}/b").body) == media.MAX_BYTES


@pytest.mark.parametrize("status", [401, 404, 500])
def test_what_is_gone_is_an_error(carrier: TwilioMedia, store: Store, status: int) -> None:
    store.files["/a"] = (status, {"Content-Type": "image/png"}, PHOTO)
    with pytest.raises(NoMediaError):
        carrier.fetch(f"{store.url}/a")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", True),
        ("https://mms.twiliocdn.com/AC1/x", True),
        ("http://api.twilio.com/x", False),
        ("https://api.twilio.com:8443/x", False),
        ("https://api.twilio.com.example.id/x", False),
        ("https://nottwilio.com/x", False),
        ("https://api.twilio.com@example.id/x", False),
        ("https://127.0.0.1/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_carriers_hosts_are_known_by_their_whole_name(tmp_path: Path, url: str, ours: bool) -> None:
    assert TwilioMedia(Settings.from_env({"VAR_DIR": str(tmp_path)})).is_ours(url) is ours

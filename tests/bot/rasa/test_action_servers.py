"""Several action servers: work is spread, and goes to another where one is away or hangs."""

import asyncio
import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

try:
    import aiohttp
    from rasa.utils.endpoints import ClientResponseError, EndpointConfig
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.action_servers import ActionServers
from bot.heard import Hearings, present

LONG = 60.0


class Server(ThreadingHTTPServer):
    """Answers its own name with `status`, unless it `hangs`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = 0
        self.connections = 0
        self.hangs = False
        self.over = threading.Event()
        self.status = 200
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that left."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        """Count the connections."""
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.server.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.hangs:
            self.server.over.wait(LONG)
        body = json.dumps({"by": self.server.url}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def ask(servers: ActionServers) -> str:
    return asyncio.run(servers.request(json={}, method="post", timeout=300))["by"]


class ActionServersTest(unittest.TestCase):
    def setUp(self) -> None:
        self.one, self.other = Server(), Server()
        # As `endpoints.yml` writes it.
        self.servers = ActionServers(EndpointConfig(f"{self.one.url},{self.other.url}/webhook"))
        # A machine that stands still makes no server one that hangs.
        self.be_patient(LONG)

    def be_patient(self, seconds: float) -> None:
        patience = patch("bot.action_servers.PATIENCE_SECONDS", seconds)
        patience.start()
        self.addCleanup(patience.stop)

    def tearDown(self) -> None:
        for server in (self.one, self.other):
            server.over.set()
            server.shutdown()
            server.server_close()

    def test_work_is_spread(self) -> None:
        assert {ask(self.servers) for _ in range(4)} == {self.one.url, self.other.url}

    def test_connections_are_kept(self) -> None:
        async def several() -> None:
            for _ in range(6):
                await self.servers.request(json={}, method="post", timeout=300)

        asyncio.run(several())
        assert (self.one.asked, self.other.asked) == (3, 3)
        assert (self.one.connections, self.other.connections) == (1, 1)

    def test_one_that_is_away_is_passed_over(self) -> None:
        self.one.shutdown()
        self.one.server_close()
        assert {ask(self.servers) for _ in range(4)} == {self.other.url}

    def test_one_that_hangs_is_not_waited_for_and_asked_last_for_a_while(self) -> None:
        self.one.hangs = True
        self.be_patient(0.5)
        with patch("bot.action_servers.REST_SECONDS", LONG):
            assert ask(self.servers) == self.other.url
            self.be_patient(LONG)
            assert {ask(self.servers) for _ in range(3)} == {self.other.url}
        assert self.one.asked <= 1

    def test_what_a_server_refuses_is_not_asked_of_another(self) -> None:
        self.one.status = self.other.status = 400
        with self.assertRaises(ClientResponseError):  # noqa: PT027 - pytest is not in Rasa's environment
            ask(self.servers)
        assert self.one.asked + self.other.asked == 1

    def test_a_server_that_misses_what_it_needs_is_passed_over(self) -> None:
        self.one.status = 503
        assert {ask(self.servers) for _ in range(4)} == {self.other.url}

    def test_a_turn_no_server_could_do_is_not_kept(self) -> None:
        self.one.status = self.other.status = 503

        async def hear() -> bool:
            async def work() -> None:
                try:
                    await self.servers.request(json={}, method="post", timeout=300)
                except aiohttp.ClientConnectionError:
                    hearing = present()
                    assert hearing is not None
                    said.append({"unfinished": hearing.unfinished})

            said: list[dict[str, bool]] = []
            await Hearings().answer("wa-1", "SM1", said, work)
            return said[0]["unfinished"]

        assert asyncio.run(hear())

    def test_without_any_it_fails_as_rasa_expects_it(self) -> None:
        for server in (self.one, self.other):
            server.shutdown()
            server.server_close()
        with self.assertRaises(aiohttp.ClientConnectionError):  # noqa: PT027 - pytest is not in Rasa's environment
            ask(self.servers)

"""Ask one of several action servers, and another where one is away or hangs.

That is safe: the actions know a step of a turn by its message and act once, however often they are asked. `ACTIONS_URL`
holds the addresses, with commas between them.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot import heard

logger = logging.getLogger(__name__)

TRIES = 3
# The same address again: behind it may stand several.
PAUSE_SECONDS = 0.2
# Whoever did not answer is asked last for so long.
REST_SECONDS = 3.0
# Where another can do it, a server that hangs is not waited for as long as the turn may take.
PATIENCE_SECONDS = 2.0
# Nor is the last one for ever: packets may vanish without a word. An action itself ends earlier.
LONGEST_SECONDS = 10.0
# The server is there, but what it needs is away: it may be back, or another may have it.
UNAVAILABLE = 503
PATH = "/webhook"


class KeptConnections(EndpointConfig):
    """An endpoint whose connections stay open from one request to the next; Rasa opens one for each.

    One that the other side closed meanwhile fails like a server that is away, and is tried again.
    """

    _kept: tuple[asyncio.AbstractEventLoop, aiohttp.ClientSession] | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Yield the session of the present event loop, and leave it open."""
        loop = asyncio.get_running_loop()
        if self._kept is None or self._kept[0] is not loop:
            self._kept = loop, super().session()
        yield self._kept[1]


class ActionServers(EndpointConfig):
    """The action servers of one endpoint; where one fails the next is asked."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        """Take the addresses from `endpoint`."""
        shared = {"basic_auth": endpoint.basic_auth, "token": endpoint.token, "token_name": endpoint.token_name}
        more = {"params": endpoint.params, "headers": endpoint.headers, "cafile": endpoint.cafile} | endpoint.kwargs
        super().__init__(endpoint.url, **shared, **more)
        urls = [url.strip().removesuffix(PATH) + PATH for url in (endpoint.url or "").split(",")]
        self._servers = [KeptConnections(url, **shared, **more) for url in urls]
        self._ill: dict[str, float] = {}
        self._turn = itertools.count()

    async def request(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of Rasa's own
        """Ask until one answers. Raises: aiohttp.ClientConnectionError when none does: then the turn is not kept."""
        fault: Exception | None = None
        for at, server in enumerate(self._tries()):
            if at >= len(self._servers):
                await asyncio.sleep(PAUSE_SECONDS)
            patience = PATIENCE_SECONDS if len(self._servers) > 1 and at == 0 else LONGEST_SECONDS
            try:
                answer = await asyncio.wait_for(server.request(*args, **dict(kwargs)), patience)
            except (aiohttp.ClientConnectionError, asyncio.TimeoutError, ClientResponseError) as error:
                if isinstance(error, ClientResponseError) and error.status != UNAVAILABLE:
                    raise
                logger.warning("an action server did not answer (%s)", type(error).__name__)
                self._ill[server.url] = time.monotonic() + REST_SECONDS
                fault = error
            else:
                self._ill.pop(server.url, None)
                return answer
        hearing = heard.present()
        if hearing is not None:
            hearing.unfinished = True
        raise aiohttp.ClientConnectionError("no action server answers") from fault

    def _tries(self) -> Iterator[EndpointConfig]:
        """Yield the servers one after the other, each turn beginning with another, the ill ones last."""
        first, now = next(self._turn) % len(self._servers), time.monotonic()
        turned = self._servers[first:] + self._servers[:first]
        order = sorted(turned, key=lambda server: self._ill.get(server.url, 0.0) > now)
        return (order[at % len(order)] for at in range(max(TRIES, len(order))))


def prepare() -> None:
    """Let Rasa's remote actions ask any of the servers."""
    known: dict[str | None, ActionServers] = {}
    begin = RemoteAction.__init__

    def init(self: RemoteAction, name: str, action_endpoint: EndpointConfig | None) -> None:
        if action_endpoint is not None and not isinstance(action_endpoint, ActionServers):
            if action_endpoint.url not in known:
                known[action_endpoint.url] = ActionServers(action_endpoint)
            action_endpoint = known[action_endpoint.url]
        begin(self, name, action_endpoint)

    RemoteAction.__init__ = init

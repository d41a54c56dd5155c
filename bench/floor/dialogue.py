"""In the place of Rasa, in its environment: each request asks the action server once. `… dialogue PORT ACTIONS_URL`."""

from __future__ import annotations

import sys

import aiohttp
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

# As large as the part of a conversation that goes to an action.
TRACKER = "x" * 4096


def main() -> None:
    """Serve until stopped."""
    port, actions = int(sys.argv[1]), sys.argv[2]
    app = Sanic("dialogue", configure_logging=False)

    @app.listener("before_server_start")
    async def connect(app: Sanic, _: object) -> None:
        app.ctx.session = aiohttp.ClientSession()

    @app.get("/")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhooks/rest/webhook")
    async def receive(request: Request) -> HTTPResponse:
        call = {"next_action": "nothing", "sender_id": request.json["sender"], "tracker": TRACKER}
        async with request.app.ctx.session.post(f"{actions}/webhook", json=call) as answer:
            said = await answer.json()
        return json(said["responses"])

    app.run(host="127.0.0.1", port=port, access_log=False)


if __name__ == "__main__":
    main()

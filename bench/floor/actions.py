"""In the place of the action server, served as rasa-sdk is: `python -m bench.floor.actions PORT`."""

from __future__ import annotations

import sys

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

ANSWER = {"events": [], "responses": [{"text": "Baik."}]}


def main() -> None:
    """Serve until stopped."""
    app = Sanic("actions", configure_logging=False)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def act(request: Request) -> HTTPResponse:
        return json(ANSWER if request.json["next_action"] else {})

    app.run(host="127.0.0.1", port=int(sys.argv[1]), single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()

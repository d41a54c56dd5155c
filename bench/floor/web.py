"""In the place of the gateway: a form in, one JSON request to the dialogue, as to Rasa's REST channel, TwiML out."""

from __future__ import annotations

import json

import urllib3
from flask import Flask, Response, request


def create_app(dialogue: str) -> Flask:
    """Return the application in front of the dialogue at an address; what gunicorn calls."""
    app = Flask("floor")
    http = urllib3.PoolManager(maxsize=64, retries=False)

    def turn() -> str:
        # Whatever was said: the intent itself, which Rasa takes as it is.
        body = json.dumps({"sender": request.form["From"], "message": "/any", "metadata": {}}).encode()
        headers = {"Content-Type": "application/json"}
        answer = http.request("POST", f"{dialogue}/webhooks/rest/webhook", body=body, headers=headers, timeout=60)
        return str(answer.json()[0]["text"])

    @app.post("/whatsapp")
    def whatsapp() -> Response:
        text = turn()
        return Response(f"<Response><Message>{text}</Message></Response>", mimetype="text/xml")

    @app.post("/voice")
    def voice() -> Response:
        text = turn()
        gather = f'<Gather input="speech" action="/voice"><Say>{text}</Say></Gather>'
        return Response(f"<Response>{gather}</Response>", mimetype="text/xml")

    return app

"""An OpenID Connect provider as companies run one: discovery, keys, PKCE, signed id tokens; and what may be wrong."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

CLIENT, SECRET = "padam", "rahasia-klien"


class Provider:
    """The provider; `person` is who is logged in there, `spoil` changes the id token before it is signed."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.forger = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.person: dict[str, Any] = {"sub": "u-1", "preferred_username": "rina.w", "roles": ["officer"]}
        self.spoil: dict[str, Any] = {}
        self.forged = False
        self.url = ""
        self._codes: dict[str, dict[str, str]] = {}

    def app(self) -> Flask:
        """Return the provider's pages."""
        app = Flask("provider")

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Response:
            return jsonify(
                issuer=self.url,
                authorization_endpoint=f"{self.url}/authorize",
                token_endpoint=f"{self.url}/token",
                jwks_uri=f"{self.url}/keys",
                id_token_signing_alg_values_supported=["RS256"],
            )

        @app.get("/keys")
        def keys() -> Response:
            return jsonify(keys=[self.key.as_dict(private=False)])

        @app.get("/authorize")
        def authorize() -> Response:
            asked = request.args
            assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
            assert asked["code_challenge_method"] == "S256"
            code = f"code-{len(self._codes)}"
            self._codes[code] = dict(asked)
            return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post("/token")
        def token() -> Response | tuple[Response, int]:
            given = request.form
            asked = self._codes.pop(given["code"], None)
            digest = hashlib.sha256(given["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            known = request.authorization and (request.authorization.username, request.authorization.password)
            if asked is None or challenge != asked["code_challenge"] or known != (CLIENT, SECRET):
                return jsonify(error="invalid_grant"), 400
            now = int(time.time())
            claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
            signer = self.forger if self.forged else self.key
            signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims | self.person | self.spoil, signer)
            return jsonify(access_token="a", token_type="Bearer", expires_in=300, id_token=signed)

        return app


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider on a free port."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

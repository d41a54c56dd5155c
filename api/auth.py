"""Who may call: the holder of a key."""

from __future__ import annotations

import hmac
from http import HTTPStatus

from flask import Response, request

from api.context import current
from api.problems import problem


def require_key() -> Response | None:
    """Refuse a request without the bearer key; the comparison takes as long for a near miss as for a far one."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    given = scheme.lower() == "bearer"
    # All of them are compared, whichever is right: the time tells nothing.
    good = [hmac.compare_digest(key.strip().encode(), known.encode()) for known in current().api_keys]
    if given and any(good):
        return None
    challenge = 'Bearer realm="apkt"' + (', error="invalid_token"' if given else "")
    return problem(
        HTTPStatus.UNAUTHORIZED,
        detail="Authorization: Bearer <API_KEY> is missing or wrong.",
        headers={"WWW-Authenticate": challenge},
    )

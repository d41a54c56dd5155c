"""A POST with an Idempotency-Key already seen answers as the first time and does nothing."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus

from flask import Response, current_app, g, request

from api.context import current
from api.problems import problem
from tickets.errors import StoreUnavailableError

HEADER = "Idempotency-Key"
PATTERN = "^[!-~]{1,255}$"
_KEY = re.compile(PATTERN.strip("^$"))
_CLAIM = "apkt_idempotency_claim"


def replay() -> Response | None:
    """Return the first answer to this key, or claim the key for this request.

    The key counts for one address. Whatever body comes with it later, the first answer stands.
    """
    if request.method != "POST" or HEADER not in request.headers:
        return None
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        return problem(HTTPStatus.BAD_REQUEST, detail=f"{HEADER} is 1 to 255 visible ASCII characters.")
    # One caller, APKT, whichever of its keys it holds: a repetition may come after the key was changed.
    address = f"apkt\n{request.path}\n{key}"
    claim = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
    stored = current().answers.begin(claim, request.path)
    if stored is None:
        setattr(g, _CLAIM, claim)
        return None
    answer = Response(stored.body, stored.status, content_type=stored.content_type)
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def keep(answer: Response) -> Response:
    """Keep the answer for repeated calls; a failure on this side is not kept, so that it can be tried again."""
    claim = g.pop(_CLAIM, None)
    if claim is None:
        return answer
    try:
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            current().answers.release(claim)
        else:
            current().answers.finish(claim, answer.status_code, answer.content_type, answer.get_data())
    except StoreUnavailableError:
        # The work is done and the caller should hear so; only a repetition will not be recognised.
        current_app.logger.warning("the answer to an Idempotency-Key could not be kept")
    return answer


def let_go(_error: BaseException | None) -> None:
    """Give the key back where the request ended without an answer."""
    claim = g.pop(_CLAIM, None)
    if claim is not None:
        current().answers.release(claim)

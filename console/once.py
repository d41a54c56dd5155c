"""A form sent twice acts once: each carries a key, and the second sending is led where the first one went."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec

from flask import abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from console.access import me
from console.context import current

P = ParamSpec("P")
FIELD = "kunci"
_KEY = re.compile(r"[0-9a-f]{32}")


Answer = AnyResponse | str | tuple[str, int]


def once(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """Do the work of a form one time. Only what led somewhere is kept: a form refused may be sent again."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
        if request.method != "POST":
            return view(*args, **kwargs)
        key = request.form.get(FIELD, "")
        if not _KEY.fullmatch(key):
            abort(HTTPStatus.BAD_REQUEST)
        claim = hashlib.sha256(f"console\n{me().name}\n{request.path}\n{key}".encode()).hexdigest()
        answers = current().answers
        known = answers.begin(claim, request.path)
        if known is not None:
            return redirect(known.body.decode(), HTTPStatus.SEE_OTHER)
        led_to: str | None = None
        try:
            answer = view(*args, **kwargs)
            led_to = answer.location if isinstance(answer, AnyResponse) else None
        finally:
            if led_to is None:
                answers.release(claim)
        if led_to is not None:
            answers.finish(claim, HTTPStatus.SEE_OTHER, "text/uri-list", led_to.encode())
        return answer

    return guarded

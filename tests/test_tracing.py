"""A turn is one trace from the webhook to the database, and tells nothing of a person."""

from __future__ import annotations

import subprocess
from pathlib import Path

from deploy.layout import APP_PYTHON, ROOT
from tests.otlp import Collector, Seen
from tests.traced_turn import PHONE, SAID


def test_one_trace_leads_from_the_gateway_through_the_action_to_the_database(tmp_path: Path) -> None:
    collector = Collector()
    command = [APP_PYTHON, "-m", "tests.traced_turn", tmp_path, collector.url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (webhook,) = [span for span in collector.spans if span.name == "POST /whatsapp"]
    spans = {span.span: span for span in collector.trace(webhook.trace)}
    (action,) = [span for span in spans.values() if span.name == "action"]
    assert _way(action, spans) == ["action", "dialogue", "POST /whatsapp"]
    assert action.attributes["padam.action"] == "action_lapor_padam"
    statements = [span for span in spans.values() if span.parent == action.span]
    assert {span.name for span in statements} == {"db SELECT"}
    assert {span.attributes["db.system.name"] for span in statements} == {"sqlite"}
    for secret in (PHONE.removeprefix("+"), "Rahasia", SAID):
        assert secret.encode() not in collector.raw
    assert webhook.attributes["padam.conversation"].startswith("wa-")
    assert (webhook.attributes["padam.channel"], webhook.attributes["http.response.status_code"]) == ("WHATSAPP", 200)


def _way(span: Seen, spans: dict[str, Seen]) -> list[str]:
    names = [span.name]
    while span.parent:
        span = spans[span.parent]
        names.append(span.name)
    return names

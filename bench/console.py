"""How long Monitoring Tiket takes to answer with 1,000,000 reports on PostgreSQL, page and all."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from accounts.model import Role
from app import create_app
from bench.storage import database
from bootstrap import build
from settings import Settings

SIZE = 1_000_000
ROUNDS = 20
LIMIT_MS = 150.0
PASSWORD = "sandi-untuk-mengukur"  # noqa: S105 - of a database that is dropped at the end
SEARCHES = {
    "newest": {},
    "number": {"cari": "G542611230{n:06}"},
    "telephone": {"cari": "08{n:09}"},
    "IDPEL": {"cari": "5{n:011}"},
    "name": {"cari": "pelanggan {n}"},
    "address": {"cari": "melati {m} no {n}", "cara": "q"},
    "nobody": {"cari": "tidak ada {n}", "cara": "q"},
    "open": {"status": "BELUM_SELESAI"},
    "stage": {"tahap": "LAPOR"},
    "rare stage": {"tahap": "NYALA"},
    "marked": {"perhatian": "1"},
    "marked, open, G": {"perhatian": "1", "status": "BELUM_SELESAI", "jenis": "G"},
    "no complaint": {"jenis": "K", "status": "BELUM_SELESAI"},
}


def run(out_dir: Path) -> bool:
    """Measure, print a table, write `console.json`; tell whether every p95 is at most 150 ms."""
    with database(SIZE) as engine, tempfile.TemporaryDirectory() as var_dir:
        url = engine.url.render_as_string(hide_password=False)
        settings = Settings.from_env({"VAR_DIR": var_dir, "DATABASE_URL": url})
        system = build(replace(settings, log_level="ERROR"))
        system.accounts.create("bench", Role.OFFICER, PASSWORD)
        client = _logged_in(create_app(system).test_client())
        p95 = {name: _p95(list(_times(client, query))) for name, query in SEARCHES.items()}
        p95["20th page"] = _p95(list(_deep(client)))
        system.engine.dispose()
    for name, found in p95.items():
        print(f"console, {name:<18}{found:>9.1f} ms p95")
    ok = all(found <= LIMIT_MS for found in p95.values())
    out_dir.mkdir(parents=True, exist_ok=True)
    report = {"unit": "ms, p95 of the whole answer", "reports": SIZE, "p95": p95, "limit": LIMIT_MS, "ok": ok}
    (out_dir / "console.json").write_text(json.dumps(report, indent=2) + "\n")
    return ok


def _logged_in(client: FlaskClient) -> FlaskClient:
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/console/masuk").text)[0]
    form = {"nama": "bench", "sandi": PASSWORD, "csrf_token": token}
    if client.post("/console/masuk", data=form).status_code != 303:
        raise AssertionError("could not log in")
    return client


def _times(client: FlaskClient, query: dict[str, str]) -> Iterator[float]:
    for turn in range(ROUNDS + 1):
        n = 1 + turn * 7_919 % SIZE
        took, _ = _get(client, {name: value.format(n=n, m=n % 500) for name, value in query.items()})
        if turn:  # the first one compiles templates and statements
            yield took


def _deep(client: FlaskClient) -> Iterator[float]:
    query: dict[str, str] = {}
    for _ in range(ROUNDS):
        took, page = _get(client, query)
        yield took
        query = {"kursor": re.findall(r'rel="next" href="[^"]*kursor=([^"&]+)', page)[0].replace("%3D", "=")}


def _get(client: FlaskClient, query: dict[str, str]) -> tuple[float, str]:
    began = time.perf_counter()
    answer = client.get("/console/", query_string=query)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200 or "tidak dapat dibaca" in answer.text:
        raise AssertionError(f"{query}: {answer.status_code}")
    return took, answer.text


def _p95(times: list[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]

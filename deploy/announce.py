"""Say on standard output when the system is ready, and what it waits for if that takes long."""

from __future__ import annotations

import argparse
import http.client
import json
import time
import urllib.request
from urllib.error import HTTPError

from deploy.tied import tie
from settings import Settings

PAUSE = 0.2
PATIENCE = 45.0


def main() -> None:
    """Wait for `/readyz` to answer 200, print `ready: http://HOST:PORT`."""
    arguments = argparse.ArgumentParser(prog="deploy.announce")
    arguments.add_argument("--parent", type=int, required=True)
    tie(arguments.parse_args().parent)
    settings = Settings.from_env()
    told = time.monotonic()
    while waiting_for := missing(settings.local_url):
        if time.monotonic() - told > PATIENCE:
            told = time.monotonic()
            print(f"not ready yet, waiting for {waiting_for}; logs: {settings.log_dir}", flush=True)
        time.sleep(PAUSE)
    print(f"ready: {settings.local_url}", flush=True)


def missing(base_url: str) -> str | None:
    """Return the names of the parts that are not ready, None when all are."""
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=5):  # noqa: S310 - our own address
            return None
    except HTTPError as answer:
        try:
            parts = json.load(answer).get("parts", {})
        except (ValueError, AttributeError):
            return "web"
        return ", ".join(name for name, state in parts.items() if state != "ok")
    except (OSError, http.client.HTTPException):
        return "web"


if __name__ == "__main__":
    main()

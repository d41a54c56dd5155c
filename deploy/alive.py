"""Tell whether the parts of this container or machine live: `python -m deploy.alive`, 0 or 1.

For a container's health check: it looks at the parts that were started here (`VAR_DIR/run`), with nothing but Python.
"""

from __future__ import annotations

import sys
import urllib.request

from settings import Settings

SECONDS = 3.0


def main() -> None:
    """Look at each part; name the one that does not answer."""
    settings = Settings.from_env()
    started = {path.stem for path in settings.run_dir.glob("*.pid")}
    looks = {part: url for part, url in addresses(settings).items() if part in started}
    if not looks:
        sys.exit("no part was started here")
    for part, url in looks.items():
        try:
            urllib.request.urlopen(url, timeout=SECONDS).close()  # noqa: S310 - our own address
        except OSError as fault:
            sys.exit(f"{part}: {type(fault).__name__}")


def addresses(settings: Settings) -> dict[str, str]:
    """Return where each part says that it lives; a worker without figures says nothing."""
    found = {
        "web": f"http://{_local(settings.host, settings.port)}/healthz",
        "rasa": f"http://{_local(*settings.rasa_address)}/",
        "actions": f"http://{_local(*settings.actions_address)}/health",
    }
    if settings.notify_address:
        found["notify"] = f"http://{_local(*settings.notify_address)}/metrics"
    return found


def _local(host: str, port: int) -> str:
    """Return an address as it is reached from here: who listens everywhere listens at home."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - replaced, not listened on
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    main()

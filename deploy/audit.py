"""Look for known weaknesses in what the lock files name, and list the licences of what is installed: `make audit`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from deploy.layout import APP_PYTHON, RASA_PYTHON, ROOT

LOCKS = ("app", "dev", "tools", "rasa")
# Who gives this project away would have to give everything away under these: they want a look. The lesser GPL does not.
LOOK_AT = (
    "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later",
    "AGPL-3.0-only", "AGPL-3.0-or-later", "SSPL-1.0",
    "GNU General Public License (GPL)", "GNU General Public License v2 (GPLv2)",
    "GNU General Public License v2 or later (GPLv2+)", "GNU General Public License v3 (GPLv3)",
    "GNU General Public License v3 or later (GPLv3+)", "GNU Affero General Public License v3",
    "GNU Affero General Public License v3 or later (AGPLv3+)",
)  # fmt: skip


def weaknesses(lock: Path) -> int:
    """Print the known weaknesses of what a lock file names; return the exit code.

    It is 1 where there are any, and where the list of weaknesses cannot be had: nothing looked at is not nothing found.
    """
    print(f"== {lock.name}", flush=True)
    command = [
        str(APP_PYTHON.with_name("pip-audit")),
        "--requirement",
        str(lock),
        "--require-hashes",
        "--disable-pip",
        "--strict",
    ]
    return subprocess.run([*command, "--progress-spinner", "off"], check=False, timeout=600).returncode


def licences(python: Path) -> int:
    """Print name, version and licence of all that an environment holds; return the exit code."""
    print(f"== licences: {python.parents[1].name}", flush=True)
    command = [
        str(APP_PYTHON.with_name("pip-licenses")),
        "--python",
        str(python),
        "--from",
        "mixed",
        "--order",
        "license",
    ]
    return subprocess.run([*command, "--fail-on", ";".join(LOOK_AT)], check=False, timeout=120).returncode


def main() -> None:
    """Do both for everything; exit with 1 where something wants a look."""
    codes = [weaknesses(ROOT / "requirements" / f"{name}.txt") for name in LOCKS]
    codes += [licences(python) for python in (APP_PYTHON, RASA_PYTHON)]
    sys.exit(any(codes))


if __name__ == "__main__":
    main()

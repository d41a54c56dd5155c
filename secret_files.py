"""Secrets nobody gave, made once and kept in files."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


class SecretStore:
    """Secrets nobody gave: made once, kept in files that only the owner reads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get(self, name: str, n_bytes: int) -> str:
        """Return the kept secret, making it at the first call. Processes that start at once get the same one."""
        path = self._directory / name
        with suppress(FileNotFoundError):
            return path.read_text("ascii").strip()
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(n_bytes) + "\n")
        # A link, unlike a rename, never replaces: the first of several processes wins, all read its secret whole.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        return path.read_text("ascii").strip()

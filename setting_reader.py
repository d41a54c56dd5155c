"""The environment, variable by variable, with what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from secret_files import SecretStore

T = TypeVar("T")
D = TypeVar("D")


class SettingsError(ValueError):
    """The environment does not make sense; the message has one line for each variable at fault."""


class SettingReader:
    """Read variables one by one and remember what is wrong with them. An empty variable counts as absent."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: D) -> T | D:
        """Return a variable as `parse` reads it, the default where it is absent, or at fault."""
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as fault:
            self._faults.append(f"{name}: {fault}")
            return default

    def text(self, name: str) -> str:
        """Return a variable, or what stands in the file that `NAME_FILE` names, as containers are given secrets."""
        given, file = (self._variables.get(key, "").strip() for key in (name, f"{name}_FILE"))
        if given or not file:
            return given
        try:
            return Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeError) as fault:
            self._faults.append(f"{name}_FILE: cannot be read ({type(fault).__name__})")
            return ""

    def secret(self, name: str, kept: SecretStore, *, n_bytes: int) -> str:
        """Return a secret, made and kept where none was given and nothing is at fault so far."""
        given = self.text(name)
        return given if given or self._faults else kept.get(name.lower(), n_bytes)

    def together(self, *names: str) -> None:
        """Note which of variables that mean something only together is missing."""
        missing = [name for name in names if not self.text(name)]
        if len(missing) < len(names):
            self._faults += [f"{name}: must be set together with {', '.join(names)}" for name in missing]

    def check(self, name: str, holds: bool, fault: str) -> None:
        """Note a fault where variables do not go together."""
        if not holds:
            self._faults.append(f"{name}: {fault}")

    def fail_if_wrong(self) -> None:
        """Raise SettingsError where anything was."""
        if self._faults:
            raise SettingsError("\n".join(self._faults))

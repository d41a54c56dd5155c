"""TwiML as the carrier reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree


class TwimlError(ValueError):
    """The document is not TwiML."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One element: its name, attributes, text and nested verbs."""

    name: str
    options: dict[str, str]
    text: str
    nested: tuple[Verb, ...] = field(default=())

    def option(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.options.get(name, default)


def read(document: str) -> tuple[Verb, ...]:
    """Return the verbs of a document. Raises: TwimlError."""
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 - the answer of our own server
    except ElementTree.ParseError as error:
        raise TwimlError(f"no XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(f"the root is {root.tag}, not Response")
    return tuple(_verb(element) for element in root)


def _verb(element: ElementTree.Element) -> Verb:
    nested = tuple(_verb(child) for child in element)
    # The text of a message may stand in a Body; what SSML stresses or breaks is spoken all the same.
    return Verb(element.tag, dict(element.attrib), "".join(element.itertext()).strip(), nested)

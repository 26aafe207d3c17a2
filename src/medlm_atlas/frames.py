"""The site generator's page as a form to be filled: its text cut at the places where a page differs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

FIELDS = ("title", "description", "head", "content")
_TOKEN = re.compile(r"@@atlas-(" + "|".join(FIELDS) + r")@@")


def token(field: str) -> str:
    """What stands in a frame where `field` goes."""
    return f"@@atlas-{field}@@"


@dataclass(frozen=True)
class Frame:
    """A frame cut into texts and names of fields, in turn."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> Frame:
        """Cut the page that the generator made.

        Raises:
            ValueError: if a field has no place in it.
        """
        parts = tuple(_TOKEN.split(html))
        if missing := set(FIELDS) - set(parts[1::2]):
            raise ValueError(f"the theme's page has no place for {', '.join(sorted(missing))}")
        return cls(parts)

    def filled(self, values: Mapping[str, str]) -> str:
        """The page. `content` and `head` are markup, the other values are text."""
        texts = {name: value if name in ("content", "head") else escape(value) for name, value in values.items()}
        return "".join(texts[part] if index % 2 else part for index, part in enumerate(self.parts))

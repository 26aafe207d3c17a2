"""The site generator's page as a form to be filled, and the policy that says what a page may load."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

FIELDS = ("title", "description", "head", "content")
_TOKEN = re.compile(r"@@atlas-(" + "|".join(FIELDS) + r")@@")


def token(field: str) -> str:
    """What stands in a frame where `field` goes."""
    return f"@@atlas-{field}@@"


_POLICY = "@@atlas-policy@@"
_POLICY_ELEMENT = re.compile(rf"<meta [^>]*{_POLICY}[^>]*>\n?")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
_ARTICLE = re.compile(r"<article\b.*</article>", re.S)


def without_policy(html: str) -> str:
    """The page without a policy, for serving while one edits: the reloading script is put in by the server."""
    return _POLICY_ELEMENT.sub("", html)


def with_policy(html: str) -> str:
    """The page with its content security policy: nothing from elsewhere, and of inline scripts the theme's own alone.

    Scripts within the article, where hand-written text and the catalog stand, are never allowed.
    """
    if _POLICY not in html:
        return html
    scripts = dict.fromkeys(_INLINE_SCRIPT.findall(_ARTICLE.sub("", html)))
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(["'self'", *(f"'sha256-{each}'" for each in hashes)])
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'"
    )
    return html.replace(_POLICY, policy)


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

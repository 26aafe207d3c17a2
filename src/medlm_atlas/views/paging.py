"""Long lists cut into pages of bounded weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
LONGEST = 100
"""Records on one page of a list."""


def cut(items: Sequence[T], longest: int = LONGEST) -> list[Sequence[T]]:
    """The items in pages of at most `longest`; one empty page where there is none."""
    return [items[start : start + longest] for start in range(0, len(items), longest)] or [items]


def cut_groups(
    groups: Sequence[tuple[str, Sequence[T]]], longest: int = LONGEST
) -> list[list[tuple[str, Sequence[T]]]]:
    """Groups in pages of about `longest` items; a group that is longer goes on over several pages under its name."""
    pages: list[list[tuple[str, Sequence[T]]]] = [[]]
    room = longest
    for name, items in groups:
        for part in cut(items, longest):
            if len(part) > room and pages[-1]:
                pages.append([])
                room = longest
            pages[-1].append((name, part))
            room -= len(part)
    return pages


def addresses(first: str, count: int) -> tuple[str, ...]:
    """Addresses of the pages of one list: the first stands at `first`, the others below it by number."""
    return (first, *(f"{first}{number}/" for number in range(2, count + 1)))

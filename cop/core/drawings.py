"""The drawings of the sprite: icons, marks of principles and of sectors, the logo."""

import re
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).resolve().parents[2] / "static" / "icons" / "sprite.svg"

# The first five principles' and six sectors' marks, for places that know only the slug (a search hit, a mail).
# A row carries its own mark and wins; any other slug gets the neutral mark.
PRINCIPLE_MARKS = {
    "trust-parents": "trust",
    "simple-ordinary": "simple",
    "village": "village",
    "where-they-are": "where",
    "parallel-relationships": "parallel",
}
SECTOR_MARKS = {"parent-leadership": "parent-leader"}


@lru_cache(maxsize=1)
def symbols() -> frozenset[str]:
    """The names drawn in the sprite: ``i-bell``, ``p-trust``, ``s-pediatrics``, ``logo``."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


@lru_cache(maxsize=512)
def use(symbol: str, css_class: str) -> SafeString:
    """One drawing of the sprite, hidden from screen readers: the words beside it say the same."""
    if symbol not in symbols():
        raise ValueError(f"no drawing {symbol!r} in static/icons/sprite.svg")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css_class,
        static("icons/sprite.svg"),
        symbol,
    )


def drawn(thing, prefix: str, by_slug: dict[str, str], css_class: str) -> SafeString:
    """The mark of a row, or of its slug: its own (`mark`), else that of its slug, else the neutral one."""
    name = getattr(thing, "mark", None)
    if not name:
        slug = getattr(thing, "slug", thing) or ""
        name = by_slug.get(str(slug), str(slug))
    symbol = f"{prefix}-{name}"
    return use(symbol if symbol in symbols() else f"{prefix}-neutral", css_class)

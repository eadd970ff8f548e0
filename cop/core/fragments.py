"""HTML kept by what it shows. A fragment is a function of plain values alone, so that equal values are equal HTML: it is
rendered once in a process and never has to be thrown away because something changed. What changed has another value.
"""

from copy import copy
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import LazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language

#: How many a process keeps, of at most about 6 kB each with their key: the pages that are being read.
KEPT = 4096


def fragment(template: str, **values: Any) -> SafeString:
    """The template with these values and nothing else, in the current language. A value is plain: text, a number, a
    moment, None, or a tuple of such; a list is taken for a tuple. Text is escaped, whatever it says of itself."""
    return rendered(
        get_language(), template, frozenset((name, _plain(value)) for name, value in values.items())
    )


@lru_cache(maxsize=KEPT)
def rendered(language: str | None, template: str, values: frozenset[tuple[str, Any]]) -> SafeString:
    return render_to_string(template, dict(values))


def _plain(value: Any) -> Any:
    if isinstance(value, LazyObject):  # what the context processor gives; it holds the request
        bool(value)
        value = copy(value)
    if isinstance(value, SafeString):  # equal to the same words that are not safe
        return f"{value}"
    return tuple(value) if isinstance(value, list) else value

"""What readers have before them already. A rule that came later does not keep a guide from being published again because
of a part that stays as it is."""

import json
from contextlib import contextmanager
from contextvars import ContextVar

from cop.core.text import plain
from library.reading import bare

_standing: ContextVar[frozenset[str]] = ContextVar("standing", default=frozenset())


@contextmanager
def standing(raw):
    """`raw`: the parts of a live page, as stored."""
    token = _standing.set(frozenset(_known(part["value"]) for part in raw))
    try:
        yield
    finally:
        _standing.reset(token)


def stands(block, value):
    """Whether readers have this very part."""
    return bool(_standing.get()) and _known(block.get_prep_value(value)) in _standing.get()


def _known(raw):
    return json.dumps(_words(bare(raw)), sort_keys=True)


def _words(raw):
    """Without the markup, which an editor writes anew."""
    if isinstance(raw, dict):
        return {key: _words(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_words(value) for value in raw]
    return plain(raw) if isinstance(raw, str) else raw

"""An undefined variable in one of our templates is an error, not an empty string."""

import sys
from pathlib import Path

from django.conf import settings
from django.template.base import FilterExpression, Node

FORGIVING = {"default", "default_if_none"}


class UndefinedVariable(AssertionError):
    """A template of ours used a name that its context does not have."""


class Undefined(str):
    """Django's `string_if_invalid`, asked for its truth exactly where a variable could not be resolved.

    It behaves as the empty string of production in templates of other packages, and before `|default:`.
    `{% if %}`, `{% for %}` and `{% firstof %}` never ask.
    """

    __slots__ = ()

    def __bool__(self):
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if isinstance(expression, FilterExpression) and frame.f_code.co_name == "resolve":
            first = expression.filters[0][0].__name__ if expression.filters else ""
            if first not in FORGIVING:
                complain(frame, expression.token)
        return False

    def __contains__(self, text):
        frame = sys._getframe(1)
        if frame.f_code.co_name == "render_value":  # of {% blocktranslate %}
            complain(frame, frame.f_locals.get("key"))
        return False


def complain(frame, name):
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            if ours(node.origin.name):
                raise UndefinedVariable(
                    f"{name!r} is undefined in {node.origin.name}, line {node.token.lineno}"
                )
            return
        frame = frame.f_back


def ours(path):
    path = Path(str(path))
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts

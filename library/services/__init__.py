"""Verbs of the library. Pages go through Wagtail's revisions, so that each has a history from the start.

What follows is stated by `library.signals`, which hears of a change whichever door it came through.
"""

from library.services.guides import create_guide, draft_guide
from library.services.importing import import_resources
from library.services.principles import create_principle
from library.services.readings import remember_version, tick
from library.services.resources import create_resource
from library.services.tree import ensure_tree, fill_front
from library.services.workflow import ensure_workflow

__all__ = [
    "create_guide",
    "create_principle",
    "create_resource",
    "draft_guide",
    "ensure_tree",
    "ensure_workflow",
    "fill_front",
    "import_resources",
    "remember_version",
    "tick",
]

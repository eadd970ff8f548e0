"""Verbs of the library. Pages go through Wagtail's revisions, so that each has a history from the start.

What follows is stated by `library.signals`, which hears of a change whichever door it came through.
"""

from library.services.freshness import due_by, remind_due
from library.services.guides import add_quotations, create_guide, draft_guide
from library.services.importing import import_resources
from library.services.links import gather_links, keep_links, note_answer, take_due
from library.services.principles import create_principle
from library.services.readings import keep, let_go, remember_version, tick
from library.services.resources import create_resource
from library.services.tree import ensure_tree, fill_front
from library.services.workflow import ensure_workflow

__all__ = [
    "add_quotations",
    "create_guide",
    "create_principle",
    "create_resource",
    "draft_guide",
    "due_by",
    "ensure_tree",
    "ensure_workflow",
    "fill_front",
    "gather_links",
    "import_resources",
    "keep",
    "keep_links",
    "let_go",
    "note_answer",
    "remind_due",
    "remember_version",
    "take_due",
    "tick",
]

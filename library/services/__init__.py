"""Verbs of the library. Pages go through Wagtail's revisions, so that each has a history from the start.

What follows is stated by `library.signals`, which hears of a change whichever door it came through.
"""

from library.services.collections import (
    create_collection,
    forget_progress,
    share_collection,
    tick_collection,
    unshare_collection,
)
from library.services.exchanging import export_lines, import_file
from library.services.extracts import read_again, read_document, unread
from library.services.freshness import due_by, remind_due
from library.services.guides import add_quotations, create_guide, draft_guide
from library.services.importing import import_resources
from library.services.keeping import (
    change_folder,
    keep,
    keep_resource,
    let_go,
    let_resource_go,
    remove_folder,
)
from library.services.links import gather_links, keep_links, note_answer, take_due
from library.services.principles import create_principle
from library.services.readings import remember_version, tick
from library.services.resources import add_resource, create_resource, look_at_page
from library.services.tree import ensure_tree, fill_front
from library.services.workflow import ensure_workflow

__all__ = [
    "add_quotations",
    "add_resource",
    "change_folder",
    "create_collection",
    "create_guide",
    "create_principle",
    "create_resource",
    "draft_guide",
    "due_by",
    "ensure_tree",
    "ensure_workflow",
    "export_lines",
    "fill_front",
    "forget_progress",
    "gather_links",
    "import_file",
    "import_resources",
    "keep",
    "keep_links",
    "keep_resource",
    "let_go",
    "let_resource_go",
    "look_at_page",
    "note_answer",
    "remind_due",
    "read_again",
    "read_document",
    "remember_version",
    "remove_folder",
    "share_collection",
    "take_due",
    "tick",
    "tick_collection",
    "unread",
    "unshare_collection",
]

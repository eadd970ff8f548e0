"""Telling people of drafts of guides: that one waits for their word or for a moderator, and what became of what they
submitted. What leaves the site says no title: a draft is nobody's to read but theirs who are asked."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import TaskState

from cop.core.registries import NotificationKind
from library.reviewing import GOING_ON, asking, judged_words
from members.permissions import is_curator, is_moderator

READING, WAITS, JUDGED = "reading", "draft", "judged"


def of_draft(states, ids):
    """With the title of its draft, and not its words."""
    states = states.select_related("revision", "workflow_state").defer("revision__content")
    return states.in_bulk(list(ids))


def fetch_reading(viewer, ids):
    """What waits for the viewer's word still."""
    return {state.pk: state for state in asking(viewer) if state.pk in ids and not state.is_answered}


def fetch_waits(viewer, ids):
    """What waits for one of the groups that the viewer is in."""
    if not is_moderator(viewer):
        return {}
    states = TaskState.objects.filter(status=GOING_ON)
    return of_draft(
        states.filter(task__groupapprovaltask__groups__name__in=viewer.group_names).distinct(), ids
    )


def fetch_judged(viewer, ids):
    """One's own. `seen_by`: who looks at it."""
    found = of_draft(TaskState.objects.filter(workflow_state__requested_by=viewer.pk), ids)
    for state in found.values():
        state.seen_by = viewer
    return found


def title(state):
    return state.revision.object_str


def editor(state):
    return reverse("wagtailadmin_pages:edit", args=[state.workflow_state.object_id])


def told_of(states):
    return judged_words(states[-1].workflow_state)


def judged_url(state):
    return editor(state) if is_curator(state.seen_by) else reverse("forums:proposal-list")


def reading_words(states):
    return ngettext("A draft waits for your word", "%(n)s drafts wait for your word", len(states)) % {
        "n": len(states)
    }


KINDS = {
    READING: NotificationKind(
        label=gettext_lazy("When I am asked to read a draft of a guide"),
        icon="book",
        title=title,
        words=reading_words,
        line=lambda states: _("A draft of a guide waits for your word"),
        url=lambda state: reverse("forums:review-detail", args=[state.pk]),
        fetch=fetch_reading,
    ),
    WAITS: NotificationKind(
        label=gettext_lazy("When a draft waits for a moderator"),
        icon="book",
        title=title,
        words=lambda states: _("A draft waits for a moderator"),
        line=lambda states: _("A draft of a guide waits for a moderator"),
        url=editor,
        fetch=fetch_waits,
    ),
    JUDGED: NotificationKind(
        label=gettext_lazy("What becomes of a draft that I submitted"),
        icon="book",
        title=title,
        words=told_of,
        line=told_of,
        url=judged_url,
        fetch=fetch_judged,
    ),
}

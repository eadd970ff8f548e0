"""Who hears of a draft on its way to readers."""

from wagtail.models import TaskState

from cop.core.registries import kinds
from forums.reviewing import JUDGED, READING, WAITS
from members.models import User
from notifications.services.telling import BATCH, tell

ASKS = (READING, WAITS)  # what is asked for no longer once the draft has gone on


def tell_of_draft(*, state_id, after=0):
    """Tell the next of those who are to read it, after the one with id `after`. Answers the last one's id; None at the end.

    Whoever submitted it is not asked. Called twice it tells nobody twice.
    """
    state = TaskState.objects.select_related("revision", "workflow_state").filter(pk=state_id).first()
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    task, submitter = state.task.specific, state.workflow_state.requested_by_id
    if hasattr(task, "readers"):
        kind, people = READING, task.readers(state.revision, submitter)
    else:
        groups = task.groups.all() if hasattr(task, "groups") else ()
        kind, people = WAITS, User.objects.full_members().filter(groups__in=groups).exclude(pk=submitter)
    people = list(people.filter(pk__gt=after).order_by("pk")[:BATCH])
    for member in people:
        if kinds[kind].fetch(member, [state.pk]):
            tell(member=member, kind=kind, target_id=state.pk)
    return people[-1].pk if len(people) == BATCH else None


def tell_of_judgement(*, state_id):
    """Tell whoever submitted it what became of it, unless they did it themselves."""
    state = TaskState.objects.select_related("workflow_state").filter(pk=state_id).first()
    if state is None or state.finished_by_id == state.workflow_state.requested_by_id:
        return
    member = User.objects.full_members().filter(pk=state.workflow_state.requested_by_id).first()
    if member is not None and kinds[JUDGED].fetch(member, [state.pk]):
        tell(member=member, kind=JUDGED, target_id=state.pk)

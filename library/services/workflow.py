"""Colleagues of its sectors read what is submitted, then a moderator: the one default way from a draft to readers."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from wagtail.models import GroupApprovalTask, Page, Task, Workflow, WorkflowPage, WorkflowTask

from library.models import PeerReviewTask

NAME = "A moderator reads it"
COLLEAGUES = "Colleagues of its sectors read it"
WAY = "Colleagues and a moderator"


@transaction.atomic
def ensure_workflow(**kwargs):
    """The workflow of all pages, unless administrators gave them another. Run after each migrate; makes it once.

    A workflow whose every task is for nobody (that which Wagtail makes for its own groups) counts as none.
    """
    sender = kwargs.get("sender")
    root = Page.get_first_root_node()
    if root is None or (sender is not None and sender.name != "library"):
        return
    moderators, _ = Group.objects.get_or_create(name="moderator")
    administrators, _ = Group.objects.get_or_create(name="administrator")
    present = WorkflowPage.objects.filter(page=root, workflow__active=True).select_related("workflow").first()
    if present is not None and _is_for_somebody(present.workflow):
        _with_colleagues(present.workflow)
        return
    task = GroupApprovalTask.objects.filter(name=NAME).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=NAME, active=True)
        task.groups.set([moderators, administrators])
    workflow = Workflow.objects.filter(name__in=(WAY, NAME)).first() or Workflow.objects.create(name=WAY)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 1})
    _with_colleagues(workflow)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    if present is not None:
        Task.objects.filter(workflow_tasks__workflow=present.workflow).exclude(pk=task.pk).update(
            active=False
        )
        Workflow.objects.filter(pk=present.workflow_id).update(active=False)


def _with_colleagues(workflow):
    """In the workflow that we made, once: who took the task out or made another meant it."""
    ours = workflow.name in (WAY, NAME) and workflow.tasks.filter(name=NAME).exists()
    if not ours or PeerReviewTask.objects.exists():
        return
    task = PeerReviewTask.objects.create(name=COLLEAGUES)
    WorkflowTask.objects.filter(workflow=workflow).update(sort_order=F("sort_order") + 1)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    Workflow.objects.filter(pk=workflow.pk).update(name=WAY)


def _is_for_somebody(workflow):
    tasks = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow, active=True)
    others = (
        workflow.tasks.count() > GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow).count()
    )
    return others or tasks.filter(groups__isnull=False).exists()

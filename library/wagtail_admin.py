"""Wagtail's admin without its own letters about workflows: everybody is told as of all else, on the site and by mail, each in
their language, with a way to stop it, and by the worker (notifications.services.drafts)."""

from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted


class WagtailAdminConfig(WagtailAdminAppConfig):
    def ready(self):
        super().ready()
        states = self.apps.get_model("wagtailcore", "WorkflowState")
        tasks = self.apps.get_model("wagtailcore", "TaskState")
        for signal, sender, name in (
            (task_submitted, tasks, "group_approval_task_submitted"),
            (workflow_submitted, states, "workflow_state_submitted"),
            (workflow_rejected, states, "workflow_state_rejected"),
            (workflow_approved, states, "workflow_state_approved"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=f"{name}_email_notification")

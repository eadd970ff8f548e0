"""What the members room adds to the editors' admin."""

from django.core.exceptions import PermissionDenied
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.permissions import register_permission_policy

from cop.core.models import DeadLetter
from members.admin import (
    ApiTokenViewSet,
    AuditEntryViewSet,
    CannedResponseViewSet,
    CircleViewSet,
    DeadLetterViewSet,
    KeptAnswerPolicy,
    ReadOnlyPolicy,
    SectorViewSet,
)
from members.models import ApiToken, AuditEntry, CannedResponse, User

for record in (ApiToken, AuditEntry, DeadLetter):
    register_permission_policy(record, ReadOnlyPolicy(record))

register_permission_policy(CannedResponse, KeptAnswerPolicy(CannedResponse))

# Wagtail asks there for a first and a last name, which nobody here has; a member's name is in their profile.
NameEmailSettingsPanel.is_active = lambda panel: False


@hooks.register("register_admin_viewset")
def viewsets():
    return [
        SectorViewSet(),
        CircleViewSet(),
        CannedResponseViewSet(),
        AuditEntryViewSet(),
        ApiTokenViewSet(),
        DeadLetterViewSet(),
    ]


@hooks.register("before_bulk_action")
def no_accounts_in_bulk(request, action_type, objects, action):
    """Accounts change one by one, through our services, so that sessions end and the record holds why."""
    if User in action.models:
        raise PermissionDenied

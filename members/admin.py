"""Accounts, sectors, circles and the records in the editors' admin. Forms only ask; services write."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from django.views.generic.detail import SingleObjectMixin
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import users

from cop.core.access import allowed
from cop.core.models import DeadLetter
from cop.core.queue import requeue
from members import services
from members.admin_forms import ChangeAccountForm, CircleForm, NewAccountForm, SectorForm
from members.models import ApiToken, AuditEntry, CannedResponse, Circle, Sector, User
from members.permissions import check_administrator, check_change_account, is_administrator, is_moderator


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Administrators look; nobody changes, whoever made the installation included."""

    def user_has_permission(self, user, action):
        return action == "view" and is_administrator(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class MemberIndexView(users.IndexView):
    """No boxes for bulk actions: each change of an account goes through its form."""

    page_title = gettext_lazy("Members")
    add_item_label = gettext_lazy("Seat a member")
    search_fields = ["display_name", "email"]

    @property
    def columns(self):
        return [
            self._get_title_column_class(TitleColumn)(
                "display_name",
                label=gettext_lazy("Name"),
                sort_key="display_name",
                get_url=self.get_edit_url,
            ),
            Column("email", label=gettext_lazy("E-mail address"), sort_key="email"),
            Column("sector", accessor=_sector_of, label=gettext_lazy("Sector")),
            Column("groups", accessor=lambda user: ", ".join(_groups_of(user)), label=gettext_lazy("Groups")),
            BooleanColumn("approved", accessor="approved_at", label=gettext_lazy("Has a seat")),
            BooleanColumn("is_active", label=gettext_lazy("May sign in")),
        ]

    def get_base_queryset(self):
        return User.objects.with_seat().prefetch_related("groups")


def _sector_of(user):
    profile = getattr(user, "profile", None)
    return profile.sector if profile else None


def _groups_of(user):
    return sorted(group.name for group in user.groups.all() if group.name != "member")


class MemberCreateView(users.CreateView):
    page_title = gettext_lazy("Seat a member")
    success_message = gettext_lazy("%(object)s has a seat and can set a password by “Forgot your password?”.")

    def save_instance(self):
        return services.seat_member(actor=self.request.user, **self.form.cleaned_data)


class MemberEditView(users.EditView):
    success_message = gettext_lazy("%(object)s is saved.")

    def dispatch(self, request, *args, **kwargs):
        if not allowed(check_change_account, request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self):
        return services.change_account(
            actor=self.request.user, member=User.objects.get(pk=self.object.pk), **self.form.cleaned_data
        )


class MemberViewSet(users.UserViewSet):
    menu_label = gettext_lazy("Members")
    ordering = "display_name"
    template_prefix = ""
    index_view_class = MemberIndexView
    add_view_class = MemberCreateView
    edit_view_class = MemberEditView
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return ChangeAccountForm if for_update else NewAccountForm


class SectorCreateView(generic.CreateView):
    def save_instance(self):
        return services.set_sector(
            actor=self.request.user, sector=self.form.instance, labels=self.form.labels()
        )


class SectorEditView(generic.EditView):
    def save_instance(self):
        return services.set_sector(
            actor=self.request.user, sector=self.form.instance, labels=self.form.labels()
        )


class SectorViewSet(ModelViewSet):
    """Sectors are retired by "offered", not deleted: what was said from them stays."""

    model = Sector
    name = "sectors"
    icon = "group"
    menu_label = gettext_lazy("Sectors")
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "slug", "order", BooleanColumn("is_active", label=gettext_lazy("Offered"))]
    ordering = ["order", "slug"]
    add_view_class = SectorCreateView
    edit_view_class = SectorEditView

    def get_form_class(self, for_update=False):
        return SectorForm


class CircleCreateView(generic.CreateView):
    def save_instance(self):
        return services.open_circle(actor=self.request.user, **self.form.cleaned_data)


class CircleEditView(generic.EditView):
    def save_instance(self):
        circle = Circle.objects.get(pk=self.object.pk)
        return services.change_circle(actor=self.request.user, circle=circle, **self.form.cleaned_data)


class CircleIndexView(generic.IndexView):
    def get_list_more_buttons(self, instance):
        page = reverse("members:circle-detail", args=[instance.slug])
        return [
            *super().get_list_more_buttons(instance),
            Button(_("Who sits in it"), url=page, icon_name="group", priority=15),
        ]


class CircleViewSet(ModelViewSet):
    """What a circle is called. Who sits in it is said on its own page."""

    model = Circle
    name = "circles"
    icon = "group"
    menu_label = gettext_lazy("Circles")
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    index_view_class = CircleIndexView
    add_view_class = CircleCreateView
    edit_view_class = CircleEditView

    def get_form_class(self, for_update=False):
        return CircleForm


class RecordViewSet(ModelViewSet):
    """Rows that are read."""

    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False

    def get_form_fields(self):
        return []


class AuditIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("actor", "content_type")


def _target_of(entry):
    return f"{entry.content_type.name} {entry.object_id}" if entry.content_type else ""


class AuditEntryViewSet(RecordViewSet):
    model = AuditEntry
    name = "audit"
    icon = "history"
    menu_label = gettext_lazy("Record of acts")
    index_view_class = AuditIndexView
    list_display = [
        DateColumn("created_at", label=gettext_lazy("When"), sort_key="created_at"),
        Column("shown_actor", label=gettext_lazy("Who")),
        Column("verb", label=gettext_lazy("What"), sort_key="verb"),
        Column("target", accessor=_target_of, label=gettext_lazy("To what")),
        Column("reason", label=gettext_lazy("Why")),
    ]
    list_filter = ["verb"]
    ordering = ["-created_at"]


class KeptAnswerPolicy(ModelPermissionPolicy):
    """Moderators keep the words that they begin with."""

    def user_has_permission(self, user, action):
        return is_moderator(user)

    def user_has_any_permission(self, user, actions):
        return is_moderator(user)


class CannedResponseViewSet(ModelViewSet):
    model = CannedResponse
    name = "kept_answers"
    icon = "form"
    menu_label = gettext_lazy("Kept answers")
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["title", "language", "order"]
    list_filter = ["language"]
    form_fields = ["title", "text", "language", "order"]
    ordering = ["language", "order", "title"]


class ApiTokenIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("member")


class ApiTokenViewSet(RecordViewSet):
    model = ApiToken
    name = "tokens"
    icon = "key"
    menu_label = gettext_lazy("API tokens")
    index_view_class = ApiTokenIndexView
    list_display = [
        Column("name", label=gettext_lazy("What it is for")),
        Column("member", label=gettext_lazy("Whose")),
        DateColumn("created_at", label=gettext_lazy("Made")),
        DateColumn("revoked_at", label=gettext_lazy("Revoked")),
    ]
    ordering = ["-created_at"]


class DeadLetterIndexView(generic.IndexView):
    def get_list_more_buttons(self, instance):
        again = reverse("dead_letters:requeue", args=[instance.pk])
        return [
            *super().get_list_more_buttons(instance),
            Button(_("Try again"), url=again, icon_name="redirect", priority=10),
        ]


class RequeueView(SingleObjectMixin, generic.base.WagtailAdminTemplateMixin, TemplateView):
    """Asks, then gives a task that failed each time a fresh round of attempts."""

    model = DeadLetter
    page_title = gettext_lazy("Try again")
    template_name = "members/admin/requeue.html"

    def dispatch(self, request, *args, **kwargs):
        check_administrator(request.user)
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def alike(self):
        """What failed of the same task and was not tried again, this one with it."""
        return DeadLetter.objects.filter(task_path=self.object.task_path, requeued_at=None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(alike=self.alike().count(), **kwargs)

    def post(self, request, *args, **kwargs):
        letters = list(self.alike()) if "all" in request.POST else [self.object]
        for letter in letters:
            requeue(letter)
        words = ngettext(
            "The task is in the queue again.", "%(n)d tasks are in the queue again.", len(letters)
        )
        messages.success(request, words % {"n": len(letters)})
        return redirect("dead_letters:index")


class DeadLetterViewSet(RecordViewSet):
    model = DeadLetter
    name = "dead_letters"
    icon = "warning"
    menu_label = gettext_lazy("Failed tasks")
    inspect_view_enabled = True
    index_view_class = DeadLetterIndexView
    list_display = ["task_path", "exception", "attempts", "created_at", "requeued_at"]
    search_fields = ["task_path", "exception"]
    ordering = ["-created_at"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("requeue/<int:pk>/", RequeueView.as_view(), name="requeue")]

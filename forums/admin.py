"""Forums in the editors' admin. The form only asks; the service writes."""

from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from cop.core.access import allowed
from forums.admin_forms import ForumForm
from forums.models import Forum
from forums.services import places
from members.permissions import check_moderator


class ForumPolicy(ModelPermissionPolicy):
    """Moderators and administrators keep forums; nobody deletes one, since what was said there stays."""

    def user_has_permission(self, user, action):
        return action != "delete" and allowed(check_moderator, user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class ForumCreateView(generic.CreateView):
    def save_instance(self):
        return places.open_forum(actor=self.request.user, **self.form.cleaned_data)


class ForumEditView(generic.EditView):
    def save_instance(self):
        return places.change_forum(actor=self.request.user, forum=self.object, **self.form.cleaned_data)


class ForumIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("circle")


class ForumViewSet(ModelViewSet):
    model = Forum
    name = "places"  # the namespace "forums" is the site's own
    icon = "comment"
    menu_label = gettext_lazy("Forums")
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "name",
        "slug",
        "audience",
        "circle",
        BooleanColumn("is_open", label=gettext_lazy("Open for new threads")),
    ]
    ordering = ["name"]
    index_view_class = ForumIndexView
    add_view_class = ForumCreateView
    edit_view_class = ForumEditView

    def get_form_class(self, for_update=False):
        return ForumForm

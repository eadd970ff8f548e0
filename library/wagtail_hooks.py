"""What curators and administrators edit beside pages, and who may open a page or a file."""

from django.forms import CheckboxSelectMultiple
from django.http import Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import HeaderButton
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from cop.core import registries
from library.models import GuidePage, PracticeDocument, Principle, Resource, VisiblePageQuerySet
from library.resource_forms import ResourceAdminForm
from library.signals import changed_with
from members.models import Sector


class PrincipleViewSet(SnippetViewSet):
    model = Principle
    icon = "tag"
    menu_label = _("Principles")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["__str__", "slug", "order", "hue"]
    ordering = ["order", "slug"]
    search_fields = ["slug", "pages__title"]
    panels = [
        FieldPanel(
            "slug",
            help_text=_("Stands in addresses and in search; changing it breaks links that people kept."),
        ),
        FieldPanel("order"),
        MultiFieldPanel([FieldPanel("hue"), FieldPanel("chroma"), FieldPanel("mark")], _("Look")),
    ]


class ResourceIndex(IndexView):
    @cached_property
    def header_buttons(self):
        """Beside the usual way, that by an address."""
        address = HeaderButton(_("By its address"), url=reverse("library:resource-add"), icon_name="link")
        return [*super().header_buttons, address]


class SaysWhatIsHere:
    """Leads to the resource that one would double."""

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        if form.there:
            address = reverse("library:resource-detail", args=[form.there.pk])
            messages.warning(
                self.request,
                form.there.title,
                buttons=[messages.button(address, _("Look at it"), new_window=True)],
            )
        return answer


class ResourceCreate(SaysWhatIsHere, CreateView):
    pass


class ResourceEdit(SaysWhatIsHere, EditView):
    pass


class ResourceViewSet(SnippetViewSet):
    model = Resource
    index_view_class, add_view_class, edit_view_class = ResourceIndex, ResourceCreate, ResourceEdit
    icon = "link"
    menu_label = _("Resources")
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["title", "kind", "publisher", "language", "audience", "state"]
    list_filter = ["kind", "language", "audience", "state", "cost", "evidence", "principles", "sectors"]
    list_per_page = 50
    ordering = ["title", "pk"]
    search_fields = ["title", "publisher", "description"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel(
                "description", help_text=_("What it is and when it helps, in two or three sentences.")
            ),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
            FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
            MultiFieldPanel(
                [
                    FieldPanel("url"),
                    FieldPanel(
                        "document",
                        help_text=_("Only what we may pass on. Whoever may see the resource may have it."),
                    ),
                ],
                _("Where it is"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("principles", widget=CheckboxSelectMultiple),
                    FieldPanel("sectors", widget=CheckboxSelectMultiple),
                    FieldPanel("tags"),
                ],
                _("Where it belongs"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("cost"), FieldPanel("license")]),
                    FieldPanel("evidence", help_text=Resource.evidence_help),
                    FieldPanel("ages", help_text=_("Of the children. All of them if it is for every age.")),
                    FieldPanel("settings", help_text=_("Where it is used. All of them if anywhere.")),
                ],
                _("What readers ask first"),
                help_text=_("Leave empty what you do not know for sure."),
            ),
            FieldRowPanel([FieldPanel("audience"), FieldPanel("state")]),
        ],
        base_form_class=ResourceAdminForm,
    )


for viewset in (PrincipleViewSet, ResourceViewSet):
    register_snippet(viewset)


@hooks.register("insert_global_admin_css")
def lists_on_a_phone():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("before_delete_snippet")
def only_what_nothing_hangs_on(request, instances):
    """A principle that is used stays, and whoever would remove it hears what uses it."""
    for principle in instances:
        if isinstance(principle, Principle) and (uses := principle.uses()):
            used = ", ".join(f"{name} ({number})" for name, number in uses)
            text = _("“%(name)s” is used and stays. First take it out of: %(used)s.")
            messages.error(request, text % {"name": principle, "used": used})
            return redirect(Principle.snippet_viewset.get_url_name("usage"), principle.pk)
    return None


@hooks.register("before_create_page")
def begin_with(request, parent_page, page_class):
    """From an empty place of the coverage map: a guide for a principle and a sector."""
    if issubclass(page_class, GuidePage) and request.method == "GET":
        wanted = {
            "principles": Principle.objects.filter(slug=request.GET.get("principle", "")[:50]),
            "sectors": Sector.objects.filter(slug=request.GET.get("sector", "")[:50]),
        }
        request.user.begins_with = {name: [row.pk for row in rows] for name, rows in wanted.items()}


@hooks.register("before_edit_page")
def say_what_cannot_be_read(request, page):
    """Whoever opens a page some of whose parts are stored in a shape that is not theirs."""
    left = sum(
        getattr(getattr(page, field.name), "left_out", 0)
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
    )
    if left and request.method == "GET":
        text = ngettext(
            "One part of this page is stored in a way that cannot be read, and is left out. When you save, it stays in the earlier version; ask whoever runs the site.",
            "%(n)d parts of this page are stored in a way that cannot be read, and are left out. When you save, they stay in the earlier version; ask whoever runs the site.",
            left,
        )
        messages.warning(request, text % {"n": left})


@hooks.register("before_serve_page")
def only_who_may_see(page, request, serve_args, serve_kwargs):
    """Who may not open a page finds nothing: no form for a password, no way to the sign-in that tells it is there."""
    pages = VisiblePageQuerySet(Page)
    if not pages.visible_to(request.user).filter(pk=page.pk).exists():
        raise Http404


@hooks.register("before_serve_document", order=-1)
def only_who_may_have(document, request):
    """The same for files."""
    if not PracticeDocument.objects.visible_to(request.user).filter(pk=document.pk).exists():
        raise Http404


@hooks.register("after_bulk_action")
def files_moved_together(request, action_type, objects, action):
    """Wagtail puts many documents into a collection at once, and tells nobody: who may have them is another now."""
    if action_type == "add_to_collection" and action.model is PracticeDocument:
        changed_with([document.pk for document in objects])


@hooks.register("after_publish_page")
def say_what_is_left_out(request, page):
    """Whoever publishes hears how much of what others said is not shown yet. It keeps nobody from publishing."""
    keys, found = getattr(page, "quotation_keys", []), registries.quotations
    if not (keys and found):
        return
    if left := found.waiting(page.translation_key, keys):
        text = ngettext(
            "One quote is left out until whoever said it agrees. It then stands there by itself.",
            "%(n)d quotes are left out until those who said them agree. They then stand there by themselves.",
            left,
        )
        messages.warning(request, text % {"n": left})
    if strange := found.strange(page.translation_key, keys):
        text = ngettext(
            "One quote was asked for another guide and cannot stand in this one. Take it out.",
            "%(n)d quotes were asked for another guide and cannot stand in this one. Take them out.",
            strange,
        )
        messages.warning(request, text % {"n": strange})

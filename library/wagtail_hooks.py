"""What curators and administrators edit beside pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from library.models import Principle, Resource


class PrincipleViewSet(SnippetViewSet):
    model = Principle
    icon = "tag"
    menu_label = _("Principles")
    add_to_admin_menu = True
    list_display = ["slug", "order", "hue"]
    panels = [FieldPanel(name) for name in ("slug", "order", "hue", "chroma", "mark")]


class ResourceViewSet(SnippetViewSet):
    model = Resource
    icon = "link"
    menu_label = _("Resources")
    add_to_admin_menu = True
    list_display = ["title", "kind", "publisher", "language", "audience", "state"]
    list_filter = ["kind", "language", "audience", "state"]
    search_fields = ["title", "publisher"]
    panels = [
        FieldPanel(name)
        for name in (
            "title",
            "description",
            "kind",
            "publisher",
            "year",
            "language",
            "url",
            "document",
            "audience",
            "state",
            "principles",
            "sectors",
            "tags",
        )
    ]


for viewset in (PrincipleViewSet, ResourceViewSet):
    register_snippet(viewset)

"""What curators edit of this room."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from safeguards.models import Phrase


class PhraseViewSet(SnippetViewSet):
    model = Phrase
    icon = "openquote"
    menu_label = _("Phrases")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["__str__", "instead", "language", "kind", "in_use"]
    list_filter = ["language", "kind", "in_use", "principle"]
    search_fields = ["wording", "instead", "reason"]
    ordering = ["language", "kind", "pk"]
    panels = [
        FieldRowPanel([FieldPanel("language"), FieldPanel("kind")]),
        FieldPanel("wording"),
        FieldPanel("instead"),
        FieldPanel("reason"),
        FieldPanel("principle"),
        FieldPanel("in_use"),
    ]


register_snippet(PhraseViewSet)

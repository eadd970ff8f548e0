"""What curators edit of this room."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import BestBet, Meaning


class MeaningViewSet(SnippetViewSet):
    model = Meaning
    icon = "search"
    menu_label = _("Words for search")
    menu_order = 330
    add_to_admin_menu = True
    list_display = ["__str__", "in_use"]
    list_filter = ["in_use"]
    search_fields = ["english", "spanish"]
    ordering = ["english", "pk"]
    panels = [FieldRowPanel([FieldPanel("english"), FieldPanel("spanish")]), FieldPanel("in_use")]


class BestBetViewSet(SnippetViewSet):
    model = BestBet
    icon = "pick"
    menu_label = _("First in search")
    menu_order = 331
    add_to_admin_menu = True
    list_display = ["__str__", "in_use"]
    list_filter = ["in_use"]
    search_fields = ["wordings"]
    ordering = ["wordings", "pk"]
    panels = [FieldPanel("wordings"), FieldPanel("targets"), FieldPanel("in_use")]


register_snippet(MeaningViewSet)
register_snippet(BestBetViewSet)

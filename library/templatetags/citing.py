"""What a guide's page says for citing and sharing it."""

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.templatetags.static import static
from django.urls import reverse

from library import citing
from library.models import GuideIndexPage

register = template.Library()


@register.simple_tag
def picture_for_cards():
    """What stands for the community where an address is shared: by its whole address, as other sites need it."""
    return f"{settings.BASE_URL.rstrip('/')}{static('icons/card.png')}"


@register.simple_tag
def apa(guide, version):
    return citing.in_apa(guide, version)


@register.simple_tag
def bibtex(guide, version):
    return citing.in_bibtex(guide, version)


@register.simple_tag(takes_context=True)
def feed_of(context, index):
    """Where feed readers hear of new guides; empty where visitors may not open their list, and in copies that last. Asked
    once a page."""
    if not hasattr(index, "feed"):
        lasting = getattr(context["request"], "lasting", False)
        open_to_all = GuideIndexPage.objects.visible_to(AnonymousUser()).filter(pk=index.pk)
        has_feed = index.pk is not None and not lasting and open_to_all.exists()
        index.feed = reverse("library:guide-feed", args=[index.locale.language_code]) if has_feed else ""
    return index.feed


@register.simple_tag
def for_machines(guide, version, principles, minutes):
    return citing.for_machines(guide, version, principles, minutes)

"""What a guide's page says for citing and sharing it."""

from django import template
from django.conf import settings
from django.templatetags.static import static

from library import citing

register = template.Library()


@register.simple_tag
def picture_for_cards():
    """What stands for the community where an address is shared: by its whole address, as other sites need it."""
    return f"{settings.BASE_URL.rstrip('/')}{static('icons/card.png')}"


@register.simple_tag
def apa(guide, version):
    return citing.in_apa(guide, version)


@register.simple_tag
def for_machines(guide, version, principles, minutes):
    return citing.for_machines(guide, version, principles, minutes)

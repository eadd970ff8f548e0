"""What every template may use."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from cop.core.registries import site_context


def site(request):
    """The community's name, and what rooms add through `registries.site_context` (evaluated only when used)."""
    context = {"community": {"name": settings.COMMUNITY_NAME, "tagline": settings.COMMUNITY_TAGLINE}}
    for name, function in site_context.items.items():
        context[name] = SimpleLazyObject(lambda function=function: function(request))
    return context

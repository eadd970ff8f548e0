"""What the frame of a demonstration page asks the database for, on each request."""

from django import template
from wagtail.models import Site

from bench.floor.models import Footer

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context, page):
    """The pages under the front page, each with whether there is more under it and whether one is there."""
    root = Site.find_for_request(context["request"]).root_page.localized
    found = []
    for one in root.get_children().live():
        one.opens = one.get_children().live().exists()
        one.here = page.url_path.startswith(one.url_path)
        found.append(one)
    return found


@register.simple_tag
def footer():
    return Footer.objects.first()

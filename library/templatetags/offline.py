"""Whose guides a browser keeps, without telling who that is."""

from django import template
from django.utils.crypto import salted_hmac

register = template.Library()


@register.simple_tag
def reader_key(user):
    """Another for each member, one for all visitors: what one opened is not shown to the next at the same computer."""
    return salted_hmac("library.offline", str(user.pk or "")).hexdigest()[:16]

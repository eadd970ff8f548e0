from django import template

from forums.rounds.hours import hours_text
from forums.showing.fragments import row

register = template.Library()


@register.simple_tag
def thread_row(thread, viewer_seat=None):
    """``{% thread_row thread sector %}``: a card of forums.selectors in a list, for a reader of that sector."""
    return row(thread, viewer_seat)


@register.filter
def as_hours(minutes):
    """``{{ minutes|as_hours }}``: "1.5 hours"."""
    return hours_text(minutes)

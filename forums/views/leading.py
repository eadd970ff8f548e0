"""Where the address of a conversation leads that was joined to another."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from forums.services.sequence import is_for_good
from members.permissions import is_moderator


def lead_on(request, source):
    """To where it goes on. Moderators are told of it, for as long as that can be undone."""
    lasting = is_for_good(source)
    if not lasting and is_moderator(request.user):
        words = _("“{title}” was joined to this conversation on {day}.")
        undo = '<a class="link" href="{}">{}</a>'
        said = format_html(words, title=source.title, day=date_format(localtime(source.joining.at)))
        url = reverse("forums:thread-moderate", args=[source.pk, "part"])
        messages.warning(request, format_html("{} " + undo, said, url, _("Take them apart again")))
    return redirect("forums:thread-detail", source.merged_into_id, permanent=lasting)

"""What this room adds to pages of the rooms below."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from search.models import SearchEntry
from search.results import similar

NOTHING = SafeString()


def related_to_thread(context, thread) -> SafeString:
    return related(context, f"thread:{thread.pk}")


def related_to_guide(context, guide) -> SafeString:
    return related(context, f"guide:{guide.pk}")


def related(context, key: str) -> SafeString:
    """A short list of what is close to an entry; nothing where there is none, or nothing is."""
    entry = SearchEntry.objects.filter(key=key).first()
    found = similar(entry, context["request"].user) if entry else []
    return render_to_string("search/fragments/related.html", {"found": found}) if found else NOTHING

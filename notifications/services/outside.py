"""What leaves the site of a notification, by mail or onto a lock screen: a sentence and a link, and no word of a case."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from cop.core.registries import kinds
from notifications.selectors import fresh_targets


@dataclass(frozen=True)
class Outside:
    """`words`, in the member's `language`; `path`: where they lead."""

    words: str
    path: str
    language: str


def outside(line):
    """None where nothing is left that the member may see and has not read."""
    targets = fresh_targets(line)
    if not targets:
        return None
    language = line.member.language or settings.LANGUAGE_CODE
    with override(language):
        words = " ".join(str(kinds[line.kind].line(targets)).split())
    return Outside(words, reverse("notifications:notification-open", args=[line.pk]), language)

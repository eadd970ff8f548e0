"""What curators learn of answers about guides: in numbers from five on, and words without who said them or when."""

from dataclasses import dataclass, field

from django.db.models import Count

from cop.core.templatetags.cop import SMALL_COUNT
from forums.models import GuideResponse
from library.models import GuidePage
from members.permissions import is_curator

WORDS_SHOWN = 20  # of one guide


@dataclass
class Heard:
    """Of one guide. `answers`: pairs of an answer in words and how many gave it; empty where fewer than five answered.
    `words`: pairs of what somebody tried and its language."""

    guide: GuidePage
    answers: list = field(default_factory=list)
    words: list = field(default_factory=list)


def heard_of(viewer):
    """By the title of the guide, since nothing is ranked by it; of guides that the curator may open."""
    rows = GuideResponse.objects.curated_by(viewer)
    if not is_curator(viewer):
        return []
    numbers: dict = {}
    for key, answer, number in rows.values_list("guide_key", "answer").annotate(Count("pk")).order_by():
        numbers.setdefault(key, {})[answer] = number
    guides: dict = {}
    pages = GuidePage.objects.visible_to(viewer).filter(translation_key__in=numbers)
    for page in pages.select_related("locale").order_by("pk"):
        guides.setdefault(page.translation_key, page)
    found = {key: Heard(page, answers_of(numbers[key])) for key, page in guides.items()}
    said = (
        rows.filter(guide_key__in=found).exclude(words="").order_by("words", "pk")
    )  # an order that tells no time
    for key, words, language in said.values_list("guide_key", "words", "language"):
        if len(found[key].words) < WORDS_SHOWN:
            found[key].words.append((words, language))
    return sorted(found.values(), key=lambda one: one.guide.title.casefold())


def answers_of(numbers):
    if sum(numbers.values()) < SMALL_COUNT:
        return []
    return [(label, numbers.get(value, 0)) for value, label in GuideResponse.Answer.choices]

"""What curators learn of answers about guides: from five on, in numbers and in words, without who said them or when."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.functions import MD5

from cop.core.templatetags.cop import SMALL_COUNT
from forums.models import GuideResponse
from library.models import GuidePage
from members.permissions import is_curator


@dataclass
class Heard:
    """Of one guide. `answers`: pairs of an answer and how many gave it; empty where fewer than five answered.
    `tried`: whether somebody also told what they tried, which is shown under the same condition."""

    guide: GuidePage
    answers: list = field(default_factory=list)
    tried: bool = False


def heard_of(viewer):
    """By the title of the guide, since nothing is ranked by it; of guides that the curator may open."""
    rows = GuideResponse.objects.curated_by(viewer)
    if not is_curator(viewer):
        return []
    numbers: dict = {}
    told = set()
    counted = rows.values_list("guide_key", "answer").annotate(
        Count("pk"), worded=Count("pk", filter=~Q(words=""))
    )
    for key, answer, number, words in counted.order_by():
        numbers.setdefault(key, {})[answer] = number
        if words:
            told.add(key)
    guides: dict = {}
    pages = GuidePage.objects.visible_to(viewer).filter(translation_key__in=numbers)
    for page in pages.select_related("locale").order_by("pk"):
        guides.setdefault(page.translation_key, page)
    found = [heard(page, numbers[key], key in told) for key, page in guides.items()]
    return sorted(found, key=lambda one: one.guide.title.casefold())


def heard(guide, numbers, told):
    if sum(numbers.values()) < SMALL_COUNT:
        return Heard(guide)
    answers = [(label, numbers.get(value, 0)) for value, label in GuideResponse.Answer.choices]
    return Heard(guide, answers, told)


def tried(guide, viewer):
    """Pairs of what somebody tried and its language; none where fewer than five answered, since among few one would know
    who speaks. Their order is that of a sum of the words, which tells no time and prefers nobody."""
    rows = GuideResponse.objects.curated_by(viewer).filter(guide_key=guide.translation_key)
    if rows.count() < SMALL_COUNT:
        return rows.none()
    return rows.exclude(words="").order_by(MD5("words"), "pk").values_list("words", "language")

"""Which guides and principles are missing in a language, and which translations are behind what they were made from."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from library.models import GuidePage, PrinciplePage
from library.models.visibility import is_behind, original_of

MOST = 50  # of each, on the desk


@dataclass(frozen=True)
class Behind:
    """`page`: a live translation. `original`: the page that it says the same as, published again since. `update`: key of what
    takes the new words over, where it was translated side by side; None where somebody wrote it by hand."""

    page: Any
    original: Any
    update: int | None


@dataclass(frozen=True)
class Missing:
    """`original`: a live page that there is not in `languages`."""

    original: Any
    languages: list[str]


def translations(viewer):
    """(behind, missing) of what a viewer may open, by title: at most `MOST` of each."""
    codes = list(Locale.objects.values_list("language_code", flat=True))
    behind, missing = [], []
    for model in (GuidePage, PrinciplePage):
        together = defaultdict(list)
        pages = model.objects.visible_to(viewer).filter(alias_of=None).select_related("locale")
        for page in pages.order_by("first_published_at", "pk"):
            together[page.translation_key].append(page)
        rows = TranslationSource.objects.filter(object_id__in=together).values_list(
            "object_id", "locale", "pk"
        )
        sources = {key: (locale, pk) for key, locale, pk in rows}
        for key, found in together.items():
            locale, update = sources.get(key, (None, None))
            original = next((page for page in found if page.locale_id == locale), original_of(found))
            there = {page.locale.language_code for page in found}
            if absent := [code for code in codes if code not in there]:
                missing.append(Missing(original, absent))
            behind += [
                Behind(page, original, update if locale == original.locale_id else None)
                for page in found
                if is_behind(page, original)
            ]
    return sorted(behind, key=_title)[:MOST], sorted(missing, key=_title)[:MOST]


def _title(row):
    return row.original.title.casefold()

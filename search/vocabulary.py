"""The values that results are narrowed by, with their names in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from library.models import Principle
from members.models import Sector
from search import days
from search.analysis import fold
from search.engines import base
from search.personal import OWN

KEPT = 60  # seconds in which a renamed principle or sector may still show its old name

#: Family → (many, one, icon).
FAMILIES = {
    "guide": (_("Guides"), _("Guide"), "book"),
    "reflection": (_("Reflections"), _("Reflection"), "talk"),
    "question": (_("Questions"), _("Question"), "talk"),
    "discussion": (_("Discussions"), _("Discussion"), "talk"),
    "round": (_("Case rounds"), _("Case round"), "people"),
    "resource": (_("Resources"), _("Resource"), "tool"),
    "principle": (_("Principles"), _("Principle"), "book"),
    "collection": (_("Collections"), _("Collection"), "list"),
}
#: All of what members say to each other, as one value of the box.
TALK = "forum"

#: What else people call them in the box: `kind:thread`, `kind:section`.
ALSO = {
    **dict.fromkeys(
        (
            "forum",
            "forums",
            "foro",
            "foros",
            "talk",
            "thread",
            "threads",
            "post",
            "posts",
            "conversation",
            "conversations",
            "conversacion",
            "conversaciones",
            "hilo",
            "hilos",
        ),
        TALK,
    ),
    "section": "guide",
    "case": "reflection",
    "discussions": "discussion",
    "reflections": "reflection",
    "questions": "question",
    "guides": "guide",
    "resources": "resource",
    "rounds": "round",
    "collections": "collection",
    "path": "collection",
    "coleccion": "collection",
}
#: What an entry may have besides words; an answer is the conversation's.
HAS = {
    "image": _("a picture"),
    "video": _("a film or a recording"),
    "file": _("a file"),
    "poll": _("a poll"),
    "resource": _("a resource"),
    "answer": _("an answer that helped"),
}
IS = {
    "unanswered": _("without a reply"),
    "answered": _("answered"),
    "mine": _("mine"),
    "followed": _("followed by me"),
    "unread": _("new to me"),
}
#: Other words for those, as people type them, also in Spanish.
SAID = {
    "has": {
        "picture": "image", "photo": "image", "imagen": "image", "foto": "image", "film": "video", "recording": "video",
        "document": "file", "archivo": "file", "documento": "file", "encuesta": "poll", "recurso": "resource",
        "respuesta": "answer",
    },
    "is": {
        "mio": "mine", "mia": "mine", "seguido": "followed", "seguida": "followed", "new": "unread", "nuevo": "unread",
        "nueva": "unread", "pendiente": "unanswered", "respondida": "answered", "respondido": "answered",
    },
}  # fmt: skip
DATES = {"week": _("Past week"), "month": _("Past month"), "year": _("Past year")}
HEADINGS = {
    "kind": pgettext_lazy("of a search result", "Kind"),
    "principle": _("Principle"),
    "sector": _("Sector"),
    "lang": _("Language"),
    "date": _("Date"),
    "has": pgettext_lazy("of a search result", "Has"),
    "is": pgettext_lazy("of a search result", "Is"),
}


@dataclass(frozen=True)
class Choice:
    """One value. `mark` and `url` are for the components that draw a principle or a seat."""

    slug: str
    name: str
    mark: str = ""
    url: str = ""
    noun: str = ""


Choices = dict[str, dict[str, Choice]]


def choices(*, member: bool = False) -> Choices:
    """Every known value by dimension and slug, in the order in which they are offered; of what is one's own for members
    alone."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    stored: Choices = cache.get_or_set(f"search:choices:{language}", _stored, KEPT) or {}
    return stored | {
        "kind": {slug: Choice(slug, str(names[0])) for slug, names in FAMILIES.items()},
        "lang": {code: Choice(code, name) for code, name in settings.LANGUAGES},
        "date": {slug: Choice(slug, str(name)) for slug, name in DATES.items()},
        "has": {slug: Choice(slug, str(name)) for slug, name in HAS.items()},
        "is": {slug: Choice(slug, str(name)) for slug, name in IS.items() if member or slug not in OWN},
    }


def _stored() -> Choices:
    return {
        "principle": {
            row.slug: Choice(row.slug, row.name, row.mark, row.url or "") for row in Principle.objects.all()
        },
        "sector": {
            row.slug: Choice(row.slug, row.name, row.mark, "", row.noun) for row in Sector.objects.all()
        },
    }


def kinds_in(values: Iterable[str]) -> set[str]:
    """What is meant by values of `kind:`, one of which stands for several."""
    found = set(values)
    return {*found, *base.TALK} - {TALK} if TALK in found else found


def named(dimension: str, value: str, known: Choices) -> str:
    """What a value of a filter is called."""
    if (dimension, value) == ("kind", TALK):
        return gettext("Conversations")
    choice = known.get(dimension, {}).get(value)
    return choice.name if choice else value


def resolver(known: Choices, labels_of: Callable[[str], Sequence[str]] = lambda said: ()):
    """`resolve(dimension, value)` for search.query.read: by slug, else by the beginning of a word of its name. Whom a name
    may mean is asked of `labels_of`."""

    def resolve(dimension: str, value: str) -> str | None:
        if dimension in ("after", "before"):
            return days.canonical(value) or None
        if dimension == "tag":
            return value.casefold()[:100] or None
        if dimension == "by":
            return value if labels_of(value) else None
        wanted = _plain(value)
        if not wanted:
            return None
        if dimension in ("has", "is"):
            slug = SAID[dimension].get(wanted, wanted)
            return slug if slug in known[dimension] else None
        if dimension == "kind" and fold(value) in ALSO:
            return ALSO[fold(value)]
        offered = known.get(dimension, {})
        if value.casefold() in offered:
            return value.casefold()
        for test in (_is, _begins, _holds):
            for choice in offered.values():
                if any(test(name, wanted) for name in _names(dimension, choice)):
                    return choice.slug
        return None

    return resolve


def _names(dimension: str, choice: Choice) -> Iterable[str]:
    yield _plain(choice.slug)
    yield _plain(choice.name)
    if dimension in ("kind", "lang"):
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                yield from map(_plain, _called(dimension, choice.slug))


def _called(dimension: str, slug: str) -> Iterable[str]:
    """What a kind or a language is called in the language of the moment."""
    if dimension == "kind":
        return [str(name) for name in FAMILIES[slug][:2]]
    try:
        return [translation.get_language_info(slug)["name_translated"]]
    except KeyError:  # Django knows no such language
        return []


def _plain(text: Any) -> str:
    return " ".join(filter(None, map(fold, str(text).replace("-", " ").split())))


def _is(name: str, wanted: str) -> bool:
    return name == wanted


def _begins(name: str, wanted: str) -> bool:
    return len(wanted) > 2 and name.startswith(wanted)


def _holds(name: str, wanted: str) -> bool:
    return len(wanted) > 2 and f" {wanted}" in name

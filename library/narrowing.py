"""The list of resources, narrowed by what was chosen, with how many there are of each other choice.

A number says what would be listed if that were chosen beside all else that is, of what the viewer may see. Where there is
much to count, numbers are left out rather than waited for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from library.models import AgeBand, Resource
from library.models.principles import known_principles
from library.models.several import holds
from members.models.sectors import known_sectors

COUNTED = 20_000  # resources, of which numbers come in a tenth of a second


@dataclass
class Option:
    """`count`: None where it was not counted. `lang`: of its label, where that is not the reader's."""

    value: str
    label: Any
    lang: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Dimension:
    """What a resource can be narrowed by. `options()`: those there are; `fits(value)`: the condition that one sets. `other`: the
    relation it stands in, whose rows are counted by themselves."""

    name: str
    label: Any
    any: Any
    options: Callable[[], list[Option]]
    fits: Callable[[str], Q]
    other: str = ""


@dataclass
class Facet:
    """A dimension as it is shown. `chosen`: the option that is; `first`: whether it stands before the fold."""

    dimension: Dimension
    options: list[Option]
    first: bool
    chosen: Option | None = None
    shown: list[Option] = field(default_factory=list)


def _of_choices(choices):
    return lambda: [Option(value, label) for value, label in choices]


def _languages():
    return [
        Option(code, get_language_info(code)["name_local"].capitalize(), code)
        for code, _n in settings.LANGUAGES
    ]


def _principles():
    return [Option(one.slug, one.name) for one in known_principles().values()]


def _sectors():
    return [Option(one.slug, one.name) for one in known_sectors().values() if one.is_active]


def _is(name):
    return lambda value: Q(**{name: value})


FIRST = (
    Dimension(
        "principle", _("Principle"), _("All principles"), _principles, _is("principles__slug"), "principles"
    ),
    Dimension("kind", _("Kind"), _("Any kind"), _of_choices(Resource.Kind.choices), _is("kind")),
    Dimension("sector", _("Sector"), _("Every seat"), _sectors, _is("sectors__slug"), "sectors"),
    Dimension(
        "age", _("Child’s age"), _("Any age"), _of_choices(AgeBand.choices), lambda one: holds("ages", one)
    ),
)
MORE = (
    Dimension(
        "setting", _("Where it is used"), _("Anywhere"), _of_choices(Resource.Setting.choices),
        lambda one: holds("settings", one),
    ),
    Dimension("evidence", _("Evidence"), _("Any"), _of_choices(Resource.Evidence.choices), _is("evidence")),
    Dimension("cost", _("Cost"), _("Any cost"), _of_choices(Resource.Cost.choices), _is("cost")),
    Dimension("language", _("Language"), _("Any language"), _languages, _is("language")),
)  # fmt: skip


def narrowed(viewer, asked):
    """(resources, facets) of what an address asks for; a word that is not known narrows nothing."""
    facets = _facets(asked)
    seen = Resource.objects.visible_to(viewer)
    if seen.order_by()[: COUNTED + 1].count() <= COUNTED:
        _count(seen, facets)
    for facet in facets:
        facet.shown = [one for one in facet.options if one.count != 0 or one is facet.chosen]
    return _all_but(None, seen, facets), facets


def fitting(viewer, asked):
    """The resources alone, for programs: a word that is not known is refused with those that are."""
    facets = _facets(asked)
    for facet in facets:
        if (wanted := asked.get(facet.dimension.name)) and not facet.chosen:
            said = {
                "column": facet.dimension.name,
                "name": wanted,
                "names": ", ".join(option.value for option in facet.options),
            }
            words = gettext("%(column)s: “%(name)s” is not known. Known are: %(names)s.") % said
            raise ValidationError({facet.dimension.name: [words]})
    return _all_but(None, Resource.objects.visible_to(viewer), facets)


def _facets(asked):
    facets = [Facet(one, one.options(), one in FIRST) for one in (*FIRST, *MORE)]
    for facet in facets:
        wanted = asked.get(facet.dimension.name, "")
        facet.chosen = next((option for option in facet.options if option.value == wanted), None)
    return facets


def _all_but(left, seen, facets):
    """What is seen, narrowed by all that is chosen but for one facet."""
    for facet in facets:
        if facet is not left and facet.chosen:
            seen = seen.filter(facet.dimension.fits(facet.chosen.value))
    return seen


def _count(seen, facets):
    """Facets that stand in the row itself are counted in one look at the table, each other one by its relation."""
    own = [facet for facet in facets if not facet.dimension.other]
    others = [facet for facet in facets if facet.dimension.other]
    wanted = {}
    for facet in own:
        rest = Q(*[one.dimension.fits(one.chosen.value) for one in own if one.chosen and one is not facet])
        for place, option in enumerate(facet.options):
            condition = facet.dimension.fits(option.value) & rest
            wanted[f"{facet.dimension.name}_{place}"] = Count("pk", filter=condition)
    numbers = _all_but(None, seen, others).order_by().aggregate(**wanted)
    for facet in own:
        for place, option in enumerate(facet.options):
            option.count = numbers[f"{facet.dimension.name}_{place}"]
    for facet in others:
        relation = f"{facet.dimension.other}__slug"
        rows = _all_but(facet, seen, facets).order_by().values_list(relation).annotate(number=Count("pk"))
        numbers = dict(rows)
        for option in facet.options:
            option.count = numbers.get(option.value, 0)

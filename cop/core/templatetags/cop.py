"""Tags and filters of the interface: icons, marks, seats, times, counts and the words for kinds of reply.

None of them queries the database. Whatever they write is safe to put into a page under a policy that forbids
inline styles and scripts.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Textarea
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cop.core.drawings import PRINCIPLE_MARKS, SECTOR_MARKS, drawn, use
from cop.core.fragments import fragment
from cop.core.registries import slots

register = template.Library()

KINDS = {
    "opening": (_("To begin"), "talk"),
    "notice": (_("I notice"), "notice"),
    "wonder": (_("I wonder"), "wonder"),
    "seat": (_("From my seat"), "fromseat"),
    "idea": (_("An idea to try"), "idea"),
    "resource": (_("A resource"), "resource"),
    "takeaway": (_("What I am taking away"), "loop"),
    "next": (_("What happened next"), "next"),
}

NUMBER_WORDS = (
    pgettext_lazy("number", "none"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
)

SMALL_COUNT = 5
NUMBER = re.compile(r"/\d+(?=/)")


@register.simple_tag
def icon(name: str, css_class: str = "i") -> SafeString:
    """``{% icon "bell" %}``; a second argument replaces the class ``i`` (``"i inl"``: within a line of text)."""
    return use(f"i-{name}", css_class)


@register.simple_tag
def logo() -> SafeString:
    return use("logo", "logo")


@register.simple_tag
def mark(principle=None, css_class: str = "pm") -> SafeString:
    """The mark of a Principle, or of a principle's slug; neutral for one that has none."""
    return drawn(principle, "p", PRINCIPLE_MARKS, css_class)


@register.simple_tag
def sector_mark(sector=None, css_class: str = "sm") -> SafeString:
    """The mark of a Sector, or of a sector's slug; neutral for one that has none."""
    return drawn(sector, "s", SECTOR_MARKS, css_class)


@register.simple_tag(takes_context=True)
def slot(context, name: str, *args) -> SafeString:
    """What upper rooms have to add at this named place, as they registered it; nothing where none did."""
    return slots.render(name, context, *args)


@register.simple_tag
def kept(template: str, **values) -> SafeString:
    """``{% kept "frame/tabs.html" place=here %}``: a template that shows these values and nothing else, rendered once for
    equal ones (cop.core.fragments)."""
    return fragment(template, **values)


@register.simple_tag(takes_context=True)
def place(context) -> str:
    """The address of the page as `current` compares it: without the language at its head, and 0 for any number."""
    path = getattr(context.get("request"), "path", "")
    language = get_language() or ""
    if path.startswith(f"/{language}/"):
        path = path[len(language) + 1 :]
    return NUMBER.sub("/0", path)


@register.simple_tag(takes_context=True)
def current(context, *prefixes: str) -> SafeString:
    """``aria-current`` for a link of the navigation: "page" at exactly this address, "true" below it.

    ``/`` stands for the home page alone.
    """
    prefixes = tuple(filter(None, map(str, prefixes)))  # what the context processor gives is lazy
    path = context.get("place") or place(context)
    if path in prefixes:
        return mark_safe(' aria-current="page"')
    if any(prefix != "/" and path.startswith(prefix) for prefix in prefixes):
        return mark_safe(' aria-current="true"')
    return mark_safe("")


def _aware(moment: datetime) -> datetime:
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)


def _day(day: date) -> str:
    return _day_in(get_language() or "", day, day.year == timezone.now().year)


@lru_cache(maxsize=1024)
def _day_in(language: str, day: date, this_year: bool) -> str:
    """As browsers write it: "November 24", with the year where it is another one."""
    if this_year:
        return date_format(day, "MONTH_DAY_FORMAT")
    return date_format(day, "F j, Y" if language.startswith("en") else "DATE_FORMAT")


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """How long ago, in words, as ``<time>`` in UTC: "just now", "3 hours ago", "yesterday", then the day.

    The browser puts the reader's own clock into it (static/js/time.js), with the same words.
    """
    if not moment:
        return ""
    moment = _aware(moment).astimezone(UTC)
    seconds = (timezone.now() - moment).total_seconds()
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if minutes < 1:
        text = gettext("just now")
    elif hours < 1:
        text = ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    elif days < 1:
        text = ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    elif days == 1:
        text = gettext("yesterday")
    elif days < 7:
        text = ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    else:
        text = _day(moment.date())
    return format_html(
        '<time datetime="{}" data-ago>{}</time>',
        moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
        text,
    )


@register.filter
def day(moment: datetime | date | None) -> SafeString | str:
    """The day alone, as ``<time>``: for anonymous authors, whose hours would say too much."""
    if not moment:
        return ""
    if isinstance(moment, datetime):
        moment = _aware(moment).astimezone(UTC).date()
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), _day(moment))


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> SafeString | str:
    """A day with its hour, as ``<time>``: on the clocks of ``zone``, until the browser puts the reader's own into it."""
    if not value:
        return ""
    local = _aware(value).astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}" data-moment>{}</time>',
        value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        f"{date_format(local, 'DATETIME_FORMAT')} ({zone.replace('_', ' ')})",
    )


@register.filter
def clock(value: datetime, zone: str = "UTC") -> str:
    """An hour on the clocks of ``zone``, with its name: "2:35 p.m. (America/Denver)"."""
    local = _aware(value).astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'TIME_FORMAT')} ({zone.replace('_', ' ')})"


@register.simple_tag
def count(number: int | None, zero: str = "") -> str:
    """A number of people or of what they did; below five it reads "<5", so that nobody can be picked out.

    `zero` is the text for none at all, where that may be told ("none yet").
    """
    number = number or 0
    if number == 0 and zero:
        return zero
    return "<5" if number < SMALL_COUNT else f"{number}"


@register.filter
def words(number: int, style: str = "") -> str:
    """Up to twelve as a word ("three"), above as figures. ``|words:"first"`` begins a sentence with it."""
    text = str(NUMBER_WORDS[number]) if 0 <= number < len(NUMBER_WORDS) else str(number)
    return text[:1].upper() + text[1:] if style == "first" else text


@register.filter
def listed(things) -> str:
    """ "Pediatrics, Early education and Home visiting"."""
    names = [str(thing) for thing in things]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@register.filter
def kind_label(kind: str) -> str:
    """The word for a kind of reply: "I notice". Unknown kinds say their own name."""
    return str(KINDS[kind][0]) if kind in KINDS else str(kind)


@register.filter
def kind_icon(kind: str) -> str:
    """The name of the icon of a kind of reply."""
    return KINDS[kind][1] if kind in KINDS else "talk"


@register.simple_tag
def widget(
    field: BoundField, placeholder: str = "", rows: int | None = None, max_length: int | None = None
) -> SafeString:
    """The control of a form field, tied to its help, its counter and its error (see components/field.html)."""
    described = [part for part in (field.aria_describedby or "").split() if part]
    attrs: dict[str, str | bool] = {}
    control = field.field.widget
    limit = max_length or getattr(field.field, "max_length", None)
    if not isinstance(control, CheckboxInput):
        own = control.attrs.get("class", "")
        attrs["class"] = f"input {own}".strip()
    if isinstance(control, Textarea):
        attrs["data-autosize"] = ""
        if rows:
            attrs["rows"] = str(rows)
        if limit:
            described.append(f"{field.auto_id}_counter")
            attrs["data-counter"] = f"{field.auto_id}_counter"
    if placeholder:
        attrs["placeholder"] = placeholder
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def control(field: BoundField) -> str:
    """Which look a form field takes: hidden, check, choices, file or line."""
    if field.is_hidden:
        return "hidden"
    kind = getattr(field.field.widget, "input_type", "")
    if isinstance(field.field.widget, CheckboxInput):
        return "check"
    if field.use_fieldset and kind in {"radio", "checkbox"}:
        return "choices"
    return "line"


@register.filter
def limit(field: BoundField) -> int | None:
    """The most characters a field takes, where it is a long text; None for lines."""
    if not isinstance(field.field.widget, Textarea):
        return None
    return getattr(field.field, "max_length", None)


@register.filter
def first_id(field: BoundField) -> str:
    """The address of a field on its page, for the summary of errors: of its first choice where it has choices."""
    if control(field) == "choices":
        for choice in field.subwidgets:
            return choice.id_for_label
    return field.id_for_label


@register.simple_tag
def pager(page: Page, params: QueryDict | None = None, label: str = "") -> SafeString:
    """Pages of a list; nothing where there is one. `params`: of the request, kept in the links. `label`: for screen readers."""
    if not page.has_other_pages():
        return SafeString()
    others, paginator = params.copy() if params else QueryDict(mutable=True), page.paginator

    def to(number):
        others["page"] = str(number)
        return number, others.urlencode()

    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = tuple(None if number == paginator.ELLIPSIS else to(number) for number in numbers)
    following = to(page.next_page_number())[1] if page.has_next() else ""
    return fragment(
        "components/pager.html", links=links, here=page.number, following=following, label=str(label)
    )

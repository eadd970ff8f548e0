"""How a guide is cited, and what it says of itself to machines that share or collect it."""

import json
import re

from django.conf import settings
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

# BibTeX counts braces also where a backslash stands before them, so that they need names.
NAMED = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum", "{": "braceleft", "}": "braceright"}
SPECIAL = {sign: f"\\text{name}{{}}" for sign, name in NAMED.items()} | {
    sign: f"\\{sign}" for sign in "%&#$_"
}
# What could end a script element inside of which the words stand.
HIDDEN = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def in_apa(guide, version):
    """As a reference list has it, 7th edition, in the language of the guide: the community is the author."""
    said = {"community": settings.COMMUNITY_NAME.rstrip("."), "title": guide.title, "n": version}
    said |= {"year": guide.last_published_at.year, "url": guide.canonical}
    with translation.override(guide.locale.language_code):
        return _("%(community)s. (%(year)s). %(title)s (Version %(n)s). %(url)s") % said


def in_bibtex(guide, version):
    """One entry; its key is the address of the guide with its version."""
    key = re.sub(r"[^a-z0-9-]", "", guide.slug) or "guide"
    fields = {
        "title": "{" + escaped(guide.title) + "}",
        "author": "{" + escaped(settings.COMMUNITY_NAME) + "}",
        "year": str(guide.last_published_at.year),
        "version": str(version),
        "url": guide.canonical,
        "language": guide.locale.language_code,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return "@misc{" + f"{key}-v{version},\n" + ",\n".join(lines) + "\n}\n"


def for_machines(guide, version, principles, minutes):
    """Schema.org, as JSON that may stand in a script element; empty before the guide has an address."""
    if not (guide.canonical and guide.last_published_at):
        return ""
    community = {"@type": "Organization", "name": settings.COMMUNITY_NAME, "url": settings.BASE_URL}
    said = {
        "@context": "https://schema.org",
        "@type": ["Article", "LearningResource"],
        "headline": guide.title,
        "description": guide.summary,
        "url": guide.canonical,
        "inLanguage": guide.locale.language_code,
        "datePublished": guide.first_published_at.isoformat() if guide.first_published_at else None,
        "dateModified": guide.last_published_at.isoformat(),
        "version": str(version),
        "timeRequired": f"PT{minutes}M",
        "learningResourceType": "practice guide",
        "about": [principle.name for principle in principles],
        "author": community,
        "publisher": community,
    }
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(HIDDEN))  # noqa: S308 - see HIDDEN


def escaped(text):
    return "".join(SPECIAL.get(sign, sign) for sign in " ".join(text.split()))

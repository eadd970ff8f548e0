"""Who is at a thread, by sector, as words: "2 teachers and a pediatrician are here". Nobody is named.

A sector that fewer than five members who may see the thread sit in shows as "colleagues". Who is known by sector only
in a thread, and who hides their presence, is not counted there.
"""

from collections import Counter

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cop.core.registries import CatchUp
from forums.authors import can_hide, within
from forums.models import Thread
from forums.models.authored import AuthorKind
from forums.services.voices import heard
from forums.topics import ThreadTopic, key_of
from members.models import profile_of
from members.models.sectors import known_sectors
from members.permissions import is_member

FRESH = 60  # seconds for which the size of a sector is remembered
ONE, MANY = 0, 1


class PresenceTopic:
    """`presence:thread:<id>`."""

    def version_of(self, key):
        return ThreadTopic().version_of(key.partition(":")[2])

    def authorise(self, viewer, key):
        kind, _colon, thread = key.partition(":")
        return ThreadTopic().authorise(viewer, thread) if kind == "thread" else None

    def authorise_all(self, viewers, key):
        kind, _colon, thread = key.partition(":")
        return (
            ThreadTopic().authorise_all(viewers, thread)
            if kind == "thread"
            else [None for _viewer in viewers]
        )

    def catch_up(self, viewer, key, since, language):
        return CatchUp([], 0)

    def group(self, viewer, key):
        """The key of one's sector, empty without one; None for whoever is not to be counted."""
        profile = profile_of(viewer) if is_member(viewer) else None
        if profile is None or not profile.show_presence:
            return None
        spoken = heard(Thread(pk=key_of(key.partition(":")[2])), viewer)
        if spoken is not None and spoken.author_kind == AuthorKind.ANONYMOUS:
            return None
        return str(profile.sector_id or "")

    def tell(self, key, asked, languages):
        audience = Thread.objects.values_list("audience", flat=True).get(pk=key_of(key.partition(":")[2]))
        told = [{} for _pair in asked]
        for group in {group for pair in asked for groups in pair for group in groups if group}:
            known_sectors.row(int(group))  # one that came meanwhile is known from here on
        known = len(known_sectors())
        for language in languages:
            with override(language):
                nouns = cache.get_or_set(
                    f"forums:nouns:{audience}:{language}:{known}", lambda: nouns_of(audience), FRESH
                )
                for words, (here, typing) in zip(told, asked, strict=True):
                    words[language] = {"here": are_here(here, nouns), "typing": are_writing(typing, nouns)}
        return told


def nouns_of(audience):
    """(one, several) by the key of a sector that is large enough to hide in, in the current language."""
    sectors = known_sectors().values()
    return {str(one.pk): (within(one.noun), one.plural) for one in sectors if can_hide(one, audience)}


def are_here(groups, nouns):
    return sentence(groups, nouns, lambda n: ngettext("%(who)s is here", "%(who)s are here", n))


def are_writing(groups, nouns):
    return sentence(groups, nouns, lambda n: ngettext("%(who)s is writing", "%(who)s are writing", n))


def sentence(groups, nouns, pattern):
    """The numbers by sector as one sentence, the largest sector first, colleagues of small sectors together at the end."""
    known = Counter({group: n for group, n in groups.items() if group in nouns})
    parts = [nouns[group][ONE] if n == 1 else f"{n} {nouns[group][MANY]}" for group, n in known.most_common()]
    if others := groups.total() - known.total():
        parts.append(ngettext("a colleague", "%(n)d colleagues", others) % {"n": others})
    if not parts:
        return ""
    *first, last = parts
    who = _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
    text = pattern(groups.total()) % {"who": who}
    return text[:1].upper() + text[1:]

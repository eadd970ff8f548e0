"""What guides quote of conversations: the one door through which words and names get there (`registries.quotations`)."""

from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cop.core.registries import Quotation
from forums.authors import anonymous_author, author_for, can_hide, counted, within
from forums.models import Excerpt, Thread
from forums.models.authored import AuthorKind
from forums.models.distilling import QUOTED_FROM
from library.models import GuidePage
from members.models.sectors import known_sectors
from members.permissions import MEMBERS

SHORT = 60  # characters in a list of choices


def shown(guide_key, keys):
    """Of these keys what may stand in this guide now, as every reader sees it."""
    rows = Excerpt.objects.shown().filter(guide_key=guide_key, uuid__in=known(keys))
    with counted({MEMBERS}):
        return {
            str(row.uuid): quotation_of(row) for row in rows.select_related("post__author", "post__thread")
        }


def by_conversation(guide_key, keys):
    """The same, by the conversation in which it was said: {key of a thread: quotations in the order they were said}."""
    words = shown(guide_key, keys)
    rows = Excerpt.objects.filter(uuid__in=words).order_by("post__position", "pk")
    found: dict[int, list[Quotation]] = {}
    for key, thread in rows.values_list("uuid", "post__thread"):
        found.setdefault(thread, []).append(words[str(key)])
    return found


def quotation_of(excerpt):
    """Whoever spoke by sector alone does so here, whatever stands in the row; and without the number of an alias, which
    would say in which of the conversation's voices."""
    post = excerpt.post
    if names(excerpt):
        author = author_for(post, MEMBERS)
        label = f"{author.label}, {within(author.role)}" if author.role else author.label
    else:
        label = anonymous_author(known_sectors.row(post.sector_id), MEMBERS).label
    return Quotation(excerpt.words, label, excerpt.language)


def origins_of(guide, keys, viewer):
    """`sectors` of those whom a guide quotes, as far as readers may know them, and `threads` that the viewer may read."""
    rows = Excerpt.objects.shown().filter(guide_key=guide.translation_key, uuid__in=known(keys))
    rows = list(rows.select_related("post"))
    with counted({MEMBERS}):
        sectors = {row.post.sector_id: known_sectors.row(row.post.sector_id) for row in rows}
        open_ones = [
            sector
            for key, sector in sectors.items()
            if sector
            and (can_hide(sector, MEMBERS) or any(names(row) for row in rows if row.post.sector_id == key))
        ]
    threads = Thread.objects.visible_to(viewer).filter(pk__in={row.post.thread_id for row in rows})
    return {
        "sectors": sorted(open_ones, key=lambda sector: sector.order),
        "threads": list(threads.order_by("pk")),
    }


def names(excerpt):
    """Whether its author is named where it stands."""
    return excerpt.consent == Excerpt.Consent.NAMED and excerpt.post.author_kind == AuthorKind.MEMBER


def quoting_guides(post):
    """How many guides quote a post with its author's leave, which another wording takes back. For its author."""
    if not post.thread.distilled:
        return 0
    return Excerpt.objects.filter(post=post, consent__in=Excerpt.GRANTED, answered=post.revision).count()


def grown_from(thread, viewer):
    """Guides that quote something of a conversation, as far as the viewer may see them: each once, in their language where
    it is there. Nothing is asked of a conversation from which nobody took anything."""
    if not thread.distilled:
        return []
    quoting = Excerpt.objects.shown().filter(placed=True, post__thread=thread.pk)
    pages = GuidePage.objects.visible_to(viewer).filter(translation_key__in=quoting.values("guide_key"))
    found: dict[UUID, GuidePage] = {}
    for page in pages.select_related("locale").order_by("pk"):
        if page.translation_key not in found or page.locale.language_code == get_language():
            found[page.translation_key] = page
    return list(found.values())


def choices():
    """Groups by guide, the newest first: every key that is not let go, so that none gets lost in a form; words of those alone
    that all members can read anyway."""
    rows = list(
        Excerpt.objects.standing().order_by("-pk").values_list("uuid", "guide_key", "words", "consent")
    )
    open_to_all = set(Excerpt.objects.readable().values_list("uuid", flat=True))
    titles = dict(GuidePage.objects.order_by("pk").values_list("translation_key", "title"))
    groups: dict[UUID, list] = {}
    for key, guide, words, consent in rows:
        said = f"“{Truncator(words).chars(SHORT)}”" if key in open_to_all else _("No longer readable")
        groups.setdefault(guide, []).append((str(key), f"{said} · {answer_in_words(consent)}"))
    return [(titles.get(guide, _("A guide that is gone")), found) for guide, found in groups.items()]


def answer_in_words(consent):
    """For whoever curates: a no is a no, whenever it was said."""
    consent = Excerpt.Consent.REFUSED if consent == Excerpt.Consent.WITHDRAWN else consent
    return Excerpt.Consent(consent).label


def why_left_out(excerpt):
    """For whoever curates: why words to which their author said yes are read nowhere now; "" where they are not asked for
    or declined, which says enough."""
    post = excerpt.post
    if excerpt.consent not in Excerpt.GRANTED:
        return ""
    if post.thread.audience not in QUOTED_FROM:
        return _("not all members can read that conversation any more")
    if excerpt.answered != post.revision:
        return _("what was said there was changed since; it stands here again once its author agrees again")
    return _("it cannot be quoted at the moment")


def waiting(guide_key, keys):
    """How many of these keys were asked for and are left out of this guide."""
    theirs = {"guide_key": guide_key, "uuid__in": known(keys)}
    return (
        Excerpt.objects.standing().filter(**theirs).count() - Excerpt.objects.shown().filter(**theirs).count()
    )


def strange(guide_key, keys):
    """How many of these keys were asked for another guide, or are none."""
    asked = Excerpt.objects.standing().filter(guide_key=guide_key, uuid__in=known(keys)).count()
    return len(set(map(str, keys))) - asked


def known(keys):
    """Those that can be keys at all."""
    found = []
    for key in keys:
        try:
            found.append(UUID(str(key)))
        except ValueError:
            continue
    return found

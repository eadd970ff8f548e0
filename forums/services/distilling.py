"""From a conversation to a guide: words are chosen, their authors asked, and what they answer holds wherever the words stand."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.problems import Conflict
from forums import permissions
from forums.events import ConsentAsked
from forums.models import Excerpt, Post, Thread
from forums.models.authored import AuthorKind, State
from forums.models.distilling import MAX_EXCERPT, of_who_is_there
from forums.services import identifying
from forums.services.sequence import locked
from forums.services.words import checked
from forums.wording.told import said_before
from library.models import GuidePage
from library.services import add_quotations, draft_guide
from members.permissions import PUBLIC, check_member
from members.services import audit

MOST = 20  # posts at once
MAX_GUIDE_TITLE = 120
MAX_SUMMARY = 500
ONCE = timedelta(minutes=10)  # in which the same is not begun twice
FIXED = gettext_lazy(
    "It stands in the published guide. Whoever may publish it can word it otherwise or leave it out."
)


def quotable(thread):
    """Posts that a guide may ask for. What a reflection tells of a family, and what became of it, stays where it is."""
    posts = thread.posts.filter(of_who_is_there(), state=State.VISIBLE, redacted_at=None).exclude(body="")
    posts = posts.exclude(author_kind__in=[AuthorKind.FORMER, AuthorKind.SYSTEM])
    posts = posts.exclude(kind=Post.Kind.NEXT)  # wherever a moderator has put it
    if thread.kind == Thread.Kind.REFLECTION or thread.never_public:
        posts = posts.exclude(kind__in=[Post.Kind.OPENING, Post.Kind.TAKEAWAY])
    return posts


@transaction.atomic
def distil(*, actor, thread, words, title="", summary="", guide=None, language=None, confirmed=()):
    """A draft of a guide that quotes these posts, whose authors are asked. Answers its page.

    `words`: by post's key, as the guide would have them. `guide`: the one to whose draft they go; a new one with `title` and
    `summary` where there is none. `confirmed`: see services/identifying.py.
    """
    thread = locked(actor, thread)
    permissions.check_distil(actor, thread)
    if not words:
        raise ValidationError({"posts": _("Choose at least one contribution.")})
    if len(words) > MOST:
        raise ValidationError({"posts": _("At most %(n)d at once.") % {"n": MOST}})
    words = {key: checked(text, MAX_EXCERPT, f"words-{key}") for key, text in words.items()}
    fields = {f"words-{key}": text for key, text in words.items()}
    if guide is None:
        title = " ".join(checked(title, MAX_GUIDE_TITLE, "title").split())
        summary = " ".join(checked(summary, MAX_SUMMARY, "summary").split())
        fields |= {"title": title, "summary": summary}
    identifying.look_over(
        actor=actor, forum=thread.forum, audience=PUBLIC, language=language or thread.language, confirmed=confirmed,
        fields=fields, level=identifying.WARN,
    )  # fmt: skip
    posts = list(quotable(thread).filter(pk__in=words).order_by("position"))
    if len(posts) < len(words):
        raise ValidationError({"posts": _("Some of it can be read no more. Choose again.")})
    if guide is None and (begun := just_begun(actor, title, words)) is not None:
        return begun
    rows, unchanged = asked_anew(actor, posts, words, guide)
    keys = [str(row.uuid) for row in [*rows, *unchanged]]
    if guide is None:
        guide = draft_guide(
            actor=actor,
            title=title,
            summary=summary,
            language=language or thread.language,
            principles=thread.principles.all(),
            quotations=keys,
        )
    else:
        add_quotations(actor=actor, guide=guide, quotations=keys)
    for row in rows:
        row.guide_key = guide.translation_key
        row.save()
        emit(ConsentAsked(row.pk))
    Thread.objects.filter(pk=thread.pk).update(distilled=True)
    if rows:
        audit(actor=actor, verb="distil", target=thread, guide=guide.pk, posts=len(rows))
    return guide


def asked_anew(actor, posts, words, guide):
    """Rows to be asked for, not saved yet, and those that this guide asks for in these words already, which are left as they
    are. In other words the author is asked again, but not after a no; and what stands in a published guide is worded
    otherwise by whoever may publish it, since it is there as soon as its author agrees."""
    there = (
        Excerpt.objects.filter(guide_key=guide.translation_key, post__in=posts)
        if guide
        else Excerpt.objects.none()
    )
    before = {row.post_id: row for row in there.select_for_update(of=("self",), no_key=True)}
    fixed = fixed_in(actor, guide.translation_key) if before else set()
    rows, unchanged = [], []
    for post in posts:
        row = before.get(post.pk) or Excerpt(post=post)
        if row.consent in Excerpt.DECLINED:
            raise ValidationError(
                {f"words-{post.pk}": _("Whoever said it would not be quoted in this guide.")}
            )
        if row.pk and row.words == words[post.pk] and row.revision == post.revision:
            unchanged.append(row)
            continue
        if str(row.uuid) in fixed:
            raise ValidationError({f"words-{post.pk}": FIXED})
        row.words, row.revision, row.language = words[post.pk], post.revision, post.language
        row.consent, row.answered, row.answered_at = Excerpt.Consent.ASKED, None, None
        row.asked_by, row.asked_at = actor, timezone.now()
        rows.append(row)
    return rows, unchanged


def fixed_in(actor, guide_key):
    """Keys of what stands in published pages of a guide that the actor may not publish."""
    pages = GuidePage.objects.live().filter(translation_key=guide_key)
    return {
        key
        for page in pages
        if not page.permissions_for_user(actor).can_publish()
        for key in page.quotation_keys
    }


def just_begun(actor, title, words):
    """The guide that the actor began a moment ago with this title and these words: a form sent twice makes one."""
    begun: dict[UUID, dict] = {}
    since = timezone.now() - ONCE
    for row in Excerpt.objects.filter(asked_by=actor, post__in=words, asked_at__gte=since):
        begun.setdefault(row.guide_key, {})[row.post_id] = row.words
    keys = [key for key, theirs in begun.items() if theirs == words]
    return GuidePage.objects.filter(translation_key__in=keys, title=title).first() if keys else None


@transaction.atomic
def answer(*, actor, excerpt, consent, revision, seen):
    """What its author says to being quoted: as often as they like, and at once for every place where the words stand.

    A no to what stood in a guide is a withdrawal. Whoever spoke by sector alone cannot be named by it. Only the author's
    last word is kept, in no record of acts. `revision`: of the post, and `seen`: fingerprint of the words for the guide, as
    the author had both before them; a yes to what is worded otherwise now is a Conflict, and there is none to words that a
    moderator has changed.
    """
    check_member(actor)
    row = Excerpt.objects.select_for_update(of=("self",), no_key=True).visible_to(actor).filter(pk=excerpt.pk)
    row = row.select_related("post").first()
    if row is None:
        raise Http404
    if consent not in {*Excerpt.GRANTED, Excerpt.Consent.REFUSED}:
        raise ValidationError({"consent": _("Choose one of the answers.")})
    if consent == Excerpt.Consent.NAMED and row.post.author_kind != AuthorKind.MEMBER:
        raise Refused(_("You speak by sector only in this conversation, and so you do in a guide."))
    if consent == Excerpt.Consent.REFUSED and row.consent in {*Excerpt.GRANTED, Excerpt.Consent.WITHDRAWN}:
        consent = Excerpt.Consent.WITHDRAWN
    if consent in Excerpt.GRANTED and seen != row.fingerprint:
        raise Conflict(_("The guide would quote you in other words now. Read them, then answer."))
    if consent in Excerpt.GRANTED and revision != row.post.revision:
        raise Conflict(_("What you said was changed meanwhile. Read it again, then answer."))
    if consent in Excerpt.GRANTED and amended(row):
        raise Refused(
            _("A moderator has changed what you said here, so it can be quoted no longer as it was.")
        )
    row.consent, row.answered, row.answered_at = consent, row.post.revision, timezone.now()
    row.save(update_fields=["consent", "answered", "answered_at"])
    return row


def amended(excerpt):
    """Whether somebody else has changed the words of the post since they were quoted: then those stand nowhere any more."""
    post = excerpt.post
    if post.revision == excerpt.revision:
        return False
    earlier = [row for row in post.revisions.all() if row.number >= excerpt.revision]
    became = [*(row.body for row in earlier), said_before(post)][1:]
    changes = zip(earlier, became, strict=False)
    return any(row.editor_id != post.author_id and row.body != after for row, after in changes)


@transaction.atomic
def let_go(*, actor, excerpt):
    """Whoever curates would not quote it after all: the words go, its author is asked no longer. After a no the row stays
    without them, so that nobody asks again for this guide. What stands in a published guide, and to which nobody said no,
    is left to whoever may publish it."""
    permissions.check_curate(actor)
    row = Excerpt.objects.select_for_update(of=("self",), no_key=True).curated_by(actor).filter(pk=excerpt.pk)
    row = row.first()
    if row is None:
        raise Http404
    if row.consent not in Excerpt.DECLINED and str(row.uuid) in fixed_in(actor, row.guide_key):
        raise Refused(FIXED)
    if row.consent in Excerpt.DECLINED:
        row.words = ""
        row.save(update_fields=["words"])
    else:
        row.delete()


@transaction.atomic
def note_placing(*, guide_id):
    """Note which words the guide holds as readers have it now. Called twice it changes nothing."""
    guide = GuidePage.objects.filter(pk=guide_id).first()
    if guide is None:
        return
    held = set()
    for page in GuidePage.objects.live().filter(translation_key=guide.translation_key):
        held.update(page.quotation_keys)
    rows = Excerpt.objects.filter(guide_key=guide.translation_key)
    for row in rows.select_for_update(of=("self",), no_key=True):
        if row.placed != (str(row.uuid) in held):
            row.placed = not row.placed
            row.save(update_fields=["placed"])

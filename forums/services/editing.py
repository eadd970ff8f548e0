"""Changing what one said."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.problems import Conflict
from forums import permissions
from forums.models import Mention, Post, PostRevision, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services import identifying, screening
from forums.services.flags import note_mended
from forums.services.sequence import locked_post, record
from forums.services.uploads import add_files, not_yet_in, take_out
from forums.services.words import MAX_BODY, MAX_REASON, MAX_TAKE_AWAY, words
from forums.showing.cards import links_of
from forums.wording.checks import text_of
from forums.wording.told import stored_words


class Stale(Conflict):
    """The text was changed since the one that was edited. `post` is as it is now: both can be put together."""

    def __init__(self, post):
        super().__init__(_("This was changed elsewhere meanwhile. Both texts are here; nothing is lost."))
        self.post, self.more = post, {"revision": post.revision}


@transaction.atomic
def edit_post(
    *, actor, post, body="", html=None, reason="", revision=None, confirmed=(), files=(), without=()
):
    """Another text for one's own post; the earlier one is kept as a revision. The same text changes nothing.

    `revision`: the number of the text that was changed. Where it is not the present one, Stale. The new words are
    looked at like first ones: what a check would hold back is hidden until a moderator has read it. `confirmed`: see
    services/identifying.py. `files` are added: see `uploads.add_files`; those that it has already count for
    nothing. `without`: of its own files these go for good.
    """
    text, reason = text_of(body, html), reason[:MAX_REASON]
    files = not_yet_in(post, files)
    names = identifying.fields_of_files(actor, files, nameless=post.author_kind == AuthorKind.ANONYMOUS)

    def looked_at(post):
        return identifying.look_over(
            actor=actor, forum=post.thread.forum, audience=post.thread.audience, html=html, confirmed=confirmed,
            fields={"body": text, "reason": reason} | names, language=post.language, before=lambda: stored_words(post),
        )  # fmt: skip

    looked = looked_at(post)
    found = screening.causes_of_edit(actor=actor, post=post, text=text, html=html)
    post = locked_post(actor, post)
    permissions.check_edit(actor, post)
    if not looked.fits(post.thread.forum):  # it was moved meanwhile
        looked = looked_at(post)
    found += looked.holds
    limit = MAX_TAKE_AWAY if post.kind == Post.Kind.TAKEAWAY else MAX_BODY
    said = words(post.thread, body=body, html=html, limit=limit)
    gone = set(post.attachments.filter(uuid__in=without).values_list("uuid", flat=True)) if without else ()
    if said.html == post.body and not files and not gone:
        return post
    if revision is not None and revision != post.revision:
        raise Stale(post)
    if said.html != post.body:
        reword(post, said, actor, reason)
        screening.said(post, text)
    take_out(post, gone)
    add_files(post, actor, files)
    tell_of_change(post, found)
    identifying.note_change(post, looked)
    return post


def tell_of_change(post, found):
    """What has to wait is hidden until a moderator has read it; else readers hear of it, or, where it is hidden, those
    who asked its author to change it."""
    if screening.hide_until_read(post, found):
        return
    if post.state == State.VISIBLE:
        record(post.thread, ThreadEvent.Kind.EDITED, post)
    else:
        note_mended(post)


def reword(post, said, actor, reason, **further):
    """The words of a locked post become others, with `further` fields; the earlier ones are kept."""
    PostRevision.objects.create(post=post, number=post.revision, body=post.body, editor=actor, reason=reason)
    post.body, post.edited_at, post.revision = said.html, timezone.now(), post.revision + 1
    post.links = links_of(post.body)
    for name, value in further.items():
        setattr(post, name, value)
    post.save(update_fields=["body", "links", "edited_at", "revision", "updated_at", *further])
    post.mentions.exclude(member__in=said.mentioned).delete()
    Mention.objects.bulk_create(
        [Mention(post=post, member=member) for member in said.mentioned], ignore_conflicts=True
    )

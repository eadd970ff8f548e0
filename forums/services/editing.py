"""Changing what one said."""

from django.db import transaction
from django.utils.translation import gettext as _

from cop.core.problems import Conflict
from forums import permissions
from forums.models import Mention, Post, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services import identifying, screening
from forums.services.flags import note_mended
from forums.services.sequence import locked_post, record
from forums.services.uploads import add_files, present_in, retell, sort_out, take_out
from forums.services.versions import files_of, has_said, keep_earlier
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
    """Other words or files for one's own post; what it was is kept as a revision. What is the same already changes nothing.

    `revision`: the number of what was changed. Where the words are others now, Stale. The new words are
    looked at like first ones: what a check would hold back is hidden until a moderator has read it. `confirmed`: see
    services/identifying.py. `files` are added: see `uploads.add_files`; of those that it has already the alt text
    changes. `without`: of its own files these go: see `uploads.take_out`.
    """
    text, reason = text_of(body, html), reason[:MAX_REASON]
    anonymous = post.author_kind == AuthorKind.ANONYMOUS
    have = present_in(post)
    said_anew = [
        (uuid, "" if uuid in have and have[uuid].alt == alt else alt) for uuid, alt in dict(files).items()
    ]
    names = identifying.fields_of_files(actor, said_anew, nameless=anonymous)

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
    fresh, retold, gone = sort_out(post, actor, files, without, revision)
    if said.html == post.body and not (fresh or retold or gone):
        return post
    if revision is not None and (not has_said(post, revision) or (retold and revision != post.revision)):
        raise Stale(post)
    beside = {"files": files_of(post)} if fresh or retold or gone else {}
    if said.html != post.body:
        reword(post, said, actor, reason, beside)
        screening.said(post, text)
    else:
        keep_earlier(post, actor, reason=reason, **beside)
    take_out(gone)
    retell(retold)
    add_files(post, actor, fresh)
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


def reword(post, said, actor, reason, beside=None, **further):
    """The words of a locked post become others, with `further` fields; what it was is kept. `beside`: see `keep_earlier`."""
    keep_earlier(post, actor, reason=reason, **beside or {})
    post.body, post.links = said.html, links_of(said.html)
    for name, value in further.items():
        setattr(post, name, value)
    post.save(update_fields=["body", "links", "updated_at", *further])
    post.mentions.exclude(member__in=said.mentioned).delete()
    Mention.objects.bulk_create(
        [Mention(post=post, member=member) for member in said.mentioned], ignore_conflicts=True
    )

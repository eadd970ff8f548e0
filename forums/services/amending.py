"""A moderator changes somebody's words, and says why where everybody reads it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cop.core.problems import Conflict
from forums import permissions
from forums.models import Post, ThreadEvent
from forums.models.authored import State
from forums.services import identifying
from forums.services.editing import reword
from forums.services.sequence import locked_post, record
from forums.services.versions import has_said
from forums.services.words import MAX_BODY, MAX_REASON, MAX_TAKE_AWAY, words
from forums.wording.checks import text_of
from members.services import audit


@transaction.atomic
def amend_post(*, actor, post, body="", html=None, reason="", revision=None, confirmed=()):
    """Another text for somebody's post, with a public reason. The earlier text is kept as a revision.

    `revision`: the number of the text that the moderator had before them; a Conflict where it changed meanwhile.
    `confirmed`: see services/identifying.py; what a moderator calls no identifier waits for nobody.
    """
    permissions.check_moderate(actor)
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise ValidationError({"reason": _("Say why; it stands under the post.")})
    post = locked_post(actor, post)
    if not post.body:
        raise ValidationError(_("A shared reflection stays as it is."))
    identifying.look_over(
        actor=actor, forum=post.thread.forum, audience=post.thread.audience, html=html, confirmed=confirmed,
        fields={"body": text_of(body, html), "reason": reason}, language=post.language, level=identifying.WARN,
    )  # fmt: skip
    limit = MAX_TAKE_AWAY if post.kind == Post.Kind.TAKEAWAY else MAX_BODY
    said = words(post.thread, body=body, html=html, limit=limit)
    if said.html == post.body:
        return post
    if revision is not None and not has_said(post, revision):
        raise Conflict(_("It was changed while you wrote. Look at it again."))
    reword(post, said, actor, reason, amended_why=reason)
    if post.state == State.VISIBLE:
        record(post.thread, ThreadEvent.Kind.EDITED, post)
    if post.found:
        identifying.keep(post)
    audit(actor=actor, verb="amend-post", target=post, reason=reason)
    return post

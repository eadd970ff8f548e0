"""Keeping what is being written: on the server, so that another device goes on with it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.problems import Conflict
from cop.core.text import normalise
from forums import permissions
from forums.models import Draft, Post, Thread
from forums.services.words import MAX_BODY, MAX_HTML
from members.models import User
from members.permissions import check_member

KEPT = timedelta(days=30)
REPLY = (
    "kind", "body", "html", "parent", "quote", "quote_text", "anonymous", "resource_title", "idempotency_key", "uploads",
    "alts",
)  # fmt: skip
NEW = (
    "kind", "title", "body", "forum", "principles", "sectors", "tags", "language", "anonymous",
    "idempotency_key", "html", "uploads", "alts",
)  # fmt: skip
MOST = (2 + MAX_HTML) * MAX_BODY  # characters of all fields together


@transaction.atomic
def save_draft(*, actor, thread=None, fields, revision=None):
    """Keep what is typed in one place; an empty text leaves none. Answers the Draft or None.

    `fields`: names and lists of strings. `revision`: of the draft that was gone on with, 0 for none; where another
    device has saved another text since, a Conflict tells that text, and nothing is overwritten.
    """
    check_member(actor)
    if thread is not None:
        thread = permissions.visible(actor, thread)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)  # so that one draft stays one
    fields = _kept(fields, REPLY if thread else NEW)
    if _sent(actor, fields):
        raise Conflict(_("This was sent already."))
    row = Draft.objects.filter(member=actor, thread=thread).first()
    if row is not None and revision is not None and revision != row.revision:
        told = row.fields
        if told and told != fields:
            conflict = Conflict(_("You also wrote here on another device."))
            conflict.more = {"fields": told, "revision": row.revision}
            raise conflict
    if not any(map(str.strip, fields.get("body", []) + fields.get("title", []))):
        forget_draft(actor=actor, thread=thread)
        return None
    if row is None:
        row = Draft(member=actor, thread=thread, revision=0)
    row.fields, row.revision, row.saved_at = fields, row.revision + 1, timezone.now()
    row.save()
    return row


def forget_draft(*, actor, thread=None):
    """It was said, or is not wanted any more."""
    Draft.objects.filter(member=actor, thread=thread).delete()


def carry_drafts(source, target):
    """What was being written under the one goes on under the other; whoever writes under both finds both in one."""
    there = {row.member_id: row for row in Draft.objects.filter(thread=target, member__drafts__thread=source)}
    for row in Draft.objects.filter(thread=source):
        if other := there.get(row.member_id):
            fields = _together(other.fields, row.fields)
            row.delete()
            row = other
            row.fields, row.revision = fields, row.revision + 1
        row.thread = target
        row.save()


def _together(fields, more):
    """The fields of the one with the words of the other below; with their look where both have any."""
    both = fields | {
        "body": ["\n\n".join(words for each in (fields, more) for words in each.get("body", ()))]
    }
    if fields.get("html") and more.get("html"):
        return both | {"html": ["".join(fields["html"] + more["html"])]}
    both.pop("html", None)
    return both


def _kept(fields, names):
    kept = {name: [normalise(value) for value in fields[name]] for name in names if fields.get(name)}
    if sum(len(value) for values in kept.values() for value in values) > MOST:
        raise ValidationError({"body": _("This is longer than %(limit)d characters.") % {"limit": MAX_BODY}})
    return kept


def _sent(actor, fields):
    """Whether the very form was sent meanwhile, perhaps from another device: what was said needs no draft."""
    key = "".join(fields.get("idempotency_key", ()))[:36]
    try:
        return bool(key) and any(
            model.objects.filter(author=actor, idempotency_key=key).exists() for model in (Post, Thread)
        )
    except ValidationError:  # no UUID
        return False

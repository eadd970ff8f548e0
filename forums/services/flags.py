"""What members report, what checks hold back, and which moderator looks at it."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.problems import Conflict, TooMany
from cop.core.text import normalise
from forums import permissions
from forums.events import DeskChanged, PostRests
from forums.models import Mending, Post, ThreadEvent
from forums.models.authored import State
from forums.services.revising import change_state
from forums.services.sequence import locked_post
from members.models import Flag, User
from members.services import audit
from members.services import raise_flag as note_flag

CONCERNS_A_DAY = 5
FLAGS_A_DAY = 30
REASONS = (Flag.Kind.PRIVACY, Flag.Kind.UNKIND, Flag.Kind.OFF_TOPIC, Flag.Kind.SPAM, Flag.Kind.OTHER)


def will_hide(actor, post):
    """Whether a privacy concern of the actor hides a post now."""
    if post.state != State.VISIBLE or post.thread.forum_id is None:
        return post.state == State.VISIBLE
    return not concerns_of(actor, post).exists() and has_concerns_left(actor)


def concerns_of(actor, target):
    """The actor's own privacy concern about something, open or decided: there is one at most."""
    return Flag.objects.about(target).filter(reporter=actor, kind=Flag.Kind.PRIVACY)


def has_concerns_left(actor):
    """Whether another privacy concern of the actor hides something today."""
    mine = Flag.objects.filter(reporter=actor, kind=Flag.Kind.PRIVACY, hid_at_once=True)
    return mine.filter(created_at__gte=timezone.now() - timedelta(days=1)).count() < CONCERNS_A_DAY


@transaction.atomic
def raise_privacy_concern(*, actor, post, note=""):
    """Hide a post at once from all but moderators and its author, who is told. Once a post and member: who is worried
    again after a moderator decided only asks for another look.

    Beyond five a day, and for a post that is hidden already, it only joins the queue. Between two, of whom no moderator
    reads anything, this one post is shown to moderators, and it is always hidden first: there is no other way to look
    at it, and only the two can press it.
    """
    permissions.check_concern(actor, post)
    post = locked_post(actor, post)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)  # so that five stay five
    between_two, hides = post.thread.forum_id is None, will_hide(actor, post)
    note = normalise(note)[:600]
    flag, created = Flag.objects.get_or_create(
        reporter=actor,
        content_type=ContentType.objects.get_for_model(Post),
        object_id=post.pk,
        kind=Flag.Kind.PRIVACY,
        defaults={"note": note, "hid_at_once": hides},
    )
    if not created and flag.state != Flag.State.OPEN:
        flag.state, flag.note = Flag.State.OPEN, note
        flag.decided_by = flag.decided_at = flag.claimed_by = flag.claimed_at = None
        flag.save()
        created = True
    if created:
        audit(actor=actor, verb="privacy-concern", target=post, anonymous=True)
        emit(DeskChanged(post.pk))
    if created and hides:
        change_state(post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
        if post.author_id not in (None, actor.pk):
            emit(PostRests(post.pk))
    if created and between_two and post.state == State.HIDDEN:
        disclose(post)
    return flag


def hiding_concern(actor, post_id):
    """The actor's own open concern about a post that is hidden now, or None."""
    post = Post.objects.select_related("thread").filter(pk=post_id, state=State.HIDDEN).first()
    mine = post and concerns_of(actor, post).open().first()
    if mine:
        mine.target = post
    return mine


@transaction.atomic
def raise_flag(*, actor, post, kind, note=""):
    """Ask moderators to look at what somebody else said. It stays where it is; only a privacy concern hides at once."""
    if kind == Flag.Kind.PRIVACY:
        return raise_privacy_concern(actor=actor, post=post, note=note)
    post = permissions.visible(actor, post)
    permissions.check_flag(actor, post)
    check_reason(kind, note)
    check_flags_of(actor)
    flag, created = note_flag(actor=actor, target=post, kind=kind, note=normalise(note)[:600])
    if created:
        audit(actor=actor, verb="flag-post", target=post, anonymous=True, kind=str(flag.kind))
    emit(DeskChanged(post.pk))
    return flag


def check_reason(kind, note):
    if kind not in REASONS:
        raise ValidationError({"kind": _("Choose a reason.")})
    if kind == Flag.Kind.OTHER and not note.strip():
        raise ValidationError({"note": _("Say in a few words what it is.")})


def check_flags_of(actor):
    """Refuses what is more than anybody reports in a day; the actor's reports come one after the other from here on."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    since = timezone.now() - timedelta(days=1)
    if Flag.objects.filter(reporter=actor, created_at__gte=since).count() >= FLAGS_A_DAY:
        raise TooMany(
            _("That is a lot for one day. If it is urgent, write to a moderator."), retry_after=3600
        )


def disclose(post):
    """Show moderators this one post of a conversation between two, at their desk, as long as something is open about it."""
    post.disclosed = True
    post.save(update_fields=["disclosed"])


def hold_back(post, kind, cause=""):
    """The platform itself asks a moderator to look at a post, held or not, or at what else was said. Within the transaction
    that wrote it.

    What is open already gets the further cause; what was decided before is asked again.
    """
    flag, created = Flag.objects.get_or_create(
        reporter=None,
        content_type=ContentType.objects.get_for_model(post),
        object_id=post.pk,
        kind=kind,
        state=Flag.State.OPEN,
        defaults={"cause": cause[:120]},
    )
    causes = [one for one in flag.cause.split(",") if one]
    further = [one for one in cause.split(",") if one and one not in causes]
    if not created and further:
        flag.cause = ",".join([*causes, *further])[:120]
        flag.save(update_fields=["cause"])
    emit(DeskChanged(post.pk))


def note_mended(post):
    """Within the verb by which a hidden post got other words: its author did what a moderator asked for."""
    rows = Mending.objects.filter(post=post, mended_at=None)
    if post.state == State.HIDDEN and rows.update(mended_at=timezone.now()):
        emit(DeskChanged(post.pk))


@transaction.atomic
def claim(*, actor, post):
    """Say that one is looking at what was reported about a post. Another moderator's claim stands for 30 minutes."""
    permissions.check_moderate(actor)
    flags = open_flags(post)
    if not flags:
        raise Refused(permissions.DECIDED)
    check_free(actor, flags)
    now = timezone.now()
    Flag.objects.filter(pk__in=[flag.pk for flag in flags]).update(claimed_by=actor, claimed_at=now)
    emit(DeskChanged(post.pk))
    return flags


@transaction.atomic
def unclaim(*, actor, post):
    """Leave it to the others. A claim of somebody else stays."""
    permissions.check_moderate(actor)
    mine = Flag.objects.open().about(post).filter(claimed_by=actor)
    if mine.update(claimed_by=None, claimed_at=None):
        emit(DeskChanged(post.pk))


def open_flags(post):
    """What is open about a post, held until the transaction ends: two moderators come one after the other."""
    # Without the claimer joined: PostgreSQL reads the row again after waiting for it, but not what was joined to it.
    return list(Flag.objects.open().about(post).select_for_update(of=("self",), no_key=True).order_by("pk"))


def check_read(post, revision):
    """A Conflict where a locked post has other words than those that a moderator had before them (`revision`, None where
    the page or program does not say): nobody lets words be shown that they have not read."""
    if revision is not None and revision != post.revision:
        raise Conflict(permissions.CHANGED)


def check_free(actor, flags):
    """Refused while another moderator looks at it."""
    now = timezone.now()
    for flag in flags:
        if flag.is_claimed(now) and flag.claimed_by_id != actor.pk:
            raise Refused(_("%(name)s is looking at this.") % {"name": flag.claimed_by.get_short_name()})


def decide_open(actor, target, state):
    """Decide every open report about something. Returns how many there were."""
    return Flag.objects.open().about(target).update(state=state, decided_by=actor, decided_at=timezone.now())


def settle(actor, post, state, verb, reason):
    """Decide every open report about the post; the reason stands in the record."""
    Mending.objects.filter(post=post).delete()
    decide_open(actor, post, state)
    Post.objects.filter(Q(found__isnull=False) | Q(disclosed=True), pk=post.pk).update(
        found=None, disclosed=False
    )
    audit(actor=actor, verb=verb, target=post, reason=reason)
    emit(DeskChanged(post.pk))

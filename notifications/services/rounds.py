"""Who hears what of a case round."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cop.core.registries import kinds
from forums.meetings import is_round
from forums.models import Attendance, Coming, Forum, Post, Round, RoundNotice, Thread
from forums.models.authored import State
from forums.rounds.kinds import KIND_OF, PLANNED
from members.models import CircleMembership, Follow, User
from notifications.services.recipients import HEARD, recipients_of
from notifications.services.telling import BATCH, tell

Kind = RoundNotice.Kind
#: What somebody did, who need not be told of it.
DONE = {Kind.INVITED, Kind.CHANGED, Kind.OFF, Kind.SUMMARY}
#: What has a letter of its own, though one went before about the same round: it changes what somebody does that day.
PRESSING = {Kind.CHANGED, Kind.OFF, Kind.HOUR}


def tell_of_round(*, notice_id, after=0):
    """Tell the next members after the one with id `after`. Answers the last one's id; None at the end. Called twice it
    tells nobody twice."""
    notice = RoundNotice.objects.select_related("round__thread__forum").filter(pk=notice_id).first()
    if notice is None:
        return None
    name, thread = KIND_OF[notice.kind], notice.round.thread
    people, last = whom(notice, after)
    for member in people:
        if kinds[name].fetch(member, [notice.pk]):
            watching = notice.kind in PRESSING
            tell(member=member, kind=name, target_id=notice.pk, thread=thread, watching=watching)
    return last


def untold(*, post_id):
    """Where the opening of a round shows again: keys of what is noted of its plan as it is now, and was told to nobody
    meanwhile. What its day or its state has overtaken is left out."""
    opening = Post.objects.filter(pk=post_id, kind=Post.Kind.OPENING, state=State.VISIBLE)
    found = Round.objects.filter(thread__in=opening.values("thread")).select_related("thread").first()
    if found is None or not is_round(found.thread):
        return []
    kinds_now = {Kind.SUMMARY, Kind.OFF}
    if found.state == Round.State.PLANNED and found.thread.starts_at > timezone.now():
        kinds_now |= PLANNED
    of_plan = Q(kind=Kind.INVITED) | Q(sequence=found.thread.meeting.get("sequence", 0))
    return list(found.notices.filter(of_plan, kind__in=kinds_now).order_by("pk").values_list("pk", flat=True))


def whom(notice, after):
    """The next people whom it concerns, and the last id that was looked at, None at the end."""
    thread = notice.round.thread
    people = User.objects.full_members().exclude(Exists(muting(Thread, thread.pk)))
    if notice.kind in DONE and notice.round.leader_id:
        people = people.exclude(pk=notice.round.leader_id)
    if notice.kind == Kind.INVITED and not (thread.forum_id and thread.forum.circle_id):
        opening = Post.objects.select_related("thread", "parent").get(thread=thread, kind=Post.Kind.OPENING)
        found, last = recipients_of(opening, after=after, limit=BATCH)
        named = Round.facilitators.through.objects.filter(round=notice.round).values("user")
        keys = Q(pk__in=list(found)) | (Q(pk__in=named) if not after else Q(pk__in=[]))
        return list(people.filter(keys).order_by("pk")), last
    rows = list(people.filter(concerned(notice), pk__gt=after).order_by("pk").distinct()[:BATCH])
    return rows, rows[-1].pk if len(rows) == BATCH else None


def concerned(notice):
    """A circle is invited whole, but for those who mute it, with whoever leads the round; of the rest hear who said that
    they come, who leads it and, unless it is a reminder, who follows the conversation; of the summary who was there."""
    thread = notice.round.thread
    leading = Exists(Round.facilitators.through.objects.filter(round=notice.round, user=OuterRef("pk")))
    if notice.kind == Kind.INVITED:
        seats = CircleMembership.objects.filter(circle=thread.forum.circle_id, member=OuterRef("pk"))
        return (Exists(seats) & ~Exists(muting(Forum, thread.forum_id))) | leading
    who = Exists(Coming.objects.filter(thread=thread, member=OuterRef("pk"))) | leading
    if notice.kind in {Kind.CHANGED, Kind.OFF, Kind.SUMMARY}:
        who |= Exists(follows(Thread, thread.pk).filter(level__in=HEARD))
    if notice.kind == Kind.SUMMARY:
        who |= Exists(Attendance.objects.filter(round=notice.round, member=OuterRef("pk")))
    return who


def follows(model, key):
    kind = ContentType.objects.get_for_model(model)
    return Follow.objects.filter(content_type=kind, object_id=key, member=OuterRef("pk"))


def muting(model, key):
    return follows(model, key).filter(level=Follow.Level.MUTED)

"""A case round: a meeting with phases that everybody sees, and who was there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forums.models.threads import thread_open_to


class Phase(models.TextChoices):
    PRESENT = "present", pgettext_lazy("phase of a round", "Present")
    CLARIFY = "clarify", _("Clarifying questions")
    STRENGTHS = "strengths", _("Strengths we noticed")
    IDEAS = "ideas", pgettext_lazy("phase of a round", "Ideas")
    TAKEAWAY = "takeaway", _("What I take away")


#: How long each phase takes where nobody says otherwise.
USUAL_MINUTES = (10, 10, 10, 20, 10)


def usual_minutes():
    return list(USUAL_MINUTES)


class RoundQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """A round shows to whoever may read its thread."""
        return self.filter(thread_open_to(viewer, "thread__"))


class Round(models.Model):
    """The agenda is the opening of the thread, day and place are its meeting (`meeting["round"]` marks it).

    While it is running, its phase lasts until `until`; while it is paused, it has `left` seconds more, fewer than none
    where it is over its time. No phase ends by itself. `turn` counts what was done with the clock, so that of two who
    press at once one moves it. `here`: how many of each sector (by key; "" without one) said that they are here.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")
        OFF = "off", _("called off")

    thread = models.OneToOneField("forums.Thread", models.CASCADE, related_name="round")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    minutes = models.JSONField(_("minutes of each phase"), default=usual_minutes)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, blank=True)
    phase_began_at = models.DateTimeField(null=True, editable=False)
    until = models.DateTimeField(null=True, editable=False)
    left = models.IntegerField(null=True, editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False)
    began_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    here = models.JSONField(default=dict, editable=False)
    #: Who moved the clock or changed the plan last.
    leader = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+", editable=False)
    facilitators = models.ManyToManyField(
        "members.User", related_name="rounds", blank=True, verbose_name=_("facilitators")
    )
    recording = models.URLField(_("recording"), max_length=300, blank=True)
    summary_at = models.DateTimeField(_("summary published"), null=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | (Q(until__isnull=False) & ~Q(phase="")),
                name="round_running_until",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | (Q(left__isnull=False) & ~Q(phase="")),
                name="round_paused_with_rest",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="round_ended_sometime"
            ),
        ]
        indexes = [
            models.Index(
                fields=["phase_began_at"], condition=Q(state__in=["running", "paused"]), name="round_going_on"
            ),
        ]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")

    def __str__(self):
        return f"{self.thread_id} {self.state}"


class RoundCase(models.Model):
    """A shared reflection that a round looks at, by its thread."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="cases")
    thread = models.ForeignKey("forums.Thread", models.CASCADE, related_name="looked_at_in")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "thread"], name="round_case_once")]

    def __str__(self):
        return f"{self.round_id}:{self.thread_id}"


class Attendance(models.Model):
    """A member said "I am here". Facilitators and the member read it; others numbers alone."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="attendances")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="attendances")
    sector = models.ForeignKey("members.Sector", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="attendance_once")]

    def __str__(self):
        return f"{self.member_id}@{self.round_id}"


class RoundNotice(models.Model):
    """That members were told something of a round, once for each plan (`sequence`, of the meeting)."""

    class Kind(models.TextChoices):
        INVITED = "invited"
        CHANGED = "changed"
        OFF = "off"
        DAY = "day"
        HOUR = "hour"
        SUMMARY = "summary"

    round = models.ForeignKey(Round, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "sequence"], name="round_notice_once")
        ]

    def __str__(self):
        return f"{self.round_id}:{self.kind}:{self.sequence}"

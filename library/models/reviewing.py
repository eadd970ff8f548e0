"""A draft is read by colleagues of named sectors before a moderator reads it: a task of Wagtail's workflows, and what they
answered."""

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from members.models import Sector, User
from members.permissions import is_curator, is_member, is_moderator

MAX_REVIEW = 1200  # characters


def named_sectors(chosen, own):
    """Those of a task, without any those of its draft (`own`, as a revision holds them); none where anybody's word counts."""
    return chosen or {int(key) for key in own or ()}


def who_read_drafts():
    """Members who wish to, from where they sit."""
    return User.objects.full_members().filter(profile__reads_drafts=True).exclude(profile__sector=None)


class PeerReviewTask(Task):
    """One colleague of each named sector says that it holds; a single "change this" sends it back.

    Named are the sectors of the task; without any those of the draft, and where it has none either, anybody of any
    sector is enough. Asked are members who wish to be (`Profile.reads_drafts`), never whoever submitted it. A sector of
    which nobody wishes to be asked is not waited for, and where nobody at all does, the task is skipped. Moderators
    may end it at any time.
    """

    sectors = models.ManyToManyField(
        Sector,
        blank=True,
        related_name="+",
        verbose_name=_("sectors"),
        help_text=_(
            "Whose colleagues read it, one of each is enough. None chosen: those that the guide itself is for."
        ),
    )

    admin_form_fields = [*Task.admin_form_fields, "sectors"]
    admin_form_widgets = {"sectors": forms.CheckboxSelectMultiple}

    class Meta:
        verbose_name = _("Colleagues of sectors read it")
        verbose_name_plural = _("Colleagues of sectors read it")

    @classmethod
    def get_description(cls):
        return _("Members of chosen sectors who like to read drafts, on a page of their own")

    def start(self, workflow_state, user=None):
        """Passed over where there is nobody to ask, and by what is no guide."""
        revision = workflow_state.content_object.get_latest_revision()
        is_guide = revision.content_type.model == "guidepage"
        if is_guide and self.readers(revision, workflow_state.requested_by_id).exists():
            return super().start(workflow_state, user=user)
        skipped = TaskState(workflow_state=workflow_state, revision=revision, task=self)
        skipped.status, skipped.finished_at = TaskState.STATUS_SKIPPED, timezone.now()
        skipped.save()
        return skipped

    def named(self, revision):
        """Keys of the sectors whose word counts; none where anybody's does."""
        return named_sectors({sector.pk for sector in self.sectors.all()}, revision.content.get("sectors"))

    def readers(self, revision, submitter):
        """Those who are asked."""
        wish, named = who_read_drafts().exclude(pk=submitter), self.named(revision)
        return wish.filter(profile__sector__in=named) if named else wish

    def locked_for_user(self, obj, user):
        """All who are asked read the same words."""
        return not is_moderator(user)

    def get_actions(self, obj, user):
        if not is_moderator(user):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Go on without waiting for more"), False),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return states if is_moderator(user) else states.none()


class PeerReviewQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own; those of all for who writes guides, and for whoever submitted the draft."""
        if not is_member(viewer):
            return self.none()
        if is_curator(viewer):
            return self.all()
        submitted = models.Q(state__workflow_state__requested_by=viewer.pk)
        return self.filter(models.Q(reader=viewer.pk) | submitted)


class PeerReview(models.Model):
    """What a colleague said of a draft, from which sector. `state`: the task as it stood for that draft."""

    state = models.ForeignKey(TaskState, models.CASCADE, related_name="peer_reviews")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="peer_reviews"
    )
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+")
    approves = models.BooleanField()
    words = models.TextField(_("words"), max_length=MAX_REVIEW, blank=True)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES, default="en")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PeerReviewQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["state", "reader"], name="peer_review_once_a_draft")]
        verbose_name = _("word on a draft")
        verbose_name_plural = _("words on drafts")

    def __str__(self):
        return f"{self.state_id} · {self.reader_id}"

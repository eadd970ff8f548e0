"""Shapes of what is said."""

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from forums.models import Forum, Post, Thread
from forums.services.posting import MAX_BODY, MAX_TAKE_AWAY, MAX_TITLE
from library.models import Principle
from members.models import Sector

REPLY_KINDS = [
    (kind.value, kind.label)
    for kind in (Post.Kind.NOTICE, Post.Kind.WONDER, Post.Kind.SEAT, Post.Kind.IDEA, Post.Kind.RESOURCE)
]


class Named(forms.ModelMultipleChoiceField):
    """Principles or sectors as chips, by slug."""

    def __init__(self, queryset, **kwargs):
        super().__init__(
            queryset=queryset, to_field_name="slug", widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def label_from_instance(self, obj):
        return obj.name


class ReplyForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of reply"), choices=REPLY_KINDS, widget=forms.RadioSelect, initial="notice"
    )
    body = forms.CharField(
        label=_("Your reply"), max_length=MAX_BODY, widget=forms.Textarea(attrs={"rows": 5})
    )
    anonymous = forms.BooleanField(label=_("Colleagues see only my sector"), required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PlainReplyForm(ReplyForm):
    """In a discussion the kind may be left out."""

    kind = forms.ChoiceField(
        label=_("What kind of reply"),
        choices=[("reply", _("A reply")), *REPLY_KINDS],
        widget=forms.RadioSelect,
        initial="reply",
    )


class TakeAwayForm(forms.Form):
    body = forms.CharField(
        label=_("What I am taking away"), max_length=MAX_TAKE_AWAY, widget=forms.Textarea(attrs={"rows": 3})
    )


class ThreadForm(forms.Form):
    forum = forms.ModelChoiceField(
        label=_("Where"), queryset=Forum.objects.none(), to_field_name="slug", empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(k.value, k.label) for k in (Thread.Kind.DISCUSSION, Thread.Kind.QUESTION)],
        widget=forms.RadioSelect,
        initial="discussion",
    )
    title = forms.CharField(label=_("Title"), max_length=MAX_TITLE)
    body = forms.CharField(label=_("Text"), max_length=MAX_BODY, widget=forms.Textarea(attrs={"rows": 8}))
    principles = Named(Principle.objects.with_words(), label=_("Principles"))
    sectors = Named(
        Sector.objects.in_use().with_labels(), label=_("I would like to hear from"), required=False
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    anonymous = forms.BooleanField(label=_("Colleagues see only my sector"), required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = Forum.objects.visible_to(viewer).filter(is_open=True)


class ConcernForm(forms.Form):
    note = forms.CharField(
        label=_("What worries you? Only moderators read it."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("restore", ""), ("keep", "")])
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

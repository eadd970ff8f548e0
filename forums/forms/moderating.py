"""What moderators fill in."""

import re
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.forms.fields import revisions_of
from forums.forms.posting import Body, WordsMixin
from forums.models import Forum, Post, Thread
from forums.models.authored import State
from forums.services.splitting import KINDS, MOST
from forums.services.words import MAX_REASON, MAX_TITLE

NEAR = 100  # conversations
ADDRESS = re.compile(r"(?:(?:https?://[^/\s]+)?/threads/)?(\d{1,18})/?(?:[?#].*)?")
PACES = [
    ("0", gettext_lazy("As fast as it comes")),
    ("60", gettext_lazy("One a minute")),
    ("300", gettext_lazy("One in five minutes")),
    ("900", gettext_lazy("One in fifteen minutes")),
    ("3600", gettext_lazy("One an hour")),
    ("86400", gettext_lazy("One a day")),
]


def forum_choice(**options):
    return forms.ModelChoiceField(
        label=gettext_lazy("Where"), queryset=Forum.objects.none(), to_field_name="slug", empty_label=None,
        widget=forms.RadioSelect, **options,
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why; it stands in the record. `viewer` and `thread` are for the forms that need them."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For the record of what moderators did."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args, viewer=None, thread=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer, self.thread = viewer, thread
        if "forum" in self.fields:
            self.fields["forum"].queryset = Forum.objects.visible_to(viewer)


class WiderForm(ReasonForm):
    wider = forms.BooleanField(
        label=gettext_lazy("More people may read it there; I mean that."), required=False
    )


class ShowForm(ReasonForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PinForm(ReasonForm):
    until = forms.DateField(
        label=gettext_lazy("Until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ["until", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=7)

    def clean_until(self):
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time.max))


class PaceForm(ReasonForm):
    seconds = forms.TypedChoiceField(
        label=gettext_lazy("Replies of one member"), choices=PACES, coerce=int, widget=forms.RadioSelect
    )
    field_order = ["seconds", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seconds"].initial = str(self.thread.slow_seconds) if self.thread else "0"


class MoveForm(WiderForm):
    forum = forum_choice()
    field_order = ["forum", "wider", "reason"]


class JoinForm(WiderForm):
    """`near`: conversations of the same forum, offered while the address is typed."""

    target = forms.CharField(
        label=gettext_lazy("The conversation that it is joined to"),
        help_text=gettext_lazy("Type some words of its title and choose it, or paste its address."),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "near", "autocomplete": "off"}),
    )
    field_order = ["target", "wider", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.near = (
            Thread.objects.visible_to(self.viewer)
            .filter(forum=self.thread.forum_id, state=State.VISIBLE, merged_into=None)
            .exclude(pk=self.thread.pk)
            .only("title")[:NEAR]
        )

    def clean_target(self):
        found = ADDRESS.fullmatch(self.cleaned_data["target"].strip())
        thread = Thread.objects.visible_to(self.viewer).filter(pk=found[1]).first() if found else None
        if thread is None:
            raise forms.ValidationError(_("There is no such conversation."))
        return thread


class RedactForm(ReasonForm):
    sure = forms.BooleanField(label=gettext_lazy("I know that nobody can bring it back."))
    field_order = ["reason", "sure"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def clean(self):
        data = super().clean()
        data.pop("sure", None)
        return data


class AmendForm(WordsMixin):
    body = Body(label=gettext_lazy("The words"), rows=8)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody reads it under the post."),
        max_length=MAX_REASON,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ChoiceForm(WiderForm):
    """One act on several things."""

    act = forms.ChoiceField(label=gettext_lazy("What becomes of them"), widget=forms.RadioSelect)


class PostsForm(ChoiceForm):
    posts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Replies"),
        queryset=Post.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": gettext_lazy("Choose at least one reply.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the new conversation"), max_length=MAX_TITLE, required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
        initial=KINDS[0].value,
        required=False,
    )
    forum = forum_choice(required=False)
    ACTS = (
        ("split", gettext_lazy("Become a conversation of their own")),
        ("distil", gettext_lazy("Are distilled into a guide, once their authors agree")),
        ("hide", gettext_lazy("Are hidden")),
        ("show", gettext_lazy("Are shown again")),
        ("remove", gettext_lazy("Are removed, for 30 days with a way back")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = self.ACTS
        self.fields["act"].initial = "split"
        self.fields["posts"].queryset = Post.objects.visible_to(self.viewer).filter(thread=self.thread)
        self.fields["forum"].initial = self.thread.forum.slug if self.thread.forum else None

    def clean_posts(self):
        posts = self.cleaned_data["posts"]
        if len(posts) > MOST:
            raise forms.ValidationError(_("At most %(n)d at once.") % {"n": MOST})
        return posts

    def revisions(self):
        return revisions_of(self.data, [post.pk for post in self.cleaned_data["posts"]])


class ThreadsForm(ChoiceForm):
    threads = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Conversations"),
        queryset=Thread.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": gettext_lazy("Choose at least one conversation.")},
    )
    forum = forum_choice(required=False)
    ACTS = (
        ("close", gettext_lazy("Are closed for replies")),
        ("move", gettext_lazy("Move to another forum")),
        ("hide", gettext_lazy("Are hidden")),
        ("remove", gettext_lazy("Are removed, for 30 days with a way back")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = self.ACTS
        self.fields["act"].initial = "close"
        self.fields["threads"].queryset = Thread.objects.visible_to(self.viewer)

    def clean(self):
        data = super().clean()
        if data.get("act") == "move" and not data.get("forum"):
            self.add_error("forum", _("Choose where they go."))
        return data

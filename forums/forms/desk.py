"""Shapes of the moderators' desk."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.forms.fields import revisions_of
from forums.models import Forum
from forums.services.desk import MOST
from forums.services.flags import REASONS
from members.forms import TextField
from members.models import Flag
from members.moderation_forms import KeptAnswerField, MessageForm, keep_answer


class FlagForm(forms.Form):
    """What a member asks moderators to look at."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[(kind.value, kind.label) for kind in REASONS if kind != Flag.Kind.PRIVACY],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )
    note = TextField(
        label=gettext_lazy("What should a moderator know?"),
        help_text=gettext_lazy("Only moderators read it. It may stay empty, except for “Something else”."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    """What becomes of a post. `held`: it waits to be shown for the first time."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=[
            ("keep", gettext_lazy("It stays, and is shown")),
            ("hide", gettext_lazy("Hide it: only moderators and its author see it")),
            ("remove", gettext_lazy("Remove it for everybody")),
            ("note", gettext_lazy("Leave it as it is, and write to its author")),
            ("mend", gettext_lazy("Hide it, and ask its author to change it: your note says what")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of it.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For the record. No words of a case."),
        max_length=300,
        required=False,
    )
    kept = KeptAnswerField()
    note = TextField(
        label=gettext_lazy("A note to its author"),
        help_text=gettext_lazy("The author reads it here; a mail says only that you wrote."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, held=False, writable=True, **kwargs):
        super().__init__(*args, **kwargs)
        choices = dict(self.fields["decision"].choices)
        if held:
            choices = {"keep": _("Let it take its place"), "remove": _("Do not show it")}
        elif not writable:
            choices.pop("note")
            choices.pop("mend")
        self.fields["decision"].choices = list(choices.items())
        if not writable:
            del self.fields["note"], self.fields["kept"]

    def clean(self):
        data = keep_answer(super().clean(), "note")
        if data.get("decision") in ("note", "mend") and not data.get("note"):
            self.add_error("note", _("Write a few words first."))
        return data


class BulkForm(forms.Form):
    """Of posts to decide about."""

    decision = forms.ChoiceField(choices=[("keep", ""), ("hide", ""), ("remove", "")])
    reason = forms.CharField(max_length=300, required=False)
    posts = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data):
        super().__init__(data)
        keys = [key for key in data.getlist("posts") if key.isdecimal() and len(key) < 18][: MOST + 1]
        self.fields["posts"].choices = [(key, key) for key in keys]

    def revisions(self):
        return revisions_of(self.data, self.cleaned_data["posts"])

    def clean_posts(self):
        posts = self.cleaned_data["posts"]
        if len(posts) > MOST:
            raise ValidationError(_("At most %(n)d at once.") % {"n": MOST})
        return posts


class WaitingForm(forms.Form):
    """How the queue is narrowed; what is not known narrows nothing."""

    reason = forms.ChoiceField(choices=Flag.Kind.choices, required=False)
    forum = forms.ModelChoiceField(Forum.objects.none(), to_field_name="slug", required=False)
    claimed = forms.ChoiceField(choices=[("yes", ""), ("no", "")], required=False)

    def __init__(self, data, *, viewer):
        super().__init__(data)
        self.fields["forum"].queryset = Forum.objects.visible_to(viewer)

    def chosen(self):
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class AuthorForm(MessageForm):
    """For whoever wrote a post. `named`: a pause is possible; of an anonymous author it would show who that is."""

    def __init__(self, *args, named, **kwargs):
        super().__init__(*args, **kwargs)
        if not named:
            self.fields["kind"].choices = self.fields["kind"].choices[:3]


class RevealForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Why you need to know"),
        help_text=gettext_lazy("The author reads it word by word, and it stays in the record."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why you need to know.")},
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

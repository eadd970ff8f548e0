"""Shapes of what moderators write to members and decide about them, and of how they read the record."""

import uuid
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import record
from members.acts import in_words
from members.forms import LineField, TextField
from members.models import CannedResponse, ModeratorMessage

LONGEST_END = timedelta(days=366)


class EndForm(forms.Form):
    """Until when something holds that ends by itself: for some days, or to the end of one that is chosen."""

    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(1, _("one day")), (7, _("a week")), (30, _("thirty days"))],
        coerce=int,
        initial=7,
        required=False,
        widget=forms.RadioSelect,
    )
    last_day = forms.DateField(
        label=_("Or until the end of"),
        help_text=_("A day that you choose counts in place of the above."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day and not timezone.localdate() <= day <= timezone.localdate() + LONGEST_END:
            raise ValidationError(_("Choose a day within a year from now."))
        return day

    @staticmethod
    def end_of(data):
        """The moment, in the place of the fields that say it."""
        days, day = data.pop("days", None) or 7, data.pop("last_day", None)
        if day is None:
            return timezone.now() + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class SuspensionForm(EndForm):
    reason = TextField(
        label=_("Why"),
        max_length=600,
        help_text=_("Kept in the record that moderators and administrators read. No words of a case."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class KeptAnswerField(forms.ModelChoiceField):
    """Words that moderators keep, to begin with; a script puts them into the text at once (static/js/desk.js)."""

    def __init__(self):
        super().__init__(
            CannedResponse.objects.all(),
            label=_("Begin with words that are kept"),
            required=False,
            empty_label=_("none"),
            widget=KeptAnswers(attrs={"data-kept-answers": ""}),
        )

    def label_from_instance(self, obj):
        return f"{obj.title} ({obj.get_language_display()})"


class KeptAnswers(forms.Select):
    """Each option carries its words for the script."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if instance := getattr(value, "instance", None):
            option["attrs"]["data-words"] = instance.text
        return option


def keep_answer(data, name):
    """The words that were chosen to begin with stand in the text, unless they do already."""
    kept = data.pop("kept", None)
    text = data.get(name) or ""
    if kept is not None and kept.text.strip() not in text:
        data[name] = f"{kept.text.strip()}\n\n{text}".strip()
    return data


class MessageForm(EndForm):
    """What a moderator writes to, or decides about, one member."""

    field_order = ["kind", "days", "last_day", "kept", "text"]

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (ModeratorMessage.Kind.NOTE.value, _("A note")),
            (ModeratorMessage.Kind.WARNING.value, _("A warning, to be acknowledged")),
            (ModeratorMessage.Kind.SILENCE.value, _("Reading only, for a time")),
            (ModeratorMessage.Kind.PAUSE.value, _("A pause of the account")),
        ],
        widget=forms.RadioSelect,
        initial=ModeratorMessage.Kind.NOTE.value,
    )
    kept = KeptAnswerField()
    text = TextField(
        label=_("What the member reads"),
        help_text=_("The member reads it here; a mail says only that you wrote. No words of a case."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, only_note=False, **kwargs):
        super().__init__(*args, **kwargs)
        if only_note:
            self.fields["kind"].choices = self.fields["kind"].choices[:1]
            del self.fields["days"], self.fields["last_day"]

    def clean(self):
        data = keep_answer(super().clean(), "text")
        if not data.get("text"):
            self.add_error("text", _("Write a few words first."))
        end = self.end_of(data)
        timed = data.get("kind") in (ModeratorMessage.Kind.SILENCE, ModeratorMessage.Kind.PAUSE)
        data["until"] = end if timed else None
        return data


class DeclineForm(forms.Form):
    reason = LineField(label=_("Why (for the record)"), max_length=300, required=False)


class RecordForm(forms.Form):
    """How the record of acts is narrowed."""

    who = LineField(label=_("Who"), max_length=80, required=False)
    verb = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.TypedChoiceField(label=_("To what"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data):
        super().__init__(data)
        self.fields["verb"].choices = [
            ("", _("everything")),
            *((verb, in_words(verb)) for verb in record.verbs(data.get("verb", ""))),
        ]
        self.fields["kind"].choices = [("", _("everything")), *record.kinds()]

    def chosen(self):
        """With days as moments: from the beginning of the first to the end of the last, in the reader's zone."""
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name) or None for name in self.fields}
        for name, more in (("since", 0), ("until", 1)):
            if chosen[name]:
                day = datetime.combine(chosen[name], time.min) + timedelta(days=more)
                chosen[name] = timezone.make_aware(day)
        return chosen

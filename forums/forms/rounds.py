"""Shapes of planning a round."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.forms.choosing import MeetingMixin
from forums.forms.fields import TrapMixin
from forums.forms.posting import Body
from forums.models import Forum, Phase, Thread
from forums.models.rounds import USUAL_MINUTES
from forums.services.meetings import MAX_LINK
from forums.services.posting import MAX_TITLE
from forums.services.rounds import LONGEST
from members.models import User


class Reflections(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return obj.title


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return obj.display_name


class PlanForm(MeetingMixin):
    """When, how long each phase takes, what is looked at and who may lead. `choices`: threads of reflections; `people`:
    members who may lead it."""

    meets_until = None  # type: ignore[assignment]  # it follows from the minutes
    cases = Reflections(
        label=gettext_lazy("What you look at together"),
        help_text=gettext_lazy("One or two reflections that everybody who may come can read."),
        queryset=Thread.objects.none(), widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    facilitators = People(
        label=gettext_lazy("Who may lead it besides you"),
        help_text=gettext_lazy("If one of you drops out, another goes on."),
        queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, to_field_name="uuid",
    )  # fmt: skip

    def __init__(self, *args, choices, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meets_at"].required = True
        self.fields["cases"].queryset, self.fields["facilitators"].queryset = choices, people
        for phase, usual in zip(Phase, USUAL_MINUTES, strict=True):
            self.fields[f"minutes_{phase.value}"] = forms.IntegerField(
                label=phase.label, min_value=1, max_value=LONGEST, initial=usual,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    @property
    def durations(self):
        """The fields of the phases, in their order."""
        return [self[f"minutes_{phase.value}"] for phase in Phase]

    def clean(self):
        data = super().clean()
        minutes = [data.pop(f"minutes_{phase.value}", None) for phase in Phase]
        data["minutes"] = None if None in minutes else minutes
        return data


class RoundForm(PlanForm, TrapMixin):
    """A new round. `forums`: those in which the planner may plan one."""

    title = forms.CharField(
        label=gettext_lazy("What it is about"), max_length=MAX_TITLE,
        help_text=gettext_lazy("Calendars and lists show it. Nothing of a family in it."),
    )  # fmt: skip
    body = Body(label=gettext_lazy("Agenda"), rows=5)
    forum = forms.ModelChoiceField(
        label=gettext_lazy("Who it is for"), queryset=Forum.objects.none(), to_field_name="slug",
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, forums, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = forums


class SumUpForm(forms.Form):
    recording = forms.URLField(
        label=gettext_lazy("Link to the recording"), required=False, max_length=MAX_LINK, assume_scheme="https",
        help_text=gettext_lazy("Only who may read this round sees it. Leave it empty if there is none."),
    )  # fmt: skip


class LeadForm(forms.Form):
    """What a facilitator presses. `turn`: the round as they saw it."""

    act = forms.CharField(max_length=8)
    turn = forms.IntegerField(required=False, min_value=0)
    minutes = forms.IntegerField(required=False)

    def clean_minutes(self):
        return self.cleaned_data["minutes"] or 0

    def clean_act(self):
        act = self.cleaned_data["act"]
        if not act:
            raise ValidationError(_("Choose what happens next."))
        return act

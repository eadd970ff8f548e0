"""Shapes of polls and of meetings, as parts of a form in which something is said."""

from datetime import UTC, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.services.meetings import MAX_LINK, MAX_PLACE
from forums.services.polls import MAX_OPTION, MAX_QUESTION, MOST

MOMENT = "%Y-%m-%dT%H:%M"


class PollMixin(forms.Form):
    """A poll; without a question there is none. `cleaned_data["poll"]` is what `polls.drawn_up` takes, or None."""

    poll_question = forms.CharField(
        label=gettext_lazy("What you ask"), max_length=MAX_QUESTION, required=False,
        help_text=gettext_lazy("Nobody learns who chose what. Numbers show once five have voted."),
    )  # fmt: skip
    poll_options = forms.CharField(
        label=gettext_lazy("Answers to choose from, one a line"), required=False,
        validators=[MaxLengthValidator(MOST * (MAX_OPTION + 2))],  # not max_length: a page would count all lines together
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    poll_several = forms.BooleanField(label=gettext_lazy("Several may be chosen"), required=False)
    poll_closes = forms.DateField(
        label=gettext_lazy("Open until the end of"), required=False,
        help_text=gettext_lazy("Empty: it stays open."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        told = {name: data.pop(f"poll_{name}", None) for name in ("question", "options", "several", "closes")}
        lines = (told["options"] or "").splitlines()
        data["poll"] = None
        if told["question"] or any(map(str.strip, lines)):
            closes_at = told["closes"] and timezone.make_aware(datetime.combine(told["closes"], time.max))
            data["poll"] = {
                "question": told["question"] or "", "options": lines, "several": told["several"], "closes_at": closes_at,
            }  # fmt: skip
        return data


class PollForm(PollMixin):
    """A poll that is there already."""

    @classmethod
    def of(cls, post, data=None):
        stored = post.poll
        closes = stored["closes"] and timezone.localtime(datetime.fromisoformat(stored["closes"])).date()
        return cls(
            data,
            initial={
                "poll_question": stored["question"],
                "poll_options": "\n".join(option["text"] for option in stored["options"]),
                "poll_several": stored["several"],
                "poll_closes": closes,
            },
        )


class Moment(forms.DateTimeField):
    """A day and an hour on whatever clocks the form names: read as they are, so without a zone of their own."""

    def to_python(self, value):
        with timezone.override(UTC):
            found = super().to_python(value)
        return found and found.replace(tzinfo=None)


class MeetingMixin(forms.Form):
    """When and where one meets; without a begin there is no meeting. `cleaned_data["meeting"]`: see `meetings.arranged`."""

    meets_at = Moment(
        label=gettext_lazy("Begins"), required=False, input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    meets_until = Moment(
        label=gettext_lazy("Ends"), required=False, input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    meets_zone = forms.CharField(
        label=gettext_lazy("Time zone"), required=False, max_length=64,
        help_text=gettext_lazy("Such as America/Denver. Everybody reads it on their own clock."),
    )  # fmt: skip
    meets_place = forms.CharField(
        label=gettext_lazy("Where"), required=False, max_length=MAX_PLACE,
        help_text=gettext_lazy("A room or a town, never a family’s home."),
    )  # fmt: skip
    meets_link = forms.URLField(
        label=gettext_lazy("Or a link to come in by"),
        required=False,
        max_length=MAX_LINK,
        assume_scheme="https",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = [self.get_initial_for_field(self.fields[name], name) for name in ("meets_at", "meets_zone")]
        if not self.is_bound and not given[0] and given[1] in (None, "", "UTC"):
            # Nobody chose a zone, so the page may begin with that of the reader's own clock.
            self.fields["meets_zone"].widget.attrs["data-zone-unset"] = ""

    def clean(self):
        data = super().clean()
        told = {name: data.pop(f"meets_{name}", None) for name in ("at", "until", "zone", "place", "link")}
        if (
            told["at"] is None
            and (told["until"] or told["place"] or told["link"])
            and "meets_at" not in self.errors
        ):
            raise ValidationError({"meets_at": _("Say when it begins.")})
        data["meeting"] = told["at"] and {
            "starts_at": told["at"], "ends_at": told["until"],
            "zone": told["zone"], "place": told["place"], "link": told["link"],
        }  # fmt: skip
        return data


class MeetingForm(MeetingMixin):
    """A meeting that is there already, or a first one."""

    @classmethod
    def of(cls, meeting, zone, data=None):
        initial = {"meets_zone": zone}
        if meeting is not None:
            initial = {
                "meets_at": meeting.local.replace(tzinfo=None),
                "meets_until": meeting.local_end and meeting.local_end.replace(tzinfo=None),
                "meets_zone": meeting.zone, "meets_place": meeting.place, "meets_link": meeting.link,
            }  # fmt: skip
        return cls(data, initial=initial)

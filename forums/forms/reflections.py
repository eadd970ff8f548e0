"""The reflection form: private until shared, incomplete as long as one likes."""

import re
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.text import excerpt
from forums.forms.fields import IdentityField, TagsField, at_most_two, principles, sectors
from forums.journal import WRITTEN
from forums.mentionable import may_meet
from forums.models import Forum, Reflection
from forums.models.reflections import MAX_NEXT, WEEKS
from forums.services.reflections import REQUIRED
from library.models import Principle
from members.models import User

MAX_MOMENT = 400
MAX_TITLE = Reflection._meta.get_field("title").max_length


class ReflectionForm(forms.ModelForm):
    """`sharing=True` asks for what a shared reflection needs; without it anything may be missing."""

    kind = Reflection.Kind.CASE

    strengths = forms.MultipleChoiceField(
        label=gettext_lazy("It was about"),
        choices=Reflection.Strength.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    principles = principles(required=False)
    asked_sectors = sectors()

    class Meta:
        model = Reflection
        fields = [
            "moment", "age_band", "setting", "what_happened", "already_working", "strengths", "wondering",
            "not_asked_yet", "how_was_it", "share_how_was_it", "question", "asked_sectors", "please", "will_try",
            "follow_up_weeks", "principles", "title",
        ]  # fmt: skip
        widgets = {
            "moment": forms.RadioSelect,
            "age_band": forms.RadioSelect,
            "please": forms.RadioSelect,
            "follow_up_weeks": forms.RadioSelect,
            "what_happened": forms.Textarea(attrs={"rows": 6}),
            "already_working": forms.Textarea(attrs={"rows": 4}),
            "wondering": forms.Textarea(attrs={"rows": 4}),
            "how_was_it": forms.Textarea(attrs={"rows": 3}),
            "question": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "moment": gettext_lazy("Which ordinary moment are you thinking about?"),
            "age_band": gettext_lazy("The child’s age"),
            "setting": gettext_lazy("Where it was"),
            "follow_up_weeks": gettext_lazy("Ask me what happened next"),
            "question": gettext_lazy("My question to the village"),
        }
        help_texts = {
            "setting": gettext_lazy("The kind of place, not its name."),
            "what_happened": gettext_lazy("What did you see and hear? No names, dates or places."),
            "already_working": gettext_lazy("In the child, in the parent or caregiver, and between them."),
            "wondering": gettext_lazy("What does the family say or want, what have you tried?"),
            "how_was_it": gettext_lazy("Stays with you, unless you tick the box below."),
            "title": gettext_lazy(
                "One that a colleague would open. Left empty, it is taken from your question."
            ),
        }

    def __init__(self, *args, sharing=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.sharing = sharing
        for name in {"moment", "age_band"} & self.fields.keys():
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        if "follow_up_weeks" in self.fields:
            self.fields["follow_up_weeks"].choices = [
                ("", _("no, thank you")),
                *((weeks, _("in %(n)d weeks") % {"n": weeks}) for weeks in WEEKS),
            ]

    def clean_principles(self):
        return at_most_two(self.cleaned_data["principles"])

    def clean(self):
        data = super().clean()
        if self.sharing:
            told = data.get("question") or data.get("what_happened", "")
            if not data.get("title") and told:
                data["title"] = suggested_title(told)
            for name in self.needed:
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("This is needed before you share. You can save it as it is."))
        return data

    @property
    def needed(self):
        return (*REQUIRED[self.kind], "principles")


class MomentForm(ReflectionForm):
    """A simple everyday moment that mattered, in two or three sentences."""

    kind = Reflection.Kind.MOMENT

    class Meta(ReflectionForm.Meta):
        fields = ["what_happened", "moment", "age_band", "title", "principles"]
        labels = ReflectionForm.Meta.labels | {"what_happened": gettext_lazy("What was the moment?")}
        help_texts = ReflectionForm.Meta.help_texts | {
            "what_happened": gettext_lazy("Two or three sentences. No names, dates or places."),
            "title": gettext_lazy("Left empty, it is taken from your first sentence."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["strengths"], self.fields["asked_sectors"]
        field = self.fields["what_happened"]
        field.max_length = field.widget.attrs["maxlength"] = MAX_MOMENT
        field.validators.append(MaxLengthValidator(MAX_MOMENT))
        self.fields["principles"].help_text = _("One or two, if any fits.")

    @property
    def needed(self):
        return REQUIRED[self.kind]


def form_for(kind):
    return MomentForm if kind == Reflection.Kind.MOMENT else ReflectionForm


def suggested_title(told):
    """The first sentence of the question or moment, as long as a title may be."""
    found = re.match(r".*?[.?!](?=\s|$)", excerpt(told, len(told)))
    return excerpt(found[0].rstrip(".") if found else told, MAX_TITLE)


class JournalForm(forms.Form):
    """What narrows one's own journal. All of it may stay empty; what is not known narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    within = forms.ChoiceField(label=gettext_lazy("Where they stand"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)
    moment = forms.ChoiceField(label=gettext_lazy("The moment"), required=False)
    age_band = forms.ChoiceField(label=gettext_lazy("The child’s age"), required=False)
    principle = forms.ModelChoiceField(
        label=gettext_lazy("Principle"),
        queryset=Principle.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("any"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        written = [(name, Reflection._meta.get_field(name).verbose_name) for name in WRITTEN]
        self.fields["within"].choices = [("", _("anywhere")), *written]
        for name, choices in (
            ("kind", Reflection.Kind),
            ("state", Reflection.State),
            ("moment", Reflection.Moment),
            ("age_band", Reflection.AgeBand),
        ):
            self.fields[name].choices = [("", _("any")), *choices.choices]
        self.fields["principle"].label_from_instance = lambda one: one.name

    def chosen(self):
        self.is_valid()
        return self.cleaned_data


class NextForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("What happened next?"),
        help_text=gettext_lazy("What did you try, what did you see? No names, dates or places."),
        max_length=MAX_NEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )


class Attested(forms.Form):
    """What its author says before anybody else reads it."""

    attested = forms.BooleanField(
        label=gettext_lazy(
            "I removed or changed what could identify the family, and would be at ease if they read this."
        ),
        required=False,
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


class AskForm(Attested):
    """One colleague of those that were found, or who was chosen before."""

    colleague = forms.ModelChoiceField(
        label=gettext_lazy("With whom"),
        queryset=User.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )
    field_order = ["colleague", "attested"]

    def __init__(self, *args, viewer, found, **kwargs):
        super().__init__(*args, **kwargs)
        field, everybody = self.fields["colleague"], may_meet(viewer)
        field.queryset = everybody
        shown = {str(one.uuid) for one in found} | {str(self["colleague"].value() or "")} - {""}
        found = everybody.select_related("profile").filter(uuid__in=list(filter(is_uuid, shown)))
        field.widget.choices = [(str(one.uuid), with_role(one)) for one in found.order_by("display_name")]


def with_role(member):
    role = getattr(getattr(member, "profile", None), "role", "")
    return f"{member.display_name}, {role}" if role else member.display_name


def is_uuid(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False


class ShareForm(Attested):
    forum = forms.ModelChoiceField(
        label=gettext_lazy("Share with"), queryset=Forum.objects.none(), to_field_name="slug", empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose with whom you share it.")},
    )  # fmt: skip
    anonymous = IdentityField()
    tags = TagsField()

    def __init__(self, *args, forums, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["forum"].queryset = forums

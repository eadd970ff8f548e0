"""Every component in every state, by daylight and in the evening. Served where settings.STYLEGUIDE says so: in development."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from cop.core.drawings import symbols
from cop.core.templatetags.cop import KINDS


@dataclass(frozen=True)
class Sample:
    """Stands for a Principle or a Sector: what the components read of one."""

    slug: str
    mark: str
    name: str
    url: str = "#principle"

    def __str__(self):
        return self.name


PRINCIPLES = [
    Sample("trust-parents", "trust", "Trust parents"),
    Sample("simple-ordinary", "simple", "The simple and the ordinary"),
    Sample("village", "village", "It takes a village"),
    Sample("where-they-are", "where", "Meet families where they are"),
    Sample("parallel-relationships", "parallel", "Parallel relationships"),
    Sample("not-yet-drawn", "", "A principle without a mark or hue"),
]
PEDIATRICS = Sample("pediatrics", "pediatrics", "Pediatrics")
EDUCATION = Sample("early-education", "early-education", "Early education")
HOME = Sample("home-visiting", "home-visiting", "Home visiting")
SUPPORT = Sample("family-support", "family-support", "Family support")
LEADERS = Sample("parent-leadership", "parent-leader", "Parent leaders")
POLICY = Sample("policy", "", "Policy")
SECTORS = [PEDIATRICS, EDUCATION, HOME, SUPPORT, LEADERS, POLICY]

TOKENS = [
    ("ground", "Ground"),
    ("sheet", "Sheet"),
    ("well", "Well"),
    ("edge", "Edge"),
    ("ink", "Ink"),
    ("soft", "Second voice"),
    ("lamp", "Lamp"),
    ("lamp-lo", "Lamp, low"),
    ("stop", "Stop"),
    ("stop-lo", "Stop, low"),
]


class SampleForm(forms.Form):
    email = forms.EmailField(
        label="Work e-mail", help_text="We write only when somebody answers you.", initial="rosa@example.org"
    )
    question = forms.CharField(
        label="My question to the village",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=700,
        error_messages={
            "required": "Write your question in a sentence or two, so that colleagues know where to begin."
        },
    )
    age = forms.ChoiceField(
        label="Age of the child",
        choices=[("", "Choose"), ("0-6", "0–6 months"), ("6-12", "6–12 months")],
        required=False,
    )
    seen_as = forms.ChoiceField(
        label="Who will colleagues see?",
        choices=[("name", "Rosa Delgado, home visitor"), ("sector", "A home visitor")],
        widget=forms.RadioSelect,
        initial="sector",
        help_text="Two moderators can look up your name, and each look is written in a list that you can read.",
    )
    moment = forms.ChoiceField(
        label="The moment",
        choices=[("feeding", "Feeding"), ("visit", "Home visit"), ("book", "Book")],
        widget=forms.RadioSelect,
        initial="visit",
    )
    sectors = forms.MultipleChoiceField(
        label="Whom do you ask?",
        choices=[("pediatrics", "Pediatrics"), ("policy", "Policy")],
        widget=forms.CheckboxSelectMultiple,
        initial=["pediatrics"],
        required=False,
    )
    ease = forms.BooleanField(
        label="I would be at ease if the family read this", help_text="You are the last check."
    )


def pane(theme):
    """What one half of the page shows; ids must differ between the halves."""
    now = timezone.now()
    return {
        "theme": theme,
        "form": SampleForm(prefix=theme),
        "returned": SampleForm({f"{theme}-back-email": "rosa"}, prefix=f"{theme}-back"),
    } | {
        "times": [
            now - timedelta(seconds=20),
            now - timedelta(hours=3),
            now - timedelta(days=1),
            now - timedelta(days=400),
        ]
    }


def styleguide(request):
    listing = Paginator(range(200), 10)
    context = {
        "panes": [pane("light"), pane("dark")],
        "tokens": TOKENS,
        "principles": PRINCIPLES,
        "sectors": SECTORS,
        "first": PRINCIPLES[0],
        "village": PRINCIPLES[2],
        "where": PRINCIPLES[3],
        "pediatrics": PEDIATRICS,
        "education": EDUCATION,
        "home_visiting": HOME,
        "leaders": LEADERS,
        "spoken": [EDUCATION, PEDIATRICS],
        "free": [SUPPORT, HOME],
        "kinds": list(KINDS),
        "icons": sorted(name[2:] for name in symbols() if name.startswith("i-")),
        "page": listing.page(7),
        "meta": ["5 min", "version 2"],
        "tabs": [
            {"text": "Replies", "url": "#replies", "current": True},
            {"text": "Guides", "url": "#guides"},
            {"text": "Resources", "url": "#resources"},
        ],
    }
    return render(request, "styleguide/styleguide.html", context)

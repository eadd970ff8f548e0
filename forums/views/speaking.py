"""Who speaks in a form, under which exact name; and what becomes of a verb's refusal."""

import uuid
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.problems import Conflict, TooMany, problem_response
from forums.authors import anonymous_author, counted, within
from forums.forms.fields import refused
from forums.models.authored import AuthorKind
from forums.services.editing import Stale
from forums.services.voices import heard
from members.permissions import sector_of


@dataclass(frozen=True)
class Speaker:
    """`settled`: has spoken in this thread before, and is called there what they were called then.

    `own` is one's name with the role; `labels` are (label, names of forums) pairs of how one is called without it.
    """

    sector: Any
    own: str
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    settled: str = ""

    @property
    def line(self):
        if self.settled == AuthorKind.ANONYMOUS:
            return _("You are “%(label)s” in this conversation, as before.") % {"label": self.label}
        if self.settled:
            return _("You answer as %(name)s, as before.") % {"name": self.own}
        return _("You answer as %(name)s, or as “%(label)s”.") % {"name": self.own, "label": self.label}

    @property
    def label(self):
        return self.labels[0][0]

    @property
    def button(self):
        name = within(self.label) if self.settled == AuthorKind.ANONYMOUS else self.own.partition(",")[0]
        return _("Reply as %(name)s") % {"name": name}

    @property
    def button_anonymous(self):
        return _("Reply as %(name)s") % {"name": within(self.label)}

    @property
    def shown(self):
        """What the page needs when the first word has settled who speaks."""
        return {"line": self.line, "button": self.button}


def speaker_in(viewer, thread, spoke=True):
    """Who `viewer` is in a thread. `spoke`: false where it is known that they have said nothing there."""
    if thread.forum_id is None:  # two who chose each other know each other
        return Speaker(sector_of(viewer), own_name(viewer), (("", ()),), AuthorKind.MEMBER)
    spoken = heard(thread, viewer) if spoke else None
    settled = spoken.author_kind if spoken else ""
    if settled == AuthorKind.ANONYMOUS:
        label = anonymous_author(spoken.sector, thread.audience, spoken.alias).label
    else:
        label = anonymous_author(sector_of(viewer), thread.audience).label
    return Speaker(sector_of(viewer), own_name(viewer), ((label, ()),), settled)


def speaker_among(viewer, forums):
    """Who `viewer` would be in a new thread of one of these forums."""
    sector = sector_of(viewer)
    labels: dict[str, list[str]] = {}
    with counted({forum.audience_token for forum in forums}):
        for forum in forums:
            label = anonymous_author(sector, forum.audience_token).label
            labels.setdefault(label, []).append(forum.name)
    pairs = tuple((label, tuple(names)) for label, names in labels.items())
    return Speaker(sector, own_name(viewer), pairs or ((anonymous_author(sector, "members").label, ()),))


def own_name(viewer):
    role = getattr(getattr(viewer, "profile", None), "role", "")
    return f"{viewer.display_name}, {within(role)}" if role else viewer.display_name


def sent(request):
    """What a form came with, also when that is nothing; None before it was sent."""
    return request.POST if request.method == "POST" else None


def on_own_clock(view):
    """Days and hours in a form are those of the member's own time zone."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        with timezone.override(ZoneInfo(getattr(request.user, "time_zone", "UTC"))):
            return view(request, *args, **kwargs)

    return wrapper


def attempt(form, verb, **fields):
    """Call a verb. What it refuses becomes an error of the form, with the status in `form.status`; Stale passes."""
    try:
        return verb(**fields)
    except ValidationError as error:
        refused(form, error)
    except Refused as error:
        form.status = 403
        form.add_error(None, str(error))
    except TooMany as error:
        form.status = 429
        form.add_error(
            None, str(error) or _("Too many in a short time. Wait a little; your words are still here.")
        )
    except Stale:
        raise
    except Conflict as error:
        form.status, form.conflict = 409, error.more
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["idempotency_key"] = str(uuid.uuid4())
    return None


def take_in(form):
    """Keep the files that came with a form. Who may not upload hears it from the form."""
    if form.is_bound and hasattr(form, "take_in"):
        try:
            form.take_in()
        except Refused as error:
            form.status = 403
            form.add_error(None, str(error))


def status_of(form):
    """200 for a form that is shown, 422 for one that came back, or what a refusal asked for."""
    return getattr(form, "status", 422) if form.is_bound and form.errors else 200


def problem_of(form):
    """A form's errors as a problem document; with a fresh key where the old one is spent."""
    errors = {("" if name == "__all__" else name): found for name, found in form.errors.items()}
    more = {"key": form.data["idempotency_key"]} if status_of(form) == 409 else {}
    more |= form.unresolved.more if hasattr(form, "unresolved") else {}
    return problem_response(status_of(form), errors=errors, **more)


def created(**body):
    return JsonResponse(body, status=201)

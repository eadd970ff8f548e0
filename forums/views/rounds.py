"""Case rounds: planning one, its clock, being here, and what stays of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cop.core.access import Refused, allowed
from cop.core.problems import TooMany, response_for, wants_json
from forums import permissions
from forums.authors import counted
from forums.forms.rounds import LeadForm, PlanForm, RoundForm, SumUpForm
from forums.meetings import meeting_of
from forums.models import Forum, Phase, Round, Thread
from forums.rounds.clock import cases_of, clock_of, may_be_looked_at
from forums.rounds.page import rounds_for, seen
from forums.services import attending, rounds, running
from forums.views.identifying import say
from forums.views.speaking import sent, status_of
from members.models import CircleMembership, User
from members.permissions import check_member, is_moderator

CHOICES = 12  # reflections that are offered, the newest first
PEOPLE = 60


def with_round(request, pk):
    """The thread and its round, if the viewer may see it and there is one."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum"), pk=pk)
    found = rounds_for(request.user, Round.objects.filter(thread=thread)).first()
    if found is None:
        raise Http404
    found.thread = thread
    return thread, found


def may_lead(viewer):
    return lambda found: allowed(permissions.check_lead_round, viewer, found)


@counted()
def shown(request, thread):
    """The round of a thread that the viewer may read, for its page."""
    return seen(request.user, thread, may_lead=may_lead(request.user))


def places(viewer):
    """The forums in which the viewer may plan a round."""
    found = Forum.objects.visible_to(viewer).select_related("circle")
    return [one for one in found if allowed(permissions.check_schedule, viewer, one)]


def facilitators(viewer, forums):
    """Keys of whom one may name to lead a round: moderators, and who leads a circle; of circles that one does not see,
    nobody learns who sits in them, so a facilitator chooses among their own circle."""
    seats = CircleMembership.objects.filter(circle__in=[one.circle_id for one in forums])
    if is_moderator(viewer):
        seats = CircleMembership.objects.filter(role=CircleMembership.Role.FACILITATOR)
    named = Q(pk__in=seats.values("member")) | Q(groups__name__in=["moderator", "administrator"])
    people = User.objects.full_members().filter(named).exclude(pk=viewer.pk)
    return set(people.order_by("display_name", "pk").values_list("pk", flat=True).distinct()[:PEOPLE])


def by_name(keys):
    return User.objects.filter(pk__in=keys).order_by("display_name", "pk")


def offered(viewer, audiences, chosen=()):
    """The newest reflections that a round may look at, and those that it does."""
    found = may_be_looked_at(viewer, *audiences)
    newest = list(found.order_by("-pk").values_list("pk", flat=True)[:CHOICES])
    return Thread.objects.filter(pk__in={*newest, *(one.pk for one in chosen)}).order_by("-pk")


@login_required
def round_create(request):
    check_member(request.user)
    forums = places(request.user)
    if not forums:
        raise Refused(_("Rounds are planned by those who lead a circle, and by moderators."))
    audiences = [forum.audience_token for forum in forums]
    slug = request.GET.get("forum")
    initial = {
        "meets_zone": request.user.time_zone,
        "forum": slug if slug in {one.slug for one in forums} else forums[0].slug,
    }
    form = RoundForm(
        sent(request), initial=initial, choices=offered(request.user, audiences), people=by_name(facilitators(request.user, forums)),
        forums=Forum.objects.filter(pk__in=[one.pk for one in forums]),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        fields = {"language": get_language(), **form.cleaned_data}
        if planned := say(form, rounds.schedule, actor=request.user, **fields):
            return redirect("forums:thread-detail", planned.pk)
    return render(request, "forums/round_create.html", {"form": form}, status=status_of(form))


@login_required
def round_edit(request, pk):
    """Another day, place, length or reflection; or call it off."""
    thread, found = with_round(request, pk)
    permissions.check_lead_round(request.user, found)
    cases, meeting = cases_of(found, request.user), meeting_of(thread)
    named = list(found.facilitators.all())
    people = by_name({one.pk for one in named} | facilitators(request.user, [thread.forum]))
    initial = {
        "meets_at": meeting.local.replace(tzinfo=None), "meets_zone": meeting.zone,
        "meets_place": meeting.place, "meets_link": meeting.link, "cases": [one.pk for one in cases],
        "facilitators": [one.uuid for one in named],
    }  # fmt: skip
    initial |= {
        f"minutes_{phase.value}": minutes for phase, minutes in zip(Phase, found.minutes, strict=True)
    }
    form = PlanForm(
        sent(request), initial=initial, choices=offered(request.user, [thread.audience], cases),
        people=people,
    )  # fmt: skip
    act = {"actor": request.user, "thread": thread}
    if request.method == "POST" and form.is_valid() and say(form, rounds.change, **act, **form.cleaned_data):
        return redirect("forums:thread-detail", pk)
    context = {"form": form, "thread": thread, "round": found}
    return render(request, "forums/round_edit.html", context, status=status_of(form))


@login_required
def round_call_off(request, pk):
    thread, found = with_round(request, pk)
    permissions.check_lead_round(request.user, found)
    if request.method == "POST":
        try:
            rounds.call_off(actor=request.user, thread=thread)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect("forums:thread-detail", pk)
    return render(request, "forums/round_call_off.html", {"thread": thread})


@require_POST
@login_required
def round_lead(request, pk):
    """Move the clock. Where somebody was quicker the answer is the round as it is."""
    thread, _found = with_round(request, pk)
    form = LeadForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors)
        current = running.lead(actor=request.user, thread=thread, **form.cleaned_data)
    except (Refused, ValidationError) as error:
        return refusal(request, error, pk)
    return JsonResponse(told(current)) if wants_json(request) else redirect("forums:thread-detail", pk)


@require_POST
@login_required
def round_here(request, pk):
    """ "I am here", or no more."""
    thread, _found = with_round(request, pk)
    on = bool(request.POST.get("on"))
    try:
        current = attending.be_here(actor=request.user, thread=thread, on=on)
    except (Refused, TooMany, ValidationError) as error:
        return refusal(request, error, pk)
    if wants_json(request):
        return JsonResponse(told(current) | {"on": on})
    return redirect("forums:thread-detail", pk)


def refusal(request, error, pk):
    if wants_json(request):
        return response_for(error)
    messages.warning(request, " ".join(getattr(error, "messages", None) or [str(error)]))
    return redirect("forums:thread-detail", pk)


@require_safe
def round_clock(request, pk):
    """What the clock says, and the server's time, by which a page corrects its own."""
    _thread, found = with_round(request, pk)
    return JsonResponse(told(found), headers={"Cache-Control": "private, no-store"})


def told(found):
    return clock_of(found) | {"now": timezone.now().isoformat()}


@login_required
def round_sum_up(request, pk):
    """Publish the summary, with the link of a recording where there is one."""
    thread, found = with_round(request, pk)
    permissions.check_lead_round(request.user, found)
    form = SumUpForm(sent(request), initial={"recording": found.recording})
    act = {"actor": request.user, "thread": thread}
    if request.method == "POST" and form.is_valid() and say(form, rounds.sum_up, **act, **form.cleaned_data):
        return redirect("forums:round-summary", pk)
    context = {"form": form, "thread": thread, "round": found}
    return render(request, "forums/round_sum_up.html", context, status=status_of(form))

"""Voting, coming to a meeting, arranging both, and meetings as a calendar."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from cop.core.access import Refused, allowed
from cop.core.problems import TooMany, response_for, wants_json
from forums import permissions
from forums.authors import counted
from forums.forms.choosing import MeetingForm, PollForm
from forums.meetings import calendar_of, coming_of, is_round, meeting_of
from forums.models.authored import State
from forums.polls import poll_of
from forums.selectors import meetings_for, past_rounds
from forums.services import meetings, polls
from forums.showing.addresses import url_of
from forums.views.identifying import say
from forums.views.posts import visible_post
from forums.views.rounds import places
from forums.views.speaking import on_own_clock, sent, status_of
from forums.views.thread_acts import visible
from members.models import User
from members.permissions import check_member

SALT = "forums.calendar"


@require_POST
@login_required
@counted()
def post_vote(request, pk):
    """Choose in a poll. The boxes are named after the post, since one form serves the whole page."""
    post = visible_post(request, pk)
    choices = request.POST.getlist(f"choice-{post.pk}")
    try:
        if not all(choice.isdecimal() and len(choice) < 3 for choice in choices):
            raise ValidationError(_("Choose one of the answers."))
        post = polls.vote(actor=request.user, post=post, choices=map(int, choices))
    except (Refused, ValidationError) as error:
        text = str(error) if isinstance(error, Refused) else " ".join(error.messages)
        if wants_json(request):
            return response_for(error)
        messages.warning(request, text)
        return redirect(url_of(post))
    if not wants_json(request):
        return redirect(url_of(post))
    chosen = polls.chosen_by(request.user, [post]).get(post.pk, ())
    may_edit = allowed(permissions.check_edit, request.user, post)
    context = {"post": post, "poll": poll_of(post), "chosen": chosen, "may_edit": may_edit}
    return render(request, "forums/fragments/poll.html", context)


@login_required
@on_own_clock
def poll_edit(request, pk):
    """Ask otherwise, or end it now."""
    post = visible_post(request, pk)
    if not post.poll:
        raise Http404
    permissions.check_edit(request.user, post)
    if request.method == "POST" and "close" in request.POST:
        polls.close_poll(actor=request.user, post=post)
        return redirect(url_of(post))
    form = PollForm.of(post, sent(request))
    changed = None
    if request.method == "POST" and form.is_valid():
        poll = form.cleaned_data["poll"]
        changed = say(form, polls.change_poll, actor=request.user, post=post, poll=poll)
    if changed:
        tell_if_hidden(request, changed)
        return redirect(url_of(post))
    context = {"form": form, "post": post, "poll": poll_of(post)}
    return render(request, "forums/poll_edit.html", context, status=status_of(form))


@require_POST
@login_required
def meeting_come(request, pk):
    thread = visible(request, pk)
    try:
        thread = meetings.come(actor=request.user, thread=thread, on=bool(request.POST.get("on")))
    except (Refused, TooMany) as error:
        if wants_json(request):
            return response_for(error)
        messages.warning(request, str(error))
        return redirect("forums:thread-detail", pk)
    if wants_json(request):
        return JsonResponse({"on": bool(request.POST.get("on")), "coming": coming_of(thread)})
    return redirect("forums:thread-detail", pk)


@login_required
def meeting_edit(request, pk):
    """Say when and where one meets, or that one does not. A round has a plan of its own."""
    thread = visible(request, pk)
    if is_round(thread):
        return redirect("forums:round-edit", pk)
    permissions.check_arrange(request.user, thread)
    if request.method == "POST" and "cancel" in request.POST:
        meetings.change_meeting(actor=request.user, thread=thread, meeting=None)
        return redirect("forums:thread-detail", pk)
    form = MeetingForm.of(meeting_of(thread), request.user.time_zone, sent(request))
    if request.method == "POST" and form.is_valid():
        fields = {"meeting": form.cleaned_data["meeting"]}
        if fields["meeting"] is None:
            form.add_error("meets_at", _("Say when it begins."))
        elif changed := say(form, meetings.change_meeting, actor=request.user, thread=thread, **fields):
            tell_if_hidden(request, changed)
            return redirect("forums:thread-detail", pk)
    context = {"form": form, "thread": thread}
    return render(request, "forums/meeting_edit.html", context, status=status_of(form))


def tell_if_hidden(request, changed):
    if changed.state == State.HIDDEN:
        messages.warning(request, _("A moderator reads your change first. Until then you alone see it."))


@require_safe
def meeting_calendar(request, pk):
    """The meeting as a file for one's own calendar."""
    thread = visible(request, pk)
    if meeting_of(thread) is None:
        raise Http404
    return calendar([thread])


@require_safe
def calendar_feed(request, token):
    """All meetings that one member may see, at an address that is theirs alone and ends when they sign out everywhere."""
    try:
        pk, epoch = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    member = get_object_or_404(User.objects.full_members(), pk=pk, session_epoch=epoch)
    with override(member.language or settings.LANGUAGE_CODE):
        return calendar(meetings_for(member))


def feed_address(member):
    return reverse("forums:calendar-feed", args=[signing.dumps([member.pk, member.session_epoch], salt=SALT)])


def calendar(threads):
    """Calendars lie on other people's servers: about a circle they say no more than that one meets."""
    open_to_all = {"public", "members"}
    titles = {one.pk: one.title if one.audience in open_to_all else _("Your circle meets") for one in threads}
    addresses = {
        one.pk: settings.BASE_URL + reverse("forums:thread-detail", args=[one.pk]) for one in threads
    }
    host = settings.BASE_URL.partition("://")[2]
    content = calendar_of(
        threads, name=settings.COMMUNITY_NAME, titles=titles, host=host, addresses=addresses
    )
    headers = {
        "Content-Disposition": 'attachment; filename="meetings.ics"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
@login_required
def meeting_list(request):
    """What is coming, and the address to subscribe to it."""
    check_member(request.user)
    found = meetings_for(request.user, upcoming=True)
    for thread in found:
        thread.meets = meeting_of(thread)
    context = {
        "threads": found,
        "past": past_rounds(request.user),
        "may_plan": bool(places(request.user)),
        "feed": settings.BASE_URL + feed_address(request.user),
    }
    return render(request, "forums/meeting_list.html", context)

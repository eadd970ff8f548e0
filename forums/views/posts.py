"""What one says, and what one answers with a sign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cop.core.access import Refused
from cop.core.problems import TooMany, response_for, wants_json
from cop.core.templatetags.cop import count
from forums import permissions
from forums.authors import counted
from forums.forms.desk import FlagForm
from forums.forms.posting import ConcernForm, TakeAwayForm, form_class
from forums.models import Post, Reaction
from forums.models.authored import State
from forums.selectors import who_signed
from forums.services import answers, flags, following_up, moderation, posting, reactions
from forums.services.revising import taken_back_by
from forums.services.sequence import JOINED, joined
from forums.showing.addresses import url_of
from forums.views.identifying import say
from forums.views.reading import thread_or_404, thread_page
from forums.views.revising import visible_post
from forums.views.speaking import (
    attempt,
    created,
    on_own_clock,
    problem_of,
    sent,
    speaker_in,
    status_of,
    take_in,
)
from forums.views.talk import rendered
from members.models import Flag
from members.permissions import check_member


@require_POST
@login_required
@on_own_clock
@counted()
def post_create(request, pk):
    thread, elsewhere = where_it_goes_on(request, pk)
    form = form_class(thread)(request.POST, request.FILES, viewer=request.user, thread=thread)
    take_in(form)
    post = None
    if elsewhere and form.is_valid():
        form.status = 409
        form.add_error(None, elsewhere)
    elif form.is_valid():
        fields = form.cleaned_data | {"language": thread.language}
        post = say(form, posting.reply, actor=request.user, thread=thread, **fields)
    if post is None:
        return problem_of(form) if wants_json(request) else thread_page(request, thread, form=form)
    if wants_json(request):
        return created(
            post=post.pk,
            html=rendered(post, request.user),
            url=url_of(post),
            key=str(form.fields["idempotency_key"].initial()),
            identity=speaker_in(request.user, thread).shown,
        )
    return redirect(url_of(post))


def where_it_goes_on(request, pk):
    """The thread that somebody answers, or the one to which it was joined meanwhile; with what to say before anything
    is said there, if other people read that one."""
    try:
        return thread_or_404(request, pk), ""
    except Http404:
        source = joined(request.user, pk)
        if source is None:
            raise
    target = thread_or_404(request, source.merged_into_id)
    return target, "" if source.audience == target.audience else JOINED


@require_POST
@login_required
@counted()
def take_away(request, pk):
    thread = thread_or_404(request, pk)
    form = TakeAwayForm(request.POST, prefix="take")
    if form.is_valid():
        post = say(form, posting.take_away, actor=request.user, thread=thread, **form.cleaned_data)
        if post:
            return redirect(url_of(post))
    return thread_page(request, thread, take_form=form)


def post_detail(request, pk):
    """A lasting address for a post: its place in the thread, whatever page that is on by now."""
    if request.user.is_authenticated and taken_back_by(request.user).filter(pk=pk).exists():
        return redirect("forums:post-bring-back", pk)
    return redirect(url_of(visible_post(request, pk)))


@require_POST
@login_required
def post_react(request, pk):
    """Set a sign or take it back. Without `on` it is turned round, as a button without a script does."""
    post = visible_post(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in Reaction.Kind.values:
        return HttpResponseBadRequest()
    if "on" in request.POST:
        on = bool(request.POST["on"])
    else:
        on = not post.reactions.filter(member=request.user, kind=kind).exists()
    try:
        post = reactions.react(actor=request.user, post=post, kind=kind, on=on)
    except (Refused, TooMany) as error:
        if wants_json(request):
            return response_for(error)
        messages.warning(request, str(error))
        return redirect(url_of(post))
    if not wants_json(request):
        return redirect(url_of(post))
    number = getattr(post, reactions.COUNTERS[kind])
    return JsonResponse({"on": on, "number": count(number) if number else ""})


@require_safe
@login_required
@counted()
def post_reactions(request, pk):
    """Who gave a sign: a page, or the list alone for the box beside the buttons."""
    check_member(request.user)
    post = visible_post(request, pk)
    name = "fragments/signs" if wants_json(request) else "post_reactions"
    return render(request, f"forums/{name}.html", {"post": post, "signs": who_signed(post)})


@require_POST
@login_required
def post_answer(request, pk):
    """Mark the reply that answers the question; without `on`, take the mark back."""
    post = visible_post(request, pk)
    verb = answers.accept_answer if request.POST.get("on") else answers.retract_answer
    try:
        verb(actor=request.user, post=post)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(url_of(post))


@require_POST
@login_required
def post_helped(request, pk):
    """Say that a reply helped; without `on`, no more."""
    post = visible_post(request, pk)
    try:
        following_up.say_helped(actor=request.user, post=post, on=bool(request.POST.get("on")))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(url_of(post))


@login_required
def post_concern(request, pk):
    """What hid a post hides it from whoever was worried too: pressed twice it is still thanked for."""
    check_member(request.user)
    before = flags.hiding_concern(request.user, pk) if request.method == "POST" else None
    if before is not None:
        return thanked(request, before.target, before)
    post = visible_post(request, pk)
    form = ConcernForm(sent(request))
    if request.method == "POST" and form.is_valid():
        raised = attempt(
            form,
            moderation.raise_privacy_concern,
            actor=request.user,
            post=post,
            note=form.cleaned_data["note"],
        )
        if raised:
            return thanked(request, post, raised)
    context = {"form": form, "post": post, "concern": True, "hides": flags.will_hide(request.user, post)}
    return render(request, "forums/post_flag.html", context, status=status_of(form))


@login_required
def post_flag(request, pk):
    """Ask moderators to look at what somebody else said."""
    check_member(request.user)
    post = visible_post(request, pk)
    permissions.check_flag(request.user, post)
    form = FlagForm(sent(request))
    if request.method == "POST" and form.is_valid():
        raised = attempt(form, flags.raise_flag, actor=request.user, post=post, **form.cleaned_data)
        if raised:
            return thanked(request, post, raised)
    context = {"form": form, "post": post, "concern": False}
    return render(request, "forums/post_flag.html", context, status=status_of(form))


def thanked(request, post, flag):
    """Back to the conversation, or to the list where that is hidden now."""
    if flag.kind == Flag.Kind.PRIVACY and Post.objects.filter(pk=post.pk, state=State.HIDDEN).exists():
        messages.success(request, _("Thank you. It is hidden, and a moderator reads it next."))
    else:
        messages.success(request, _("Thank you. A moderator reads it next."))
    gone = flag.kind == Flag.Kind.PRIVACY
    if gone and post.kind == Post.Kind.OPENING:
        return redirect("forums:thread-list")
    return redirect(url_of(post).partition("#")[0] if gone else url_of(post))

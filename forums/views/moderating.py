"""What a moderator does to one conversation or one post: a small page that says what follows and asks why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums import permissions
from forums.authors import author_for
from forums.forms.moderating import (
    AmendForm,
    JoinForm,
    MoveForm,
    PaceForm,
    PinForm,
    ReasonForm,
    RedactForm,
    ShowForm,
    WiderForm,
)
from forums.models import Post, Thread
from forums.models.authored import State
from forums.services import amending, arranging, merging, moderation, parting, rejoining, removing, revising
from forums.showing.addresses import url_of
from forums.showing.whole import whole
from forums.views.identifying import say
from forums.views.revising import as_it_was, typed, written
from forums.views.speaking import attempt, sent, status_of


@dataclass(frozen=True)
class Act:
    """`verb` gets the actor, the thing and the cleaned fields. `title`, `lead` and `button` are what the page says."""

    verb: Callable[..., Any]
    title: Any
    lead: Any
    button: Any
    form: type = ReasonForm
    look: str = ""
    done: Any = _("Done.")


def join(*, actor, thread, target, **fields):
    return merging.merge_threads(actor=actor, source=thread, target=target, **fields)


def remove(*, actor, thread, **fields):
    return revising.remove_post(actor=actor, post=arranging.opening_of(thread), **fields)


def destroy(*, actor, thread, **fields):
    return removing.redact(actor=actor, post=arranging.opening_of(thread), **fields)


ON_THREADS = {
    "close": Act(
        moderation.lock_thread, _("Close it for replies"),
        _("It stays where it is and can be read. Nobody can add to it until it is opened again."), _("Close it"),
    ),
    "open": Act(
        moderation.unlock_thread, _("Open it for replies"), _("Everybody who can read it can answer again."),
        _("Open it"),
    ),
    "pin": Act(
        arranging.pin_thread, _("Keep it on top"),
        _("It stands before the other conversations of its forum until the day that you choose, and then goes back "
          "among them by itself."), _("Keep it on top"), PinForm,
    ),
    "unpin": Act(
        arranging.unpin_thread, _("No longer on top"), _("It goes back among the others."), _("Let it go back"),
    ),
    "slow": Act(
        arranging.slow_thread, _("Slow it down"),
        _("Each member can reply once in the time that you choose. It gives everybody room to read before they "
          "answer."), _("Set the pace"), PaceForm,
    ),
    "move": Act(
        arranging.move_thread, _("Move it"),
        _("Who reads it there can read all of it at once, and who cannot read there loses it. Links to it go on "
          "working."), _("Move it"), MoveForm,
    ),
    "join": Act(
        join, _("Join it to another"),
        _("What was said here is added to the end of the other conversation, in the order in which it was said. This "
          "address leads there from then on."), _("Join them"), JoinForm,
    ),
    "part": Act(
        parting.undo_merge, _("Take them apart again"),
        _("What came from here when the two were joined goes back, each reply to its old place, and this address leads "
          "here again. What was said after that stays where it was said. It can be undone for 30 days."),
        _("Take them apart"), WiderForm,
    ),
    "rejoin": Act(
        rejoining.undo_split, _("Put its replies back"),
        _("Each reply goes back to its old place in the conversation from which it was split off, and this address leads "
          "there. It can be done for 30 days, as long as nothing was said or changed here since."),
        _("Put them back"), WiderForm,
    ),
    "hide": Act(
        arranging.hide_thread, _("Hide it"),
        _("Only moderators and who began it see it, until it is shown again."), _("Hide it"),
    ),
    "show": Act(
        arranging.show_thread, _("Show it again"), _("Everybody can read it as before."), _("Show it"), ShowForm,
    ),
    "remove": Act(
        remove, _("Remove it"),
        _("The whole conversation is gone for all readers at once. For 30 days a moderator can bring it back; then it "
          "is destroyed."), _("Remove it"), look="stop",
    ),
    "redact": Act(
        destroy, _("Delete it for good"),
        _("All that was said here is destroyed, with every earlier version, every file and every reaction. Nobody can "
          "bring it back. The record says that it was done and why, never what it said."),
        _("Delete it for good"), RedactForm, "stop",
    ),
}  # fmt: skip

ON_POSTS = {
    "amend": Act(
        amending.amend_post, _("Change the words"),
        _("Readers see that a moderator changed them, and why. The earlier words stay with the author and the "
          "moderators."), _("Save"), AmendForm,
    ),
    "hide": Act(
        moderation.keep_hidden, _("Hide it"), _("Only moderators and the author see it, until it is shown again."),
        _("Hide it"),
    ),
    "show": Act(
        moderation.restore_post, _("Show it again"), _("Everybody can read it as before."), _("Show it"), ShowForm,
    ),
    "remove": Act(
        revising.remove_post, _("Remove it"),
        _("It is gone for all readers at once, quotes of it included. For 30 days a moderator can bring it back; then "
          "it is destroyed."), _("Remove it"), look="stop",
    ),
    "back": Act(
        removing.bring_back, _("Bring it back"), _("It stands in its place again, for everybody."),
        _("Bring it back"),
    ),
    "redact": Act(
        removing.redact, _("Delete it for good"),
        _("The words are destroyed, with every earlier version, every file and every reaction. Nobody can bring them "
          "back. The record says that it was done and why, never what they said."),
        _("Delete it for good"), RedactForm, "stop",
    ),
}  # fmt: skip

GONE = {"remove", "redact"}


@login_required
def thread_moderate(request, pk, act):
    thread = get_object_or_404(threads_within_reach(request.user, act).select_related("forum"), pk=pk)
    found = known(request, ON_THREADS, act)
    if act == "part":
        parting.fresh(thread)
    if act == "rejoin":
        rejoining.undoable(thread)
    opening = arranging.opening_of(thread) if act == "show" else None
    initial = {"revision": opening.revision} if opening else {}
    form = found.form(sent(request), viewer=request.user, thread=thread, initial=initial)
    if request.method == "POST" and form.is_valid():
        after = attempt(form, found.verb, actor=request.user, thread=thread, **form.cleaned_data)
        if after:
            messages.success(request, found.done)
            if act in GONE:
                return redirect("forums:thread-list")
            return redirect("forums:thread-detail", after.pk)
    if opening and status_of(form) == 409:  # what is shown next are the words as they are now
        thread = get_object_or_404(threads_within_reach(request.user, act).select_related("forum"), pk=pk)
        opening = arranging.opening_of(thread)
        form.data["revision"] = opening.revision
    context = {
        "act": found,
        "form": form,
        "thread": thread,
        "author": author_for(opening, thread.audience) if opening else None,
        "told": whole([opening])[opening.pk] if opening else None,
        "back": reverse("forums:thread-detail", args=[thread.merged_into_id or pk]),
    }
    return render(request, "forums/thread_moderate.html", context, status=status_of(form))


@login_required
def post_moderate(request, pk, act):
    post = get_object_or_404(within_reach(request.user, act), pk=pk)
    found = known(request, ON_POSTS, act)
    if act == "amend":
        initial = {"body": typed(post), "html": written(post), "revision": post.revision}
        form = found.form(sent(request), initial=initial)
    else:
        form = found.form(sent(request), viewer=request.user, initial={"revision": post.revision})
    after = None
    if request.method == "POST" and form.is_valid():
        fields = as_it_was(post, form.cleaned_data) if act == "amend" else form.cleaned_data
        after = (say if act == "amend" else attempt)(
            form, found.verb, actor=request.user, post=post, **fields
        )
    if after:
        messages.success(request, found.done)
        return redirect(after_post(post, act))
    if act == "show" and status_of(form) == 409:  # what is shown next are the words as they are now
        post = get_object_or_404(within_reach(request.user, act), pk=pk)
        form.data["revision"] = post.revision
    context = {
        "act": found,
        "form": form,
        "post": post,
        "thread": post.thread,
        "author": author_for(post, post.thread.audience),
        "told": None if act == "amend" else whole([post])[post.pk],
        "back": url_of(post),
    }
    return render(request, "forums/post_moderate.html", context, status=status_of(form))


def after_post(post, act):
    """Where a moderator looks next: at the post, or at what is left around it."""
    if act not in GONE:
        return url_of(post)
    if post.kind == Post.Kind.OPENING or post.state == State.REMOVED:
        return reverse("forums:removed-list")
    return url_of(post).partition("#")[0]


@login_required
def post_menu(request, pk):
    """What can be done with one post, said in words."""
    post = get_object_or_404(within_reach(request.user, ""), pk=pk)
    permissions.check_moderate(request.user)
    names = [
        *(("amend",) if post.body else ()),
        "hide" if post.state == State.VISIBLE else "show",
        "remove",
        "redact",
    ]
    context = {
        "post": post,
        "thread": post.thread,
        "author": author_for(post, post.thread.audience),
        "acts": [(name, ON_POSTS[name]) for name in names],
        "told": whole([post])[post.pk],
        "back": url_of(post),
    }
    return render(request, "forums/post_menu.html", context)


def threads_within_reach(viewer, act):
    """One that was joined to another shows to nobody; a moderator can still take it out again."""
    if act == "part":
        permissions.check_moderate(viewer)
        return parting.parted_by(viewer)
    return Thread.objects.visible_to(viewer)


def within_reach(viewer, act):
    """The posts on which an act is possible: what is removed can only come back or go for good."""
    rows = Post.objects.select_related("thread", "author", "sector")
    if act == "back":
        return rows.restorable_by(viewer)
    if act == "redact":
        reach = rows.in_reach_of(viewer).filter(redacted_at=None).values("pk")
        return rows.filter(pk__in=reach) | rows.filter(pk__in=rows.visible_to(viewer).values("pk"))
    return rows.visible_to(viewer)


def known(request, acts, name):
    if name not in acts:
        raise Http404
    permissions.check_moderate(request.user)
    return acts[name]

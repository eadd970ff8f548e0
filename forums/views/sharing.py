"""Sharing a reflection with one colleague, and leaving such a conversation."""

import uuid as ids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forums import permissions
from forums.forms.reflections import AskForm
from forums.mentionable import mentionable
from forums.models import Thread
from forums.services import sharing
from forums.views.identifying import say
from forums.views.reflections import in_journal, once_more, own
from forums.views.speaking import sent, status_of
from members.permissions import MEMBERS, check_member


@login_required
def reflection_ask(request, uuid):
    """Look for a colleague by name, choose one, and read it once more before they do."""
    reflection = own(request, uuid)
    found = mentionable(request.user, MEMBERS, request.GET.get("q", ""))
    initial = {"idempotency_key": ids.uuid4(), "colleague": found[0].uuid if len(found) == 1 else None}
    form = AskForm(sent(request), viewer=request.user, found=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        thread = say(
            form, sharing.share_with, actor=request.user, reflection=reflection, elsewhere=in_journal(reflection),
            **form.cleaned_data,
        )  # fmt: skip
        if thread:
            messages.success(request, _("It is between the two of you. Your colleague is told."))
            return redirect("forums:thread-detail", thread.pk)
        reflection.refresh_from_db()
    context = once_more(reflection) | {"form": form, "q": request.GET.get("q", ""), "found": found}
    return render(request, "forums/reflection_ask.html", context, status=status_of(form))


@login_required
def thread_leave(request, pk):
    """A colleague with whom something was shared declines, or goes. Asks first."""
    check_member(request.user)
    threads = (
        Thread.objects.visible_to(request.user)
        .filter(forum=None, readers__member=request.user)
        .exclude(author=request.user)
    )
    thread = get_object_or_404(threads, pk=pk)
    permissions.check_leave(request.user, thread)
    if request.method == "POST":
        sharing.leave(actor=request.user, thread=thread)
        messages.success(request, _("You have left. Your colleague is told, without a reason."))
        return redirect("forums:thread-list")
    return render(request, "forums/thread_leave.html", {"thread": thread})

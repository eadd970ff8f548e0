"""Drafts: for the script that saves while one types, for the button without it, and the list of one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import Refused
from cop.core.problems import Conflict, response_for, wants_json
from forums.forms.uploads import rows_of
from forums.models import Draft, Thread
from forums.services import drafts
from forums.services.revising import taken_back_by
from forums.services.sequence import joined
from forums.views.uploads import row as upload_row
from members.permissions import check_member

SHOWN = 50
SEVERAL = {"principles", "sectors", "uploads", "alts"}


@login_required
def draft_list(request):
    """What one has begun and not sent, and what one took away and may bring back. Nobody else sees it."""
    check_member(request.user)
    rows = list(Draft.objects.visible_to(request.user).select_related("thread")[:SHOWN])
    open_to = Thread.objects.visible_to(request.user).filter(pk__in=[row.thread_id for row in rows])
    context = {
        "drafts": rows,
        "open": set(open_to.values_list("pk", flat=True)),
        "taken_back": taken_back_by(request.user).select_related("thread").order_by("-removed_at")[:SHOWN],
    }
    return render(request, "forums/draft_list.html", context)


@login_required
def draft_thread(request, pk):
    """The draft of a reply: GET answers it, POST keeps it, where the conversation goes on by now."""
    check_member(request.user)
    source = joined(request.user, pk)
    pk = source.merged_into_id if source else pk
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    return answer(request, thread, reverse("forums:thread-detail", args=[pk]))


@login_required
def draft_new(request):
    """The draft of a new conversation."""
    check_member(request.user)
    return answer(request, None, reverse("forums:thread-create"))


def answer(request, thread, back):
    if request.method != "POST":
        return told(Draft.objects.visible_to(request.user).filter(thread=thread).first())
    revision = request.POST.get("draft_revision", "")
    try:
        row = drafts.save_draft(
            actor=request.user,
            thread=thread,
            fields=dict(request.POST.lists()),
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else None,
        )
    except (Refused, Conflict, ValidationError) as error:
        if wants_json(request):
            return response_for(error)
        messages.warning(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect(back)
    if wants_json(request):
        return told(row)
    if row:
        messages.success(request, _("Saved for you alone. It is kept for 30 days."))
    return redirect(f"{back}?draft=1#reply" if row else back)


def begun(viewer, thread):
    """The draft of a place as what a form begins with."""
    row = Draft.objects.visible_to(viewer).filter(thread=thread).first()
    fields = row.fields if row else {}
    return {name: values if name in SEVERAL else values[-1] for name, values in fields.items()}


def told(row):
    """A draft for the script: its fields, and the files that wait for it, ready for the form."""
    fields = row.fields if row else {}
    waiting = dict(zip(fields.get("uploads", ()), fields.get("alts", ()), strict=False))
    files = [upload_row(file) for file in rows_of(row.member, waiting)] if waiting else []
    return JsonResponse({"fields": fields, "revision": row.revision if row else 0, "files": files})


@require_POST
@login_required
def draft_remove(request, pk):
    row = get_object_or_404(Draft.objects.visible_to(request.user).select_related("thread"), pk=pk)
    drafts.forget_draft(actor=request.user, thread=row.thread)
    return redirect("forums:draft-list")

"""One's own journal: its list, taking it along, and deleting from it. Nobody else sees any of it."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import journal
from forums.forms.reflections import JournalForm, NextForm
from forums.models import Reflection
from forums.services import reflections
from forums.services.following_up import write_back
from forums.showing.addresses import url_of
from forums.views.identifying import say
from forums.views.reflections import own
from forums.views.speaking import sent, status_of
from members.permissions import check_member

PAGE = 30


@login_required
def reflection_list(request):
    check_member(request.user)
    form = JournalForm(request.GET)
    chosen = form.chosen()
    mine = journal.found(request.user, **chosen).select_related("thread")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    readable = journal.readable(request.user, page)
    context = {
        "form": form,
        "page": page,
        "narrowed": any(chosen.values()),
        "readable": readable,
        "held": {key for key, held in readable.items() if held},
    }
    return render(request, "forums/reflection_list.html", context)


@login_required
def reflection_export(request, form):
    """The whole journal as a file: JSON for programs, HTML for reading. It holds what only its author may read."""
    check_member(request.user)
    if form not in ("json", "html"):
        raise Http404
    name = f"journal-{timezone.now().date().isoformat()}.{form}"
    as_file = f'attachment; filename="{name}"'
    if form == "json":
        text = json.dumps(
            {"reflections": journal.whole(request.user)}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
        )
        return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": as_file})
    mine = Reflection.objects.visible_to(request.user).prefetch_related("asked_sectors", "principles")
    rows = [(row, journal.told(row)) for row in mine.order_by("created_at", "pk")]
    answer = render(request, "forums/reflection_export.html", {"rows": rows, "now": timezone.now()})
    answer["Content-Disposition"] = as_file
    return answer


@login_required
def reflection_next(request, uuid):
    """Write back what happened next, for oneself or into the conversation where that is open."""
    reflection = own(request, uuid)
    form = NextForm(sent(request), initial={"body": reflection.what_next})
    thread = reflection.thread if reflection.state == Reflection.State.SHARED else None
    if request.method == "POST" and form.is_valid():
        said = say(form, write_back, actor=request.user, reflection=reflection, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Thank you for writing back."))
            return redirect(url_of(said) if said and said.position else "forums:reflection-list")
    context = {"reflection": reflection, "thread": thread, "form": form}
    return render(request, "forums/reflection_next.html", context, status=status_of(form))


@login_required
def reflection_delete(request, uuid):
    """Asks first. What was deleted is gone for good, with the conversation about it."""
    reflection = own(request, uuid)
    if request.method == "POST":
        reflections.delete(actor=request.user, reflection=reflection)
        messages.success(request, _("It is deleted for good."))
        return redirect("forums:reflection-list")
    return render(request, "forums/reflection_delete.html", {"reflection": reflection})

"""The journal, its form, and the step in which a reflection meets its colleagues."""

import uuid as ids

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forums.forms.reflections import ReflectionForm, ShareForm
from forums.models import Forum, Reflection, Thread
from forums.services import reflections
from forums.views.speaking import attempt, sent, speaker_among, status_of
from library.models import Principle
from members.models import Sector
from members.permissions import check_member, sector_of

PAGE = 30

#: The steps of the form: the field that fills one, and its name for who hears the page.
STEPS = [
    ("moment", gettext_lazy("The moment")),
    ("what_happened", gettext_lazy("What happened?")),
    ("already_working", gettext_lazy("What was already working?")),
    ("wondering", gettext_lazy("What do you wonder?")),
    ("how_was_it", gettext_lazy("How was it for you?")),
    ("question", gettext_lazy("My question to the village")),
    ("will_try", gettext_lazy("One small thing I will try")),
]


@login_required
def reflection_list(request):
    check_member(request.user)
    mine = Reflection.objects.visible_to(request.user).select_related("thread")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    threads = Thread.objects.visible_to(request.user).filter(reflection__in=[each.pk for each in page])
    context = {"page": page, "readable": set(threads.values_list("pk", flat=True))}
    return render(request, "forums/reflection_list.html", context)


@login_required
def reflection_create(request):
    """Nothing is stored before the first words are sent."""
    check_member(request.user)
    sector, moment = sector_of(request.user), request.GET.get("moment", "")
    initial = {
        "moment": moment if moment in Reflection.Moment.values else "",
        "setting": sector.name if sector else "",
        "please": Reflection.Please.WONDER,
    }
    blank = Reflection(author=request.user, language=get_language())
    form = ReflectionForm(sent(request), instance=blank, initial=initial, sharing="share" in request.POST)
    if request.method == "POST" and form.is_valid():
        reflection = attempt(
            form, begin, actor=request.user, language=get_language(), fields=form.cleaned_data
        )
        if reflection:
            return saved(request, reflection)
    return form_page(request, form)


@transaction.atomic
def begin(*, actor, language, fields):
    reflection = reflections.begin(actor=actor, language=language)
    return reflections.save_draft(actor=actor, reflection=reflection, **fields)


@login_required
def reflection_edit(request, uuid):
    reflection = own(request, uuid)
    if reflection.state == Reflection.State.SHARED:
        return redirect("forums:thread-detail", reflection.thread.pk)
    form = ReflectionForm(sent(request), instance=reflection, sharing="share" in request.POST)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            reflections.save_draft,
            actor=request.user,
            reflection=own(request, uuid),
            **form.cleaned_data,
        )
        if kept:
            return saved(request, kept)
    return form_page(request, form, reflection)


def saved(request, reflection):
    if "share" in request.POST:
        return redirect("forums:reflection-share", reflection.uuid)
    messages.success(request, _("Saved in your journal. Only you see it."))
    return redirect("forums:reflection-edit", reflection.uuid)


def form_page(request, form, reflection=None):
    context = {
        "form": form,
        "reflection": reflection,
        "steps": [(name, label, bool(form[name].value())) for name, label in STEPS],
        "report_url": settings.MANDATED_REPORT_URL,
    }
    return render(request, "forums/reflection_edit.html", context, status=status_of(form))


@login_required
def reflection_share(request, uuid):
    """Read it once more, choose with whom, under which name, and say that the family would be at ease."""
    reflection = own(request, uuid)
    if reflection.state == Reflection.State.SHARED:
        return redirect("forums:thread-detail", reflection.thread.pk)
    forums = (
        Forum.objects.visible_to(request.user).filter(is_open=True).exclude(audience=Forum.Audience.PUBLIC)
    )
    initial = {"forum": next((forum.slug for forum in forums), ""), "idempotency_key": ids.uuid4()}
    form = ShareForm(sent(request), forums=forums, initial=initial)
    if request.method == "POST" and form.is_valid():
        thread = attempt(
            form, reflections.share, actor=request.user, reflection=reflection, **form.cleaned_data
        )
        if thread:
            messages.success(request, _("It is on the table. You will be told when somebody answers."))
            return redirect("forums:thread-detail", thread.pk)
        reflection.refresh_from_db()
    context = {
        "form": form,
        "reflection": reflection,
        "strengths": strengths(reflection),
        "principles": Principle.objects.filter(reflections=reflection),
        "asked": Sector.objects.filter(asked_reflections=reflection),
        "speaker": speaker_among(request.user, forums),
        "report_url": settings.MANDATED_REPORT_URL,
    }
    return render(request, "forums/reflection_share.html", context, status=status_of(form))


@login_required
def reflection_withdraw(request, uuid):
    """Asks first; then the thread closes to everybody."""
    reflection = own(request, uuid)
    if request.method == "POST":
        reflections.withdraw(actor=request.user, reflection=reflection)
        messages.success(request, _("It is yours alone again."))
        return redirect("forums:reflection-list")
    return render(request, "forums/reflection_withdraw.html", {"reflection": reflection})


def own(request, uuid):
    check_member(request.user)
    return get_object_or_404(Reflection.objects.visible_to(request.user).select_related("thread"), uuid=uuid)


def strengths(reflection):
    return [label for value, label in Reflection.Strength.choices if value in reflection.strengths]

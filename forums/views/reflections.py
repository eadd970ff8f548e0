"""The journal and its form."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.authors import anonymous_author
from forums.forms.reflections import ReflectionForm, ShareForm
from forums.models import Reflection
from forums.services import reflections
from forums.views.threads import said
from members.permissions import check_member, sector_of


@login_required
def reflection_list(request):
    check_member(request.user)
    mine = Reflection.objects.visible_to(request.user).select_related("thread")
    return render(request, "forums/reflection_list.html", {"reflections": mine})


@login_required
def reflection_create(request):
    """Nothing is stored before the first words are sent."""
    check_member(request.user)
    moment = request.GET.get("moment", "")
    initial = {"moment": moment if moment in Reflection.Moment.values else ""}
    form = ReflectionForm(
        request.POST or None,
        instance=Reflection(author=request.user, language=get_language()),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        reflection = reflections.begin(actor=request.user, language=get_language())
        reflections.save_draft(actor=request.user, reflection=reflection, **form.cleaned_data)
        return saved(request, reflection)
    return form_page(request, form)


@login_required
def reflection_edit(request, uuid):
    reflection = get_object_or_404(
        Reflection.objects.visible_to(request.user).exclude(state=Reflection.State.SHARED), uuid=uuid
    )
    form = ReflectionForm(request.POST or None, instance=reflection)
    if request.method == "POST" and form.is_valid():
        reflections.save_draft(actor=request.user, reflection=reflection, **form.cleaned_data)
        return saved(request, reflection)
    return form_page(request, form)


def saved(request, reflection):
    if "share" in request.POST:
        return redirect("forums:reflection-share", reflection.uuid)
    messages.success(request, _("Saved in your journal. Only you see it."))
    return redirect("forums:reflection-edit", reflection.uuid)


def form_page(request, form):
    context = {"form": form, "report_url": settings.MANDATED_REPORT_URL}
    return render(request, "forums/reflection_edit.html", context, status=422 if form.errors else 200)


@login_required
def reflection_share(request, uuid):
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), uuid=uuid)
    form = ShareForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        thread = said(form, reflections.share, actor=request.user, reflection=reflection, **form.cleaned_data)
        if thread:
            return redirect("forums:thread-detail", thread.pk)
    context = {
        "form": form,
        "reflection": reflection,
        "label": anonymous_author(sector_of(request.user), "members").label,
        "report_url": settings.MANDATED_REPORT_URL,
    }
    return render(request, "forums/reflection_share.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def reflection_withdraw(request, uuid):
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), uuid=uuid)
    reflections.withdraw(actor=request.user, reflection=reflection)
    messages.success(request, _("It is yours alone again."))
    return redirect("forums:reflection-list")

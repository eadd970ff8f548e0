"""Writing a reflection, and the step in which it meets its colleagues. Its list is in `journal`."""

import uuid as ids
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import Refused
from cop.core.problems import Conflict, problem_response, response_for
from forums.forms.reflections import ShareForm, form_for
from forums.models import Forum, Reflection, Thread
from forums.models.authored import State
from forums.services import reflections
from forums.services.retelling import retell
from forums.views.identifying import say
from forums.views.speaking import attempt, sent, speaker_among, status_of
from library.models import Principle
from members.models import Sector
from members.permissions import check_member, sector_of

CARRIED = 30  # tokens of what was called no identifier while writing, on the way to the step that shares it
#: The steps of the form: the field that fills one, and its name.
STEPS = [
    ("moment", gettext_lazy("The moment")),
    ("what_happened", gettext_lazy("What happened?")),
    ("already_working", gettext_lazy("What was already working?")),
    ("wondering", gettext_lazy("What do you wonder?")),
    ("how_was_it", gettext_lazy("How was it for you?")),
    ("question", gettext_lazy("My question to the village")),
    ("will_try", gettext_lazy("One small thing I will try")),
    ("title", gettext_lazy("A title and a principle")),
]


@login_required
def reflection_create(request):
    """Nothing is stored before the first words are sent. The page names what they become, so that sending them twice
    makes one reflection."""
    check_member(request.user)
    sector, moment = sector_of(request.user), request.GET.get("moment", "")
    initial = {
        "moment": moment if moment in Reflection.Moment.values else "",
        "setting": sector.name if sector else "",
        "please": Reflection.Please.WONDER,
    }
    blank = Reflection(author=request.user, language=get_language(), kind=kind_of(request))
    form = form_for(blank.kind)(
        sent(request), instance=blank, initial=initial, sharing="share" in request.POST
    )
    if request.method == "POST" and form.is_valid():
        reflection = attempt(
            form,
            begin,
            actor=request.user,
            language=get_language(),
            kind=blank.kind,
            uuid=named(request),
            revision=known(request),
            fields=form.cleaned_data,
        )
        if reflection:
            return saved(request, reflection)
    return form_page(request, form, blank)


def kind_of(request):
    """What is begun: an ordinary moment where the address or the form says so."""
    asked = request.POST.get("kind") or request.GET.get("kind")
    return Reflection.Kind.MOMENT if asked == Reflection.Kind.MOMENT else Reflection.Kind.CASE


@transaction.atomic
def begin(*, actor, language, kind, uuid, revision, fields):
    reflection = reflections.begin(actor=actor, language=language, uuid=uuid, kind=kind)
    return reflections.save_draft(actor=actor, reflection=reflection, revision=revision, **fields)


def named(request):
    """How the page calls what is not stored yet; None where it does not say."""
    try:
        return ids.UUID(request.POST.get("uuid", ""))
    except ValueError:
        return None


def known(request):
    """The revision that was written on; None where the page does not say."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@require_POST
@login_required
def reflection_begin(request):
    """Keep the first words while they are typed."""
    check_member(request.user)
    blank = Reflection(author=request.user, language=get_language(), kind=kind_of(request))
    form = form_for(blank.kind)(request.POST, instance=blank)
    form.is_valid()
    fields = {"uuid": named(request) or ids.uuid4(), "language": get_language(), "kind": blank.kind}
    return keep(request, form, begin, fields=form.cleaned_data, **fields)


@require_POST
@login_required
def reflection_keep(request, uuid):
    """Keep what is being written, while it is typed."""
    kept = own(request, uuid)
    form = form_for(kept.kind)(request.POST, instance=kept)
    form.is_valid()
    return keep(request, form, reflections.save_draft, reflection=own(request, uuid), **form.cleaned_data)


def keep(request, form, verb, **fields):
    """What fits is kept, also beside what does not; the answer says which is which, and how far it was kept."""
    try:
        reflection = verb(actor=request.user, revision=known(request), **fields)
    except ValidationError as error:
        return problem_response(422, " ".join(error.messages))
    except (Refused, Conflict) as error:
        return response_for(error)
    return JsonResponse(
        {
            "revision": reflection.revision,
            "edit": reverse("forums:reflection-edit", args=[reflection.uuid]),
            "keep": reverse("forums:reflection-keep", args=[reflection.uuid]),
            "errors": form.errors,
        }
    )


@login_required
def reflection_edit(request, uuid):
    """Once shared, a change is one for all readers: it is kept when it is sent, and looked at like an edited post."""
    reflection = own(request, uuid)
    shared = reflection.state == Reflection.State.SHARED
    form = form_for(reflection.kind)(
        sent(request), instance=reflection, sharing=shared or "share" in request.POST
    )
    if request.method == "POST" and form.is_valid():
        kept = (say if shared else attempt)(
            form,
            retell if shared else reflections.save_draft,
            actor=request.user,
            reflection=own(request, uuid),
            revision=known(request),
            **form.cleaned_data,
        )
        if kept and shared:
            return retold(request, kept)
        if kept:
            return saved(request, kept)
    return form_page(request, form, reflection)


def retold(request, reflection):
    if not Thread.objects.filter(reflection=reflection, state=State.VISIBLE).exists():
        messages.warning(request, _("A moderator reads your change first. Until then you alone see it."))
    return redirect("forums:thread-detail", reflection.thread.pk)


def saved(request, reflection):
    if "share" in request.POST:
        carried = urlencode([("confirmed", one) for one in request.POST.getlist("confirmed")[:CARRIED]])
        address = reverse("forums:reflection-share", args=[reflection.uuid])
        return redirect(f"{address}?{carried}" if carried else address)
    messages.success(request, _("Saved in your journal. Only you see it."))
    return redirect("forums:reflection-edit", reflection.uuid)


def form_page(request, form, reflection):
    """The form; where it came back because something else was saved on another device, sending it again replaces that."""
    there = getattr(form, "conflict", {})
    context = {
        "form": form,
        "reflection": reflection if reflection.pk else None,
        "kind": form.kind,
        "shared": reflection.state == Reflection.State.SHARED,
        "named": (named(request) if request.method == "POST" else None) or ids.uuid4(),
        "revision": there.get("revision", known(request)) if form.is_bound else reflection.revision,
        "theirs": [
            (form[name].label, text)
            for name, text in there.get("fields", {}).items()
            if isinstance(text, str)
        ],
        "steps": [(name, label, bool(form[name].value())) for name, label in STEPS if name in form.fields],
        "report_url": settings.MANDATED_REPORT_URL,
    }
    moment = form.kind == Reflection.Kind.MOMENT
    name = "forums/moment_edit.html" if moment else "forums/reflection_edit.html"
    return render(request, name, context, status=status_of(form))


@login_required
def reflection_share(request, uuid):
    """Read it once more, choose with whom, under which name, and say that the family would be at ease."""
    reflection = own(request, uuid)
    forums = list(wider(request.user, reflection))
    before = reflection.thread if reflection.state == Reflection.State.SHARED else None
    if before and not forums and request.method != "POST":
        return redirect("forums:thread-detail", before.pk)
    initial = {"forum": next((forum.slug for forum in forums), ""), "idempotency_key": ids.uuid4()}
    offered = open_to(request.user)
    if request.method != "POST":  # what is sent twice goes where it went
        offered = offered.filter(pk__in=[forum.pk for forum in forums])
    form = ShareForm(sent(request), forums=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        thread = say(
            form, reflections.share, actor=request.user, reflection=reflection, elsewhere=in_journal(reflection),
            **form.cleaned_data,
        )  # fmt: skip
        if thread:
            if thread.state == State.HELD:
                messages.warning(request, _("A moderator reads it first. Until then you alone see it."))
            else:
                messages.success(request, _("It is on the table. You will be told when somebody answers."))
            return redirect("forums:thread-detail", thread.pk)
        reflection.refresh_from_db()
    context = once_more(reflection) | {
        "form": form,
        "before": before,
        "carried": [] if form.is_bound else request.GET.getlist("confirmed")[:CARRIED],
        "asked": Sector.objects.filter(asked_reflections=reflection),
        "speaker": speaker_among(request.user, forums),
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


def open_to(viewer):
    """The forums in which somebody may share a reflection."""
    return Forum.objects.visible_to(viewer).filter(is_open=True).exclude(audience=Forum.Audience.PUBLIC)


def wider(viewer, reflection):
    """Those of them in which more people would read it than do now."""
    found = open_to(viewer)
    if reflection.state != Reflection.State.SHARED:
        return found
    now = reflections.reach(reflection.thread.audience)
    return [forum for forum in found if reflections.reach(forum.audience_token) > now]


def own(request, uuid):
    check_member(request.user)
    return get_object_or_404(Reflection.objects.visible_to(request.user).select_related("thread"), uuid=uuid)


def in_journal(reflection):
    """Where a suggestion goes that its author takes while sharing: into what is theirs alone as yet. What others read
    already is changed in its own form (None)."""

    def put(name, text):
        if name not in reflections.FIELDS:
            return False
        try:
            reflections.save_draft(actor=reflection.author, reflection=reflection, **{name: text})
        except ValidationError:  # too long with it
            return False
        return True

    return put if reflection.state != Reflection.State.SHARED else None


def once_more(reflection):
    """What its author reads again before others do, for the template."""
    return {
        "reflection": reflection,
        "before": reflection.thread if reflection.state == Reflection.State.SHARED else None,
        "strengths": reflection.strength_labels,
        "principles": Principle.objects.filter(reflections=reflection),
        "report_url": settings.MANDATED_REPORT_URL,
    }

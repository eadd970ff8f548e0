"""Who asks for a seat, and whose account is paused."""

import uuid as ids

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import allowed, only
from cop.core.problems import Conflict
from members import permissions, services
from members.forms import FindForm
from members.models import ModeratorMessage, User, profile_of
from members.moderation_forms import DeclineForm, MessageForm, SuspensionForm
from members.views.people import member_page

PER_PAGE = 20
HISTORY = 50  # messages shown of one member

moderators = only(permissions.check_moderator)


@moderators
def member_moderation(request):
    people = User.objects.with_seat()
    waiting = people.waiting().prefetch_related("emailaddress_set").order_by("date_joined")
    find = FindForm(request.GET)
    asked = find.cleaned_data["q"] if find.is_valid() else ""
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "paused": people.filter(suspended_until__gt=timezone.now()).order_by("suspended_until"),
        "find": find,
        "asked": asked,
        "found": people.full_members().filter(display_name__icontains=asked)[:PER_PAGE] if asked else [],
    }
    return render(request, "members/member_moderation.html", context)


@moderators
@require_POST
def member_approve(request, uuid):
    member = services.approve(actor=request.user, member=get_object_or_404(User.objects.waiting(), uuid=uuid))
    messages.success(request, _("%(name)s has a seat now, and a letter that says so.") % {"name": member})
    return redirect("members:moderation")


@moderators
@require_POST
def member_decline(request, uuid):
    member = get_object_or_404(User.objects.waiting(), uuid=uuid)
    form = DeclineForm(request.POST)
    if form.is_valid():
        services.decline(actor=request.user, member=member, reason=form.cleaned_data["reason"])
        messages.success(request, _("The request of %(name)s is closed.") % {"name": member})
    else:
        messages.error(request, " ".join(form.errors["reason"]))
    return redirect("members:moderation")


@moderators
@require_POST
def member_suspend(request, uuid):
    member = get_object_or_404(User.objects.with_seat(), uuid=uuid)
    permissions.check_sanction(request.user, member)
    form = SuspensionForm(request.POST)
    if not (form.is_valid() and paused(form, request.user, member)):
        return member_page(request, member, form, status=422)
    messages.success(request, _("The account of %(name)s is paused.") % {"name": member})
    return redirect("members:moderation")


def paused(form, actor, member):
    fields = form.cleaned_data
    until = form.end_of(fields)
    return unless_sent_before(form, services.suspend, actor=actor, member=member, until=until, **fields)


def unless_sent_before(form, verb, **fields):
    """Call a verb that sends something once a key. Other words under the same key come back with another one."""
    try:
        return verb(**fields)
    except Conflict as error:
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["idempotency_key"] = str(ids.uuid4())
        return None


@moderators
@require_POST
def member_lift(request, uuid):
    member = get_object_or_404(User, uuid=uuid)
    services.lift_suspension(actor=request.user, member=member)
    messages.success(request, _("%(name)s is back at the table.") % {"name": member})
    return redirect("members:moderation")


@moderators
def member_history(request, uuid):
    """What moderators know of a member: what was written, decided and reported, as far as it bears a name."""
    return history_page(request, get_object_or_404(User.objects.with_seat(), uuid=uuid))


def history_page(request, member, form=None):
    said = member.moderator_messages.filter(masked=False).select_related("sent_by")
    sanction = allowed(permissions.check_sanction, request.user, member)
    silenced = sanction and said.in_force(ModeratorMessage.Kind.SILENCE).exists()
    warned = sanction and said.in_force(ModeratorMessage.Kind.WARNING).exists()
    own = member.pk == request.user.pk
    context = {
        "member": member,
        "profile": profile_of(member),
        "said": said[:HISTORY],
        "may_write": not own,
        "silenced": silenced,
        "warned": warned,
        "form": form or (None if own else MessageForm(only_note=not sanction)),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "members/member_history.html", context, status=status)


@moderators
@require_POST
def member_speak(request, uuid):
    """Write to a member, warn, silence or pause; or end a silence, or take warnings back."""
    member = get_object_or_404(User.objects.with_seat(), uuid=uuid)
    if "lift" in request.POST:
        services.lift(actor=request.user, member=member, kind=ModeratorMessage.Kind.SILENCE)
        messages.success(request, _("%(name)s can speak again.") % {"name": member})
        return redirect("members:member-history", uuid)
    if "take-back" in request.POST:
        services.lift(actor=request.user, member=member, kind=ModeratorMessage.Kind.WARNING)
        messages.success(request, _("The warning is taken back; %(name)s reads so.") % {"name": member})
        return redirect("members:member-history", uuid)
    sanction = allowed(permissions.check_sanction, request.user, member)
    form = MessageForm(request.POST, only_note=not sanction)
    sure = form.is_valid()
    said = {"actor": request.user, "member": member, **form.cleaned_data}
    if not (sure and unless_sent_before(form, services.address, **said)):
        return history_page(request, member, form)
    messages.success(request, _("It is sent. %(name)s reads it here.") % {"name": member})
    return redirect("members:member-history", uuid)

"""How colleagues see a member, what still misses for a seat, and the language of the pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_POST

from cop.core.access import allowed
from cop.core.ways import lead_back
from members import permissions, services
from members.account_forms import AddressForm
from members.models import ModeratorMessage, User, profile_of
from members.moderation_forms import SuspensionForm


@login_required
def welcome(request):
    """For whoever is signed in and not, or no longer, a full member."""
    if permissions.is_member(request.user):
        return redirect("home")
    context = {
        "address": request.user.address,
        "form": AddressForm(user=request.user),
        "messages_in_force": request.user.moderator_messages.in_force(ModeratorMessage.Kind.PAUSE),
    }
    return render(request, "members/welcome.html", context)


def member_detail(request, uuid):
    member = get_object_or_404(User.objects.visible_to(request.user).with_seat(), uuid=uuid)
    may_pause = allowed(permissions.check_sanction, request.user, member)
    return member_page(request, member, SuspensionForm() if may_pause else None)


def member_page(request, member, form, status=200):
    context = {
        "member": member,
        "profile": profile_of(member),
        "form": form,
        "blocked": services.has_blocked(request.user, member),
        "may_moderate": permissions.is_moderator(request.user),
    }
    return render(request, "members/member_detail.html", context, status=status)


@require_POST
@login_required
def block_set(request, uuid):
    """`on`: anything but nothing. Leads back to `next` or to the member."""
    permissions.check_member(request.user)
    member = get_object_or_404(services.blockable(request.user), uuid=uuid)
    if request.POST.get("on"):
        services.block(actor=request.user, member=member)
        said = _("%(name)s is blocked, and is not told.")
    else:
        services.unblock(actor=request.user, member=member)
        said = _("%(name)s is not blocked any more.")
    messages.success(request, said % {"name": member.display_name})
    return lead_back(request, reverse("members:member-detail", args=[uuid]))


def set_language(request):
    """Keep the choice in a cookie, and for whoever is signed in with the account, where mails look for it too."""
    response = i18n.set_language(request)
    if request.method == "POST" and request.user.is_authenticated and request.POST.get("language"):
        services.change_language(actor=request.user, language=request.POST["language"])
    return response

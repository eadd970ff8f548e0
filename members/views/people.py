"""How colleagues see a member, what still misses for a seat, and the language of the pages."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views import i18n

from cop.core.access import allowed
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
    context = {
        "member": member,
        "profile": profile_of(member),
        "form": None,
        "may_moderate": permissions.is_moderator(request.user),
    }
    if allowed(permissions.check_sanction, request.user, member):
        context["form"] = SuspensionForm()
    return render(request, "members/member_detail.html", context)


def set_language(request):
    """Keep the choice in a cookie, and for whoever is signed in with the account, where mails look for it too."""
    response = i18n.set_language(request)
    if request.method == "POST" and request.user.is_authenticated and request.POST.get("language"):
        services.change_language(actor=request.user, language=request.POST["language"])
    return response

"""A member's own seat, their tokens, and how colleagues see them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members import permissions, services
from members.forms import ProfileForm, TokenForm
from members.models import Profile, User


@login_required
def profile_edit(request):
    permissions.check_member(request.user)
    profile, _created = Profile.objects.get_or_create(user=request.user)
    form = ProfileForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        services.update_profile(actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("members:profile-edit")
    return render(request, "members/profile_edit.html", {"form": form})


@login_required
def token_list(request):
    permissions.check_member(request.user)
    form, raw = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, raw = services.issue_token(actor=request.user, name=form.cleaned_data["name"])
        form = TokenForm()
    tokens = request.user.personal_tokens.filter(revoked_at__isnull=True)
    return render(request, "members/token_list.html", {"form": form, "raw": raw, "tokens": tokens})


@require_POST
@login_required
def token_revoke(request, pk):
    token = get_object_or_404(request.user.personal_tokens, pk=pk)
    services.revoke_token(actor=request.user, token=token)
    return redirect("members:token-list")


def member_detail(request, uuid):
    if not permissions.is_member(request.user):
        raise Http404
    member = get_object_or_404(User.objects.full_members().with_seat(), uuid=uuid)
    return render(request, "members/member_detail.html", {"member": member})

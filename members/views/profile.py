"""One's own seat, tokens and sessions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from cop.core.access import Refused
from members import permissions, services
from members.forms import LookForm, ProfileForm, TokenForm
from members.look import Look, keep_in_browser, look_of
from members.models import Profile


@login_required
def profile_edit(request):
    if not permissions.is_member(request.user):
        return redirect("members:welcome")
    profile = Profile.objects.select_related("sector").filter(user=request.user).first()
    form = ProfileForm(request.POST or None, instance=profile or Profile(user=request.user))
    if request.method == "POST" and form.is_valid():
        services.update_profile(actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("members:profile-edit")
    return render(request, "members/profile_edit.html", {"form": form})


@login_required
@require_POST
def sign_out_everywhere(request):
    services.sign_out_everywhere(actor=request.user)
    request.session.flush()
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
def look(request):
    """Size of letters and contrast: with the account, or for whoever has none in this browser."""
    form = LookForm(request.POST or None, initial=look_of(request)._asdict())
    if request.method != "POST" or not form.is_valid():
        return render(request, "members/look.html", {"form": form})
    chosen = Look(**form.cleaned_data)
    response = redirect("members:look")
    if permissions.is_member(request.user):
        services.choose_look(actor=request.user, size=chosen.size, contrast=chosen.contrast)
    else:
        keep_in_browser(request, response, chosen)
    messages.success(request, _("Saved."))
    return response


@login_required
@require_POST
def coach_switch(request):
    """`on`: anything but nothing. For the script that asks while one writes; the profile has it as a field."""
    services.switch_coach(actor=request.user, on=bool(request.POST.get("on")))
    return HttpResponse(status=204)


@login_required
@sensitive_variables("raw")
def token_list(request):
    """The raw token stands only in the answer to the form that made it."""
    permissions.check_member(request.user)
    form, raw = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, raw = services.issue_token(actor=request.user, name=form.cleaned_data["name"])
            form = TokenForm()
        except Refused as refused:
            form.add_error(None, str(refused))
    tokens = request.user.personal_tokens.filter(revoked_at__isnull=True)
    return render(request, "members/token_list.html", {"form": form, "raw": raw, "tokens": tokens})


@login_required
@require_POST
def token_revoke(request, pk):
    token = get_object_or_404(request.user.personal_tokens, pk=pk)
    services.revoke_token(actor=request.user, token=token)
    messages.success(request, _("The token is revoked."))
    return redirect("members:token-list")

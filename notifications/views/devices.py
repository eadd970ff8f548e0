"""Being alerted on devices: a browser asks for it, gets another address, or is removed."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from cop.core.access import Refused, only
from members.permissions import check_member
from notifications.forms import CANNOT, DeviceForm, PushForm
from notifications.models import Device
from notifications.services import devices, preferences
from notifications.services.push_service import public_key

LASTS = timedelta(days=400)  # no browser keeps a cookie longer
#: Told apart by the first that fits: most browsers call themselves by the names of others as well.
BROWSERS = {
    r"Firefox|FxiOS": "Firefox", r"Edg": "Edge", r"OPR": "Opera", r"SamsungBrowser": "Samsung Internet",
    r"Chrome|CriOS|Chromium": "Chrome", r"Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    r"Android": "Android", r"iPhone": "iPhone", r"iPad": "iPad", r"Windows": "Windows", r"CrOS": "ChromeOS",
    r"Macintosh": "Mac", r"Linux": "Linux",
}  # fmt: skip


@only(check_member)
@require_http_methods(["GET", "HEAD", "POST"])
def device_list(request):
    """Where one is notified; what is sent there makes this browser one more."""
    if not public_key():
        raise Http404
    if request.method != "POST":
        return render(request, "notifications/device_list.html", context_of(request))
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return again(request, 422, error=CANNOT)
    name = name_of(request.headers.get("User-Agent", ""))
    try:
        _device, token = devices.add_device(actor=request.user, subscription=form.subscription(), name=name)
    except Refused as refusal:
        return again(request, 403, error=refusal.reason)
    messages.success(request, _("You are notified on this device from now on."))
    response = redirect("notifications:device-list")
    response.set_cookie(
        devices.COOKIE,
        token,
        max_age=LASTS,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def context_of(request, error="", form=None):
    mine = list(Device.objects.visible_to(request.user))
    this = devices.among(mine, request.COOKIES.get(devices.COOKIE))
    if mine and form is None:
        form = PushForm(initial={"kinds": preferences.chosen(request.user.push_opt_outs)})
    return {"push_key": public_key(), "devices": mine, "this_device": this, "form": form, "error": error}


def again(request, status, **more):
    return render(request, "notifications/device_list.html", context_of(request, **more), status=status)


@csrf_exempt  # the secret of the browser is the permission; other sites cannot send it along (SameSite=Strict)
@require_POST
def device_renew(request):
    """Asked by the service worker, with or without somebody signed in."""
    form = DeviceForm(request.POST)
    token = request.COOKIES.get(devices.COOKIE)
    if not public_key() or not token:
        raise Http404
    if not form.is_valid():
        return HttpResponse(status=422)
    if not devices.renew_device(token=token, subscription=form.subscription()):
        raise Http404
    return HttpResponse(status=204)


@login_required
@require_POST
def device_remove(request, pk):
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    devices.remove_device(actor=request.user, device=device)
    messages.success(request, _("You are no longer notified there."))
    return redirect("notifications:device-list")


@only(check_member)
@require_POST
def push_choose(request):
    form = PushForm(request.POST)
    if form.is_valid():
        preferences.choose_pushes(actor=request.user, wanted=form.cleaned_data["kinds"])
        messages.success(request, _("Saved."))
        return redirect("notifications:device-list")
    return again(request, 422, form=form)


def name_of(agent):
    """What a browser calls itself, for its member to know it again: "Firefox · Android"."""

    def first(names):
        return next((name for pattern, name in names.items() if re.search(pattern, agent)), "")

    return " · ".join(filter(None, [first(BROWSERS), first(SYSTEMS)])) or _("A browser")

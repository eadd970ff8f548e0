"""Reading one's notifications, and stopping mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cop.core.registries import kinds
from cop.core.still import is_still
from members.models import profile_of
from members.permissions import check_member
from notifications.forms import MailForm, UnsubscribeForm
from notifications.models import Notification
from notifications.selectors import first_target, lines, newest
from notifications.services import preferences, reading
from notifications.services.push_service import public_key

PAGE = 30


@login_required
@require_safe
def notification_list(request):
    check_member(request.user)
    page = Paginator(newest(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notification_list.html", list_context(request, page))


def list_context(request, page, form=None):
    return {
        "page": page,
        "lines": lines(request.user, page.object_list),
        "form": form or MailForm(initial={"kinds": preferences.chosen(request.user.mail_opt_outs)}),
        "mails": profile_of(request.user).email_notifications,
        "devices_too": bool(public_key()),
    }


@login_required
@require_safe
def notification_open(request, pk):
    """Lead to what a notification tells of, if it is there for the member, and remember that it was seen."""
    mine = Notification.objects.visible_to(request.user).select_related("member", "thread")
    notification = get_object_or_404(mine, pk=pk)
    target = first_target(notification)
    if target is None:
        raise Http404
    if not is_still():
        reading.mark_read(actor=request.user, notification=notification)
    return redirect(kinds[notification.kind].url(target))


@login_required
@require_POST
def notification_read(request):
    reading.mark_all_read(actor=request.user)
    return redirect("notifications:notification-list")


@login_required
@require_POST
def mail_choose(request):
    check_member(request.user)
    form = MailForm(request.POST)
    if form.is_valid():
        preferences.choose_mails(actor=request.user, wanted=form.cleaned_data["kinds"])
        messages.success(request, _("Saved."))
        return redirect("notifications:notification-list")
    page = Paginator(newest(request.user), PAGE).get_page(1)
    context = list_context(request, page, form)
    return render(request, "notifications/notification_list.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the signed link is the permission; mail programs have no other (RFC 8058)
def unsubscribe(request, token):
    """Mail scanners open links: looking changes nothing, only sending does. Works signed out and again."""
    found = preferences.read_token(token)
    if found is None:
        raise Http404
    member, kind = found
    form = UnsubscribeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        everything = form.cleaned_data["scope"] == "everything"
        preferences.stop_mails(member=member, kind=kind, everything=everything)
        done = "everything" if everything else "kind"
        context = {"label": kinds[kind].label, "done": done}
        return render(request, "notifications/unsubscribe.html", context)
    context = {"label": kinds[kind].label, "done": ""}
    return render(request, "notifications/unsubscribe.html", context, status=422 if form.is_bound else 200)

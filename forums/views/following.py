"""How much of a thing one wants to hear, and the page of all that one chose."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.ways import lead_back
from forums.followed import KINDS, lines, row_of
from forums.paging import key_of
from members.models import Follow
from members.permissions import check_member
from members.services import set_level, unfollow

SHOWN = 30


@require_POST
@login_required
def follow_set(request, kind, key):
    """Choose a `level`; `off` for no choice of one's own. Leads back to `next` or to what it is about."""
    check_member(request.user)
    found, level = KINDS.get(kind), request.POST.get("level", "")
    if level != "off" and level not in Follow.Level.values:
        return HttpResponseBadRequest()
    target = row_of(found, request.user, key)
    if level == "off":
        unfollow(actor=request.user, target=target)
    else:
        set_level(actor=request.user, target=target, level=level)
    messages.success(request, _("Saved."))
    return lead_back(request, found.url(target))


@login_required
def following(request):
    """All that one chose, the newest first; on the first page also whom one has blocked."""
    check_member(request.user)
    rows = Follow.objects.filter(member=request.user).order_by("-pk")
    after = key_of(request.GET.get("after"))
    page = list((rows.filter(pk__lt=after) if after else rows)[: SHOWN + 1])
    more, page = len(page) > SHOWN, page[:SHOWN]
    steps = {"next": f"?after={page[-1].pk}"} if more else {}
    context = {"lines": lines(request.user, page), "steps": steps}
    if after is None:
        blocks = request.user.blocks.select_related("blocked__profile__sector").order_by("-pk")
        context["blocked"] = [one.blocked for one in blocks]
    return render(request, "forums/following.html", context)

"""How much of a thing one wants to hear, and the page of all that one chose."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.followed import KINDS, kind_of
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
    way = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(way, {request.get_host()}, request.is_secure())
    return redirect(way if safe else found.url(target))


def row_of(found, viewer, key):
    try:
        row = found.rows(viewer).filter(**{found.by: key}).first() if found else None
    except (ValueError, ValidationError):
        row = None
    if row is None:
        raise Http404
    return row


@login_required
def following(request):
    """All that one chose, the newest first."""
    check_member(request.user)
    rows = Follow.objects.filter(member=request.user).order_by("-pk")
    after = key_of(request.GET.get("after"))
    page = list((rows.filter(pk__lt=after) if after else rows)[: SHOWN + 1])
    more, page = len(page) > SHOWN, page[:SHOWN]
    steps = {"next": f"?after={page[-1].pk}"} if more else {}
    return render(request, "forums/following.html", {"lines": lines(request.user, page), "steps": steps})


def lines(viewer, follows):
    """What these follows are about, as far as it may be seen now, in one query a kind."""
    wanted: dict[str, list[Follow]] = {}
    for one in follows:
        kind = kind_of(ContentType.objects.get_for_id(one.content_type_id))
        wanted.setdefault(kind or "", []).append(one)
    told = {}
    for name, some in wanted.items():
        if (kind := KINDS.get(name)) is None:
            continue
        rows = kind.rows(viewer).filter(pk__in=[one.object_id for one in some])
        by_key = {row.pk: row for row in rows}
        for one in some:
            if (row := by_key.get(one.object_id)) is not None:
                told[one.pk] = {
                    "kind": name,
                    "key": getattr(row, kind.by),
                    "label": kind.label,
                    "icon": kind.icon,
                    "name": kind.name(row),
                    "language": getattr(row, "language", "") if name == "thread" else "",
                    "url": kind.url(row),
                    "level": one.level,
                }
    return [told[one.pk] for one in follows if one.pk in told]

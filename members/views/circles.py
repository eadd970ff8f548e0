"""Circles: mine, who sits in one, and for its facilitators who shall."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import Refused, allowed
from members import permissions, services
from members.forms import FindForm, SeatForm
from members.models import Circle, User

FOUND = 10  # people shown for a name; whoever is not among them types more of it


@login_required
def circle_list(request):
    permissions.check_member(request.user)
    mine = Circle.objects.of(request.user)
    others = Circle.objects.visible_to(request.user).exclude(pk__in=[circle.pk for circle in mine])
    return render(request, "members/circle_list.html", {"mine": mine, "others": others})


def circle_detail(request, slug):
    circle = get_object_or_404(Circle.objects.visible_to(request.user), slug=slug)
    seats = list(
        circle.memberships.select_related("member__profile__sector").order_by(
            "member__profile__sector__order", "member__profile__sector__slug", "member__display_name"
        )
    )
    find = FindForm(request.GET)
    context = {
        "circle": circle,
        "groups": [(sector, list(group)) for sector, group in groupby(seats, key=_sector)],
        "is_mine": any(seat.member_id == request.user.pk for seat in seats),
        "can_keep": allowed(permissions.check_keep_circle, request.user, circle),
        "find": find,
        "asked": find.cleaned_data["q"] if find.is_valid() else "",
        "found": [],
    }
    if context["can_keep"] and context["asked"]:
        context["found"] = (
            User.objects.visible_to(request.user)
            .with_seat()
            .filter(display_name__icontains=context["asked"])
            .exclude(pk__in=[seat.member_id for seat in seats])
            .order_by("display_name")[:FOUND]
        )
    return render(request, "members/circle_detail.html", context)


def _sector(seat):
    profile = getattr(seat.member, "profile", None)
    return profile.sector if profile else None


@login_required
@require_POST
def circle_seat(request, slug):
    """Seat a member, change their role, or take the seat away."""
    circle = get_object_or_404(Circle.objects.visible_to(request.user), slug=slug)
    form = SeatForm(request.POST)
    if not form.is_valid():
        raise Http404
    uuid, role = form.cleaned_data["member"], form.cleaned_data["role"]
    people = circle.members.all() if role == "none" else User.objects.visible_to(request.user)
    member = get_object_or_404(people, uuid=uuid)
    try:
        if role == "none":
            permissions.check_keep_circle(request.user, circle)
            services.leave_circle(actor=request.user, circle=circle, member=member)
            messages.success(request, _("%(name)s no longer sits in this circle.") % {"name": member})
        else:
            services.join_circle(actor=request.user, circle=circle, member=member, role=role)
            messages.success(request, _("%(name)s sits in this circle.") % {"name": member})
    except Refused as refused:
        messages.error(request, str(refused))
    if member.pk == request.user.pk and role == "none":
        return redirect("members:circle-list")
    return redirect("members:circle-detail", slug=slug)


@login_required
@require_POST
def circle_leave(request, slug):
    circle = get_object_or_404(Circle.objects.visible_to(request.user), slug=slug)
    try:
        services.leave_circle(actor=request.user, circle=circle)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("members:circle-detail", slug=slug)
    messages.success(request, _("You have left the circle. What you said there stays there."))
    return redirect("members:circle-list")

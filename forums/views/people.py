"""Names for who writes. Bounded, and only of people who can read what is written."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forums.mentionable import mentionable
from forums.models import Forum, Thread
from members.models import profile_of
from members.permissions import check_member


@require_safe
@login_required
def people_of_thread(request, pk):
    check_member(request.user)
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    return told(request, thread.audience)


@require_safe
@login_required
def people_of_forum(request):
    """`?forum=`: where a conversation is about to begin."""
    check_member(request.user)
    forums = Forum.objects.visible_to(request.user)
    return told(request, get_object_or_404(forums, slug=request.GET.get("forum", "")[:50]).audience_token)


def told(request, audience):
    people = mentionable(request.user, audience, request.GET.get("q", ""))
    found = [
        {
            "name": one.display_name,
            "uuid": one.uuid,
            "role": profile_of(one).role,
        }
        for one in people
    ]
    return JsonResponse({"people": found})

"""What moderators wrote to one: read by whoever it went to, paused or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.still import is_still
from members import services
from members.models import ModeratorMessage

PER_PAGE = 20


@login_required
def message_list(request):
    mine = ModeratorMessage.objects.visible_to(request.user)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/message_list.html", {"page": page})


@login_required
def message_detail(request, uuid):
    message = get_object_or_404(ModeratorMessage.objects.visible_to(request.user), uuid=uuid)
    if not is_still():
        services.read_message(actor=request.user, message=message)
    return render(request, "members/message_detail.html", {"message": message})


@login_required
@require_POST
def message_acknowledge(request, uuid):
    message = get_object_or_404(ModeratorMessage.objects.visible_to(request.user), uuid=uuid, kind="warning")
    services.acknowledge(actor=request.user, message=message)
    messages.success(request, _("Thank you. You can go on."))
    return redirect("members:message-list")

"""Was this useful? One tap where the guide ends, and a page to say more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cop.core.access import only
from forums.forms.responding import ResponseForm
from forums.models import GuideResponse
from forums.services import responding
from forums.showing.responses import tried
from forums.views.identifying import say
from forums.views.speaking import status_of
from library.models import GuidePage
from library.permissions import check_curate
from members.permissions import check_member

A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def guide_response(request, pk):
    """A tap sends the answer alone and leads here, where there is room for what was tried."""
    check_member(request.user)
    guide = guide_for(request, pk)
    row = GuideResponse.objects.visible_to(request.user).filter(guide_key=guide.translation_key).first()
    sent = request.POST if request.method == "POST" else None
    form = ResponseForm(sent, initial={"answer": row.answer, "words": row.words} if row else None)
    if form.is_bound and form.is_valid():
        tapped = "words" not in form.data
        fields = form.cleaned_data | ({"words": None} if tapped else {})
        if say(form, responding.respond, actor=request.user, guide=guide, **fields):
            if tapped:
                return redirect("forums:guide-response", pk=guide.pk)
            messages.success(request, _("Thank you. It helps to make the guide better."))
            return redirect(guide.url)
    context = {"guide": guide, "form": form, "response": row}
    return render(request, "forums/guide_response.html", context, status=status_of(form))


@require_POST
@login_required
def guide_response_take_back(request, pk):
    guide = guide_for(request, pk)
    responding.take_back(actor=request.user, guide=guide)
    messages.success(request, _("Taken back."))
    return redirect(guide.url)


@require_safe
@only(check_curate)
def guide_heard(request, pk):
    """What members tried, for who writes guides."""
    guide = guide_for(request, pk)
    page = Paginator(tried(guide, request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {"guide": guide, "page": page, "params": request.GET}
    return render(request, "forums/guide_heard.html", context)


def guide_for(request, pk):
    guides = GuidePage.objects.visible_to(request.user).select_related("locale")
    return get_object_or_404(guides, pk=pk)

"""Reading a draft of a guide before it is published, on a page that needs no editor's rights."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.forms.reviewing import YES, ReviewForm
from forums.services import reviewing
from forums.views.identifying import say
from forums.views.speaking import sent, status_of
from library.models import PeerReview
from library.reviewing import asked_of, asking, draft_of, may_read, missing, peer_states
from members.models import profile_of
from members.models.sectors import known_sectors
from members.permissions import check_member, is_curator

A_PAGE = 20


@require_safe
@login_required
def review_list(request):
    """What waits for one's word, and what one said of others."""
    check_member(request.user)
    own = PeerReview.objects.filter(reader=request.user)
    own = own.select_related("state__revision", "state__workflow_state").defer("state__revision__content")
    page = Paginator(own.order_by("-created_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    waiting = [state for state in asking(request.user) if not state.is_answered]
    context = {
        "waiting": waiting,
        "page": page,
        "params": request.GET,
        "reads_drafts": profile_of(request.user).reads_drafts,
    }
    return render(request, "forums/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review_detail(request, pk):
    """The draft as its readers would have it, what colleagues said of it, and room for one's own word."""
    check_member(request.user)
    states = peer_states().select_related("revision", "workflow_state__requested_by")
    state = get_object_or_404(states, pk=pk)
    reviews = list(PeerReview.objects.filter(state=state).select_related("reader", "sector"))
    asked = asked_of(request.user)
    draft = draft_of(state) if may_read(request.user, state, reviews, asked) else None
    if draft is None:
        raise Http404
    goes_on = state.status == state.STATUS_IN_PROGRESS
    sees_all = is_curator(request.user) or state.workflow_state.requested_by == request.user
    own = next((one for one in reviews if one.reader_id == request.user.pk), None)
    initial = {"answer": YES if own.approves else "change", "words": own.words} if own else None
    form = ReviewForm(sent(request), initial=initial)
    if form.is_bound and form.is_valid():
        fields = {"approves": form.cleaned_data["answer"] == YES, "words": form.cleaned_data["words"]}
        if say(form, reviewing.review, actor=request.user, state=state, **fields):
            messages.success(request, _("Thank you. Whoever writes it has your word now."))
            return redirect("forums:review-list")
    waited = missing([state], reviews)[state.pk] if goes_on and sees_all else ()
    context = draft.shown_to(request.user) | {
        "page": None,
        "draft": draft,
        "state": state,
        "form": form,
        "reviews": reviews if sees_all else [one for one in reviews if one == own],
        "own": own,
        "may_review": (goes_on and state.pk in asked) or form.is_bound,
        "may_edit": is_curator(request.user),
        "missing": [known_sectors()[key] for key in waited if key],
        "anybody": None in waited,
    }
    return render(request, "forums/review_detail.html", context, status=status_of(form))

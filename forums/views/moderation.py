"""What waits for a moderator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.authors import author_for
from forums.forms.posting import DecisionForm
from forums.models import Post
from forums.services import moderation
from members.models import Flag
from members.permissions import check_moderator

PAGE = 20


@login_required
def queue(request):
    """Open flags on posts, the oldest first. Authors stand here as everywhere: by what readers may know of them."""
    check_moderator(request.user)
    flags = Flag.objects.filter(state=Flag.State.OPEN, content_type=ContentType.objects.get_for_model(Post))
    page = Paginator(flags.order_by("created_at", "pk"), PAGE).get_page(request.GET.get("page"))
    posts = (
        Post.objects.visible_to(request.user)
        .select_related("thread__reflection", "author", "sector")
        .prefetch_related("sector__labels")
        .in_bulk([flag.object_id for flag in page])
    )
    rows = [
        {"flag": flag, "post": post, "author": author_for(post, post.thread.audience)}
        for flag in page
        if (post := posts.get(flag.object_id))
    ]
    return render(request, "forums/moderation.html", {"rows": rows, "page": page})


@require_POST
@login_required
def decide(request, pk):
    check_moderator(request.user)
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread"), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose whether to show it again or to keep it hidden."))
    elif form.cleaned_data["decision"] == "restore":
        moderation.restore_post(actor=request.user, post=post, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is shown again."))
    else:
        moderation.keep_hidden(actor=request.user, post=post, reason=form.cleaned_data["reason"])
        messages.success(request, _("It stays hidden."))
    return redirect("forums:moderation")

"""What waits for a moderator."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from forums.authors import author_for
from forums.forms.posting import DecisionForm
from forums.models import Post
from forums.services import moderation
from members.models import Flag
from members.permissions import check_moderator


@login_required
def queue(request):
    check_moderator(request.user)
    flags = list(Flag.objects.filter(state=Flag.State.OPEN)[:50])
    posts = Post.objects.select_related("thread__reflection", "author", "sector").prefetch_related(
        "sector__labels"
    )
    posts = posts.in_bulk([flag.object_id for flag in flags])
    rows = [
        (
            flag,
            posts[flag.object_id],
            author_for(posts[flag.object_id], posts[flag.object_id].thread.audience),
        )
        for flag in flags
        if flag.object_id in posts
    ]
    return render(request, "forums/moderation.html", {"rows": rows})


@require_POST
@login_required
def decide(request, pk):
    check_moderator(request.user)
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread"), pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        verb = (
            moderation.restore_post if form.cleaned_data["decision"] == "restore" else moderation.keep_hidden
        )
        verb(actor=request.user, post=post, reason=form.cleaned_data["reason"])
    return redirect("forums:moderation")

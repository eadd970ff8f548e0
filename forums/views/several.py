"""One act on several replies or conversations, and what was removed and may come back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums import permissions
from forums.authors import author_for, counted
from forums.forms.moderating import PostsForm, ThreadsForm
from forums.models import Forum, Post, Thread
from forums.models.posts import RESTORABLE
from forums.services import several, splitting
from forums.services.parting import joinings_in_reach
from forums.services.sequence import APART
from forums.showing.addresses import PAGE
from forums.showing.whole import whole
from forums.views.identifying import say
from forums.views.speaking import attempt, sent, status_of

JOINED = 20  # conversations named that were joined to another


@login_required
@counted()
def posts_choose(request, pk):
    """Replies of one conversation with a box before each; what stood on other pages is chosen there."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum"), pk=pk)
    permissions.check_moderate(request.user)
    form = PostsForm(sent(request), viewer=request.user, thread=thread)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["act"] == "distil":
            chosen = urlencode({"posts": [post.pk for post in data["posts"]], "write": 1}, doseq=True)
            return redirect(f"{reverse('forums:thread-distil', args=[thread.pk])}?{chosen}")
        if data["act"] == "split":
            names = ("posts", "title", "kind", "forum", "wider", "reason")
            fields = {name: data[name] for name in names if data[name] != ""}
            after = say(form, split, actor=request.user, thread=thread, **fields)
        else:
            fields = {name: data[name] for name in ("posts", "act", "reason")}
            fields["revisions"] = form.revisions()
            after = attempt(form, act, actor=request.user, thread=thread, **fields)
        if after:
            messages.success(request, _("Done."))
            return redirect("forums:thread-detail", after.pk)
    pages = Paginator(range(max(thread.last_position, 1)), PAGE)
    page = pages.get_page(request.GET.get("page"))
    first = (page.number - 1) * PAGE + 1
    posts = Post.objects.visible_to(request.user).filter(
        thread=thread, position__range=(first, first + PAGE - 1)
    )
    posts = posts.exclude(kind__in=APART).to_render().order_by("position")
    chosen = set(request.POST.getlist("posts"))
    told = whole(list(posts))
    rows = [
        (post, author_for(post, thread.audience), str(post.pk) in chosen, told[post.pk]) for post in posts
    ]
    context = {"thread": thread, "rows": rows, "page": page, "form": form}
    return render(request, "forums/posts_choose.html", context, status=status_of(form))


def split(*, title="", **fields):
    return splitting.split_posts(title=title, **fields)


def act(*, thread, **fields):
    several.act_on_posts(thread=thread, **fields)
    return thread


@login_required
def threads_choose(request):
    """Conversations, the last spoken in first, with a box before each. `?forum=` narrows."""
    permissions.check_moderate(request.user)
    form = ThreadsForm(sent(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        done, refused = several.act_on_threads(actor=request.user, **form.cleaned_data)
        if done:
            messages.success(
                request,
                ngettext("Done with one conversation.", "Done with %(n)d conversations.", len(done))
                % {"n": len(done)},
            )
        for thread, why in refused:
            messages.warning(request, f"“{thread.title}”: {why}")
        return redirect(request.get_full_path())
    forums = list(Forum.objects.visible_to(request.user))
    forum = next((one for one in forums if one.slug == request.GET.get("forum")), None)
    threads = Thread.objects.visible_to(request.user).select_related("forum")
    if forum:
        threads = threads.filter(forum=forum)
    page = Paginator(threads, PAGE).get_page(request.GET.get("page"))
    chosen = set(request.POST.getlist("threads"))
    context = {
        "rows": [(thread, str(thread.pk) in chosen) for thread in page],
        "page": page,
        "form": form,
        "forums": forums,
        "forum": forum,
    }
    return render(request, "forums/threads_choose.html", context, status=status_of(form))


@login_required
@counted()
def removed_list(request):
    """What moderators removed or joined within 30 days, the newest first."""
    permissions.check_moderate(request.user)
    posts = Post.objects.restorable_by(request.user).to_render().select_related("thread__taken_back")
    page = Paginator(posts.order_by("-removed_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    told = whole(list(page))
    rows = [
        (post, author_for(post, post.thread.audience), post.removed_at + RESTORABLE, told[post.pk])
        for post in page
    ]
    context = {"rows": rows, "page": page, "joined": joinings_in_reach(request.user)[:JOINED]}
    return render(request, "forums/removed_list.html", context)

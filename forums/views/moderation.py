"""The moderators' desk: what waits, one matter with what stands around it, and many decided at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cop.core.access import Refused, allowed, only
from forums import desk, permissions
from forums.authors import counted
from forums.forms.desk import AuthorForm, BulkForm, DecisionForm, RevealForm, WaitingForm
from forums.meetings import meeting_of
from forums.models import Forum, Post
from forums.models.authored import AuthorKind, State
from forums.services import desk as services
from forums.services import flags
from forums.showing.rendering import render_posts
from forums.showing.whole import whole
from forums.views.speaking import attempt, sent, status_of
from members.models import Flag, ModeratorMessage
from members.permissions import check_moderator

moderators = only(check_moderator)


@moderators
def queue(request):
    """What is open about posts, privacy first, then the oldest. Authors stand here as readers know them."""
    chosen = WaitingForm(request.GET, viewer=request.user).chosen()
    page, rows = desk.page_of_matters(request.user, chosen, request.GET.get("page"))
    counts = desk.count_of_reasons()
    posts, uses = desk.waiting_apart()
    context = {
        "rows": rows,
        "page": page,
        "waiting": posts,
        "uses": uses,
        "all_waiting": posts + uses,
        "urgent": counts.get(Flag.Kind.PRIVACY, 0),
        "chips": chips(request, chosen, counts),
        "forums": Forum.objects.visible_to(request.user).order_by("name"),
        "chosen": chosen,
        "chosen_forum": chosen["forum"].slug if chosen["forum"] else "",
    }
    return render(request, "forums/moderation.html", context)


def chips(request, chosen, counts):
    """The reasons that occur, each with the number of posts, as links that keep the other filters."""

    def url(reason):
        params = request.GET.copy()
        params.pop("page", None)
        params["reason"] = reason
        return f"?{params.urlencode()}"

    found = [
        {"text": label, "number": counts[kind], "url": url(kind), "current": chosen["reason"] == kind}
        for kind, label in Flag.Kind.choices
        if counts.get(kind)
    ]
    return [{"text": _("All"), "number": None, "url": url(""), "current": not chosen["reason"]}, *found]


@moderators
@counted()
def moderation_whole(request, pk):
    """All that readers see of one post that waits, as a fragment for its line in the queue."""
    post = visible_post(request, pk)
    if not desk.matters(request.user, [post.pk]):
        raise Http404
    (told,) = whole([desk.by_itself(post)]).values()
    return render(request, "forums/fragments/whole.html", {"told": told})


@moderators
@counted()
def moderation_matter(request, pk):
    """One post with everything open about it, in its place, and the decision."""
    post = visible_post(request, pk)
    (matter,) = desk.matters(request.user, [post.pk]) or (None,)
    if matter is None:
        raise Http404
    writable = allowed(permissions.check_write_to_author, request.user, post)
    form = DecisionForm(
        sent(request), held=post.state == State.HELD, writable=writable, initial={"revision": post.revision}
    )
    sure = request.method == "POST" and form.is_valid()
    if sure and attempt(form, services.decide, actor=request.user, post=post, **form.cleaned_data):
        messages.success(request, DECIDED[form.cleaned_data["decision"]])
        return redirect("forums:moderation")
    if status_of(form) == 409:  # looked at anew: what is decided next is about the words as they are now
        post = visible_post(request, pk)
        (matter,) = desk.matters(request.user, [pk]) or (matter,)
        form.data["revision"] = post.revision
    before, after = desk.around(request.user, post)
    shown = [one for one in (before, post, after) if one is not None]
    shown = [desk.by_itself(one) for one in shown]
    html = dict(zip((one.pk for one in shown), render_posts(shown), strict=True))
    context = {
        "matter": matter,
        "post": post,
        "html": html[post.pk],
        "before": html.get(before.pk) if before else "",
        "after": html.get(after.pk) if after else "",
        "meeting": meeting_of(post.thread) if post.kind == Post.Kind.OPENING else None,
        "taken_out": post.attachments.visible_to(request.user).taken_out(),
        "earlier": desk.earlier(post),
        "stretches": desk.stretches(post) if matter.reasons else [],
        "form": form if matter.reasons and not matter.own else None,
        "taken": matter.looked_at_by is not None and not matter.mine,
        "writable": writable,
    }
    return render(request, "forums/moderation_matter.html", context, status=status_of(form))


DECIDED = {
    "keep": gettext_lazy("It is shown."),
    "hide": gettext_lazy("It is hidden."),
    "remove": gettext_lazy("It is gone for all readers."),
    "note": gettext_lazy("It stays, and its author has your note."),
    "mend": gettext_lazy("It is hidden, and its author reads what to change. It waits here until then."),
}


@require_POST
@moderators
def moderation_claim(request, pk):
    """Take a matter, or leave it to the others."""
    post = visible_post(request, pk)
    if not request.POST.get("on"):
        flags.unclaim(actor=request.user, post=post)
        return redirect("forums:moderation")
    try:
        flags.claim(actor=request.user, post=post)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("forums:moderation")
    return redirect("forums:moderation-matter", pk)


@require_POST
@moderators
def moderation_bulk(request):
    form = BulkForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose some, and what becomes of them."))
        return redirect("forums:moderation")
    posts = list(Post.objects.at_desk_of(request.user).filter(pk__in=form.cleaned_data["posts"]))
    decided, left = services.decide_many(
        actor=request.user,
        posts=posts,
        decision=form.cleaned_data["decision"],
        reason=form.cleaned_data["reason"],
        revisions=form.revisions(),
    )
    if decided:
        said = ngettext("%(n)s post is decided.", "%(n)s posts are decided.", decided) % {"n": decided}
        messages.success(request, said)
    if left:
        said = ngettext(
            "%(n)s was left: another moderator looks at it or has decided, or its words were changed.",
            "%(n)s were left: another moderator looks at them or has decided, or their words were changed.",
            left,
        )
        messages.warning(request, said % {"n": left})
    return redirect("forums:moderation")


@moderators
def post_author(request, pk):
    """Write to whoever wrote a post, under whatever name readers know."""
    post = visible_post(request, pk)
    permissions.check_write_to_author(request.user, post)
    form = AuthorForm(sent(request), named=post.author_kind == AuthorKind.MEMBER)
    sure = request.method == "POST" and form.is_valid()
    if sure and attempt(form, services.write_to_author, actor=request.user, post=post, **form.cleaned_data):
        messages.success(request, _("It is sent. Who it went to reads it here."))
        return redirect("forums:moderation-matter", pk)
    return author_page(request, post, form=form)


@require_POST
@moderators
def author_lift(request, pk):
    post = visible_post(request, pk)
    warning = "warning" in request.POST
    kind = ModeratorMessage.Kind.WARNING if warning else ModeratorMessage.Kind.SILENCE
    if services.lift_from_author(actor=request.user, post=post, kind=kind):
        messages.success(request, _("The warning is taken back.") if warning else _("The silence is lifted."))
    else:
        messages.warning(request, _("There is nothing to lift."))
    return redirect("forums:post-author", pk)


@require_POST
@moderators
def author_reveal(request, pk):
    """The name stands in this one answer and is kept nowhere."""
    post = visible_post(request, pk)
    permissions.check_reveal(request.user, post)
    form = RevealForm(request.POST)
    author = None
    if form.is_valid():
        author = attempt(form, services.reveal, actor=request.user, post=post, **form.cleaned_data)
    return author_page(request, post, reveal=form, author=author)


def author_page(request, post, *, form=None, reveal=None, author=None):
    hidden = post.author_kind == AuthorKind.ANONYMOUS
    (matter,) = desk.matters(request.user, [post.pk])
    context = {
        "matter": matter,
        "post": post,
        "hidden": hidden,
        "form": form or AuthorForm(named=not hidden),
        "reveal": (reveal or RevealForm()) if hidden else None,
        "revealed": author,
        "silenced": services.in_force_about(post, ModeratorMessage.Kind.SILENCE),
        "warned": services.in_force_about(post, ModeratorMessage.Kind.WARNING),
    }
    returned = reveal or form
    return render(
        request, "forums/post_author.html", context, status=status_of(returned) if returned else 200
    )


def visible_post(request, pk):
    posts = (
        Post.objects.at_desk_of(request.user)
        .to_render()
        .select_related("thread__reflection", "thread__forum")
    )
    return get_object_or_404(posts, pk=pk)

"""Reading and speaking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import allowed
from cop.core.problems import Conflict, problem_response
from forums import permissions
from forums.authors import anonymous_author, author_for
from forums.forms.posting import ConcernForm, PlainReplyForm, ReplyForm, TakeAwayForm, ThreadForm
from forums.models import Post, Thread
from forums.rendering import render_post
from forums.selectors import cards, waiting
from forums.services import moderation, posting
from library.models import Principle
from members.permissions import is_member, sector_of

PAGE = 20


def thread_list(request):
    chosen = {name: request.GET.get(name, "") for name in ("kind", "principle", "sector", "waiting")}
    sector = sector_of(request.user)
    threads = Thread.objects.visible_to(request.user)
    if chosen["waiting"] and sector:
        threads = waiting(sector, request.user)
    if chosen["kind"] in Thread.Kind.values:
        threads = threads.filter(kind=chosen["kind"])
    if chosen["principle"]:
        threads = threads.filter(principles__slug=chosen["principle"])
    page = Paginator(threads, PAGE).get_page(request.GET.get("page"))
    page.object_list = cards(page.object_list)
    context = {
        "page": page,
        "chosen": chosen,
        "kinds": Thread.Kind.choices,
        "principles": Principle.objects.with_words(),
        "sector": sector,
    }
    return render(request, "forums/thread_list.html", context)


@login_required
def thread_create(request):
    form = ThreadForm(request.POST or None, viewer=request.user, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        thread = said(form, posting.start_thread, actor=request.user, **form.cleaned_data)
        if thread:
            return redirect("forums:thread-detail", thread.pk)
    return render(request, "forums/thread_create.html", {"form": form}, status=422 if form.errors else 200)


def thread_detail(request, pk):
    return detail(request, visible_thread(request, pk))


def detail(request, thread, form=None, take_form=None, status=200):
    viewer = request.user
    page = max(1, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 1
    first = (page - 1) * PAGE + 1
    posts = Post.objects.visible_to(viewer).filter(thread=thread, position__range=(first, first + PAGE - 1))
    posts = list(
        posts.select_related("author", "sector", "thread")
        .prefetch_related("sector__labels")
        .order_by("position")
    )
    opening = next((post for post in posts if post.kind == Post.Kind.OPENING), None)
    replies = [post for post in posts if post.kind not in (Post.Kind.OPENING, Post.Kind.TAKEAWAY)]
    for post in replies:
        post.html = render_post(post)
    take = Post.objects.visible_to(viewer).filter(thread=thread, kind=Post.Kind.TAKEAWAY).first()
    mine = viewer.is_authenticated and thread.author_id == viewer.pk
    (card,) = cards(Thread.objects.filter(pk=thread.pk))
    form_class = ReplyForm if thread.kind == Thread.Kind.REFLECTION else PlainReplyForm
    return render(
        request,
        "forums/thread_detail.html",
        {
            "thread": card,
            "head_seq": thread.head_seq,
            "reflection": thread.reflection,
            "opening": opening,
            "byline": author_for(thread, thread.audience),
            "replies": replies,
            "take": take,
            "mine": mine,
            "seen": posting.mark_read(actor=viewer, thread=thread) if is_member(viewer) else 0,
            "pages": range(1, -(-thread.last_position // PAGE) + 1),
            "page_number": page,
            "may_reply": allowed(permissions.check_reply, viewer, thread),
            "may_take": mine and take is None and allowed(permissions.check_take_away, viewer, thread),
            "form": form or form_class(),
            "take_form": take_form or TakeAwayForm(prefix="take"),
            "label": anonymous_author(sector_of(viewer), thread.audience).label,
            "translations": Thread.objects.visible_to(viewer).filter(translation_of=thread),
        },
        status=status,
    )


@require_POST
@login_required
def post_create(request, pk):
    thread = visible_thread(request, pk)
    form_class = ReplyForm if thread.kind == Thread.Kind.REFLECTION else PlainReplyForm
    form = form_class(request.POST)
    post = (
        said(form, posting.reply, actor=request.user, thread=thread, **form.cleaned_data)
        if form.is_valid()
        else None
    )
    if wants_json(request):
        if post is None:
            return problem_response(422, errors=form.errors)
        return JsonResponse(
            {"post": post.pk, "seq": Thread.objects.get(pk=pk).head_seq, "html": render_post(post)},
            status=201,
        )
    if post is None:
        return detail(request, thread, form=form, status=422)
    page = (post.position - 1) // PAGE + 1
    return redirect(f"{thread_url(thread)}?page={page}#post-{post.pk}")


@require_POST
@login_required
def take_away(request, pk):
    thread = visible_thread(request, pk)
    form = TakeAwayForm(request.POST, prefix="take")
    if form.is_valid() and said(
        form, posting.take_away, actor=request.user, thread=thread, **form.cleaned_data
    ):
        return redirect(thread_url(thread) + "#take")
    return detail(request, thread, take_form=form, status=422)


@login_required
def post_concern(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread"), pk=pk)
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moderation.raise_privacy_concern(actor=request.user, post=post, note=form.cleaned_data["note"])
        messages.success(request, _("Thank you. A moderator reads it next."))
        return redirect("forums:thread-list" if post.kind == Post.Kind.OPENING else thread_url(post.thread))
    return render(request, "forums/post_concern.html", {"form": form, "post": post})


def visible_thread(request, pk):
    threads = Thread.objects.visible_to(request.user).select_related(
        "author", "sector", "forum", "reflection"
    )
    return get_object_or_404(threads, pk=pk)


def thread_url(thread):
    return f"/threads/{thread.pk}/"


def wants_json(request):
    return request.headers.get("X-Requested-With") == "fetch"


def said(form, verb, **fields):
    """Call a verb; what it refuses becomes an error of the form, and the typed text stays."""
    try:
        return verb(**fields)
    except ValidationError as error:
        for name, problems in (
            error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        ).items():
            form.add_error(name if name in form.fields else None, problems)
    except Conflict as error:
        form.add_error(None, str(error))
    return None

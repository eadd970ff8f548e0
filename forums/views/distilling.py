"""From a conversation to a guide, and what authors say to being quoted there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop.core.access import Refused
from cop.core.problems import Conflict
from forums import permissions
from forums.authors import author_for, counted
from forums.forms.distilling import ConsentForm, DistilForm
from forums.forms.uploads import as_uuid
from forums.models import Excerpt, Thread
from forums.models.authored import AuthorKind
from forums.models.distilling import QUOTED_FROM
from forums.services import distilling
from forums.showing.addresses import PAGE
from forums.showing.quoting import answer_in_words, quotation_of, why_left_out
from forums.views.identifying import say
from forums.views.speaking import sent, status_of
from library.models import GuidePage
from members.permissions import check_member

EXCERPTS = 20  # on one page
AT_MOST = 200  # that are looked at of what was chosen


@login_required
@counted()
def thread_distil(request, pk):
    """First which contributions, then their words and what the guide is about. What was chosen on other pages comes along."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum"), pk=pk)
    permissions.check_distil(request.user, thread)
    given = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in given.getlist("posts") if number(key)]
    posts = distilling.quotable(thread).to_render()
    chosen = list(posts.filter(pk__in=keys[:AT_MOST]).order_by("position"))
    gone = [key for key in dict.fromkeys(keys[:AT_MOST]) if request.POST.get(f"words-{key}")]
    gone = [key for key in gone if key not in {post.pk for post in chosen}]
    if request.method != "POST" and "write" in given and len(chosen) > distilling.MOST:
        messages.warning(request, _("At most %(n)d at once.") % {"n": distilling.MOST})
        return choose(request, thread, posts, {post.pk for post in chosen}, nothing=False)
    if "write" not in given or not (chosen or gone):
        return choose(request, thread, posts, {post.pk for post in chosen}, nothing="write" in given)
    said = [(post, author_for(post, thread.audience)) for post in chosen]
    wanted = given.get("guide", "")
    into = GuidePage.objects.filter(pk=wanted, alias_of=None).first() if number(wanted) else None
    rows = Excerpt.objects.curated_by(request.user).filter(post__in=chosen)
    worded = dict(rows.filter(guide_key=into.translation_key).values_list("post", "words")) if into else {}
    initial = {"title": "" if into else thread.title, "guide": into}
    form = DistilForm(sent(request), said=said, gone=gone, worded=worded, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("guide", "title", "summary")}
        guide = say(form, distilling.distil, actor=request.user, thread=thread, words=form.words(), **fields)
        if guide:
            messages.success(request, _("The draft is there, and those whom it quotes are asked."))
            return redirect("forums:guide-excerpts", guide.pk)
    context = {"thread": thread, "form": form, "keys": form.keys}
    return render(request, "forums/thread_distil.html", context, status=status_of(form))


def number(text):
    return text.isdecimal() and len(text) < 19


def choose(request, thread, posts, chosen, *, nothing):
    """Contributions with a box before each, a page of places at a time."""
    pages = Paginator(range(max(thread.last_position, 1)), PAGE)
    page = pages.get_page(request.GET.get("page"))
    first = (page.number - 1) * PAGE + 1
    here = list(posts.filter(position__range=(first, first + PAGE - 1)).order_by("position"))
    rows = [(post, author_for(post, thread.audience), post.pk in chosen) for post in here]
    elsewhere = chosen - {post.pk for post in here}
    context = {
        "thread": thread,
        "rows": rows,
        "page": page,
        "elsewhere": sorted(elsewhere),
        "nothing": nothing,
    }
    return render(request, "forums/thread_distil_choose.html", context, status=422 if nothing else 200)


@login_required
@counted()
def excerpt_list(request):
    """What guides would like to quote of one's own words, and what one said to it; what waits comes first."""
    check_member(request.user)
    return own_page(request, Excerpt.objects.visible_to(request.user))


def own_page(request, rows, status=200):
    rows = rows.select_related("post__thread", "post__author")
    open_ones = Thread.objects.visible_to(request.user).filter(pk=OuterRef("post__thread"))
    rows = rows.annotate(thread_open=Exists(open_ones)).prefetch_related("post__revisions")
    rows = rows.order_by(F("answered_at").desc(nulls_first=True), "-pk")
    page = Paginator(rows, EXCERPTS).get_page(request.GET.get("page"))
    guides = guides_of(page.object_list)
    rows = [own_row(excerpt, guides.get(excerpt.guide_key)) for excerpt in page]
    return render(request, "forums/excerpt_list.html", {"page": page, "rows": rows}, status=status)


@require_POST
@login_required
@counted()
def excerpt_answer(request, uuid):
    """Whoever answered to what is worded otherwise now gets it back as it would stand, and answers again."""
    rows = Excerpt.objects.visible_to(request.user).filter(uuid=uuid)
    excerpt = get_object_or_404(rows)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        distilling.answer(actor=request.user, excerpt=excerpt, **form.cleaned_data)
    except Conflict as error:
        messages.warning(request, str(error))
        return own_page(request, rows, status=409)
    messages.success(request, _("Saved. It holds at once, everywhere that the words stand."))
    return redirect(f"{reverse('forums:excerpt-list')}#q-{excerpt.uuid}")


def own_row(excerpt, guide):
    """`named`, `unnamed`: how readers would see who said it; `named` is empty for whoever spoke by sector alone."""
    by_name = excerpt.post.author_kind == AuthorKind.MEMBER
    answers = {}
    for consent in Excerpt.GRANTED:
        one = Excerpt(consent=consent, post=excerpt.post, words=excerpt.words)
        answers[consent] = quotation_of(one).label
    return {
        "excerpt": excerpt,
        "guide": guide,
        "named": answers[Excerpt.Consent.NAMED] if by_name else "",
        "unnamed": answers[Excerpt.Consent.UNNAMED],
        "changed": (changed := (excerpt.answered or excerpt.revision) != excerpt.post.revision),
        "rests": changed and excerpt.consent in Excerpt.GRANTED,
        "amended": distilling.amended(excerpt),
    }


def guides_of(excerpts):
    """The page of each guide in the language in which it was begun, published or not."""
    keys = {excerpt.guide_key for excerpt in excerpts}
    pages = GuidePage.objects.filter(translation_key__in=keys, alias_of=None).select_related("locale")
    return {page.translation_key: page for page in pages.order_by("-pk")}


@login_required
@counted()
def guide_excerpts(request, pk):
    """For who curates: what a guide quotes, and what its authors answered; and a way to leave something out for good."""
    permissions.check_curate(request.user)
    guide = get_object_or_404(GuidePage.objects.select_related("locale"), pk=pk)
    rows = Excerpt.objects.curated_by(request.user).filter(guide_key=guide.translation_key)
    if request.method == "POST":
        excerpt = get_object_or_404(rows, uuid=as_uuid(request.POST.get("excerpt", "")))
        try:
            distilling.let_go(actor=request.user, excerpt=excerpt)
            messages.success(request, _("It is quoted and asked for no longer."))
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect("forums:guide-excerpts", guide.pk)
    rows = list(rows.select_related("post__thread", "post__author").order_by("pk"))
    fixed = distilling.fixed_in(request.user, guide.translation_key)
    shown = set(Excerpt.objects.shown().filter(guide_key=guide.translation_key).values_list("pk", flat=True))
    context = {
        "guide": guide,
        "rows": [
            {
                "excerpt": row,
                "label": author_for(row.post, row.post.thread.audience).label,
                "answer": answer_in_words(row.consent),
                "shown": row.pk in shown,
                "why": "" if row.pk in shown else why_left_out(row),
                "fixed": str(row.uuid) in fixed and row.consent not in Excerpt.DECLINED,
                "rewordable": row.consent in {*Excerpt.GRANTED, Excerpt.Consent.ASKED}
                and row.post.thread.audience in QUOTED_FROM,
            }
            for row in rows
        ],
    }
    return render(request, "forums/guide_excerpts.html", context)

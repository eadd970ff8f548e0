"""Members propose a guide, or other words in one that is there, in a form that needs no editor's rights."""

import re
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cop.core.access import Refused
from cop.core.problems import Conflict
from forums.forms.proposing import SEVERAL, ProposalForm, as_typed
from forums.forms.uploads import as_uuid
from forums.services import proposing
from forums.views.identifying import say
from forums.views.speaking import sent, status_of
from library.coverage import guides_covered
from library.models import GuideIndexPage, GuidePage, Proposal
from library.reviewing import judged_words
from library.sheets import empty, lines_of, merged
from members.permissions import check_member

A_PAGE = 20
A_LINE = re.compile(r"[\w-]{1,60}-(?:text|lines|step|how)")
TYPED = {"language", "title", "summary", "principles", "sectors", "note", "thanks"}


@require_safe
@login_required
def proposal_list(request):
    """One's own, with what was said of each, and the map of where a guide is missing."""
    check_member(request.user)
    own = Proposal.objects.visible_to(request.user).select_related("guide__locale", "way__current_task_state")
    page = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    index = (
        GuideIndexPage.objects.visible_to(request.user).filter(locale__language_code=get_language()).first()
    )
    context = {
        "page": page,
        "rows": [(one, judged_words(one.way) if one.way else "", title_of(one)) for one in page],
        "params": request.GET,
        "guides": guides_covered(request.user),
        "list": index.url if index else "",
    }
    return render(request, "forums/proposal_list.html", context)


def title_of(row):
    """As its member knows it: as it was typed last, else as its draft is called."""
    typed = "".join(row.fields.get("title", ())[:1]).strip()
    return typed or (row.guide.draft_title if row.guide else "")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal_create(request):
    """A new guide; `?principle=&sector=` from an empty place of the map."""
    check_member(request.user)
    key = as_uuid(request.POST.get("key", "")) if request.method == "POST" else None
    row = Proposal.objects.visible_to(request.user).filter(uuid=key).first() if key else None
    wanted = {"principles": request.GET.get("principle", ""), "sectors": request.GET.get("sector", "")}
    initial = {"language": get_language(), "key": uuid.uuid4()}
    initial |= {name: [slug[:50]] for name, slug in wanted.items() if slug}
    return written(request, row, None, initial)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal_guide(request, pk):
    """Other words in a guide that is there. What was begun for it is gone on with."""
    check_member(request.user)
    guide = get_object_or_404(GuidePage.objects.visible_to(request.user), pk=pk)
    begun = Proposal.objects.visible_to(request.user).filter(guide=guide, sent_at=None).first()
    return written(request, begun, guide, {"key": uuid.uuid4()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal_edit(request, key):
    """Go on with what one began, or with what came back."""
    check_member(request.user)
    rows = Proposal.objects.visible_to(request.user).select_related("guide__locale", "way")
    row = get_object_or_404(rows, uuid=key)
    if proposing.is_on_its_way(row):
        messages.warning(request, _("It is on its way and cannot be changed now."))
        return redirect("forums:proposal-list")
    return written(request, row, row.guide, {})


def written(request, row, guide, initial):
    """The form, for a new guide or the words of one; kept for later, or sent."""
    busy = None
    try:
        draft = proposing.draft_of(guide, row) if guide else None
    except Refused as refused:
        busy, draft = refused, guide
    stream = GuidePage._meta.get_field("body").stream_block
    lines = lines_of(stream, draft.body.raw_data if draft else empty())
    if draft is not None:
        newest = guide.latest_revision_id if busy is None else guide.live_revision_id
        initial |= {"title": draft.title, "summary": draft.summary, "base": newest}
    if row is not None:
        initial |= {"key": row.uuid, "thanks": row.thanks, "note": row.note} | as_typed(row.fields)
    initial["note"] = "\n\n".join([initial.get("note", ""), *_homeless(initial, lines)]).strip()
    form = ProposalForm(sent(request), lines=lines, is_new=draft is None, initial=initial)
    for line in lines:  # what was kept goes before what stands there
        form.fields[line.name].initial = initial.get(line.name, line.text)
    if "keep" in request.POST:
        return kept(request, form, guide)
    if form.is_bound and form.is_valid() and _agrees(form, guide, draft):
        fields = {name: form.cleaned_data[name] for name in TYPED if name in form.cleaned_data}
        done = say(
            form, proposing.propose, actor=request.user, guide=guide, lines=form.sent_lines(),
            key=form.cleaned_data["key"], **fields,
        )  # fmt: skip
        if done:
            messages.success(request, _("Thank you. It is on its way, and you will hear what becomes of it."))
            return redirect("forums:proposal-list")
    context = {
        "form": form,
        "guide": guide,
        "row": row,
        "busy": busy,
        "comes_back": bool(row and row.sent_at),
    }
    context["said"] = row.way.current_task_state.comment if row and row.sent_at and row.way else ""
    return render(request, "forums/proposal_write.html", context, status=status_of(form))


def kept(request, form, guide):
    """Nothing has to be complete to be kept."""
    typed = {name: values for name, values in request.POST.lists() if name in TYPED or A_LINE.fullmatch(name)}
    key = as_uuid(request.POST.get("key", ""))
    try:
        proposing.keep(actor=request.user, key=key or uuid.uuid4(), fields=typed, guide=guide)
    except Refused as refused:
        form.status = 403
        form.add_error(None, str(refused))
    except Conflict as conflict:
        messages.warning(request, str(conflict))
        return redirect("forums:proposal-list")
    else:
        messages.success(request, _("Kept for you alone. You can go on at any time."))
        return redirect("forums:proposal-list")
    context = {"form": form, "guide": guide, "row": None, "busy": None, "comes_back": False, "said": ""}
    return render(request, "forums/proposal_write.html", context, status=403)


def _agrees(form, guide, draft):
    """Whether what was typed fits the guide as it is now. Where others changed the same words meanwhile the writer decides, with
    both before them; sending once more takes theirs."""
    base = form.cleaned_data.get("base")
    newest = form.initial.get("base")
    if draft is None or base == newest:
        return True
    old = guide.revisions.filter(pk=base).first() if base else None
    if old is None:
        return True
    before = lines_of(draft.body.stream_block, old.as_object().body.raw_data)
    taken, both = merged(before, form.lines, form.sent_lines())
    form.cleaned_data |= taken
    texts = {line.name: line.text for line in form.lines}
    for name in both:
        form.add_error(
            name, _("Others changed this meanwhile. It reads now: %(text)s") % {"text": texts[name]}
        )
    form.data = form.data.copy()
    form.data["base"] = newest
    return not both


def _homeless(typed, lines):
    """What was kept for a part that is gone."""
    there = {line.name for line in lines}
    return [
        text
        for name, text in typed.items()
        if name not in there
        and name not in SEVERAL
        and isinstance(text, str)
        and A_LINE.fullmatch(name)
        and text.strip()
    ]


@require_POST
@login_required
def proposal_thanks(request, key):
    row = get_object_or_404(Proposal.objects.visible_to(request.user), uuid=key)
    proposing.thank(actor=request.user, proposal=row, on=bool(request.POST.get("on")))
    messages.success(request, _("Saved. It holds at once."))
    return redirect("forums:proposal-list")


@require_POST
@login_required
def proposal_remove(request, key):
    row = get_object_or_404(Proposal.objects.visible_to(request.user), uuid=key)
    proposing.let_go(actor=request.user, proposal=row)
    return redirect("forums:proposal-list")

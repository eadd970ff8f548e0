"""For who looks after conversations: what waits, and handing it to somebody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums import permissions
from forums.across import drawing
from forums.across.facilitating import handed_in, place_of, still_waiting
from forums.across.inviting import handable
from forums.across.pictures import lines, pictures_of
from forums.authors import counted
from forums.forms.inviting import HandForm
from forums.mentionable import by_name
from forums.models import Invitation
from forums.paging import stretch
from forums.selectors import cards, to_cards
from forums.services import inviting
from forums.views.identifying import say
from forums.views.reading import thread_or_404
from forums.views.speaking import sent, status_of
from members.permissions import check_member
from members.record import table
from members.services import audit

UNANSWERED = 5  # named beside the pictures


@login_required
@counted()
def waiting_list(request):
    """What colleagues of other sectors have not answered yet, the oldest first. `?forum=`: in one of one's places."""
    permissions.check_lead(request.user)
    slug = request.GET.get("forum")
    led, chosen = place_of(request.user, slug)
    chosen = chosen if slug else None
    threads = still_waiting([chosen] if chosen else led)
    page = stretch(to_cards(threads), request.user, request.GET, "oldest")
    handed = handed_in(page.rows)
    for thread in cards(page.rows):
        thread.handed = handed.get(thread.pk, [])
    context = {"page": page, "led": led, "chosen": chosen}
    return render(request, "forums/waiting_list.html", context)


@login_required
@counted()
def picture_list(request):
    """How the people of one forum answer each other, drawn and as tables. `?forum=`: another of one's places."""
    permissions.check_lead(request.user)
    led, forum = place_of(request.user, request.GET.get("forum"))
    if forum is None:
        return render(request, "forums/picture_list.html", {"led": led, "forum": None})
    found = pictures_of(forum)
    unanswered = still_waiting([forum]).order_by("created_at", "pk")
    context = {
        "led": led,
        "forum": forum,
        "pictures": found,
        "matrix": drawing.matrix(found),
        "table": [(one, [found.replies[one.pk][two.pk] for two in found.sectors]) for one in found.sectors],
        "curve": drawing.curve(found),
        "bars": drawing.bars(found),
        "unanswered": cards(to_cards(unanswered[:UNANSWERED])),
    }
    return render(request, "forums/picture_list.html", context)


@login_required
def picture_file(request):
    """The same numbers as a file for a spreadsheet. Taking them along is itself an act."""
    permissions.check_lead(request.user)
    _led, forum = place_of(request.user, request.GET.get("forum"), needed=True)
    audit(actor=request.user, verb="export-pictures", target=forum)
    text = table(lines(pictures_of(forum)))
    day = timezone.now().date().isoformat()
    name = f'attachment; filename="{forum.slug}-{day}.csv"'
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@login_required
@counted()
def thread_hand(request, pk):
    """Ask one colleague by name to look at a reflection."""
    check_member(request.user)
    thread = thread_or_404(request, pk)
    permissions.check_hand_over(request.user, thread)
    people = handable(request.user, thread)
    found = by_name(people, request.GET.get("q", ""))
    form = HandForm(sent(request), people=people, found=found)
    if request.method == "POST" and form.is_valid():
        row = say(form, inviting.hand_over, actor=request.user, thread=thread, **form.cleaned_data)
        if row:
            name = row.member.display_name
            messages.success(request, _("%(name)s is asked, and may say “not this time”.") % {"name": name})
            return redirect("forums:waiting-list")
    context = {"thread": thread, "form": form, "q": request.GET.get("q", ""), "found": found}
    return render(request, "forums/thread_hand.html", context, status=status_of(form))


@require_POST
@login_required
def invitation_decline(request, pk):
    """Not this time."""
    check_member(request.user)
    row = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    inviting.decline(actor=request.user, invitation=row)
    messages.success(request, _("Thank you for looking. Nobody is told."))
    return redirect("forums:thread-detail", row.thread_id)

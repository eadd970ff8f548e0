"""The record of acts for moderators: who, what, why, when, to what; narrowed, and as a file."""

from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from members import record
from members.moderation_forms import RecordForm
from members.services import audit
from members.views.moderation import moderators


@moderators
def record_page(request):
    form = RecordForm(request.GET)
    chosen = form.chosen()
    rows, after = record.page(chosen, request.GET.get("after", ""))
    record.name(rows)
    for row in rows:
        row.details = record.details(row)
    later = request.GET.copy()
    later["after"] = after
    plain = request.GET.copy()
    plain.pop("after", None)
    context = {
        "form": form,
        "rows": rows,
        "later": later.urlencode() if after else "",
        "narrowed": any(chosen.values()),
        "query": plain.urlencode(),
        "is_first": not request.GET.get("after"),
    }
    return render(request, "members/record.html", context, status=200 if form.is_valid() else 422)


@moderators
def record_file(request):
    """The same as a file for a spreadsheet, sent while it is read. Taking it along is itself an act."""
    chosen = RecordForm(request.GET).chosen()
    audit(actor=request.user, verb="export-record")
    streamed = isinstance(request, ASGIRequest)
    lines = record.lines_while_read(chosen) if streamed else record.lines(chosen)
    day = timezone.now().date().isoformat()
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="record-{day}.csv"'},
    )

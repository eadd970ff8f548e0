"""Resources from files and into files, for curators."""

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cop.core.access import only
from library import services
from library.exchange.reading import FORMS, decoded, form_of
from library.forms import ExchangeForm
from library.permissions import check_curate

TYPES = {"csv": "text/csv; charset=utf-8", "bib": "application/x-bibtex; charset=utf-8"}

curators = only(check_curate)


@require_http_methods(["GET", "HEAD", "POST"])
@curators
def exchange(request):
    """A file is looked at first (`act` nothing): what each line would become. Then it comes in (`write`), and what could not is
    taken along as a file (`left`)."""
    form = ExchangeForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "library/exchange.html", {"form": form})
    said = form.cleaned_data
    note = ""
    if said["file"]:
        text, note = decoded(said["file"].read())
        name = said["file"].name
    else:
        text, name = said["text"], said["name"]
    act = request.POST.get("act", "")
    shape = form_of(name, text)
    told = services.import_file(
        actor=request.user, text=text, form=shape, state=said["state"], write=act == "write"
    )
    if note:
        told.notes.append(note)
    if act == "left":
        if only := {number for number in said["only"].split(",") if number}:
            told.lines = [line for line in told.lines if str(line.number) in only]
        return as_file(FORMS[shape].write_left(told), f"left.{shape}", shape)
    if act == "write":
        messages.success(request, words_of(told))
    context = {
        "form": ExchangeForm(initial={"state": said["state"]}),
        "told": told,
        "written": act == "write",
    }
    return render(
        request, "library/exchange.html", context | {"text": text, "name": name, "state": said["state"]}
    )


@require_safe
@curators
def export(request, form):
    """Every resource, drafts included, in one file."""
    if form not in FORMS:
        raise Http404
    lines = services.export_lines(actor=request.user, form=form)
    return as_file(lines, f"resources-{timezone.now().date().isoformat()}.{form}", form)


def as_file(lines, name, form):
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=TYPES[form], headers=disposition)


def words_of(told):
    text = ngettext("%(n)d resource came in.", "%(n)d resources came in.", told.written)
    return text % {"n": told.written}

"""Resources from a file. The dry run and the real one are one function."""

from django.db import transaction

from library.exchange.reading import FORMS, MOST_LINES, look
from library.models import Resource
from library.permissions import check_curate


@transaction.atomic
def import_file(*, actor, text, form, state=Resource.State.DRAFT, most=MOST_LINES, write=False):
    """What each line of a file of resources would become, and (`write`) becomes. Lines with a problem come in by no means;
    the others do, whatever stands beside them."""
    check_curate(actor)
    told = look(text=text, form=form, state=state, most=most)
    if not write:
        return told
    for line in (*told.new, *told.changed):
        line.row.save()
        for name, values in line.related.items():
            getattr(line.row, name).set(values)
        told.written += 1
    return told


def export_lines(*, actor, form):
    """Every resource as lines of a file, read while it is sent."""
    check_curate(actor)
    rows = Resource.objects.visible_to(actor).order_by("pk")
    return FORMS[form].write(rows.prefetch_related("principles", "sectors", "tags").iterator(chunk_size=500))

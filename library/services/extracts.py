"""What the files of documents say, for search."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.utils.file import hash_filelike

from cop.core.events import emit
from library.events import DocumentChanged, ResourceChanged
from library.extracting.reading import Found, read_file
from library.models import Extract, PracticeDocument, Resource
from library.permissions import check_curate

#: What is no failure, though there are no words.
SILENT = Extract.Why.RECORDING
#: What is known of a file that is still to be read: of the one before, nothing stays.
UNKNOWN = {
    "state": Extract.State.WAITING, "why": "", "text": "", "cut": False, "pages": None,
    "picture": b"", "width": 0, "height": 0,
}  # fmt: skip
LOST = timedelta(hours=1)  # for which nobody waits in earnest: its task is gone


def read_document(*, document_id):
    """Read the file of a document unless that is done. Nothing of the database is held meanwhile.

    What could not be read is so noted and not tried again: the file stays as it is. A worker that dies over a file leaves
    it waiting; the queue tries some times more.
    """
    document = PracticeDocument.objects.filter(pk=document_id).first()
    if document is None or not document.file:
        return
    name = document.file.name
    if Extract.objects.filter(pk=document.pk, file=name).exclude(state=Extract.State.WAITING).exists():
        return
    Extract.objects.update_or_create(document=document, defaults={**UNKNOWN, "file": name})
    try:
        with document.file.open("rb") as file:
            told = hash_filelike(file)
            file.seek(0)
            found = read_file(file, name)
        PracticeDocument.objects.filter(pk=document.pk, file=name, file_hash="").update(file_hash=told)
    except FileNotFoundError:
        found = None
    _keep(document.pk, name, found)


@transaction.atomic
def _keep(document_id, name, found):
    waiting = Extract.objects.select_for_update(of=("self",), no_key=True)
    row = waiting.filter(pk=document_id, file=name, document__file=name).first()
    if row is None:  # the file was replaced meanwhile, or is gone
        return
    found = found or Found(why=Extract.Why.MISSING)
    row.why, row.text, row.cut, row.pages = found.why, found.text, found.cut, found.pages
    row.picture, (row.width, row.height) = found.picture, found.size
    if row.why and row.why != SILENT:
        row.state = Extract.State.FAILED
    else:
        row.state = Extract.State.READ if row.text else Extract.State.EMPTY
    row.save()
    _tell(document_id)


@transaction.atomic
def read_again(*, actor, document):
    """A curator has a file read once more."""
    check_curate(actor)
    Extract.objects.filter(document=document).update(**UNKNOWN, changed_at=timezone.now())
    _tell(document.pk)
    emit(DocumentChanged(document.pk))


def unread(*, limit):
    """Documents whose file as it is now nobody began to read, or began and never told: older ones, and those whose task was lost."""
    lost = Q(state=Extract.State.WAITING, changed_at__lt=timezone.now() - LOST)
    begun = Extract.objects.of_what_is_there().exclude(lost).values("document")
    waiting = PracticeDocument.objects.exclude(pk__in=begun).exclude(file="").order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:limit])


def _tell(document_id):
    for pk in Resource.objects.filter(document=document_id).values_list("pk", flat=True):
        emit(ResourceChanged(pk))

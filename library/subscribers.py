"""What follows the facts of this room."""

from cop.core.events import durable
from library.events import DocumentChanged
from library.tasks import read_document


@durable(DocumentChanged)
def read_what_it_says(event):
    read_document.enqueue(document_id=event.document_id)

"""Background work of this room."""

from django.core.management import call_command

from cop.core.queue import background
from cop.core.schedule import every
from library import services
from library.asking import ask
from library.models import Link

FILES_AT_ONCE = 50
SOON = -20  # behind notifications and search
SOMETIME = -60  # behind all that somebody waits for


@every(minutes=1)
def publish_scheduled():
    """Bring out what its editors gave a date, and take away what has expired."""
    call_command("publish_scheduled")


@every(hours=6)
def remind_of_reviews():
    """Whoever looks after a guide hears when it is to be read again."""
    services.remind_due()


@every(hours=6)
def look_for_links():
    gather_links.enqueue()


@background(priority=SOMETIME)
def gather_links():
    """What guides name now."""
    services.gather_links()


@every(minutes=10)
def check_links():
    """A few addresses, each of another host."""
    for pk in services.take_due():
        check_link.enqueue(link_id=pk)


@background(retries=1, priority=SOMETIME)
def check_link(*, link_id):
    """Whether one address opens. Nothing of the database is held while it is asked."""
    link = Link.objects.filter(pk=link_id).first()
    if link is not None:
        services.note_answer(link_id=link.pk, answer=ask(link.url))


@background(retries=2, priority=SOON)
def read_document(*, document_id):
    """Words and a picture of a document's file."""
    services.read_document(document_id=document_id)


@every(hours=1)
def read_older_documents():
    """Files that nobody began to read, some at a time."""
    for pk in services.unread(limit=FILES_AT_ONCE):
        read_document.enqueue(document_id=pk)

"""Background work of this room."""

from django.core.management import call_command

from cop.core.schedule import every


@every(minutes=1)
def publish_scheduled():
    """Bring out what its editors gave a date, and take away what has expired."""
    call_command("publish_scheduled")

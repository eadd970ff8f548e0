"""`manage.py export_library FOLDER`: what everybody may read, as plain files."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cop.export.folder import Folder, Occupied
from cop.export.site import Copy


class Command(BaseCommand):
    help = (
        "Write guides, principles, resources and what guides quote of conversations as HTML files that any web server "
        "can host and a browser can open from disk: what a visitor may read, and nothing else. Another run replaces the folder."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument(
            "--address", default=settings.BASE_URL, help="Where the copy will stand, for its sitemap."
        )

    def handle(self, *, folder, address, **options):
        if not address.startswith(("http://", "https://")):
            raise CommandError(f"{address} is no address of a site; it begins with https://.")
        try:
            with Folder(folder) as place:
                written = Copy(place, address).write()
        except (Occupied, OSError) as error:
            raise CommandError(str(error)) from error
        told = ", ".join(f"{number} {kind}" for kind, number in written.items())
        self.stdout.write(f"{folder}: {told}.")

"""All resources as a CSV or BibTeX file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from library.exchange.reading import FORMS
from library.services import export_lines
from members.models import User


class Command(BaseCommand):
    help = "Write all resources, drafts included, into a file that ends with .csv or .bib."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the curator who takes them along")

    def handle(self, **options):
        form = options["file"].suffix.lstrip(".").lower()
        if form not in FORMS:
            raise CommandError("The name of the file must end with .csv or .bib.")
        actor = User.objects.filter(email__iexact=options["by"]).first()
        if actor is None:
            raise CommandError(f"Nobody here has the address {options['by']}.")
        with options["file"].open("w", encoding="utf-8", newline="") as out:
            out.writelines(export_lines(actor=actor, form=form))

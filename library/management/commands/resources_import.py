"""Resources from a CSV or BibTeX file: first what would come of each line, then (`--write`) in truth."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from library.exchange.reading import FORMS, decoded, form_of
from library.models import Resource
from library.services import import_file
from members.models import User

MOST = 20_000  # lines


class Command(BaseCommand):
    help = "Look what a CSV or BibTeX file of resources would bring, line by line; with --write bring it in."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the curator who brings it in")
        parser.add_argument("--write", action="store_true", help="bring in what has no problem")
        parser.add_argument("--left", type=Path, metavar="FILE", help="write the lines with a problem there")
        parser.add_argument(
            "--state",
            choices=Resource.State.values,
            default=Resource.State.DRAFT,
            help="of what does not say its own",
        )

    def handle(self, **options):
        actor = User.objects.filter(email__iexact=options["by"]).first()
        if actor is None:
            raise CommandError(f"Nobody here has the address {options['by']}.")
        try:
            text, note = decoded(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        form = form_of(options["file"].name, text)
        told = import_file(
            actor=actor, text=text, form=form, state=options["state"], most=MOST, write=options["write"]
        )
        for words in filter(None, (note, *told.notes, *told.problems)):
            self.stderr.write(words)
        for line in told.left:
            self.stderr.write(f"line {line.number}: {line.title}: {' '.join(line.problems)}")
        if options["left"] and told.left:
            options["left"].write_text("".join(FORMS[form].write_left(told)), encoding="utf-8")
        done = "came in" if options["write"] else "would come in; add --write"
        self.stdout.write(
            f"{len(told.new)} new, {len(told.changed)} changed, {told.same} as here, {len(told.left)} left: {done}."
        )

from django.core.management.base import BaseCommand
from tqdm import tqdm

from search.engines import remote
from search.models import SearchEntry
from search.services import rebuilding
from search.tasks import follow


class Command(BaseCommand):
    help = (
        "Make all search entries again from their rows and rebuild the indexes, while the site runs. "
        "With Elasticsearch a new index is filled beside the old one and takes its place when it is complete."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--copy-only", action="store_true", help="rebuild Elasticsearch from the entries as they are"
        )

    def handle(self, *, copy_only, **options):
        if not copy_only:
            with tqdm(total=rebuilding.total(), desc="Entries", unit="row", disable=None) as bar:
                rebuilding.rebuild_entries(follow=follow, progress=bar.update)
        if (engine := remote()) is not None:
            with tqdm(
                total=SearchEntry.objects.count(), desc="Elasticsearch", unit="entry", disable=None
            ) as bar:
                name = rebuilding.rebuild_copy(engine, progress=bar.update)
            self.stdout.write(f"{engine.count(name)} entries in {name}.")
        self.stdout.write(f"{SearchEntry.objects.count()} entries.")

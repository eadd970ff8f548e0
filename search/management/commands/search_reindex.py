from django.core.management.base import BaseCommand
from tqdm import tqdm

from search.engines import remote
from search.models import SearchEntry
from search.services import rebuilding
from search.tasks import follow


class Command(BaseCommand):
    help = (
        "Make all search entries again from their rows and rebuild the indexes, while the site runs. "
        "With Elasticsearch a new index is filled beside the old one and takes its place when it is complete. "
        "What was interrupted is gone on with."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--copy-only", action="store_true", help="rebuild Elasticsearch from the entries as they are"
        )
        parser.add_argument(
            "--anew", action="store_true", help="begin from the start, whatever was interrupted"
        )

    def handle(self, *, copy_only, anew, **options):
        engine = remote()
        if anew:
            rebuilding.forget()
            if engine is not None:
                rebuilding.drop_unfinished(engine)
        if not copy_only:
            for stage, place in rebuilding.stages(follow=follow):
                if place.done:
                    self.stdout.write(f"Going on with {stage.name} after {place.done}.")
                with bar(stage.name, stage.size(), place.done) as shown:
                    stage.work(place, shown.update)
        if engine is not None:
            there = rebuilding.unfinished(engine)
            if there is not None:
                self.stdout.write(f"Going on with {there.index} after {there.done}.")
            with bar("Elasticsearch", SearchEntry.objects.count(), there.done if there else 0) as shown:
                name = rebuilding.rebuild_copy(engine, progress=shown.update)
            self.stdout.write(f"{engine.count(name)} entries in {name}.")
        rebuilding.forget()
        self.stdout.write(f"{SearchEntry.objects.count()} entries.")


def bar(name, total, done):
    return tqdm(total=total, initial=done, desc=name, disable=None)

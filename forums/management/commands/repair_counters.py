"""Make the counters of every thread and post right again."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from forums.models import Thread
from forums.services.repair import repair_thread


class Command(BaseCommand):
    help = "Count replies, positions, seats and reactions again, and mend what is wrong."

    def add_arguments(self, parser):
        parser.add_argument("threads", nargs="*", type=int, help="ids of threads; all when left out")

    def handle(self, *args, threads, **options):
        rows = Thread.objects.order_by("pk")
        if threads:
            rows = rows.filter(pk__in=threads)
        keys = rows.values_list("pk", flat=True)
        bar = tqdm(
            keys.iterator(), total=keys.count(), desc="Threads", unit="", disable=not self.stderr.isatty()
        )
        mended = sum(repair_thread(thread_id=key) for key in bar)
        self.stdout.write(f"{mended} counters were wrong." if mended else "Every counter was right.")

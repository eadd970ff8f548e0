from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from cop.demo.loader import content, steps


class Command(BaseCommand):
    help = "Fill the site with the starter content and invented members. Running it again adds nothing."

    def handle(self, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "The demo's members have a known password: they can't be loaded with these settings."
            )
        todo = steps(content())
        for step in tqdm(todo, desc="Starter content", unit="step", disable=None):
            with transaction.atomic():
                step()
        self.stdout.write(f"{len(todo)} steps done.")

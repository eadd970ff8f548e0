from django.core.management.base import BaseCommand

from search.tasks import search_repair


class Command(BaseCommand):
    help = "Compare all search entries with their rows, and Elasticsearch with the entries, and mend what differs."

    def handle(self, **options):
        search_repair()
        self.stdout.write("Queued; the workers compare and mend.")

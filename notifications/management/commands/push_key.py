from django.core.management.base import BaseCommand

from notifications.services.push_service import new_key


class Command(BaseCommand):
    help = "Make a key for alerts on devices and print the line for the environment. With another key, members ask for alerts anew."

    def handle(self, **options):
        self.stdout.write(f"PUSH_KEY={new_key()}")

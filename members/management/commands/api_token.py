from django.core.management.base import BaseCommand, CommandError

from cop.core.access import Refused
from members.models import User
from members.services import issue_token


class Command(BaseCommand):
    help = "Make a personal API token for a member and print it. It can't be read again."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="command line")

    def handle(self, *, email, name, **options):
        member = (
            User.objects.filter(emailaddress__email=email.lower()).order_by("-emailaddress__verified").first()
        )
        if member is None:
            raise CommandError(f"Nobody has the address {email}.")
        try:
            self.stdout.write(issue_token(actor=member, name=name)[1])
        except Refused as refused:
            raise CommandError(str(refused)) from refused

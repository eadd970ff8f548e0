import os
import socket

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cop.core.queue import run_all_tasks
from cop.demo.people import LOGINS, PASSWORD
from forums.models import Thread


class Command(BaseCommand):
    help = "Migrate, load the starter content once, and serve the site with live updates and the worker."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, port, host, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo does not run with these settings.")
        check_free(host, port)
        call_command("migrate", verbosity=0)
        if not Thread.objects.filter(source_id="w03").exists():
            call_command("load_demo")
            run_all_tasks()
        os.environ["WORKER_IN_PROCESS"] = "1"
        self.stdout.write(
            f"\n  {settings.COMMUNITY_NAME} is at http://localhost:{port}/  (stop it with Ctrl-C)\n"
        )
        self.stdout.write(f"  Sign in with one of these and the password {PASSWORD}\n")
        for email, _sector, role, name, _group in LOGINS:
            self.stdout.write(f"    {email:28} {name}, {role}")
        self.stdout.write("")
        self.stdout.flush()
        uvicorn.run(
            "cop.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            ws_per_message_deflate=False,
            ws_max_size=65536,
            lifespan="on",
            timeout_graceful_shutdown=3,
        )


def check_free(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken. Choose another: make demo PORT={port + 1}") from error

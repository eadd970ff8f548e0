"""`make demo`: everything on one machine, in one process, with nothing but Python."""

import errno
import os
import socket

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from cop.core.queue import run_all_tasks
from cop.demo.loader import content
from cop.demo.people import LOGINS, PASSWORD
from forums.models import Thread


class Command(BaseCommand):
    help = "Migrate, load the starter content once, and serve the site with live updates and the worker."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--prepare-only", action="store_true", help="Make and fill the database, then end."
        )

    def handle(self, *, port, host, prepare_only, **options):
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo does not run with these settings.")
        if not prepare_only:
            check_free(host, port)
        prepare()
        if not prepare_only:
            self.stdout.write(welcome(port))
            self.stdout.flush()
            serve(host, port)
            self.stdout.write("Stopped.")


def prepare():
    """Bring the database up to date and fill it; quick and without effect when that was done before."""
    if waiting := pending_migrations():
        with tqdm(total=waiting, desc="Database", unit="step", disable=None) as bar:
            call_command(Migrate(bar), verbosity=0)
    if not filled():
        call_command("load_demo")
        run_all_tasks()


def pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Migrate(migrate.Command):
    """Django's own command, telling a progress bar."""

    def __init__(self, bar):
        super().__init__()
        self.bar = bar

    def migration_progress_callback(self, action, migration=None, fake=False):
        if action == "apply_success":
            self.bar.update()


def filled() -> bool:
    """Whether the last thread that the loader writes is there: a load that was broken off is taken up again."""
    return Thread.objects.filter(source_id=content()["waiting"][-1]["id"]).exists()


def welcome(port) -> str:
    people = "\n".join(f"    {email:28} {name}, {role}" for email, _sector, role, name, _group in LOGINS)
    return f"""
  {settings.COMMUNITY_NAME} is at http://localhost:{port}/  (stop it with Ctrl-C)

  Sign in with one of these and the password {PASSWORD}
{people}
"""


def serve(host, port):
    os.environ["WORKER_IN_PROCESS"] = "1"
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
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken. Choose another: make demo PORT={port + 1}"
                ) from error
            raise CommandError(f"Port {port} can't be used: {error.strerror}.") from error
        except OverflowError as error:
            raise CommandError(f"{port} is not a port: choose one from 1024 to 65535.") from error

"""`manage.py worker` runs background tasks and the schedule. As many as wanted may run at once."""

import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cop.core.queue import healthy, run_worker


class Command(BaseCommand):
    help = "Run background tasks and the schedule until SIGTERM or SIGINT; a second signal does not wait."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Run what is ready, then end.")
        parser.add_argument(
            "--check", action="store_true", help="Exit with 0 if a worker on this machine lives, else with 1."
        )

    def handle(self, *args: Any, batch: bool, check: bool, **options: Any) -> None:
        if check:
            if not healthy():
                self.stderr.write("No worker on this machine has given a sign of life for 30 seconds.")
                sys.exit(1)
            return
        stop = threading.Event()

        def finish(number: int, frame: Any) -> None:
            if stop.is_set():
                sys.exit(128 + number)
            stop.set()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        self.stdout.write("The worker is running.")
        run_worker(stop, batch=batch)

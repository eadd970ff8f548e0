import json
import sys

from django.core.management.base import BaseCommand

from safeguards.identifiers import find


class Command(BaseCommand):
    help = (
        'Read a JSON object {"text": …} a line on standard input (optionally with "language": "en" or "es") and write '
        '{"spans": [{"start", "end", "label"}]} a line on standard output, offsets in Unicode code points. '
        "A line that can't be read is told on standard error and answered with no spans; reading goes on."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, **options):
        for number, line in enumerate(sys.stdin.buffer, 1):
            if line.strip():
                self.stdout.write(json.dumps({"spans": self._spans(number, line)}))
                self.stdout.flush()

    def _spans(self, number: int, line: bytes) -> list[dict]:
        """The spans of one line; what is wrong with it is told without its words."""
        try:
            asked = json.loads(line)
        except (ValueError, RecursionError):
            self.stderr.write(f"Line {number} is not JSON in UTF-8.")
            return []
        text = asked.get("text") if isinstance(asked, dict) else None
        if not isinstance(text, str):
            self.stderr.write(f'Line {number} is no object with a "text" that is a string.')
            return []
        language = asked.get("language") or asked.get("lang")
        return [finding.kept() for finding in find(text, language if language in ("en", "es") else None)]

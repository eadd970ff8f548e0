import json
from itertools import islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from library.services import import_resources
from search.analysis import fold, guess_language, words
from search.engines import IndexMissing, remote
from search.services import indexing, rebuilding

BATCH = 500


class Command(BaseCommand):
    help = (
        'Load an outside collection as resources: one {"id", "title", "text"} a line, and "language" if it is known. '
        "Everybody may see them, and search finds them at once. Running it again doubles nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="lines of JSON")

    def handle(self, *, file, **options):
        done = 0
        try:
            with (
                open(file, encoding="utf-8-sig") as lines,
                tqdm(desc="Collection", unit="document", disable=None) as bar,
            ):
                rows = (row_of(number, line) for number, line in enumerate(lines, 1) if line.strip())
                while batch := list(islice(rows, BATCH)):
                    take(batch)
                    done += len(batch)
                    bar.update(len(batch))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not written in UTF-8: {error.reason}.") from error
        self.stdout.write(f"{done} documents.")


def row_of(number: int, line: str) -> dict:
    try:
        row = json.loads(line)
        row |= {"id": str(row["id"]), "title": said(row, "title"), "text": said(row, "text")}
    except (ValueError, TypeError, KeyError) as error:
        raise CommandError(f"Line {number} is no document: {error!r}") from error
    if row["id"].split() != [row["id"]] or not row["id"].isprintable():
        raise CommandError(
            f"Line {number}: the id {row['id']!r} is empty or holds a blank, which no run can hold."
        )
    codes = [code for code, _name in settings.LANGUAGES]
    if row.get("language") not in codes:
        found = [fold(match[0]) for match in words(f"{row['title']} {row['text']}"[:2000])]
        row["language"] = guess_language(found, settings.LANGUAGE_CODE)
    return row


def said(row: dict, name: str) -> str:
    """Words; empty where there are none."""
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def take(batch: list[dict]) -> None:
    """Keep a batch, and bring both indexes up to it; what a worker would do is done here and now."""
    try:
        ids = import_resources(rows=batch)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    keys = indexing.refresh(owner="resource", ids=ids, follow=lambda changed: None)
    if (engine := remote()) is None:
        return
    try:
        engine.index(keys)
    except IndexMissing:
        rebuilding.rebuild_copy(engine)

"""Fill the database of DATABASE_URL, which bench.databases made: `--base` migrates it and loads the starter content,
`--posts 100000` adds a corpus to that, `--copies 9` makes ten times as much of it."""

import argparse
from functools import partial

import django

django.setup()

# These import models, which exist only now.
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402
from tqdm import tqdm  # noqa: E402

from bench.corpus.build import build  # noqa: E402
from bench.corpus.multiply import multiply  # noqa: E402
from bench.floor.page import ensure_pages  # noqa: E402
from cop.demo import loader  # noqa: E402
from forums.models import Thread  # noqa: E402
from search.engines.postgres import INDEXES  # noqa: E402
from search.services import rebuilding, words  # noqa: E402


def base():
    call_command("migrate", verbosity=0, interactive=False)
    for step in tqdm(loader.steps(loader.content()), desc="starter content"):
        step()
    rebuilding.rebuild_entries(follow=lambda keys: None)
    ensure_pages()
    DBTaskResult.objects.all().delete()


def filled(fill):
    """The indexes of words are made at the end, which takes a fraction of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        for name in INDEXES:
            cursor.execute(f"DROP INDEX {name}")
        fill()
        print("the indexes of words …", flush=True)
        for name, how in INDEXES.items():
            cursor.execute(f"CREATE INDEX {name} ON search_searchentry {how}")
        print("the vocabulary …", flush=True)
        words.recount()
        print("statistics …", flush=True)
        cursor.execute("VACUUM ANALYZE")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", action="store_true")
    parser.add_argument("--posts", type=int)
    parser.add_argument("--copies", type=int)
    options = parser.parse_args()
    if options.base:
        base()
    if options.posts:
        filled(partial(build, options.posts))
    if options.copies:
        long = Thread.objects.order_by("-last_position").values_list("pk", flat=True)[0]
        filled(partial(multiply, long, options.copies, partial(tqdm, desc="copies")))


if __name__ == "__main__":
    main()

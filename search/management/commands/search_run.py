from django.core.management.base import BaseCommand, CommandError

from search.engines import EngineDown, named
from search.runs import member_who_reads_most, run


class Command(BaseCommand):
    help = (
        "Ask every query of a file (qid, tab, query) and write a TREC run on standard output, as a member finds it. "
        "A document is called by the id that its content came with; what came without one is left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("queries", help="lines of a query's id, a tab, and the query")
        parser.add_argument(
            "--engine", choices=["database", "elasticsearch"], help="by default the one that answers the site"
        )
        parser.add_argument("--depth", type=int, default=100, help="documents for each query (100)")

    def handle(self, *, queries, engine, depth, **options):
        try:
            asked = named(engine) if engine else named("elasticsearch") or named("database")
            if asked is None:
                raise CommandError("Elasticsearch is not set up: ELASTICSEARCH_URL names it.")
            viewer = member_who_reads_most()
            with open(queries, encoding="utf-8-sig") as lines:
                for number, line in enumerate(lines, 1):
                    if not line.strip():
                        continue
                    qid, tab, query = line.rstrip("\r\n").partition("\t")
                    if not tab or not qid.strip():
                        raise CommandError(
                            f"Line {number} is no query: an id, a tab and the query are expected."
                        )
                    for row in run(qid.strip(), query, engine=asked, viewer=viewer, depth=depth):
                        self.stdout.write(row)
        except OSError as error:
            raise CommandError(f"{queries}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{queries} is not written in UTF-8: {error.reason}.") from error
        except EngineDown as error:
            raise CommandError(f"Elasticsearch does not answer: {error}") from error

"""Many rows at a time: COPY in PostgreSQL, `bulk_create` elsewhere. Keys are given out here, so that rows can refer to
each other before any is written; with deferred constraints their order does not matter within a transaction."""

import re
from functools import lru_cache
from operator import attrgetter
from unittest.mock import patch

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Choices, DecimalField, JSONField
from django.utils import timezone

from search.analysis import terms
from search.engines import postgres
from search.engines.database import vendor
from search.models import SearchEntry, TermsField

AT_ONCE = 2_000
SENTENCE = re.compile(r"(?<=[.?!])\s+|\n")


class Rows:
    """Rows of one model. `new` makes an instance with a key, `add` writes one (later), `close` all that wait."""

    def __init__(self, model):
        self.model, self.waiting = model, []
        self.fields = model._meta.concrete_fields
        self.read = attrgetter(*(field.attname for field in self.fields))
        #: Fields whose values the driver does not know by themselves.
        self.prepared = [
            (place, field)
            for place, field in enumerate(self.fields)
            if isinstance(field, JSONField | TermsField | DecimalField)
        ]
        self.next = (model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        self.moments = [
            field.attname
            for field in self.fields
            if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        ]

    def new(self, **values):
        """Choices as the database gives them back, plain text."""
        plain = {name: value.value if isinstance(value, Choices) else value for name, value in values.items()}
        row = self.model(pk=self.next, **plain)
        self.next += 1
        for name in self.moments:
            if getattr(row, name) is None:
                setattr(row, name, values.get("created_at") or timezone.now())
        return row

    def add(self, row):
        self.waiting.append(row)
        if len(self.waiting) >= AT_ONCE:
            self.flush()
        return row

    def write(self, **values):
        return self.add(self.new(**values))

    def flush(self):
        rows, self.waiting = self.waiting, []
        if rows and connection.vendor == "postgresql":
            self.copy(rows)
        elif rows:
            self.insert(rows)

    def close(self):
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)

    def insert(self, rows):
        """`created_at` becomes the present moment where the model says so: Django insists."""
        self.model._base_manager.bulk_create(rows, batch_size=500)

    def copy(self, rows):
        quote = connection.ops.quote_name
        columns = ", ".join(quote(name) for name in self.columns())
        statement = f"COPY {quote(self.model._meta.db_table)} ({columns}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(self.values(row))

    def columns(self):
        return [field.column for field in self.fields]

    def values(self, row):
        values = list(self.read(row))
        for place, field in self.prepared:
            values[place] = field.get_db_prep_save(values[place], connection)
        return values


def terms_by_sentence(text, language):
    """What `terms` answers, from what it answered of each sentence: no word goes across spaces."""
    return [one for sentence in SENTENCE.split(text) for one in remembered(sentence, language)]


@lru_cache(100_000)
def remembered(sentence, language):
    return terms(sentence, language)


class EntryRows(Rows):
    """Search entries with the index of the database's own full text."""

    def __init__(self):
        super().__init__(SearchEntry)

    def take(self, row):
        """An entry that was made elsewhere gets its key."""
        row.pk, self.next = self.next, self.next + 1
        return self.add(row)

    def insert(self, rows):
        super().insert(rows)
        vendor().index(rows)

    def flush(self):
        with patch("search.engines.words.terms", terms_by_sentence):
            super().flush()

    def columns(self):
        return [*super().columns(), "vector"]

    def values(self, row):
        return [*super().values(row), postgres.vector_of(row)]

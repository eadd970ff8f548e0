"""A greater corpus out of a smaller one, in the database itself: further copies of all conversations but the long one.

Every row is copied as it stands; only its keys and those of the copied rows that it refers to are moved on, and what
must be unique is made anew. Each copy happened a little earlier than the one before. The fingerprints of search
entries, which hold their keys, stay empty: repair would write these entries once more, with the same words.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import DateTimeField, ForeignKey, UUIDField
from taggit.models import TaggedItem

from forums.models import (
    Mention,
    Post,
    PostRevision,
    Quote,
    Reaction,
    ReadPosition,
    Reflection,
    Thread,
    ThreadEvent,
    ThreadSeat,
)
from members.models import Follow
from search.models import SearchEntry

EARLIER = 7 * 3600  # seconds

COPIED = (
    Reflection, Reflection.principles.through, Reflection.asked_sectors.through, Thread, Thread.principles.through,
    Thread.sectors.through, Post, PostRevision, Mention, Quote, Reaction, ThreadEvent, ThreadSeat, ReadPosition,
)  # fmt: skip


class Multiplied:
    """`long`: the key of the thread that is not copied, with everything in it."""

    def __init__(self, cursor, long):
        self.cursor, self.long = cursor, long
        self.spans = {}
        for model in (*COPIED, Follow, TaggedItem, SearchEntry):
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")
            self.spans[model] = cursor.fetchone()[0]
        self.threads = ContentType.objects.get_for_model(Thread).pk

    def copy(self, number):
        """The number-th copy, from 1."""
        for model in COPIED:
            self._insert(model, number, f"WHERE id <= {self.spans[model]} AND {self._apart(model)}")
        for model in (Follow, TaggedItem):
            shifted = {"object_id": f"object_id + {number * self.spans[Thread]}"}
            where = f"WHERE id <= {self.spans[model]} AND content_type_id = {self.threads} AND object_id <> {self.long}"
            self._insert(model, number, where, shifted)
        for model, owner in ((Thread, "thread"), (Post, "post")):
            by, thread = number * self.spans[model], number * self.spans[Thread]
            group = f"'thread:' || (split_part(\"group\", ':', 2)::bigint + {thread})"
            there = f"'/threads/' || (split_part(\"group\", ':', 2)::bigint + {thread}) || '/'"
            page = "coalesce(substring(url FROM '[?]page=[0-9]+'), '')"
            mark = f"'#post-' || (object_id + {by})" if model is Post else "''"
            changed = {
                "key": f"'{owner}:' || (object_id + {by})", "object_id": f"object_id + {by}", "\"group\"": group,
                "url": f"{there} || {page} || {mark}", "digest": "''", "source_id": "''",
            }  # fmt: skip
            where = f"WHERE id <= {self.spans[SearchEntry]} AND owner = '{owner}' AND \"group\" <> 'thread:{self.long}'"
            self._insert(SearchEntry, number, where, changed, more=("vector",))

    def _insert(self, model, number, where, changed=None, more=()):
        targets, values, table = [], [], model._meta.db_table
        for field in model._meta.concrete_fields:
            column = connection.ops.quote_name(field.column)
            bare = column if field.column == "group" else field.column
            targets.append(column)
            values.append((changed or {}).get(bare) or self._moved(model, field, column, number))
        columns = ", ".join([*targets, *more])
        self.cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join([*values, *more])} FROM {table} {where}"
        )

    def _moved(self, model, field, column, number):
        if field.primary_key:
            return f"{column} + {number * self.spans[model]}"
        if isinstance(field, ForeignKey) and field.related_model in COPIED:
            return f"{column} + {number * self.spans[field.related_model]}"
        if field.column == "source_id":
            return "NULL" if field.null else "''"
        if isinstance(field, UUIDField) and (field.unique or field.column == "idempotency_key"):
            return f"CASE WHEN {column} IS NULL THEN NULL ELSE gen_random_uuid() END"
        if isinstance(field, DateTimeField):
            return f"{column} - interval '{number * EARLIER} seconds'"
        return column

    def _apart(self, model):
        """The condition that a row has nothing to do with the long thread."""
        if model is Thread:
            return f"id <> {self.long}"
        fields = {
            field.name: field.related_model for field in model._meta.concrete_fields if field.is_relation
        }
        if "thread" in fields:
            return f"thread_id <> {self.long}"
        if "post" in fields:
            # NOT IN would go through the long list once a row.
            return f"post_id IN (SELECT id FROM forums_post WHERE thread_id <> {self.long})"
        return "true"


def multiply(long, copies, progress=lambda copies: copies):
    """So many further copies of everything but the long thread, each a transaction. PostgreSQL only."""
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        work = Multiplied(cursor, long)
        for number in progress(range(1, copies + 1)):
            with transaction.atomic():
                work.copy(number)
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [*COPIED, Follow, TaggedItem, SearchEntry]
        ):
            cursor.execute(statement)

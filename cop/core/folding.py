"""Words without their accents and in small letters, the same in Python and in both databases: `mamá` is found by `mama`."""

import unicodedata

from django.db.backends.signals import connection_created
from django.db.models import Func, TextField

ACCENTS = "\u0300-\u036f"


def fold(text: str) -> str:
    """Small letters without the accents of the Latin alphabet."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")


class Folded(Func):
    """`fold` of a text in the database. No index helps it: for what one person has written, never for everybody's."""

    function = "cop_fold"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = f"regexp_replace(normalize(lower(%(expressions)s), NFD), '[{ACCENTS}]', '', 'g')"
        return self.as_sql(compiler, connection, template=template, **context)


def _teach(sender, connection, **kwargs):
    """SQLite learns it from us, with each connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "cop_fold", 1, lambda text: text if text is None else fold(text), deterministic=True
        )


connection_created.connect(_teach, dispatch_uid="cop.core.folding")

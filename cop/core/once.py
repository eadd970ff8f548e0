"""A request that is sent twice is carried out once."""

import hashlib
import json
from functools import wraps

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cop.core.problems import Conflict


def digest_of(**payload):
    """A fingerprint of everything that matters in a request; rows count by their keys."""
    return hashlib.sha256(json.dumps(_plain(payload), sort_keys=True).encode()).hexdigest()


def replayed(model, actor, key, digest, by="author"):
    """What an earlier request with this key wrote, or None. Another request under the same key is a Conflict. `by`: the
    field that says whose request it was."""
    earlier = model.objects.filter(**{by: actor}, idempotency_key=key).first() if key else None
    if earlier is not None and earlier.payload_digest != digest:
        raise Conflict(_("This was sent before with another text."))
    return earlier


def once(model, digest, by="author"):
    """Give a verb a memory: `digest(**arguments)` says what makes two requests the same. `by`: see `replayed`.

    Where two equal requests race, the one that comes second finds the first one's row by its unique key.
    """

    def decorator(verb):
        @wraps(verb)
        def wrapper(*, actor, idempotency_key=None, **arguments):
            print_of = digest(**arguments) if idempotency_key else ""
            if (earlier := replayed(model, actor, idempotency_key, print_of, by)) is not None:
                return earlier
            try:
                with transaction.atomic():
                    return verb(actor=actor, key=(idempotency_key, print_of), **arguments)
            except IntegrityError:
                if (earlier := replayed(model, actor, idempotency_key, print_of, by)) is None:
                    raise
                return earlier

        return wrapper

    return decorator


def _plain(value):
    match value:
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case bool() | int() | None:
            return value
        case list() | tuple() | set() | frozenset():
            return [_plain(one) for one in value]
        case _ if hasattr(value, "pk"):
            return f"{type(value).__name__}:{value.pk}"
        case _ if hasattr(value, "__iter__") and not isinstance(value, str):
            return [_plain(one) for one in value]
        case _:
            return str(value)

"""How core's tests use the database."""

import pytest

# Real commits, seen by other threads and processes. Flushing alone would lose what migrations wrote.
with_commits = pytest.mark.django_db(transaction=True, serialized_rollback=True)

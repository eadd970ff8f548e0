"""How tests use the database."""

import pytest

# Real commits, seen by other threads and processes. Afterwards tests/restored.py puts right what they changed.
with_commits = pytest.mark.django_db(transaction=True)

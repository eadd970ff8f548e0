"""The record of acts: nothing that stands in it can be changed or taken away."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from members.models import AuditEntry
from members.services import audit
from tests.core.marks import with_commits

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(moderator, member):
    return audit(
        actor=moderator, verb="lock-thread", target=member, reason="It went round in circles.", day=1
    )


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "unlock-thread"},
        {"reason": "Another reason."},
        {"data": {"day": 2}},
        {"object_id": 1},
        {"masked": True},
        {"created_at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_a_row(entry, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(**change)
    assert AuditEntry.objects.filter(pk=entry.pk, verb="lock-thread", data={"day": 1}, masked=False).exists()


def test_another_name_cannot_be_put_beside_an_act(entry, member):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(actor=member)


def test_the_database_refuses_to_delete_a_row(entry):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM members_auditentry")
    assert AuditEntry.objects.count() == 1


def test_erasure_empties_who_and_why_and_leaves_what_was_done(entry, moderator):
    AuditEntry.objects.filter(pk=entry.pk).update(reason="", data={})
    moderator.delete()
    row = AuditEntry.objects.get()
    assert (row.actor, row.reason, row.data) == (None, "", {})
    assert (row.verb, row.object_id, row.created_at) == ("lock-thread", entry.object_id, entry.created_at)


@with_commits
def test_rows_can_be_added_after_the_tables_were_emptied(moderator):
    audit(actor=moderator, verb="lock-thread")
    assert AuditEntry.objects.count() == 1

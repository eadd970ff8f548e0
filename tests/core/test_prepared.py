"""Questions whose SQL is written once."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cop.core.prepared import Prepared, Unsteady
from members.models import User
from tests.core.marks import with_commits

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups():
    return [Group.objects.create(name=f"group {number}") for number in range(4)]


def test_it_answers_rows_for_each_value(groups):
    named = Prepared(lambda *, name: Group.objects.filter(name=name))
    assert [named(name=group.name) for group in groups] == [[group] for group in groups]
    assert named(name="nobody") == []


def test_its_sql_is_written_once_for_each_shape_and_number_of_values(groups):
    written = []

    def by_key(descending, *, keys):
        written.append((descending, len(keys)))
        return Group.objects.filter(pk__in=keys).order_by("-pk" if descending else "pk")

    asked, keys = Prepared(by_key), [group.pk for group in groups]
    for _again in range(3):
        assert asked(False, keys=(keys[0], keys[1])) == groups[:2]
        assert asked(False, keys=(keys[2], keys[3])) == groups[2:]
        assert asked(True, keys=(keys[2], keys[3])) == groups[:1:-1]
        assert asked(False, keys=(keys[2],)) == [groups[2]]
    assert written == [(False, 2)] * 2 + [(True, 2)] * 2 + [(False, 1)] * 2


def test_identities_are_parameters_too(member, other_member):
    known = Prepared(lambda *, key: User.objects.filter(uuid=key))
    among = Prepared(lambda *, keys: User.objects.filter(uuid__in=keys).order_by("pk"))
    assert known(key=member.uuid) == [member] and known(key=other_member.uuid) == [other_member]
    assert among(keys=(other_member.uuid, member.uuid)) == sorted(
        [member, other_member], key=lambda one: one.pk
    )


def test_no_values_are_no_rows_and_no_query(groups):
    with CaptureQueriesContext(connection) as queries:
        assert Prepared(lambda *, keys: Group.objects.filter(pk__in=keys))(keys=()) == []
    assert len(queries) == 0


def test_values_are_parameters_and_never_sql(groups):
    named = Prepared(lambda *, name: Group.objects.filter(name=name))
    named(name="group 1")
    assert named(name="group 1' OR '1'='1") == []
    assert named(name="%s") == []


def test_joins_annotations_tuples_and_unions_come_as_from_the_queryset(groups, member):
    people = Prepared(
        lambda *, pk: User.objects.select_related("profile__sector").annotate(one=Value(1)).filter(pk=pk)
    )
    people(pk=0)
    with CaptureQueriesContext(connection) as queries:
        (found,) = people(pk=member.pk)
        assert (found, found.one, found.profile.sector) == (member, 1, member.profile.sector)
        assert (found.uuid, found.date_joined) == (member.uuid, User.objects.get(pk=member.pk).date_joined)
    assert len(queries) == 2
    both = Prepared(
        lambda *, one, other: (
            Group.objects.filter(pk=one)
            .values_list("pk", "name")
            .union(Group.objects.filter(pk=other).values_list("pk", "name"))
        )
    )
    both(one=0, other=0)
    a, b = groups[1], groups[2]
    assert sorted(both(one=a.pk, other=b.pk)) == [(a.pk, a.name), (b.pk, b.name)]


def test_what_looks_at_the_clock_is_refused(groups):
    lately = Prepared(lambda *, pk: User.objects.filter(pk=pk, date_joined__lte=timezone.now()))
    with pytest.raises(Unsteady):
        lately(pk=1)


def test_what_reckons_with_a_value_is_refused(groups):
    after = Prepared(lambda *, pk: Group.objects.filter(pk__gt=pk + 1))
    with pytest.raises(Unsteady):
        after(pk=1)


@with_commits
def test_each_thread_asks_over_a_connection_of_its_own():
    group = Group.objects.create(name="of all")
    named = Prepared(lambda *, name: Group.objects.filter(name=name))
    assert named(name="of all") == [group]
    found = []

    def ask():
        try:
            found.append(named(name="of all"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[group]] * 4

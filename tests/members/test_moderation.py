"""Requests for a seat, pauses, and who may not decide about them."""

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members.models import AuditEntry, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DESK = "/moderation/members/"


def url(name, person):
    return reverse(f"members:member-{name}", args=[person.uuid])


@pytest.fixture
def waiting(db):
    return UserFactory(pending=True, display_name="Ida <i>Holm</i>", sector__role="Nurse")


def test_the_desk_is_for_moderators(
    client_for, member, curator, unverified, moderator, administrator, waiting
):
    for refused in (member, curator, unverified):
        assert client_for(refused).get(DESK).status_code == 403
        for name in ("approve", "decline", "suspend", "lift"):
            assert client_for(refused).post(url(name, waiting)).status_code == 403
    assert User.objects.get(pk=waiting.pk).approved_at is None
    for allowed in (moderator, administrator):
        assert client_for(allowed).get(DESK).status_code == 200
    assert DESK in client_for(moderator).get("/profile/").content.decode()
    assert DESK not in client_for(member).get("/profile/").content.decode()


def test_only_confirmed_requests_are_listed(client_for, moderator, waiting):
    UserFactory(pending=True, unverified=True, display_name="Not confirmed")
    text = client_for(moderator).get(DESK).content.decode()
    assert "Ida &lt;i&gt;Holm&lt;/i&gt;" in text and waiting.email in text
    assert "Not confirmed" not in text


def test_a_request_is_declined_with_a_reason_and_closes_the_account(
    client_for, moderator, waiting, run_tasks
):
    theirs, desk = client_for(waiting), client_for(moderator)
    desk.post(url("decline", waiting), {"reason": "x" * 301})
    assert User.objects.get(pk=waiting.pk).is_active
    desk.post(url("decline", waiting), {"reason": "No answer to our question."})
    run_tasks()
    assert mail.outbox == []
    assert not User.objects.get(pk=waiting.pk).is_active
    assert not get_user(theirs).is_authenticated
    assert AuditEntry.objects.get(verb="decline-member").reason == "No answer to our question."
    assert desk.post(url("approve", waiting)).status_code == 404
    assert desk.post(url("decline", waiting)).status_code == 404


def test_a_seat_is_given_once(client_for, moderator, waiting, run_tasks):
    desk = client_for(moderator)
    assert desk.post(url("approve", waiting)).status_code == 302
    assert desk.post(url("approve", waiting)).status_code == 404
    run_tasks()
    assert len(mail.outbox) == 1


def test_a_pause_ends_sessions_and_sockets_at_once(client_for, moderator, member, committed, monkeypatch):
    closed = []
    monkeypatch.setattr("members.subscribers.close_sockets", closed.append)
    theirs = client_for(member)
    assert "Pause this account" in client_for(moderator).get(url("detail", member)).content.decode()
    with committed():
        client_for(moderator).post(url("suspend", member), {"days": "7", "reason": "Gave names twice."})
    row = User.objects.get(pk=member.pk)
    assert 6.9 < (row.suspended_until - timezone.now()).total_seconds() / 86400 < 7.1
    assert closed == [member.pk]
    assert not get_user(theirs).is_authenticated
    entry = AuditEntry.objects.get(verb="suspend-member")
    assert (entry.actor, entry.reason, entry.target) == (moderator, "Gave names twice.", member)


def test_a_pause_is_lifted(client_for, moderator):
    paused = UserFactory(suspended=True, display_name="Paul Paused")
    desk = client_for(moderator)
    assert "Paul Paused" in desk.get(DESK).content.decode()
    desk.post(url("lift", paused))
    assert User.objects.get(pk=paused.pk).is_full_member
    assert "Paul Paused" not in desk.get(DESK).content.decode().replace("Paul Paused is back", "")


def test_a_pause_needs_a_reason_and_keeps_what_was_typed(client_for, moderator, member):
    for data in (
        {"days": "7", "reason": ""},
        {"days": "9999", "reason": "kept words"},
        {"days": "7", "reason": "y" * 601},
    ):
        response = client_for(moderator).post(url("suspend", member), data)
        assert response.status_code == 422 and data["reason"] in response.content.decode()
    assert User.objects.get(pk=member.pk).suspended_until is None


def test_moderators_pause_neither_themselves_nor_each_other(client_for, moderator, administrator):
    colleague, data = UserFactory(moderator=True), {"days": "7", "reason": "No."}
    for person in (moderator, colleague, administrator):
        assert client_for(moderator).post(url("suspend", person), data).status_code == 403
        assert "Pause this account" not in client_for(moderator).get(url("detail", person)).content.decode()
    assert client_for(administrator).post(url("suspend", colleague), data).status_code == 302
    assert client_for(moderator).post(url("lift", colleague)).status_code == 403


def test_a_paused_curator_loses_the_editors_desk(client_for, curator):
    assert client_for(curator).get(reverse("wagtailadmin_home")).status_code == 200
    curator.suspended_until = timezone.now() + timezone.timedelta(days=1)
    curator.save()
    assert client_for(curator).get(reverse("wagtailadmin_home")).status_code == 403


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
    client_for, moderator, waiting, django_assert_max_num_queries
):
    for n in range(25):
        UserFactory(pending=True, display_name=f"Asker {n:02}", sector="policy" if n % 2 else "pediatrics")
    desk = client_for(moderator)
    with django_assert_max_num_queries(17):
        text = desk.get(DESK).content.decode()
    assert "?page=2" in text
    assert "Asker 24" in desk.get(DESK, {"page": 2}).content.decode()
    assert desk.get(DESK, {"page": "x", "q": "z" * 200}).status_code == 200

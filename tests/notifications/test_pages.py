"""The list, opening, marking, the badge, and the live count."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from cop.core.schedule import registered
from forums.services import moderation
from members import services as members
from notifications.models import Notification
from notifications.selectors import unread_count
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said
from tests.notifications.scenes import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return discussion(member)


@pytest.fixture
def reply(thread, other_member, run_tasks):
    post = said(other_member, thread, body="The grandmother pours the tea.")
    run_tasks()
    return post


def badge(client, path="/notifications/"):
    """Whether the badge shows, and its number."""
    html = client.get(path).text
    return "data-unread hidden" not in html, html.partition("data-number>")[2].partition("<")[0]


def test_the_list_tells_what_happened_and_where(reply, member, client_for):
    page = client_for(member).get("/notifications/")
    assert "What the kettle tells" in page.text
    assert "A new reply" in page.text
    assert "grandmother" not in page.text and "Amara" not in page.text


def test_an_empty_list_says_what_will_come(member, client_for):
    assert "It is quiet here" in client_for(member).get("/notifications/").text


def test_the_newest_stand_first(member, other_member, run_tasks, client_for):
    first, second = discussion(member, title="The first"), discussion(member, title="The second")
    said(other_member, first)
    run_tasks()
    said(other_member, second)
    run_tasks()
    text = client_for(member).get("/notifications/").text
    assert text.index("The second") < text.index("The first")
    said(other_member, first)
    run_tasks()
    text = client_for(member).get("/notifications/").text
    assert text.index("The first") < text.index("The second")
    assert "2 new replies" in text


def test_the_time_of_an_anonymous_reply_is_told_by_its_day(
    thread, member, other_member, run_tasks, client_for
):
    said(other_member, thread, anonymous=True)
    run_tasks()
    text = client_for(member).get("/notifications/").text
    (row,) = [part for part in text.split('<div class="row') if "What the kettle tells" in part]
    assert "data-ago" not in row
    assert f'<time datetime="{timezone.now():%Y-%m-%d}">' in row


def test_opening_leads_to_the_reply_and_marks_it_read(reply, member, client_for):
    client = client_for(member)
    line = member.notifications.get()
    answer = client.get(f"/notifications/{line.pk}/", follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == f"/threads/{reply.thread_id}/"
    assert told(member) == []
    assert client.get(f"/notifications/{line.pk}/").status_code == 302


def test_reading_the_thread_puts_the_badge_out(reply, member, client_for):
    client = client_for(member)
    assert badge(client) == (True, "1")
    assert badge(client, f"/threads/{reply.thread_id}/") == (False, "0")
    assert badge(client) == (False, "0")


def test_all_can_be_marked_read(reply, member, other_member, client_for):
    client = client_for(member)
    client.post("/notifications/read/")
    assert badge(client) == (False, "0")
    assert "What the kettle tells" in client.get("/notifications/").text
    assert client.get("/notifications/read/").status_code == 405


def test_marking_all_read_touches_nobody_else(thread, member, other_member, run_tasks, client_for):
    third = UserFactory()
    members.follow(actor=third, target=thread)
    said(other_member, thread)
    run_tasks()
    client_for(member).post("/notifications/read/")
    assert told(third) == ["reply"]


def test_the_notification_of_another_is_not_there(reply, member, other_member, client_for):
    line = member.notifications.get()
    assert client_for(other_member).get(f"/notifications/{line.pk}/").status_code == 404
    assert told(member) == ["reply"]


def test_a_hidden_reply_is_neither_listed_nor_opened(reply, member, moderator, client_for):
    line = member.notifications.get()
    moderation.raise_privacy_concern(actor=moderator, post=reply)
    client = client_for(member)
    assert "What the kettle tells" not in client.get("/notifications/").text
    assert client.get(f"/notifications/{line.pk}/").status_code == 404


def test_what_happened_in_a_circle_is_gone_for_whoever_left(member, other_member, run_tasks, client_for):
    forum = circle_forum(member, other_member)
    thread = discussion(member, forum=forum)
    said(other_member, thread)
    run_tasks()
    line = member.notifications.get()
    members.leave_circle(actor=member, circle=forum.circle)
    client = client_for(member)
    assert "What the kettle tells" not in client.get("/notifications/").text
    assert client.get(f"/notifications/{line.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/notifications/", "/notifications/1/"])
def test_whoever_is_signed_out_is_asked_to_sign_in(path, client_for):
    assert client_for().get(path).url.startswith("/accounts/login/")


@pytest.mark.parametrize("trait", ["unverified", "pending", "suspended"])
def test_whoever_is_no_full_member_is_told_why(trait, client_for, db):
    client = client_for(UserFactory(**{trait: True}))
    assert client.get("/notifications/").status_code == 403
    assert client.post("/notifications/read/").status_code == 403
    assert client.post("/notifications/mails/").status_code == 403
    assert client.get("/notifications/1/").status_code == 404


def test_the_list_costs_the_same_for_many(
    member, other_member, run_tasks, client_for, django_assert_max_num_queries
):
    def fill(number):
        for one in range(number):
            said(other_member, discussion(member, title=f"Conversation {one}"))
        run_tasks()

    client = client_for(member)
    fill(2)
    client.get("/notifications/")
    with django_assert_max_num_queries(24) as few:
        client.get("/notifications/")
    fill(20)
    with django_assert_max_num_queries(len(few)):
        assert client.get("/notifications/").text.count('class="row told') == 22


def test_the_badge_costs_one_query(reply, member, django_assert_num_queries):
    assert member.is_full_member
    with django_assert_num_queries(1):
        assert unread_count(member) == 1


def test_old_lines_are_forgotten(reply, member):
    (prune,) = [one.function for name, one in registered.items() if name.endswith("prune_notifications")]
    line = member.notifications.get()
    prune()
    assert member.notifications.exists()
    Notification.objects.filter(pk=line.pk).update(read_at=timezone.now() - timedelta(days=89))
    prune()
    assert member.notifications.exists()
    Notification.objects.filter(pk=line.pk).update(read_at=timezone.now() - timedelta(days=91))
    prune()
    assert not member.notifications.exists()


@with_commits
async def test_the_badge_follows_live_and_only_ones_own(member, other_member, client_for, run_tasks):
    mine = await database_sync_to_async(client_for)(member)
    theirs = await database_sync_to_async(client_for)(other_member)
    async with LiveSocket(client=mine) as socket, LiveSocket(client=theirs) as other:
        assert (await socket.subscribe("inbox"))[0] == {"topic": "inbox", "kind": "notification", "unread": 0}
        await other.subscribe("inbox")
        thread = await database_sync_to_async(discussion)(member)
        await database_sync_to_async(said)(other_member, thread)
        await database_sync_to_async(run_tasks)()
        assert await socket.hear() == {"topic": "inbox", "kind": "notification", "unread": 1}
        assert await other.receive_nothing()
        await database_sync_to_async(mine.get)(f"/threads/{thread.pk}/")
        assert await socket.hear() == {"topic": "inbox", "kind": "read", "thread": thread.pk, "position": 2}
        assert await socket.hear() == {"topic": "inbox", "kind": "notification", "unread": 0}


def test_marking_all_read_is_heard_by_ones_other_tabs(reply, member, client_for, committed, monkeypatch):
    heard = []
    monkeypatch.setattr("notifications.subscribers.publish", lambda *told: heard.append(told))
    with committed():
        client_for(member).post("/notifications/read/")
    assert heard == [(f"inbox:{member.pk}", {"kind": "notification", "unread": 0})]


@with_commits
async def test_nobody_hears_the_inbox_of_another(member, other_member, client_for):
    client = await database_sync_to_async(client_for)(other_member)
    async with LiveSocket(client=client) as socket:
        (problem,) = await socket.subscribe(f"inbox:{member.pk}")
        assert problem["error"]["status"] == 404
    async with LiveSocket() as visitor:
        (problem,) = await visitor.subscribe("inbox")
        assert problem["error"]["status"] == 404

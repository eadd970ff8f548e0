"""Long lists of conversations: their order, their pages, what is new in them, and calling it read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums import paging
from forums.models import ReadPosition, Thread
from forums.services import posting, reactions, reading
from members import services as members
from members.models import Follow
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, principle, said, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 3)
    monkeypatch.setattr(paging.stretch, "__defaults__", ("active", 3))


def titles(page):
    return [thread.title for thread in page.context["page"]]


def seven(author):
    threads = [discussion(author, title=f"Number {n}") for n in range(7)]
    for n, thread in enumerate(threads):
        Thread.objects.filter(pk=thread.pk).update(active_at=timezone.now() - timedelta(hours=7 - n))
    return threads


def test_a_list_is_walked_forwards_and_back(client_for, member, three):
    seven(member)
    client = client_for(member)
    first = client.get("/threads/")
    second = client.get("/threads/" + first.context["steps"]["next"])
    third = client.get("/threads/" + second.context["steps"]["next"])
    assert titles(first) == ["Number 6", "Number 5", "Number 4"]
    assert titles(second) == ["Number 3", "Number 2", "Number 1"]
    assert titles(third) == ["Number 0"]
    assert "next" not in third.context["steps"]
    assert "previous" not in first.context["steps"]
    back = client.get("/threads/" + third.context["steps"]["previous"])
    assert titles(back) == titles(second)
    assert titles(client.get("/threads/" + back.context["steps"]["previous"])) == titles(first)


def test_threads_of_the_same_moment_come_once_each(client_for, member, three):
    seven(member)
    Thread.objects.update(active_at=timezone.now())
    client, found, steps = client_for(member), [], {"next": ""}
    while "next" in steps:
        page = client.get("/threads/" + steps["next"])
        found += titles(page)
        steps = page.context["steps"]
    assert len(found) == len(set(found)) == 7


def test_a_place_in_a_circle_tells_an_outsider_nothing(client_for, member, other_member, three):
    seven(member)
    hidden = discussion(other_member, forum=circle_forum(other_member))
    assert titles(client_for(member).get(f"/threads/?after={hidden.pk}")) == [
        "Number 6",
        "Number 5",
        "Number 4",
    ]


@pytest.mark.parametrize("number", ["0", "nonsense", "-1", "9" * 30, "%00"])
def test_an_address_that_leads_nowhere_begins_at_the_start(client_for, member, three, number):
    seven(member)
    assert titles(client_for(member).get(f"/threads/?after={number}"))[0] == "Number 6"


def test_the_list_is_sorted_by_what_is_asked(client_for, member, other_member):
    threads = seven(member)
    reactions.react(actor=other_member, post=threads[2].posts.get(), kind="thanks", on=True)
    said(other_member, threads[4])
    client = client_for(other_member)
    assert titles(client.get("/threads/"))[0] == "Number 4"
    assert titles(client.get("/threads/?sort=new"))[0] == "Number 6"
    assert titles(client.get("/threads/?sort=thanked"))[0] == "Number 2"
    assert titles(client.get("/threads/?unanswered=1&sort=active"))[0] == "Number 6"
    assert "Number 4" not in titles(client.get("/threads/?unanswered=1"))


def test_a_thread_with_news_opens_where_they_begin(client_for, member, other_member):
    thread = discussion(member)
    for _ in range(25):
        said(member, thread)
    posting.mark_read(actor=other_member, thread=Thread.objects.get(), position=22)
    row = client_for(other_member).get("/threads/")
    assert f'href="/threads/{thread.pk}/?page=2#new"' in row.content.decode()
    assert row.context["page"].rows[0].unread == 4
    assert 'id="new"' in client_for(other_member).get(f"/threads/{thread.pk}/?page=2").content.decode()


def test_a_look_into_the_middle_leaves_the_rest_unread(client_for, member, other_member):
    thread = discussion(member)
    for _ in range(65):
        said(member, thread)
    posting.mark_read(actor=other_member, thread=Thread.objects.get(), position=10)
    page = client_for(other_member).get(f"/threads/{thread.pk}/?page=3").content.decode()
    assert ReadPosition.objects.get(member=other_member).position == 10
    assert "56 new replies" in page
    assert '"?page=1#new"' in page
    client_for(other_member).get(f"/threads/{thread.pk}/?page=1")
    assert ReadPosition.objects.get(member=other_member).position == 20
    client_for(other_member).get(f"/threads/{thread.pk}/?page=4")
    assert ReadPosition.objects.get(member=other_member).position == 66


class TestNews:
    def news(self, client):
        return titles(client.get("/threads/unread/"))

    def test_what_one_follows_shows_when_somebody_speaks(self, client_for, member, other_member):
        thread = discussion(member)
        posting.mark_read(actor=other_member, thread=thread)
        members.follow(actor=other_member, target=thread)
        discussion(member, title="Not followed")
        assert self.news(client_for(other_member)) == []
        said(member, thread)
        assert self.news(client_for(other_member)) == [thread.title]
        client_for(other_member).get(f"/threads/{thread.pk}/")
        assert self.news(client_for(other_member)) == []

    def test_places_subjects_and_people_bring_their_threads(self, client_for, member):
        for target in ("forum", "principle", "tag", "person"):
            reader = UserFactory()
            thread = discussion(member, title=f"About a {target}", tags=["kitchen"])
            row = {"forum": table(), "principle": principle(), "tag": thread.tags.get(), "person": member}[
                target
            ]
            members.follow(actor=reader, target=row)
            assert f"About a {target}" in self.news(client_for(reader))

    def test_what_a_person_says_anonymously_is_not_theirs(self, client_for, member, other_member):
        members.follow(actor=other_member, target=member)
        discussion(member, anonymous=True)
        assert self.news(client_for(other_member)) == []

    def test_a_muted_thread_shows_nothing(self, client_for, member, other_member):
        thread = discussion(member)
        members.follow(actor=other_member, target=table())
        members.set_level(actor=other_member, target=thread, level=Follow.Level.MUTED)
        assert self.news(client_for(other_member)) == []

    def test_everything_is_called_read(self, client_for, member, other_member):
        thread = discussion(member)
        members.follow(actor=other_member, target=table())
        client = client_for(other_member)
        client.get(f"/threads/{thread.pk}/")
        said(member, thread)
        discussion(member, title="Never opened")
        assert len(self.news(client)) == 2
        client.post("/threads/read/")
        assert self.news(client) == []
        said(member, thread)
        assert self.news(client) == [thread.title]

    def test_one_forum_is_called_read(self, client_for, member, other_member):
        elsewhere = discussion(member, forum=circle_forum(member, other_member), title="In the circle")
        members.follow(actor=other_member, target=elsewhere.forum)
        members.follow(actor=other_member, target=table())
        discussion(member)
        reading.mark_all_read(actor=other_member, forum=table())
        assert self.news(client_for(other_member)) == ["In the circle"]

    def test_a_forum_one_may_not_see_is_not_there(self, client_for, member, other_member):
        circle_forum(member)
        assert client_for(other_member).post("/threads/read/", {"forum": "porch"}).status_code == 404

from forums.models import Forum
from members import services as members
from tests.factories import CircleFactory, UserFactory
from tests.forums import scenes


def test_a_new_circle_gets_its_place_to_talk(moderator, run_tasks):
    circle = members.open_circle(actor=moderator, slug="porch", name="Porch circle")
    assert not Forum.objects.filter(circle=circle).exists()
    run_tasks()
    forum = Forum.objects.get(circle=circle)
    assert (forum.slug, forum.name, forum.audience_token) == ("porch", "Porch circle", f"circle:{circle.pk}")


def test_a_slug_that_a_forum_has_already_is_no_obstacle(moderator, run_tasks):
    scenes.table()
    circle = members.open_circle(actor=moderator, slug="table", name="Another table")
    run_tasks()
    assert Forum.objects.get(circle=circle).slug == "table-2"


def test_the_circles_page_shows_what_it_talks_about_to_its_members_alone(client_for, moderator):
    inside, outside = UserFactory(), UserFactory()
    forum = scenes.circle_forum(inside)
    scenes.discussion(inside, title="Between us", forum=forum)
    page = client_for(inside).get(f"/circles/{forum.circle.slug}/").content.decode()
    assert "Between us" in page
    assert f"/forums/{forum.slug}/" in page
    assert client_for(outside).get(f"/circles/{forum.circle.slug}/").status_code == 404


def test_a_circle_without_a_forum_has_a_page_all_the_same(client_for, db):
    member = UserFactory()
    CircleFactory(slug="young", members=[member])
    assert client_for(member).get("/circles/young/").status_code == 200

"""The list of conversations, a forum's page, and a thread as its readers find it."""

import pytest
from django.utils import timezone

from forums.models import ReadPosition
from forums.services import moderation, reactions
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


def test_the_list_shows_what_the_viewer_may_read(client_for, member, other_member, thread):
    hidden = scenes.discussion(
        other_member, title="Behind the porch", forum=scenes.circle_forum(other_member)
    )
    page = client_for(member).get("/threads/").content.decode()
    assert thread.title in page
    assert hidden.title not in page
    assert hidden.title in client_for(other_member).get("/threads/").content.decode()


def test_a_visitor_is_invited_and_reads_nothing(client, thread):
    page = client.get("/threads/").content.decode()
    assert thread.title not in page
    assert "Conversations are for members." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=reflection", {"The wait by the window"}),
        ("kind=discussion", {"What the kettle tells", "Second helpings"}),
        ("principle=village", {"Second helpings"}),
        ("sector=home-visiting", {"The wait by the window"}),
        ("tag=kitchen", {"Second helpings"}),
        ("tag=kit%00chen&principle=%00", {"Second helpings"}),
        ("sector=no%00where", set()),
        ("waiting=1", {"The wait by the window"}),
        ("unanswered=1", {"The wait by the window", "Second helpings"}),
        ("kind=discussion&unanswered=1&principle=village", {"Second helpings"}),
        (
            "kind=nonsense&page=nonsense",
            {"The wait by the window", "What the kettle tells", "Second helpings"},
        ),
    ],
)
def test_the_list_is_narrowed_by_its_address(client_for, member, other_member, thread, query, found):
    scenes.said(member, thread)
    scenes.shared(other_member, asked=["home-visiting"])
    village = scenes.discussion(other_member, title="Second helpings", tags=["kitchen"])
    village.principles.set([scenes.principle("village")])
    page = client_for(member).get(f"/threads/?{query}")
    assert {row.title for row in page.context["page"]} == found


def test_the_list_counts_what_one_has_not_read(client_for, member, other_member, thread):
    client = client_for(member)
    client.get(f"/threads/{thread.pk}/")
    for n in range(3):
        scenes.said(other_member, thread, f"Word {n}")
    page = client.get("/threads/").content.decode()
    assert "data-number>3</span>" in page


def test_a_circle_has_a_page_for_those_who_sit_in_it(client_for, member, other_member):
    forum = scenes.circle_forum(other_member)
    thread = scenes.discussion(other_member, forum=forum, title="Behind the porch")
    inside = client_for(other_member).get("/forums/porch/")
    assert inside.status_code == 200
    assert thread.title in inside.content.decode()
    outside = client_for(member).get("/forums/porch/")
    assert outside.status_code == 404
    assert "Porch" not in outside.content.decode()
    assert client_for(member).get(f"/threads/{thread.pk}/").status_code == 404


@pytest.mark.parametrize("person", [None, "unverified", "pending"])
def test_a_thread_of_members_is_not_there_for_others(client_for, request, thread, person):
    viewer = request.getfixturevalue(person) if person else None
    answer = client_for(viewer).get(f"/threads/{thread.pk}/")
    assert answer.status_code == 404
    assert thread.title not in answer.content.decode()


def test_a_public_thread_is_read_by_anybody_and_answered_by_members(client, other_member):
    forum = scenes.table(audience="public")
    thread = scenes.discussion(other_member, forum=forum)
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert thread.title in page
    assert "data-composer" not in page
    assert 'id="acts"' not in page


def test_a_reflection_shows_its_fields_and_its_question(client_for, member, other_member):
    thread = scenes.shared(other_member, asked=["home-visiting"], how_was_it="I felt small.")
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    for text in (
        scenes.WORDS["what_happened"],
        scenes.WORDS["question"],
        "wonder with me",
        "Your chair is free.",
    ):
        assert text in page
    assert "I felt small." not in page


def test_the_line_says_where_reading_stopped(client_for, member, other_member, thread):
    client = client_for(member)
    scenes.said(other_member, thread, "Read before.")
    first = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "New since you were here" not in first
    ReadPosition.objects.update(read_at=timezone.now() - timezone.timedelta(minutes=40))
    scenes.said(other_member, thread, "Came later.")
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    line = page.index("New since you were here")
    assert page.index("Read before.") < line < page.index("Came later.")
    assert "40 minutes ago" in page[line : line + 200]
    assert "New since you were here" not in client.get(f"/threads/{thread.pk}/").content.decode()


def test_ones_own_words_are_not_new(client_for, member, thread):
    client = client_for(member)
    client.get(f"/threads/{thread.pk}/")
    client.post(
        f"/threads/{thread.pk}/reply/", {"kind": "reply", "body": "Mine.", "idempotency_key": scenes.key()}
    )
    assert "New since you were here" not in client.get(f"/threads/{thread.pk}/").content.decode()


def test_ideas_wait_folded_until_the_author_has_wondered(client_for, member, other_member):
    thread = scenes.shared(other_member)
    scenes.said(member, thread, "Try the blue cup.", kind="idea")
    reader = client_for(UserFactory())
    assert "An idea waits here" in reader.get(f"/threads/{thread.pk}/").content.decode()
    welcome = scenes.shared(other_member, please="ideas")
    scenes.said(member, welcome, "Try the blue cup.", kind="idea")
    assert "An idea waits here" not in reader.get(f"/threads/{welcome.pk}/").content.decode()


def test_a_long_thread_has_pages_and_a_post_knows_its_own(client_for, member, other_member, thread):
    posts = [scenes.said(other_member, thread, f"Word number {n}.") for n in range(25)]
    client = client_for(member)
    first = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "Word number 18." in first
    assert "Word number 19." not in first
    where = client.get(f"/posts/{posts[-1].pk}/")
    assert where.url == f"/threads/{thread.pk}/?page=2#post-{posts[-1].pk}"
    second = client.get(where.url).content.decode()
    assert "Word number 24." in second
    assert "Word number 18." not in second


def test_anonymous_words_show_the_sector_and_the_day(client_for, other_member):
    author = UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")
    for _n in range(4):
        UserFactory(sector="home-visiting")
    thread = scenes.shared(author, anonymous=True)
    page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert "A home visitor" in page
    assert "Rosa" not in page
    assert "Home visitor ·" not in page
    assert "(you)" in client_for(author).get(f"/threads/{thread.pk}/").content.decode()


def test_a_hidden_thread_says_so_to_its_author_and_is_gone_for_others(
    client_for, member, other_member, thread
):
    moderation.raise_privacy_concern(actor=member, post=thread.posts.get())
    assert (
        "Hidden for now from everybody but its author"
        in client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    )
    assert client_for(member).get(f"/threads/{thread.pk}/").status_code == 404
    assert thread.title not in client_for(member).get("/threads/").content.decode()


def test_signs_are_counted_so_that_nobody_is_picked_out(client_for, member, other_member, thread):
    reactions.react(actor=member, post=thread.posts.get(), kind="thanks", on=True)
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "&lt;5" in page
    assert 'aria-pressed="true"' in page


def test_translations_invite_in_their_own_language(client_for, member, other_member):
    original = scenes.discussion(other_member)
    other = scenes.discussion(
        other_member, title="Lo que cuenta la tetera", language="es", translation_of=original
    )
    page = client_for(member).get(f"/threads/{original.pk}/").content.decode()
    assert "Leer en español" in page
    assert "Read in English" in client_for(member).get(f"/threads/{other.pk}/").content.decode()


def test_markup_in_words_stays_words(client_for, member, other_member):
    thread = scenes.discussion(other_member, title="<b>Kettle</b>", body="<script>alert(1)</script> steam")
    scenes.said(member, thread, "<img src=x onerror=alert(1)>")
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "<b>Kettle</b>" not in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_list_costs_as_many_queries_for_many_threads_as_for_few(
    client_for, member, other_member, django_assert_max_num_queries
):
    def begin(n):
        thread = scenes.shared(other_member, title=f"Kettle {n}", asked=["policy"])
        scenes.said(member, thread)
        scenes.said(UserFactory(sector="pediatrics"), thread, anonymous=True)

    client = client_for(member)
    begin(0)
    client.get("/threads/")
    few = queries_of(client, "/threads/", django_assert_max_num_queries)
    for n in range(1, 9):
        begin(n)
    assert queries_of(client, "/threads/", django_assert_max_num_queries) <= few


def test_a_thread_costs_as_many_queries_for_many_replies_as_for_few(
    client_for, member, other_member, thread, django_assert_max_num_queries
):
    def speak(n):
        scenes.said(UserFactory(sector="pediatrics"), thread, f"Word {n}", anonymous=n % 2 == 0)

    client, address = client_for(member), f"/threads/{thread.pk}/"
    speak(0)
    speak(1)
    client.get(address)
    few = queries_of(client, address, django_assert_max_num_queries)
    for n in range(2, 10):
        speak(n)
    client.get(address)
    assert queries_of(client, address, django_assert_max_num_queries) <= few


def queries_of(client, address, at_most):
    with at_most(MOST) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


MOST = 30  # of which eight are spent on who looks, before the page itself asks

"""A conversation that can be read on a phone: answers under what they answer, ways to a day, what it holds in short."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.models import Post, Thread
from forums.services import answers, posting, reactions
from library.models import Resource
from tests.factories import UserFactory
from tests.forums.scenes import discussion, principle, said, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return discussion(member)


def order(page):
    """(post id, id of the one it stands under) as the page shows them."""
    articles = re.findall(r'<article class="post[^>]*>', page)
    return [
        (int(re.search(r'data-post="(\d+)"', one)[1]), int(under[1]) if (under := re.search(r'under="(\d+)"', one)) else None)
        for one in articles
    ]  # fmt: skip


def test_answers_stand_under_what_they_answer_and_never_deeper(client_for, member, other_member, thread):
    first = said(other_member, thread, "First.")
    second = said(member, thread, "Second.")
    answer = said(member, thread, "To the first.", parent=first)
    deeper = said(other_member, thread, "To that.", parent=answer)
    third = said(member, thread, "Third.")
    late = said(other_member, thread, "To the second.", parent=second)
    page = client_for(UserFactory()).get(f"/threads/{thread.pk}/").content.decode()
    assert order(page) == [
        (first.pk, None), (answer.pk, first.pk), (deeper.pk, first.pk), (second.pk, None), (late.pk, second.pk),
        (third.pk, None),
    ]  # fmt: skip
    assert "In answer to Rosa Delgado" in page


def test_an_answer_to_another_page_keeps_its_place_and_says_whom(client_for, member, other_member, thread):
    first = said(other_member, thread, "First.")
    for n in range(20):
        said(member, thread, f"Number {n}")
    answer = said(member, thread, "To the first.", parent=first)
    page = client_for(UserFactory()).get(f"/threads/{thread.pk}/?page=2").content.decode()
    assert order(page)[-1] == (answer.pk, None)
    assert "In answer to Amara Nwosu" in page


def test_an_answer_to_what_was_removed_stands_by_itself(client_for, member, other_member, thread):
    first = said(other_member, thread, "First.")
    answer = said(member, thread, "To the first.", parent=first)
    posting.remove_post(actor=other_member, post=first)
    assert order(client_for(member).get(f"/threads/{thread.pk}/").content.decode()) == [(answer.pk, None)]


def test_new_answers_among_old_replies_say_so_each(client_for, member, other_member, thread):
    first = said(member, thread, "First.")
    said(member, thread, "Second.")
    posting.mark_read(actor=other_member, thread=Thread.objects.get())
    said(member, thread, "To the first.", parent=first)
    page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert page.count('class="new"') == 1
    assert "New since you were here" not in page
    assert '<span id="new">' in page


def test_new_replies_at_the_end_stand_below_a_line(client_for, member, other_member, thread):
    posting.mark_read(actor=other_member, thread=thread)
    said(member, thread, "First.")
    page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert 'class="since" id="new"' in page
    assert 'class="new"' not in page


class TestDays:
    @pytest.fixture
    def long(self, member, thread):
        """Five days of ten replies each."""
        for n in range(50):
            post = said(member, thread, f"Number {n}")
            when = datetime(2026, 3, 10, 12, tzinfo=UTC) + timedelta(days=n // 10, minutes=n)
            Post.objects.filter(pk=post.pk).update(created_at=when)
        Post.objects.filter(position=1).update(created_at=datetime(2026, 3, 9, tzinfo=UTC))
        return thread

    def go(self, client, thread, day):
        return client.get(f"/threads/{thread.pk}/at/", {"day": day}).url

    def test_a_day_leads_to_the_first_thing_said_on_it(self, client_for, member, long):
        post = Post.objects.get(position=22)
        assert self.go(client_for(member), long, "2026-03-12") == f"/threads/{long.pk}/?page=2#post-{post.pk}"

    def test_a_day_on_which_nobody_spoke_leads_to_the_next_or_to_the_end(self, client_for, member, long):
        assert self.go(client_for(member), long, "2020-01-01").endswith(
            f"#post-{Post.objects.get(position=1).pk}"
        )
        assert self.go(client_for(member), long, "2030-01-01") == f"/threads/{long.pk}/?page=3"

    @pytest.mark.parametrize("day", ["", "nonsense", "2026-13-40", "0000-00-00"])
    def test_what_is_no_day_leads_to_the_conversation(self, client_for, member, long, day):
        assert self.go(client_for(member), long, day) == f"/threads/{long.pk}/"

    def test_the_cost_is_the_same_for_any_day(self, client_for, member, long, django_assert_max_num_queries):
        client = client_for(member)
        with django_assert_max_num_queries(8):
            self.go(client, long, "2026-03-14")

    def test_days_stand_along_the_pages(self, client_for, member, long, django_assert_max_num_queries):
        client, path = client_for(member), f"/threads/{long.pk}/at/"
        Post.objects.filter(position=41).update(state="removed")
        page = client.get(path).content.decode()
        assert '<time datetime="2026-03-09">' in page and f'href="/threads/{long.pk}/?page=2#around"' in page
        assert '<time datetime="2026-03-11">' in page
        assert "?page=3#around" not in page, "what begins with what may not be seen is left out"
        with django_assert_max_num_queries(12):
            part = client.get(path, headers={"X-Requested-With": "fetch"}).content.decode()
        assert "<ol" in part and "<body" not in part

    def test_only_a_long_conversation_offers_it(self, client_for, member, other_member, long):
        short = discussion(other_member)
        assert 'id="way-day"' in client_for(member).get(f"/threads/{long.pk}/").content.decode()
        assert 'id="way-day"' not in client_for(member).get(f"/threads/{short.pk}/").content.decode()


class TestSummary:
    @pytest.fixture
    def question(self, member):
        return posting.start_thread(
            actor=member, forum=table(), kind="question", title="How long?", body="At the door.",
            principles=[principle()],
        )  # fmt: skip

    def test_it_tells_what_stayed(self, client_for, member, other_member, question):
        book = Resource.objects.create(title="Goodbyes, a leaflet", kind="article", state="published")
        answer = said(other_member, question, "As long as the parent needs.", resource=book, kind="resource")
        thanked = said(other_member, question, "Count to ten <together>.")
        reactions.react(actor=member, post=thanked, kind="thanks", on=True)
        answers.accept_answer(actor=member, post=answer)
        page = client_for(member).get(f"/threads/{question.pk}/summary/").content.decode()
        for words in (
            "As long as the parent needs.",
            "Count to ten &lt;together&gt;.",
            "Goodbyes",
            "Amara Nwosu",
            "Pediatrics",
        ):
            assert words in page

    def test_it_names_nobody_who_is_anonymous(self, client_for, member, question):
        quiet = UserFactory(display_name="Ines Quiet", sector="policy")
        post = said(quiet, question, "Softly.", anonymous=True)
        reactions.react(actor=member, post=post, kind="thanks", on=True)
        page = client_for(member).get(f"/threads/{question.pk}/summary/").content.decode()
        assert "Softly." in page
        assert "Ines Quiet" not in page
        assert "Policy" not in page

    def test_its_cost_does_not_grow(self, client_for, member, other_member, question):
        client = client_for(UserFactory())

        def cost():
            with CaptureQueriesContext(connection) as caught:
                client.get(f"/threads/{question.pk}/summary/")
            return len(caught)

        said(other_member, question)
        cost()  # what is remembered from then on
        few = cost()
        for _ in range(12):
            said(other_member, question)
            said(member, question)
        assert cost() == few

    def test_a_long_conversation_offers_it(self, client_for, member, other_member, question):
        for _ in range(10):
            said(other_member, question)
        assert (
            f"/threads/{question.pk}/summary/"
            in client_for(member).get(f"/threads/{question.pk}/").content.decode()
        )

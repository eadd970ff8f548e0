"""What lists show, what waits for a sector, when ideas open, what is new to whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forums.models import Reflection, Thread
from forums.selectors import cards, ideas_open, reactions_of, read_positions, translations, waiting
from forums.services import moderation, posting, reactions
from tests.factories import UserFactory, sector
from tests.forums.scenes import circle_forum, discussion, said, shared

pytestmark = pytest.mark.django_db


class TestCards:
    def test_who_spoke_and_whose_chair_is_free(self, member, other_member):
        thread = shared(member, asked=["pediatrics", "early-education"])
        said(other_member, thread)
        said(other_member, thread)
        (card,) = cards(Thread.objects.all())
        assert [(seat.slug, replies) for seat, replies in card.table] == [
            ("home-visiting", 0),
            ("pediatrics", 2),
        ]
        assert [seat.slug for seat in card.free_seats] == ["early-education"]
        assert card.byline.label == member.display_name

    def test_what_was_hidden_counts_no_longer(self, member, other_member, moderator):
        thread = shared(member)
        post = said(other_member, thread)
        moderation.keep_hidden(actor=moderator, post=post)
        assert [seat.slug for seat in cards(Thread.objects.all())[0].seats] == ["home-visiting"]
        moderation.restore_post(actor=moderator, post=post)
        assert len(cards(Thread.objects.all())[0].seats) == 2

    def test_a_page_of_long_threads_costs_the_same_as_one(
        self, member, other_member, django_assert_max_num_queries
    ):
        for _n in range(5):
            thread = shared(member, anonymous=True, asked=["pediatrics"])
            for _m in range(4):
                said(other_member, thread, anonymous=True)
        with django_assert_max_num_queries(12):
            assert len(cards(Thread.objects.visible_to(member))) == 5


class TestWaiting:
    def test_for_those_who_were_asked_until_one_has_answered(self, member, other_member):
        asked, anyone = shared(member, asked=["pediatrics"]), shared(member)
        shared(member, asked=["early-education"])
        doctors = sector("pediatrics")
        assert list(waiting(doctors, other_member)) == [asked, anyone]
        said(other_member, asked)
        colleague = UserFactory(sector="pediatrics")
        assert list(waiting(doctors, colleague)) == [anyone]
        assert list(waiting(sector("home-visiting"), member)) == []

    def test_not_what_one_may_not_see_nor_what_is_closed(self, member, other_member, moderator):
        shared(member, forum=circle_forum(member))
        moderation.lock_thread(actor=moderator, thread=shared(member))
        assert list(waiting(sector("pediatrics"), other_member)) == []


class TestIdeas:
    def test_open_where_they_were_asked_for_and_outside_of_reflections(self, member):
        assert ideas_open(shared(member, please="ideas"))
        assert ideas_open(discussion(member))
        assert not ideas_open(shared(member, please="wonder"))

    def test_open_when_the_author_has_answered_a_wonder(self, member, other_member):
        thread = shared(member)
        said(member, thread, kind="reply")
        said(other_member, thread, kind="wonder")
        assert not ideas_open(thread)
        said(other_member, thread, kind="idea")
        assert not ideas_open(thread)
        said(member, thread, kind="reply")
        assert ideas_open(thread)

    def test_open_a_day_after_sharing(self, member):
        thread = shared(member)
        Reflection.objects.update(shared_at=timezone.now() - timedelta(hours=24))
        assert ideas_open(Thread.objects.get(pk=thread.pk))

    def test_of_an_anonymous_author_a_day_after_the_end_of_that_day(self, member):
        today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        thread = shared(member, anonymous=True)
        Reflection.objects.update(shared_at=today - timedelta(hours=23))
        assert not ideas_open(Thread.objects.get(pk=thread.pk)), "though more than a day may have passed"
        Reflection.objects.update(shared_at=today - timedelta(hours=24))
        assert ideas_open(Thread.objects.get(pk=thread.pk))


def test_what_is_new_is_asked_once_for_a_page(member, other_member, django_assert_num_queries):
    threads = [discussion(member) for _n in range(3)]
    posting.mark_read(actor=other_member, thread=threads[0])
    for _n in range(2):
        said(member, threads[0])
    threads = list(Thread.objects.all())
    assert other_member.is_full_member  # asked once a request
    with django_assert_num_queries(1):
        assert read_positions(threads, other_member) == {threads[0].pk: 1}
    assert read_positions(threads, AnonymousUser()) == {}


def test_ones_own_reactions_to_a_page_of_posts(member, other_member):
    posts = [said(other_member, discussion(member)) for _n in range(2)]
    reactions.react(actor=member, post=posts[0], kind="thanks", on=True)
    assert reactions_of(member, posts) == {posts[0].pk: {"thanks"}}
    assert reactions_of(AnonymousUser(), posts) == {}


def test_a_translation_knows_its_family(member, other_member):
    first = discussion(member)
    second = discussion(member, translation_of=first, language="es")
    third = discussion(member, translation_of=first)
    hidden = discussion(member, translation_of=first, forum=circle_forum(member))
    assert set(translations(second, other_member)) == {first, third}
    assert hidden in translations(first, type(member).objects.get(pk=member.pk))

"""Who is anonymous stays so: on the page, in events, after a reconnect, in reactions and in the take-away."""

import json
import re

import pytest
from django.core.exceptions import ValidationError

from cop.core.live import frames
from forums.authors import anonymous_author, author_for, counted
from forums.models import Post, Thread
from forums.readers import Reader
from forums.selectors import cards, waiting
from forums.services import posting, reactions
from forums.showing.rendering import in_all_languages, render_post, render_posts
from forums.topics import ThreadTopic
from library.models import Resource
from members.models.sectors import known_sectors
from tests.factories import UserFactory, sector
from tests.forums.scenes import circle_forum, discussion, said, shared, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleagues(member):
    """Enough home visitors to hide among."""
    return [UserFactory() for _n in range(4)]


@pytest.fixture
def quiet(other_member):
    """A pediatrician whose every trace can be looked for; nobody else of that sector."""
    other_member.display_name = "Zuzanna Przybylska"
    other_member.save()
    other_member.profile.role = "Neonatologist"
    other_member.profile.save()
    return other_member


def loaded(post):
    return Post.objects.to_render().get(pk=post.pk)


class TestLabels:
    def test_a_large_sector_gives_its_noun_and_a_small_one_a_colleague(self, member, colleagues, quiet):
        thread = discussion(member)
        visitor, doctor = said(colleagues[0], thread, anonymous=True), said(quiet, thread, anonymous=True)
        assert author_for(visitor, "members").label == "A home visitor"
        assert author_for(doctor, "members").label == "A colleague (2)"
        assert author_for(doctor, "members").sector is None

    def test_what_counts_is_who_can_read_it(self, member, colleagues):
        thread = discussion(member, forum=circle_forum(member, *colleagues[:3]))
        post = said(colleagues[0], thread, anonymous=True)
        assert author_for(post, thread.audience).label == "A colleague"

    def test_only_full_members_are_somebody_to_hide_among(self, member, colleagues):
        UserFactory(pending=True), UserFactory(suspended=True), UserFactory(unverified=True)
        home_visiting = member.profile.sector
        assert anonymous_author(home_visiting, "members").sector == home_visiting
        type(member).objects.filter(pk=colleagues[0].pk).update(is_active=False)
        assert anonymous_author(home_visiting, "members").sector is None

    def test_colleagues_are_counted_once_a_page(self, member, colleagues, django_assert_max_num_queries):
        thread = discussion(member)
        posts = [said(who, thread, anonymous=True) for who in colleagues for _n in range(3)]
        posts = list(Post.objects.to_render().filter(pk__in=[post.pk for post in posts]))
        known_sectors(), str(member.profile.sector)  # sectors and their words are kept
        with django_assert_max_num_queries(1), counted():
            assert {author_for(post, "members").sector for post in posts} == {member.profile.sector}

    def test_who_has_left_is_a_former_member(self, member, other_member):
        post = said(other_member, discussion(member))
        other_member.delete()
        assert author_for(loaded(post), "members").label == "A former member"


class TestOneIdentityThroughout:
    def test_one_alias_whatever_is_asked_later(self, member, colleagues):
        thread = discussion(member)
        first = said(colleagues[0], thread, anonymous=True)
        other = said(colleagues[1], thread, anonymous=True)
        again = said(colleagues[0], thread, anonymous=False)
        assert (first.alias, other.alias, again.alias) == (1, 2, 1)
        assert author_for(again, "members").label == "A home visitor"
        assert author_for(other, "members").label == "A home visitor (2)"

    def test_who_spoke_by_name_is_told_that_they_cannot_hide(self, member, other_member):
        thread = discussion(member)
        said(other_member, thread)
        with pytest.raises(ValidationError) as refused:
            said(other_member, thread, anonymous=True)
        assert "anonymous" in refused.value.message_dict
        assert not thread.posts.filter(author_kind="anonymous").exists()

    def test_the_author_of_the_thread_is_known_as_that(self, member, colleagues):
        thread = shared(member, anonymous=True)
        said(colleagues[0], thread, anonymous=True)
        answer = said(member, thread)
        away = posting.take_away(actor=member, thread=thread, body="The kettle")
        byline = author_for(thread, thread.audience)
        for post in (answer, away):
            author = author_for(loaded(post), thread.audience)
            assert (author.label, author.opened, author.anonymous) == (byline.label, True, True)
        assert not author_for(loaded(thread.posts.get(position=2)), thread.audience).opened

    def test_another_thread_does_not_know_it(self, member, colleagues):
        threads = [discussion(member), discussion(member)]
        said(colleagues[1], threads[1], anonymous=True)
        assert [said(colleagues[0], thread, anonymous=True).alias for thread in threads] == [1, 2]


class TestNoTrace:
    def traces(self, person):
        return re.compile(
            f"{person.display_name}|Zuzanna|Neonatologist|{person.uuid}|pediatric|"
            rf'"(?:author|member)(?:_id)?"|\b{person.email}\b',
            re.IGNORECASE,
        )

    def test_in_fragments_events_and_catching_up(self, member, quiet, committed, monkeypatch):
        published = []
        monkeypatch.setattr(
            "forums.subscribers.publish",
            lambda topic, payload, **more: published.append(frames(topic, payload)),
        )
        with committed():
            thread = shared(quiet, anonymous=True)
            post = said(quiet, thread, "It was quiet.")
            reactions.react(actor=member, post=post, kind="same", on=True)
            reactions.react(actor=quiet, post=said(member, thread), kind="thanks", on=True)
            posting.take_away(actor=quiet, thread=thread, body="Ask first.")
        missed = ThreadTopic().catch_up(member, str(thread.pk), 0, "en").events
        assert len(missed) == 6 and len(published) > 6
        told = json.dumps([published, missed], default=str) + "".join(in_all_languages(loaded(post)).values())
        told += render_post(loaded(post))
        assert "It was quiet." in told and "Ask first." in told
        assert not self.traces(quiet).search(told)

    def test_in_cards(self, member, quiet):
        thread = shared(quiet, anonymous=True)
        (card,) = cards(Thread.objects.visible_to(member).filter(pk=thread.pk))
        assert card.byline.label == "A colleague"
        assert card.seats == []

    def test_in_the_chairs_of_a_small_sector(self, member, quiet, colleagues):
        thread = shared(member, asked=["pediatrics", "home-visiting"])
        said(quiet, thread, anonymous=True)
        (card,) = cards(Thread.objects.filter(pk=thread.pk))
        assert [seat.slug for seat in card.free_seats] == ["pediatrics"]
        other_doctor = UserFactory(sector="pediatrics")
        assert thread in waiting(sector("pediatrics"), other_doctor)
        assert thread not in waiting(sector("pediatrics"), quiet)

    def test_in_the_hour(self, member, quiet):
        thread = discussion(member)
        html = render_post(loaded(said(quiet, thread, anonymous=True)))
        assert re.findall(r'datetime="([^"]+)"', html) and not re.search(r'datetime="[^"]*T', html)
        thread.refresh_from_db()
        assert thread.active_masked

    def test_when_it_is_quoted_or_answered(self, member, quiet):
        thread = discussion(member)
        post = said(quiet, thread, "It was quiet.", anonymous=True)
        answer = said(member, thread, "Yes", parent=post, quotes=[(post, 0, 6)])
        html = render_post(loaded(answer))
        assert "It was" in html and "A colleague" in html
        assert not self.traces(quiet).search(html)


class TestWhatPostsPointAt:
    def test_a_mention_is_a_name_of_today(self, member, other_member):
        post = said(member, discussion(member), f"@{other_member.display_name} knows")
        other_member.display_name = "Amara N."
        other_member.save()
        assert "@Amara N.</a> knows" in render_post(loaded(post))
        other_member.delete()
        assert "@a former member knows" in render_post(loaded(post))

    def test_a_quote_of_what_is_hidden_says_nothing(self, member, other_member):
        thread = discussion(member)
        post = said(other_member, thread, "Ms. Smith came late.")
        answer = said(member, thread, "Yes", quotes=[(post, 0, 9)])
        assert "Ms. Smith" in render_post(loaded(answer))
        Post.objects.filter(pk=post.pk).update(state="hidden")
        html = render_post(loaded(answer))
        assert "Smith" not in html and other_member.display_name not in html

    def test_what_an_author_took_out_is_quoted_no_longer_and_the_rest_stays(self, member, other_member):
        thread = discussion(member)
        post = said(other_member, thread, "Ms. Smith came late.")
        answer = said(member, thread, "Yes", quotes=[(post, 0, 9), (post, 10, 19)])
        posting.edit_post(actor=other_member, post=post, body="A mother came late.")
        html = render_post(loaded(answer))
        assert "Smith" not in html and "came late" in html

    def test_a_circles_words_are_not_carried_out_of_it(self, member, other_member):
        secret = said(member, discussion(member, forum=circle_forum(member)), "Within the circle")
        answer = said(member, discussion(member), "Outside", quotes=[(secret, 0, 10)])
        assert "Within" not in render_post(loaded(answer))

    def test_a_resource_that_was_withdrawn_is_not_shown(self, member):
        resource = Resource.objects.create(title="Kettle kit", kind="toolkit")
        post = said(member, discussion(member), kind="resource", resource=resource)
        assert "Kettle kit" in render_post(loaded(post))
        Resource.objects.update(state="draft")
        assert "Kettle kit" not in render_post(loaded(post))

    def test_a_fragment_holds_no_token_and_nothing_of_a_reader(self, member, other_member):
        html = render_post(loaded(said(other_member, discussion(member))))
        assert not re.search("csrf|nonce|token", html)
        assert 'aria-pressed="true"' not in html

    def test_a_page_of_posts_costs_the_same_as_one(self, member, other_member, django_assert_max_num_queries):
        thread = discussion(member)
        resource = Resource.objects.create(title="Kit", kind="toolkit")
        for _n in range(8):
            post = said(other_member, thread, f"@{member.display_name} look", resource=resource)
            said(UserFactory(), thread, "Yes", parent=post, quotes=[(post, 0, 3)], anonymous=True)
        posts = list(Post.objects.visible_to(member).filter(thread=thread).to_render())
        with django_assert_max_num_queries(12):
            assert len(render_posts(posts)) == 17

    def test_public_readers_see_what_the_public_may(self, member, other_member):
        assert not Reader("public").is_authenticated
        thread = discussion(member, forum=table())
        assert Post.objects.visible_to(Reader("members")).filter(thread=thread).exists()
        assert not Post.objects.visible_to(Reader("public")).exists()

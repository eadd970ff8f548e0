"""Answered across sectors, by the sectors of the moment of answering."""

import pytest

from cop.core.kept import forget_all
from forums.across.answered import is_held, is_seen_held
from forums.models import Post, Thread
from forums.selectors import waiting
from forums.services import posting
from tests.factories import UserFactory, sector
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return scenes.shared(member)


def answer(thread, slug="pediatrics", person=None, **fields):
    person = person or UserFactory(sector=slug)
    return posting.reply(actor=person, thread=thread, body="I notice.", kind="notice", **fields)


def held(condition=None):
    return Thread.objects.filter(is_held() if condition is None else condition).exists()


def test_two_people_of_other_sectors_hold_it(thread):
    answer(thread)
    assert not held()
    answer(thread, "early-education")
    assert held()


def test_two_people_of_one_other_sector_do_too(thread):
    answer(thread)
    answer(thread)
    assert held()


def test_one_person_twice_ones_own_sector_and_oneself_do_not(thread, member):
    person = UserFactory(sector="pediatrics")
    answer(thread, person=person)
    answer(thread, person=person)
    answer(thread, "home-visiting")
    answer(thread, person=member)
    assert not held()


def test_the_sector_of_the_moment_of_answering_counts(thread, member):
    people = [UserFactory(sector="pediatrics"), UserFactory(sector="pediatrics")]
    for person in people:
        answer(thread, person=person)
        person.profile.sector = sector("home-visiting")
        person.profile.save()
    member.profile.sector = sector("pediatrics")
    member.profile.save()
    assert held()


def test_what_was_taken_away_holds_no_more(thread):
    answer(thread)
    post = answer(thread)
    posting.remove_post(actor=post.author, post=post)
    assert not held()


def test_an_anonymous_reply_counts_but_shows_only_where_its_sector_is_large(thread):
    answer(thread)
    answer(thread, "policy", anonymous=True)
    assert held()
    assert not held(is_seen_held({"members"})), "it would tell that it is none of the author's sector"
    for _colleague in range(5):
        UserFactory(sector="policy")
    forget_all()
    assert held(is_seen_held({"members"}))


def test_what_asked_anyone_waits_until_it_is_held_and_what_asked_a_sector_for_that(thread, member):
    policy = UserFactory(sector="policy")
    asked = scenes.shared(member, asked=("policy",))
    assert set(waiting(sector("policy"), policy)) == {thread, asked}
    for one in (thread, asked):
        answer(one)
        answer(one, "early-education")
    assert list(waiting(sector("policy"), policy)) == [asked]
    answer(asked, person=policy)
    assert not waiting(sector("policy"), policy).exists()


def test_the_author_sees_it_in_the_journal(client_for, member, thread):
    assert "Colleagues from other sectors" not in client_for(member).get("/reflections/").content.decode()
    answer(thread)
    answer(thread)
    assert (
        "Colleagues from other sectors have answered"
        in client_for(member).get("/reflections/").content.decode()
    )


def test_its_author_reads_it_at_the_head_of_the_conversation_and_nobody_else(client_for, member, thread):
    said = "You are not alone with this"
    answer(thread)
    assert said not in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    person = answer(thread).author
    assert said in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert said not in client_for(person).get(f"/threads/{thread.pk}/").content.decode()


def test_who_looks_after_conversations_narrows_the_list_by_it(client_for, member, moderator, thread):
    other = scenes.shared(member, title="The kettle")
    answer(thread)
    answer(thread)

    def listed(client, query):
        return {one.pk for one in client.get(f"/threads/?{query}").context["page"]}

    client = client_for(moderator)
    assert "Not yet answered across sectors" in client.get("/threads/").content.decode()
    assert listed(client, "held=yes") == {thread.pk}
    assert listed(client, "held=no") == {other.pk}
    assert "across sectors" not in client_for(member).get("/threads/").content.decode()
    assert listed(client_for(member), "held=no") == {thread.pk, other.pk}


def test_of_an_anonymous_author_in_a_small_sector_replies_of_every_sector_count_alike(member):
    """Else whether two replies of one sector held it would tell whether that is the author's."""
    author = UserFactory(sector="policy")
    thread = scenes.shared(author, anonymous=True)
    answer(thread, "policy")
    answer(thread, "policy")
    assert not held()
    assert held(is_seen_held({"members"}))
    for _colleague in range(5):
        UserFactory(sector="policy")
    forget_all()
    assert not held(is_seen_held({"members"})), "everybody reads the sector"


def test_its_author_reads_it_at_the_head_then_too(client_for):
    author = UserFactory(sector="policy")
    thread = scenes.shared(author, anonymous=True)
    answer(thread, "policy")
    answer(thread, "policy")
    assert "You are not alone with this" in client_for(author).get(f"/threads/{thread.pk}/").content.decode()


def test_names_are_counted_and_not_people(thread, member):
    """Who speaks by name and anonymously, in conversations that were joined, is two to every reader."""
    for _colleague in range(10):
        UserFactory(sector="pediatrics")
    forget_all()
    person = UserFactory(sector="pediatrics")
    answer(thread, person=person)
    post = answer(thread, person=person)
    assert not held(is_seen_held({"members"}))
    Post.objects.filter(pk=post.pk).update(author_kind="anonymous", alias=1)
    assert held(is_seen_held({"members"}))
    Post.objects.filter(thread=thread, position__gt=1).update(author_kind="anonymous", alias=1)
    assert not held(is_seen_held({"members"}))


def test_the_opener_is_left_out_by_name(thread, member):
    """What its author says under another name counts as anybody's would."""
    member.profile.sector = sector("policy")
    member.profile.save()
    answer(thread)
    post = answer(thread, person=member)
    assert post.sector == sector("policy")
    assert not held(is_seen_held({"members"}))
    for _colleague in range(10):
        UserFactory(sector="policy")
    forget_all()
    Post.objects.filter(pk=post.pk).update(author_kind="anonymous", alias=1)
    assert held(is_seen_held({"members"}))
    Thread.objects.filter(pk=thread.pk).update(author_kind="anonymous", alias=1)
    assert not held(is_seen_held({"members"}))


def test_without_its_account_a_reflection_is_held_like_before(thread):
    Thread.objects.filter(pk=thread.pk).update(author=None, author_kind="former")
    answer(thread)
    answer(thread)
    assert held(is_seen_held({"members"}))

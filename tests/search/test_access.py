"""Nobody finds what they may not read, whichever engine answers."""

import pytest

from cop.core.registries import entries
from forums.models import Reflection
from forums.services import moderation, reflections
from search import results
from search.engines import database
from search.models import SearchEntry
from search.query import Query
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, draft, said, shared
from tests.search.scenes import ask, closed, guide, index, keys, resource, titles

pytestmark = pytest.mark.usefixtures("engine")


def again(user):
    """The same person in another request."""
    return type(user).objects.get(pk=user.pk)


def test_a_visitor_finds_what_is_public_and_nothing_else(member, visitor, run_tasks):
    index("guide", guide("A kettle for everybody"), closed(guide("A kettle for members", slug="second")))
    index("resource", resource("Kettle resource"), resource("Kettle inside", audience="members"))
    discussion(member, title="The kettle at the table")
    run_tasks()

    assert set(titles(ask(visitor, "kettle"))) == {"A kettle for everybody", "Kettle resource"}
    assert ask(visitor, "kettle").results.facets["kind"] == {"guide": 1, "resource": 1}
    assert len(titles(ask(member, "kettle"))) == 5


def test_somebody_unverified_finds_what_a_visitor_finds(member, unverified, run_tasks):
    discussion(member, title="The kettle at the table")
    run_tasks()

    assert ask(unverified, "kettle").results.total == 0


def test_a_circle_is_found_by_those_who_sit_in_it(member, other_member, run_tasks):
    discussion(member, title="A kettle on the porch", forum=circle_forum(member))
    run_tasks()

    assert titles(ask(again(member), "kettle")) == ["A kettle on the porch"]
    answer = ask(other_member, "kettle")
    assert (answer.results.total, answer.found) == (0, [])
    assert not any(answer.results.facets.values())


def test_who_leaves_a_circle_finds_nothing_of_it_from_then_on(member, other_member, run_tasks):
    forum = circle_forum(member, other_member)
    discussion(member, title="A kettle on the porch", forum=forum)
    run_tasks()
    assert titles(ask(again(other_member), "kettle"))

    forum.circle.memberships.filter(member=other_member).delete()

    assert ask(again(other_member), "kettle").found == []


def test_a_journal_is_never_found_not_even_by_its_author(member, run_tasks):
    reflection = draft(member, title="A kettle of my own")
    run_tasks()

    assert ask(member, "kettle").found == []
    assert keys() == set()
    assert reflection.state == Reflection.State.JOURNAL


def test_how_it_was_is_found_only_when_it_is_shared(member, run_tasks):
    shared(member, how_was_it="I felt marmalade.")
    shared(member, title="A second one", how_was_it="I felt porcelain.", share_how_was_it=True)
    run_tasks()

    assert titles(ask(member, "marmalade")) == []
    assert titles(ask(member, "porcelain")) == ["A second one"]


def test_what_is_withdrawn_is_gone(member, run_tasks):
    thread = shared(member, title="A kettle by the window")
    said(member, thread, "The kettle sang.")
    run_tasks()
    assert titles(ask(member, "kettle")) == ["A kettle by the window"]

    reflections.withdraw(actor=member, reflection=thread.reflection)
    assert ask(member, "kettle").found == []  # before any task has run
    run_tasks()

    assert keys() == set()
    assert ask(member, "kettle").results.total == 0


def test_a_post_with_a_concern_is_gone_at_once_and_back_when_it_is_restored(
    member, other_member, moderator, run_tasks
):
    thread = discussion(member, title="Mornings")
    post = said(other_member, thread, "The samovar stands there.")
    run_tasks()
    assert titles(ask(member, "samovar")) == ["Mornings"]

    moderation.raise_privacy_concern(actor=member, post=post)
    assert all(found.reply is None for found in ask(member, "samovar").found)
    run_tasks()
    assert ask(member, "samovar").results.total == 0

    moderation.restore_post(actor=moderator, post=post)
    run_tasks()
    assert ask(member, "samovar").found[0].reply.key == f"post:{post.pk}"


def test_a_stale_copy_is_never_shown(member, other_member, run_tasks):
    thread = discussion(member, title="The kettle at the table")
    run_tasks()
    type(thread).objects.filter(pk=thread.pk).update(state="hidden")

    assert ask(other_member, "kettle").found == []


def test_an_unpublished_guide_and_a_withdrawn_resource_are_gone(member):
    page, row = guide("Kettle guide"), resource("Kettle resource")
    index("guide", page)
    index("resource", row)
    assert len(titles(ask(member, "kettle"))) == 2

    page.live = False
    page.save(update_fields=["live"])
    row.state = "draft"
    row.save(update_fields=["state"])
    assert ask(member, "kettle").found == []
    index("guide", page)
    index("resource", row)

    assert keys() == set()


def test_a_guide_that_becomes_members_only_leaves_the_visitors_results(visitor, member, run_tasks):
    page = guide("Kettle guide")
    index("guide", page)
    assert titles(ask(visitor, "kettle")) == ["Kettle guide"]

    closed(page)
    assert ask(visitor, "kettle").found == []
    index("guide", page)
    run_tasks()

    assert ask(visitor, "kettle").results.total == 0
    assert titles(ask(member, "kettle")) == ["Kettle guide"]


def test_an_anonymous_author_is_nowhere_in_an_entry(run_tasks):
    author = UserFactory(display_name="Wilhelmina Quist", sector="pediatrics")
    shared(author, title="A kettle by the window", anonymous=True)
    run_tasks()

    entry = SearchEntry.objects.get(kind="thread")
    assert (entry.author_label, entry.author_sector) == ("", "")
    held = " ".join(str(value) for value in vars(entry).values())
    assert "Wilhelmina" not in held
    (found,) = ask(author, "kettle").found
    assert found.author == "A colleague"
    assert ask(author, "Wilhelmina").found == []


def test_a_reader_finds_a_thread_that_was_shared_with_them_alone(member, other_member, run_tasks):
    thread = discussion(member, title="A kettle for one")
    type(thread).objects.filter(pk=thread.pk).update(audience=f"thread:{thread.pk}", forum=None)
    thread.readers.get_or_create(member=other_member)
    index("thread", thread)
    run_tasks()

    assert titles(ask(again(other_member), "kettle")) == ["A kettle for one"]
    assert ask(UserFactory(), "kettle").found == []


def test_no_question_reaches_beyond_the_viewers_audiences(member, run_tasks):
    discussion(member, title="A kettle on the porch", forum=circle_forum(member))
    run_tasks()

    query = Query(units=(), tokens=frozenset({"public", "members"}))
    assert database.search(query).hits == []
    assert database.similar("kettle porch", {"public", "members"}) == []
    assert database.suggest(["kett"], {"public", "members"}) == []


def test_joining_a_circle_opens_it(member, other_member, administrator, run_tasks):
    forum = circle_forum(member)
    discussion(member, title="A kettle on the porch", forum=forum)
    run_tasks()
    forum.circle.memberships.create(member=other_member)

    assert titles(ask(again(other_member), "kettle")) == ["A kettle on the porch"]


def test_prepared_questions_find_what_each_viewer_may_see(
    member, other_member, visitor, unverified, run_tasks
):
    people = [UserFactory(group=name) for name in ("curator", "moderator", "administrator")]
    chief = UserFactory(is_superuser=True)
    closed(guide("A kettle for members"))
    guide("A kettle for everybody", slug="second")
    resource("Kettle inside", audience="members")
    discussion(member, title="A kettle on the porch", forum=circle_forum(member))
    shared(member, title="A kettle at home")
    said(member, discussion(other_member, title="The kettle at the table"), "A kettle.")
    run_tasks()
    there = {
        name: [row.pk for row in kind.model._default_manager.all()] for name, kind in entries.items.items()
    }
    owners = sorted(name for name, ids in there.items() if ids)

    for viewer in (visitor, unverified, other_member, member, *people, chief):
        rights = {
            (name, row.pk)
            for name in owners
            for row in entries[name].model._default_manager.visible_to(viewer)
        }
        ids = {name: results.filled(there[name]) for name in owners}
        assert set(results._visible(viewer, *owners, **ids)) == rights

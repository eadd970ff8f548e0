"""What becomes of a row reaches the index itself, and not only what is shown of it: the same for each engine."""

import pytest

from forums.services import arranging, merging, moderation, parting, places, rejoining, removing, splitting
from members.models import User
from members.services.accounts import update_profile
from members.services.administration import change_account
from search.engines import ask as ask_engine
from search.query import Query, meant
from tests.factories import UserFactory, sector
from tests.forums.scenes import circle_forum, discussion, said, shared, table
from tests.search.scenes import closed, guide, index, resource, settle

pytestmark = pytest.mark.usefixtures("engine")


def held(word, *tokens):
    """Keys of what the engine holds of a word for these audiences, whatever the rows say now."""
    settle()
    query = Query(
        units=tuple(meant([(word, False)], "en")), tokens=frozenset(tokens or {"members"}), apart=True
    )
    return {key for hit in ask_engine(lambda engine: engine.search(query)).hits for key in hit.keys}


def labelled(name):
    """The same of what was said under a name."""
    settle()
    query = Query(authors=frozenset({name}), tokens=frozenset({"members"}), apart=True)
    return {key for hit in ask_engine(lambda engine: engine.search(query)).hits for key in hit.keys}


def again(thread):
    return type(thread).objects.get(pk=thread.pk)


def test_a_conversation_that_goes_to_a_circle_takes_its_words_along(member, moderator, run_tasks):
    thread = discussion(member, title="A samovar")
    reply = said(member, thread, "The kettle sang.")
    run_tasks()
    assert held("kettle") == {f"post:{reply.pk}"} and held("samovar")

    forum = circle_forum(member, moderator)
    arranging.move_thread(actor=moderator, thread=again(thread), forum=forum)
    run_tasks()
    assert held("kettle") == held("samovar") == set()
    assert held("kettle", again(thread).audience) == {f"post:{reply.pk}"}


def test_a_forum_that_other_people_read_takes_its_conversations_along(member, administrator, run_tasks):
    forum = table()
    thread = discussion(member, title="A samovar", forum=forum)
    reply = said(member, thread, "The kettle sang.")
    run_tasks()
    assert held("kettle") == {f"post:{reply.pk}"} and held("kettle", "public") == set()

    same = {name: getattr(forum, name) for name in places.FIELDS} | {"audience": "public"}
    places.change_forum(actor=administrator, forum=forum, **same)
    run_tasks()
    assert held("kettle", "public") == {f"post:{reply.pk}"}


def test_what_is_parted_and_joined_is_found_where_it_is(member, moderator, run_tasks):
    thread, other = discussion(member, title="Samovar"), discussion(member, title="Teapot")
    first, second = said(member, thread, "One kettle"), said(member, thread, "Two kettles")
    run_tasks()
    posts = {f"post:{first.pk}", f"post:{second.pk}"}
    assert held("kettle") == posts

    apart = splitting.split_posts(actor=moderator, thread=thread, posts=[first, second], title="Apart")
    run_tasks()
    assert held("kettle") == {f"thread:{apart.pk}", f"post:{second.pk}"}
    assert held("apart") >= {f"thread:{apart.pk}"}

    rejoining.undo_split(actor=moderator, thread=apart)
    run_tasks()
    assert held("kettle") == posts and held("apart") == set()

    merging.merge_threads(actor=moderator, source=again(thread), target=other)
    run_tasks()
    assert held("samovar") == set() and held("kettle") == posts

    parting.undo_merge(actor=moderator, thread=again(thread))
    run_tasks()
    assert f"thread:{thread.pk}" in held("samovar") and held("kettle") == posts


def test_what_is_hidden_and_what_is_removed_by_law_is_not_held(member, moderator, run_tasks):
    thread = discussion(member, title="Samovar")
    hidden, gone = said(member, thread, "One kettle"), said(member, thread, "An elderberry")
    run_tasks()
    assert held("kettle") and held("elderberry")

    moderation.raise_privacy_concern(actor=moderator, post=hidden)
    removing.redact(actor=moderator, post=gone, reason="A name")
    run_tasks()
    assert held("kettle") == held("elderberry") == set()

    arranging.hide_thread(actor=moderator, thread=again(thread))
    run_tasks()
    assert held("samovar") == set()


def test_what_is_unpublished_closed_or_deleted_is_not_held(member):
    page, other, row = guide("Kettle guide"), guide("Kettle sheet", slug="sheet"), resource("Kettle resource")
    index("guide", page, other)
    index("resource", row)
    assert len(held("kettle", "public")) >= 3

    page.unpublish()
    closed(other)
    row.state = "draft"
    row.save(update_fields=["state"])
    index("guide", page, other)
    index("resource", row)
    assert held("kettle", "public") == set()
    assert f"guide:{other.pk}" in held("kettle")

    number = other.pk
    other.delete()
    index("guide", type(other)(pk=number))
    assert held("kettle", "public", "members") == set()


def test_another_name_is_found_and_the_old_one_is_not(administrator, run_tasks):
    rosa = UserFactory(display_name="Rosa Delgado", sector="pediatrics")
    thread = discussion(rosa, title="Samovar")
    reply = said(rosa, thread, "One kettle")
    shared(rosa, title="A kettle by sector", anonymous=True)
    run_tasks()
    keys = {f"thread:{thread.pk}", f"post:{reply.pk}"}
    assert labelled("Rosa Delgado") == keys

    update_profile(
        actor=rosa, display_name="Rosa Marín", language="en", sector=sector("pediatrics"), role="Nurse"
    )
    run_tasks()
    assert labelled("Rosa Delgado") == set() and labelled("Rosa Marín") == keys

    change_account(actor=administrator, member=rosa, display_name="R. Marín", email=rosa.email)
    run_tasks()
    assert labelled("Rosa Marín") == set() and labelled("R. Marín") == keys


def test_whoever_is_erased_is_found_by_no_name(run_tasks):
    rosa = UserFactory(display_name="Rosa Delgado", sector="pediatrics")
    thread = discussion(rosa, title="Samovar")
    said(rosa, thread, "One kettle")
    run_tasks()
    assert len(labelled("Rosa Delgado")) == 2

    User.objects.get(pk=rosa.pk).delete()
    run_tasks()
    assert labelled("Rosa Delgado") == set()
    assert held("kettle") and labelled("A former member")

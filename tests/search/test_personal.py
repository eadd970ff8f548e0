"""Who said it, what it has, and what is one's own: parts of a question that words do not answer; all engines alike."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.models import Post, Thread
from forums.services import answers, posting
from members.models import Follow
from members.services import relations
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, principle, said, table
from tests.forums.test_services_attachments import picture, waits
from tests.search.scenes import ask, guide, index, resource, titles

pytestmark = pytest.mark.usefixtures("engine")


def found(*threads):
    """Brings them and their posts into the index."""
    index("thread", *Thread.objects.filter(pk__in=[thread.pk for thread in threads]))
    index("post", *Post.objects.filter(thread__in=threads))


class TestWhoSaidIt:
    def test_by_the_beginning_of_a_name_or_the_whole_of_it(self, member, other_member):
        hers, his = discussion(member, title="Kettle one"), discussion(other_member, title="Kettle two")
        found(hers, his)
        assert titles(ask(member, "kettle by:rosa")) == ["Kettle one"]
        assert titles(ask(member, 'kettle by:"Amara Nwosu"')) == ["Kettle two"]
        assert titles(ask(member, "kettle -by:rosa")) == ["Kettle two"]
        assert titles(ask(member, "by:rosa")) == ["Kettle one"]

    def test_everybody_who_is_called_so_and_few_names_at_once(self, member):
        people = [UserFactory(display_name=f"Ana {letter}") for letter in "ABCDEFGHIJ"]
        found(*(discussion(one, title=f"Kettle {one.display_name}") for one in people))
        assert ask(member, "kettle by:ana").results.total == 10
        assert not ask(member, "kettle -by:ana").found
        box = " ".join(f"by:a{letter}" for letter in "abcdefghij")
        with CaptureQueriesContext(connection) as queries:
            ask(member, box)
        assert len(queries) <= 12

    def test_what_they_said_stands_below_the_conversation(self, member, other_member):
        thread = discussion(member, title="Kettle one")
        said(other_member, thread, "It whistles.")
        found(thread)
        (hit,) = ask(member, "by:amara").found
        assert (hit.reply_author, str(hit.reply_excerpt)) == ("Amara Nwosu", "It whistles.")
        (hit,) = ask(member, "by:rosa").found
        assert hit.reply is None

    def test_nobody_who_spoke_by_sector_is_found_by_name(self, member, other_member):
        thread = discussion(member, title="Kettle one", anonymous=True)
        said(other_member, thread, "A samovar", anonymous=True)
        found(thread)
        for viewer in (member, other_member, UserFactory(moderator=True)):
            assert not ask(viewer, "by:rosa").found and not ask(viewer, "samovar by:amara").found

    def test_a_visitor_learns_of_no_member(self, visitor, member):
        answer = ask(visitor, "kettle by:rosa")
        assert (answer.box.unread, ask(visitor, "by:nobody").box.unread) == (("by:rosa",), ("by:nobody",))
        assert not ask(member, "by:rosa").box.unread

    def test_a_resource_by_who_published_it(self, visitor):
        index("resource", resource("Kettle", "x", audience="public", publisher="Tea Institute"))
        index("resource", resource("Kettles", "x", audience="public", publisher="Another"))
        assert titles(ask(visitor, "kettle by:institute")) == ["Kettle"]


class TestWhatItHas:
    def test_a_poll_and_a_resource(self, member):
        poll = {"question": "Which kettle?", "options": ["Iron", "Copper"]}
        asked, plain = (
            discussion(member, title="Kettle one", poll=poll),
            discussion(member, title="Kettle two"),
        )
        pointed = resource("Serve and Return", audience="public")
        posting.reply(actor=member, thread=plain, body="This kettle.", resource=pointed, kind="resource")
        found(asked, plain)
        assert titles(ask(member, "kettle has:poll")) == ["Kettle one"]
        assert titles(ask(member, "kettle has:resource")) == ["Kettle two"]
        assert titles(ask(member, "kettle -has:poll has:resource")) == ["Kettle two"]
        assert not ask(member, "kettle has:poll has:resource").found
        assert titles(ask(member, "kettle", has="poll")) == ["Kettle one"]

    def test_a_picture_until_it_is_taken_out(self, member):
        thread = discussion(member, title="Kettle one")
        post = posting.reply(
            actor=member,
            thread=thread,
            body="Look at the kettle.",
            files=[waits(member, "a.png", picture("PNG"), "A kettle")],
        )
        found(thread)
        assert titles(ask(member, "kettle has:picture")) == ["Kettle one"]
        post.attachments.update(taken_at=post.created_at)
        found(thread)
        assert not ask(member, "kettle has:image").found

    def test_parts_of_a_guide(self, member):
        index("guide", guide("Kettle guide", body={"embed": {"url": "https://www.youtube.com/watch?v=x"}}))
        index("guide", guide("Kettle words"))
        assert titles(ask(member, "kettle has:video")) == ["Kettle guide"]

    def test_an_answer_that_helped(self, member, other_member):
        fields = {"forum": table(), "kind": "question", "body": "Which?", "principles": [principle()]}
        open_one = posting.start_thread(actor=member, title="Kettle one", **fields)
        settled = posting.start_thread(actor=member, title="Kettle two", **fields)
        answers.accept_answer(actor=member, post=said(other_member, settled, "Copper"))
        found(open_one, settled)
        for question in ("kettle has:answer", "kettle is:answered", "kettle -is:unanswered"):
            assert titles(ask(member, question)) == ["Kettle two"], question
        for question in ("kettle -has:answer", "kettle is:unanswered"):
            assert titles(ask(member, question)) == ["Kettle one"], question

    def test_what_nobody_knows_is_read_as_words(self, member):
        assert ask(member, "kettle has:wings is:late").box.unread == ("has:wings", "is:late")


class TestWhatIsOnesOwn:
    def test_what_one_began_or_spoke_in_also_without_a_name(self, member, other_member):
        begun = discussion(member, title="Kettle one", anonymous=True)
        joined, other = (
            discussion(other_member, title="Kettle two"),
            discussion(other_member, title="Kettle three"),
        )
        said(member, joined, "A word", anonymous=True)
        found(begun, joined, other)
        assert set(titles(ask(member, "kettle is:mine"))) == {"Kettle one", "Kettle two"}
        assert titles(ask(member, "kettle -is:mine")) == ["Kettle three"]
        assert set(titles(ask(other_member, "kettle is:mine"))) == {"Kettle two", "Kettle three"}

    def test_what_one_follows_and_what_is_new_in_it(self, member, other_member):
        first, second = (
            discussion(other_member, title="Kettle one"),
            discussion(other_member, title="Kettle two"),
        )
        relations.set_level(actor=member, target=first, level=Follow.Level.WATCHING)
        found(first, second)
        assert (
            titles(ask(member, "kettle is:followed"))
            == ["Kettle one"]
            == titles(ask(member, "kettle", **{"is": "unread"}))
        )
        first.refresh_from_db()
        posting.mark_read(actor=member, thread=first)
        assert not ask(member, "kettle is:unread").found

    def test_several_of_these_at_once_whatever_the_number(self, member, other_member, monkeypatch):
        old, new = discussion(member, title="Kettle one"), discussion(member, title="Kettle two")
        others = [discussion(other_member, title=f"Kettle {n}") for n in range(3)]
        found(old, new, *others)
        monkeypatch.setattr("search.personal.MOST", 2)
        assert set(titles(ask(member, "kettle is:mine is:unanswered"))) == {"Kettle one", "Kettle two"}
        assert not ask(member, "kettle -is:unanswered").found

    def test_of_a_circle_that_one_left_nothing_is_left(self, member, other_member):
        forum = circle_forum(member, other_member)
        thread = discussion(member, title="Kettle one", forum=forum)
        found(thread)
        assert titles(ask(member, "kettle is:mine by:rosa")) == ["Kettle one"]
        forum.circle.memberships.filter(member=member).delete()
        vars(member).pop("_audience_tokens", None)
        vars(member).pop("seats", None)
        assert not ask(member, "kettle is:mine by:rosa").found

    def test_a_visitor_has_nothing_of_the_kind(self, visitor):
        assert ask(visitor, "kettle is:mine is:unread").box.unread == ("is:mine", "is:unread")

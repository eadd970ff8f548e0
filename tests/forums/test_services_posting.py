"""Starting, answering, quoting, mentioning, taking away: what is written, and what is refused."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from cop.core.problems import Conflict
from cop.core.text import plain
from forums.models import Mention, Post, ReadPosition, Thread, ThreadEvent
from forums.models.authored import State
from forums.services import moderation, posting, splitting
from library.models import Resource
from members.models import Follow
from members.services import set_level
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, principle, said, shared, table

pytestmark = pytest.mark.django_db


def events(thread):
    return list(ThreadEvent.objects.filter(thread=thread).order_by("seq").values_list("seq", "kind"))


class TestStartThread:
    def test_it_has_an_opening_an_event_and_a_follower(self, member):
        thread = discussion(member, tags=["drop off", "drop off"])
        (opening,) = thread.posts.all()
        assert (opening.kind, opening.position, plain(opening.body)) == (
            "opening",
            1,
            "Whose kitchen was it?",
        )
        assert events(thread) == [(1, "created")]
        assert [tag.name for tag in thread.tags.all()] == ["drop off"]
        assert Follow.objects.get(member=member).target == thread
        thread.refresh_from_db()
        assert (thread.reply_count, thread.last_position, thread.head_seq) == (0, 1, 1)

    def test_it_keeps_sector_and_role_of_the_moment(self, member, other_member):
        thread = discussion(member)
        member.profile.role = "Supervisor"
        member.profile.sector = other_member.profile.sector
        member.profile.save()
        thread.refresh_from_db()
        assert (thread.role, thread.sector.slug) == ("Home visitor", "home-visiting")

    @pytest.mark.parametrize(
        ("fields", "where"),
        [
            ({"title": "  "}, "title"),
            ({"title": "x" * 121}, "title"),
            ({"body": " \n "}, "body"),
            ({"body": "x" * 20_001}, "body"),
            ({"kind": "reflection"}, "kind"),
            ({"kind": "poll"}, "kind"),
            ({"tags": ["x" * 41]}, "tags"),
            ({"tags": ["ﷺ" * 6]}, "tags"),  # each is eighteen letters in an address
            ({"tags": list("abcdefg")}, "tags"),
        ],
    )
    def test_what_is_empty_too_long_or_unknown_is_refused(self, member, fields, where):
        fields = {"kind": "question", "title": "A title", "body": "Words"} | fields
        with pytest.raises(ValidationError) as refused:
            posting.start_thread(actor=member, forum=table(), **fields)
        assert where in refused.value.message_dict
        assert not Thread.objects.exists()

    def test_a_forum_that_is_closed_takes_none(self, member):
        with pytest.raises(PermissionDenied):
            discussion(member, forum=table(is_open=False))

    def test_a_circles_forum_is_not_there_for_others(self, member, other_member):
        forum = circle_forum(member)
        assert discussion(member, forum=forum).audience == f"circle:{forum.circle_id}"
        with pytest.raises(Http404):
            discussion(other_member, forum=forum)

    @pytest.mark.parametrize("trait", ["unverified", "pending", "suspended", "silenced"])
    def test_only_full_members_start_one(self, trait):
        with pytest.raises((PermissionDenied, Http404)):
            discussion(UserFactory(**{trait: True}))
        assert not Thread.objects.exists()


class TestReply:
    def test_it_takes_the_next_place_and_counts(self, member, other_member):
        thread = discussion(member)
        post = said(other_member, thread, kind="notice")
        thread.refresh_from_db()
        assert (post.position, thread.last_position, thread.reply_count) == (2, 2, 1)
        assert events(thread) == [(1, "created"), (2, "created")]
        assert thread.active_at == post.created_at

    def test_who_answers_follows_unless_they_chose_otherwise(self, member, other_member):
        thread = discussion(member)
        set_level(actor=other_member, target=thread, level=Follow.Level.MUTED)
        said(other_member, thread)
        said(member, thread)
        assert {f.member: f.level for f in Follow.objects.all()} == {
            other_member: "muted",
            member: "following",
        }

    def test_script_and_foreign_tags_do_not_survive(self, member, other_member):
        thread = discussion(member)
        post = posting.reply(
            actor=other_member,
            thread=thread,
            html="<p onclick=x>Hi <script>alert(1)</script><b>you</b> <a href='javascript:x'>there</a></p>",
        )
        assert post.body == '<p>Hi <strong>you</strong> <a rel="nofollow ugc noopener">there</a></p>'
        assert "<script>" not in said(member, thread, "<script>x</script>").body

    @pytest.mark.parametrize("kind", ["opening", "takeaway", "shout"])
    def test_kinds_that_are_no_replies_are_refused(self, member, other_member, kind):
        with pytest.raises(ValidationError):
            said(other_member, discussion(member), kind=kind)

    def test_a_closed_conversation_takes_none(self, member, moderator):
        thread = discussion(member)
        moderation.lock_thread(actor=moderator, thread=thread)
        with pytest.raises(PermissionDenied):
            said(member, thread)
        moderation.unlock_thread(actor=moderator, thread=thread)
        assert said(member, thread)
        assert [kind for _seq, kind in events(thread)] == ["created", "closed", "opened", "created"]

    def test_a_stranger_to_the_circle_finds_nothing(self, member, other_member):
        thread = discussion(member, forum=circle_forum(member))
        with pytest.raises(Http404):
            said(other_member, thread)

    def test_a_resource_that_is_not_open_to_the_writer_is_not_there(self, member, other_member):
        thread = discussion(member)
        draft = Resource.objects.create(title="Draft", kind="article", state="draft")
        with pytest.raises(Http404):
            said(other_member, thread, kind="resource", resource=draft)
        shown = Resource.objects.create(title="Shown", kind="article")
        assert said(other_member, thread, kind="resource", resource=shown).resource == shown

    def test_an_answer_belongs_to_the_same_thread(self, member):
        here, there = discussion(member), discussion(member)
        with pytest.raises(Http404):
            said(member, here, parent=there.posts.get())

    def test_a_held_reply_has_no_place_until_released(self, member, other_member, moderator):
        thread = discussion(member)
        held = posting.reply(actor=other_member, thread=thread, body="Later", hold=True)
        first = said(member, thread, "First")
        assert (held.position, held.state, first.position) == (None, State.HELD, 2)
        assert len(events(thread)) == 2
        assert not Post.objects.visible_to(member).filter(pk=held.pk).exists()
        assert Post.objects.visible_to(other_member).filter(pk=held.pk).exists()
        moderation.release_post(actor=moderator, post=held)
        held.refresh_from_db()
        thread.refresh_from_db()
        assert (held.position, held.state, thread.reply_count) == (3, State.VISIBLE, 2)
        assert events(thread)[-1] == (3, "created")


class TestQuotes:
    def test_a_range_of_the_words_as_they_are(self, member, other_member):
        thread = discussion(member, body="Whose kitchen was it?")
        opening = thread.posts.get()
        post = said(other_member, thread, quotes=[(opening, 6, 13)])
        quote = post.quotes.get()
        assert (quote.quoted, quote.revision, quote.start, quote.end) == (opening, 1, 6, 13)

    @pytest.mark.parametrize("span", [(5, 5), (-1, 4), (0, 400), (9, 3)])
    def test_a_range_outside_the_words_is_refused(self, member, span):
        thread = discussion(member)
        with pytest.raises(ValidationError):
            said(member, thread, quotes=[(thread.posts.get(), *span)])

    def test_what_one_cannot_see_one_cannot_quote(self, member, other_member):
        secret = discussion(member, forum=circle_forum(member)).posts.get()
        with pytest.raises(Http404):
            said(other_member, discussion(member), quotes=[(secret, 0, 5)])


class TestMentions:
    def test_the_longest_name_of_a_reader_wins(self, member, other_member):
        short = UserFactory(display_name="Amara")
        post = said(member, discussion(member), "Ask @Amara Nwosu, and @Amara. And @Nobody Here.")
        assert f'<span data-mention="{other_member.uuid}"></span>, and' in post.body
        assert f'<span data-mention="{short.uuid}"></span>.' in post.body
        assert "@Nobody Here" in post.body
        assert {mention.member for mention in post.mentions.all()} == {short, other_member}

    def test_a_name_that_two_bear_stays_text(self, member):
        UserFactory(display_name="Ana Ruiz"), UserFactory(display_name="Ana Ruiz")
        post = said(member, discussion(member), "@Ana Ruiz")
        assert post.body == "<p>@Ana Ruiz</p>"

    @pytest.mark.parametrize(
        "text", ["mail@Amara Nwosu", "https://x.org/@Amara Nwosu", "@Amara Nwosua", "@ Amara Nwosu"]
    )
    def test_addresses_and_longer_words_are_none(self, member, other_member, text):
        assert not said(member, discussion(member), text).mentions.exists()

    def test_who_cannot_read_the_circle_is_not_called_into_it(self, member, other_member, moderator):
        thread = discussion(member, forum=circle_forum(member))
        assert not said(member, thread, f"@{other_member.display_name}").mentions.exists()
        assert said(member, thread, f"@{moderator.display_name}").mentions.exists()

    @pytest.mark.parametrize("trait", ["pending", "suspended", "unverified"])
    def test_only_full_members(self, member, trait):
        UserFactory(display_name="Lee Out", **{trait: True})
        assert not said(member, discussion(member), "@Lee Out").mentions.exists()

    def test_rich_text_names_its_member_or_nobody(self, member, other_member):
        gone = uuid.uuid4()
        post = posting.reply(
            actor=member,
            thread=discussion(member),
            html=f'<p>Hi <span data-mention="{other_member.uuid}">@{other_member.display_name}</span>, '
            f'<span data-mention="{other_member.uuid}">@Changed</span> <span data-mention="{gone}">@Forged</span> <span data-mention="{other_member.uuid}"><em>x</em></span></p>',
        )
        assert post.body == (
            f'<p>Hi <span data-mention="{other_member.uuid}"></span>, @Changed @Forged <em>x</em></p>'
        )

    def test_private_characters_forge_none(self, member, other_member):
        post = said(member, discussion(member), f"\ue000{other_member.uuid}\ue001")
        assert "data-mention" not in post.body
        assert not Mention.objects.exists()


class TestTakeAway:
    def test_the_author_takes_one_thing_away(self, member, other_member):
        thread = shared(member)
        said(other_member, thread, kind="notice")
        post = posting.take_away(actor=member, thread=thread, body="The kettle was the question.")
        assert (post.kind, post.position) == ("takeaway", 3)
        thread.refresh_from_db()
        assert thread.reply_count == 1
        with pytest.raises(ValidationError):
            posting.take_away(actor=member, thread=thread, body="Another")

    def test_nobody_else_does(self, member, other_member):
        with pytest.raises(PermissionDenied):
            posting.take_away(actor=other_member, thread=shared(member), body="Mine")

    def test_it_is_short(self, member):
        with pytest.raises(ValidationError):
            posting.take_away(actor=member, thread=shared(member), body="x" * 301)


class TestMarkRead:
    def test_it_answers_the_position_before_and_never_goes_back(self, member, other_member):
        thread = discussion(member)
        said(member, thread)
        thread.refresh_from_db()
        assert posting.mark_read(actor=other_member, thread=thread, position=1) == 0
        assert posting.mark_read(actor=other_member, thread=thread) == 1
        assert posting.mark_read(actor=other_member, thread=thread, position=1) == 2
        assert posting.mark_read(actor=other_member, thread=thread, position=99) == 2
        assert ReadPosition.objects.get(member=other_member).position == 2

    def test_where_nothing_stands_beyond_it_all_is_read(self, member, other_member, moderator):
        thread = discussion(member)
        posts = [said(member, thread, f"Word {n}") for n in range(3)]
        splitting.split_posts(actor=moderator, thread=thread, posts=posts[1:], title="Apart")
        thread.refresh_from_db()
        assert posting.mark_read(actor=other_member, thread=thread, position=2) == 0
        assert ReadPosition.objects.get(member=other_member).position == thread.last_position == 4

    def test_what_one_says_oneself_is_read_if_all_before_was(self, member, other_member):
        thread = discussion(member)
        said(member, thread)
        assert ReadPosition.objects.get(member=member).position == 2
        said(other_member, thread)
        said(member, thread)
        assert ReadPosition.objects.get(member=member).position == 2


class TestRetries:
    def test_a_replay_returns_the_first_answer(self, member, other_member):
        key, forum = uuid.uuid4(), table()
        start = {"actor": member, "forum": forum, "kind": "question", "title": "T", "idempotency_key": key}
        thread = posting.start_thread(**start, body="Words", principles=[principle()])
        assert posting.start_thread(**start, body="Words", principles=[principle()]) == thread
        answer = {"actor": other_member, "thread": thread, "body": "Yes", "idempotency_key": key}
        assert posting.reply(**answer) == posting.reply(**answer)
        assert (Thread.objects.count(), Post.objects.count()) == (1, 2)

    @pytest.mark.parametrize(
        "other", [{"body": "No"}, {"kind": "idea"}, {"anonymous": True}, {"language": "es"}, {"hold": True}]
    )
    def test_another_payload_is_a_conflict(self, member, other_member, other):
        thread, key = discussion(member), uuid.uuid4()
        answer = {"actor": other_member, "thread": thread, "body": "Yes", "idempotency_key": key}
        posting.reply(**answer)
        with pytest.raises(Conflict):
            posting.reply(**(answer | other))
        assert Post.objects.count() == 2

    def test_two_people_may_use_the_same_key(self, member, other_member):
        thread, key = discussion(member), uuid.uuid4()
        for actor in (member, other_member):
            posting.reply(actor=actor, thread=thread, body="Yes", idempotency_key=key)
        assert Post.objects.count() == 3

    def test_keys_are_forgotten_after_a_week_and_events_after_a_month(self, member):
        from forums.tasks import prune_events, prune_keys

        key = uuid.uuid4()
        old = timezone.now() - timedelta(days=8)
        thread = discussion(member, idempotency_key=key, at=old)
        fresh = said(member, thread, idempotency_key=key)
        ThreadEvent.objects.filter(seq=1).update(created_at=timezone.now() - timedelta(days=31))
        prune_keys()
        prune_events()
        thread.refresh_from_db()
        fresh.refresh_from_db()
        assert (thread.idempotency_key, fresh.idempotency_key) == (None, key)
        assert events(thread) == [(2, "created")]

"""Editing, removing, reacting, moderating, reflecting: success and refusal side by side."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from forums.models import Forum, Post, Reflection, Thread, ThreadEvent
from forums.models.authored import State
from forums.services import moderation, places, posting, reactions, reflections
from forums.services.repair import repair_thread
from members.models import AuditEntry, Flag
from tests.factories import CircleFactory, UserFactory
from tests.forums.scenes import circle_forum, discussion, draft, said, shared, table

pytestmark = pytest.mark.django_db


def kinds(thread):
    return list(ThreadEvent.objects.filter(thread=thread).order_by("seq").values_list("kind", flat=True))


@pytest.fixture
def thread(member):
    return discussion(member)


@pytest.fixture
def post(thread, other_member):
    return said(other_member, thread, "I notice the kettle.")


class TestEdit:
    def test_the_earlier_text_is_kept(self, thread, post, other_member):
        posting.edit_post(actor=other_member, post=post, body="I notice the door.", reason="I mixed them up")
        post.refresh_from_db()
        (revision,) = post.revisions.all()
        assert (post.body, post.revision) == ("<p>I notice the door.</p>", 2)
        assert (revision.number, revision.body, revision.reason) == (
            1,
            "<p>I notice the kettle.</p>",
            "I mixed them up",
        )
        assert kinds(thread)[-1] == "edited"

    def test_the_same_text_changes_nothing(self, thread, post, other_member):
        posting.edit_post(actor=other_member, post=post, body="I notice the kettle.")
        assert kinds(thread) == ["created", "created"]
        assert not post.revisions.exists()

    def test_mentions_follow_the_text(self, thread, post, member, other_member):
        posting.edit_post(actor=other_member, post=post, body=f"@{member.display_name} sees")
        assert [m.member for m in post.mentions.all()] == [member]
        posting.edit_post(actor=other_member, post=post, body="Nobody")
        assert not post.mentions.exists()

    def test_nobody_else_edits_not_even_a_moderator(self, post, member, moderator):
        for actor in (member, moderator):
            with pytest.raises(PermissionDenied):
                posting.edit_post(actor=actor, post=post, body="Mine")

    def test_a_shared_reflection_stays_as_it_is(self, member):
        with pytest.raises(PermissionDenied):
            posting.edit_post(actor=member, post=shared(member).posts.get(), body="Other")

    def test_an_empty_text_is_refused(self, post, other_member):
        with pytest.raises(ValidationError):
            posting.edit_post(actor=other_member, post=post, body="  ")


class TestRemove:
    @pytest.mark.parametrize("who", ["other_member", "moderator"])
    def test_the_author_and_moderators_take_a_post_away(self, thread, post, who, request):
        actor = request.getfixturevalue(who)
        posting.remove_post(actor=actor, post=post, reason="Too much")
        post.refresh_from_db()
        thread.refresh_from_db()
        assert (post.state, post.position, thread.reply_count) == (State.REMOVED, 2, 0)
        assert kinds(thread)[-1] == "removed"
        assert AuditEntry.objects.filter(verb="remove-post").exists() == (who == "moderator")
        for viewer in (actor, post.author, UserFactory(administrator=True)):
            assert not Post.objects.visible_to(viewer).filter(pk=post.pk).exists()

    def test_others_do_not(self, post, member):
        with pytest.raises(PermissionDenied):
            posting.remove_post(actor=member, post=post)

    def test_a_conversation_that_others_joined_stays(self, thread, post, member, moderator):
        opening = thread.posts.get(kind="opening")
        with pytest.raises(PermissionDenied):
            posting.remove_post(actor=member, post=opening)
        posting.remove_post(actor=moderator, post=opening)
        assert not Thread.objects.visible_to(moderator).exists()

    def test_one_alone_may_be_taken_back(self, thread, member):
        posting.remove_post(actor=member, post=thread.posts.get())
        assert not Thread.objects.visible_to(member).exists()

    def test_a_reflection_that_a_moderator_removes_is_its_authors_alone(self, member, moderator):
        thread = shared(member)
        posting.remove_post(actor=moderator, post=thread.posts.get())
        assert Reflection.objects.get().state == "withdrawn"

    def test_nothing_is_left_to_decide_about_it(self, post, member, other_member):
        moderation.raise_privacy_concern(actor=member, post=post)
        posting.remove_post(actor=other_member, post=post)
        assert Flag.objects.get().state == "upheld"


class TestReact:
    def test_twice_is_once_and_taken_back_is_none(self, thread, post, member):
        for _again in range(2):
            reactions.react(actor=member, post=post, kind="thanks", on=True)
        post.refresh_from_db()
        assert (post.thanks_count, kinds(thread)) == (1, ["created", "created", "reacted"])
        for _again in range(2):
            reactions.react(actor=member, post=post, kind="thanks", on=False)
        post.refresh_from_db()
        assert (post.thanks_count, len(kinds(thread))) == (0, 4)

    def test_not_to_oneself_and_not_in_another_way(self, post, member, other_member):
        with pytest.raises(PermissionDenied):
            reactions.react(actor=other_member, post=post, kind="thanks", on=True)
        with pytest.raises(ValidationError):
            reactions.react(actor=member, post=post, kind="boo", on=True)

    def test_not_in_a_circle_of_others(self, member, other_member):
        secret = discussion(member, forum=circle_forum(member)).posts.get()
        with pytest.raises(Http404):
            reactions.react(actor=other_member, post=secret, kind="thanks", on=True)


class TestConcern:
    def test_it_hides_the_post_at_once(self, thread, post, member, other_member, moderator):
        stranger = UserFactory()
        moderation.raise_privacy_concern(actor=member, post=post, note="A name")
        seen = {who: Post.objects.visible_to(who).filter(pk=post.pk).exists()
                for who in (member, stranger, other_member, moderator)}  # fmt: skip
        assert seen == {member: False, stranger: False, other_member: True, moderator: True}
        thread.refresh_from_db()
        assert (thread.reply_count, kinds(thread)[-1]) == (0, "hidden")

    def test_once_a_post_and_member(self, post, member, other_member, moderator):
        moderation.raise_privacy_concern(actor=member, post=post)
        moderation.restore_post(actor=moderator, post=post)
        moderation.raise_privacy_concern(actor=member, post=post)
        post.refresh_from_db()
        assert (post.state, Flag.objects.get().state) == (State.VISIBLE, "open")  # for another look

    def test_the_sixth_of_a_day_only_joins_the_queue(self, thread, member, other_member):
        posts = [said(other_member, thread, f"Word {n}") for n in range(6)]
        for post in posts:
            moderation.raise_privacy_concern(actor=member, post=post)
        states = list(
            Post.objects.filter(pk__in=[p.pk for p in posts]).order_by("pk").values_list("state", flat=True)
        )
        assert states == ["hidden"] * 5 + ["visible"]
        assert Flag.objects.filter(state="open").count() == 6

    def test_a_hidden_post_costs_none_of_the_five(self, post, moderator, other_member):
        moderation.keep_hidden(actor=moderator, post=post)
        flag = moderation.raise_privacy_concern(actor=other_member, post=post)
        assert flag.hid_at_once is False

    def test_on_the_opening_it_hides_the_thread_from_all_but_its_author(
        self, member, other_member, moderator
    ):
        thread = shared(member)
        said(other_member, thread)
        moderation.raise_privacy_concern(actor=other_member, post=thread.posts.get(kind="opening"))
        seen = {who: Thread.objects.visible_to(who).exists() for who in (member, other_member, moderator)}
        assert seen == {member: True, other_member: False, moderator: True}
        with pytest.raises(PermissionDenied):
            said(member, thread)
        moderation.restore_post(actor=moderator, post=thread.posts.get(kind="opening"))
        assert Thread.objects.visible_to(other_member).exists()

    def test_what_one_cannot_see_is_not_there(self, member, other_member):
        secret = discussion(member, forum=circle_forum(member)).posts.get()
        with pytest.raises(Http404):
            moderation.raise_privacy_concern(actor=other_member, post=secret)

    def test_only_moderators_decide(self, post, member, moderator):
        moderation.raise_privacy_concern(actor=member, post=post)
        for verb in (moderation.restore_post, moderation.keep_hidden, moderation.release_post):
            with pytest.raises(PermissionDenied):
                verb(actor=member, post=post)
        moderation.keep_hidden(actor=moderator, post=post, reason="A place name")
        assert Flag.objects.get().state == "upheld"
        assert AuditEntry.objects.get(verb="keep-hidden").reason == "A place name"


class TestLock:
    def test_moderators_and_the_circles_facilitator(self, member, other_member, moderator):
        facilitator = UserFactory()
        circle = CircleFactory(members=[member, other_member], facilitators=[facilitator])
        forum = Forum.objects.create(slug="porch", name="Porch", audience="circle", circle=circle)
        thread = discussion(member, forum=forum)
        with pytest.raises(PermissionDenied):
            moderation.lock_thread(actor=other_member, thread=thread)
        assert moderation.lock_thread(actor=facilitator, thread=thread).is_locked
        assert not moderation.unlock_thread(actor=moderator, thread=thread).is_locked
        with pytest.raises(PermissionDenied):
            moderation.lock_thread(actor=facilitator, thread=discussion(member, forum=table()))


class TestReflections:
    def test_a_draft_may_be_incomplete_but_not_too_long_or_invented(self, member):
        reflection = reflections.begin(actor=member)
        reflections.save_draft(actor=member, reflection=reflection, question="Why?", strengths=["connection"])
        for wrong in (
            {"question": "x" * 251},
            {"strengths": ["luck"]},
            {"strengths": "connection"},
            {"moment": "x"},
        ):
            with pytest.raises(ValidationError):
                reflections.save_draft(actor=member, reflection=reflection, **wrong)

    def test_another_persons_is_not_there(self, member, other_member, moderator):
        reflection = draft(member)
        for stranger in (other_member, moderator):
            with pytest.raises(Http404):
                reflections.save_draft(actor=stranger, reflection=reflection, title="Mine")
            with pytest.raises(Http404):
                reflections.withdraw(actor=stranger, reflection=reflection)

    @pytest.mark.parametrize(
        "missing", ["title", "moment", "age_band", "what_happened", "already_working", "question"]
    )
    def test_sharing_asks_for_what_is_needed(self, member, missing):
        reflection = draft(member, **{missing: ""})
        with pytest.raises(ValidationError) as refused:
            reflections.share(actor=member, reflection=reflection, forum=table(), attested=True)
        assert list(refused.value.message_dict) == [missing]
        assert not Thread.objects.exists()

    def test_sharing_asks_for_the_attestation_and_a_closed_room(self, member):
        reflection, public = draft(member), Forum.objects.create(slug="open", name="Open", audience="public")
        with pytest.raises(ValidationError) as refused:
            reflections.share(actor=member, reflection=reflection, forum=public, attested=False)
        assert set(refused.value.message_dict) == {"attested", "forum"}

    def test_sharing_twice_makes_one_thread(self, member):
        reflection = draft(member)
        threads = {reflections.share(actor=member, reflection=reflection, forum=table(), attested=True).pk
                   for _again in range(2)}  # fmt: skip
        assert len(threads) == 1
        with pytest.raises(ValidationError):
            reflections.save_draft(actor=member, reflection=reflection, title="Later")

    def test_taken_back_it_is_private_and_can_be_shared_anew(self, member, other_member):
        thread = shared(member)
        said(other_member, thread)
        reflection = Reflection.objects.get()
        reflections.withdraw(actor=member, reflection=reflection)
        assert not Thread.objects.visible_to(member).exists()
        again = reflections.share(actor=member, reflection=reflection, forum=table(), attested=True)
        assert again.pk != thread.pk and Thread.objects.visible_to(other_member).get() == again

    def test_the_database_itself_keeps_them_from_the_public(self, member):
        thread = shared(member)
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.filter(pk=thread.pk).update(audience="public")


class TestForums:
    def test_another_audience_goes_to_all_threads(self, member, administrator, run_tasks):
        forum = table()
        thread = discussion(member, forum=forum)
        places.change_forum(actor=administrator, forum=forum, audience="public")
        thread.refresh_from_db()
        forum.refresh_from_db()
        assert (thread.audience, forum.access_version) == ("public", 2)

    def test_one_that_holds_reflections_is_never_public(self, member, administrator):
        forum = shared(member).forum
        with pytest.raises(ValidationError):
            places.change_forum(actor=administrator, forum=forum, audience="public")

    def test_what_was_said_in_a_circle_stays_in_it(self, member, administrator):
        forum = circle_forum(member)
        places.change_forum(actor=administrator, forum=forum, name="Porch")
        discussion(member, forum=forum)
        with pytest.raises(ValidationError):
            places.change_forum(actor=administrator, forum=forum, audience="members", circle=None)

    def test_members_keep_none(self, member):
        with pytest.raises(PermissionDenied):
            places.open_forum(actor=member, slug="mine", name="Mine")


def test_counters_are_made_right_again(thread, post, member, other_member, moderator):
    reactions.react(actor=member, post=post, kind="same", on=True)
    said(UserFactory(sector="pediatrics"), thread, anonymous=True)
    assert repair_thread(thread_id=thread.pk) == 0
    Thread.objects.filter(pk=thread.pk).update(reply_count=9, last_position=1, head_seq=0, alias_count=0)
    Post.objects.filter(pk=post.pk).update(same_count=7)
    thread.seat_rows.update(named=5, masked=0)
    assert repair_thread(thread_id=thread.pk) == 6
    thread.refresh_from_db()
    post.refresh_from_db()
    assert (thread.reply_count, thread.last_position, thread.head_seq, thread.alias_count) == (2, 3, 4, 1)
    assert post.same_count == 1
    assert list(thread.seat_rows.values_list("named", "masked")) == [(1, 1)]

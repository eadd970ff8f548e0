"""The moderators' desk: what waits, who looks at it, what is decided, and what nobody learns."""

import re
import threading

import pytest
from django.db import connections
from django.utils import timezone

from cop.core import registries
from cop.core.access import Refused
from cop.core.problems import Conflict, TooMany
from forums.models import Post
from forums.services import desk, flags, moderation, posting
from members.models import CLAIM, ApiToken, AuditEntry, CannedResponse, Flag, ModeratorMessage, User
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db

DESK = "/moderation/"
KEY = r'name="idempotency_key" value="([^"]+)"'


@pytest.fixture
def post(other_member):
    return scenes.said(other_member, scenes.discussion(other_member), "Those parents never listen.")


@pytest.fixture
def flag(member, post):
    return flags.raise_flag(actor=member, post=post, kind="unkind", note="It hurts to read.")


class TestFlags:
    def test_a_member_flags_a_post_from_its_menu(self, client_for, member, post):
        page = client_for(member).get(f"/threads/{post.thread_id}/").content.decode()
        assert f"/posts/{post.pk}/flag/" in page
        answer = client_for(member).post(f"/posts/{post.pk}/flag/", {"kind": "spam"})
        assert answer.status_code == 302
        assert Flag.objects.get().kind == "spam"
        assert Post.objects.get(pk=post.pk).state == "visible", "only a privacy concern hides at once"

    def test_something_else_needs_words_and_an_unknown_reason_is_none(self, client_for, member, post):
        for data in ({"kind": "other"}, {"kind": "boring"}, {"kind": "first"}, {}):
            assert client_for(member).post(f"/posts/{post.pk}/flag/", data).status_code == 422
        assert not Flag.objects.exists()

    def test_nobody_flags_their_own_words(self, client_for, other_member, post):
        assert client_for(other_member).post(f"/posts/{post.pk}/flag/", {"kind": "spam"}).status_code == 403

    def test_signs_that_no_database_holds_are_left_out_of_the_note(self, member, post):
        flags.raise_flag(actor=member, post=post, kind="other", note="Look\0 here.")
        assert Flag.objects.get().note == "Look here."

    def test_the_same_person_flags_for_the_same_reason_once(self, member, post, flag):
        assert flags.raise_flag(actor=member, post=post, kind="unkind").pk == flag.pk
        assert Flag.objects.count() == 1

    def test_thirty_a_day_are_enough(self, member, post, monkeypatch):
        monkeypatch.setattr(flags, "FLAGS_A_DAY", 1)
        flags.raise_flag(actor=member, post=post, kind="spam")
        with pytest.raises(TooMany):
            flags.raise_flag(actor=member, post=post, kind="unkind")

    def test_nobody_reads_who_reported(self, client_for, moderator, member, flag):
        for path in (DESK, f"{DESK}{flag.object_id}/", "/moderation/record/", "/moderation/record.csv"):
            answer = client_for(moderator).get(path)
            body = answer.getvalue() if answer.streaming else answer.content
            assert member.display_name not in body.decode(), path
            assert "flag-post" in body.decode() or "It hurts to read." in body.decode()


class TestQueue:
    def test_privacy_comes_first_and_then_the_oldest(self, client_for, moderator, member, other_member):
        thread = scenes.discussion(other_member)
        first, second, third = (scenes.said(other_member, thread, f"Words {n}") for n in (1, 2, 3))
        flags.raise_flag(actor=member, post=second, kind="spam")
        flags.raise_flag(actor=member, post=third, kind="off-topic")
        flags.raise_privacy_concern(actor=member, post=first)
        rows = client_for(moderator).get(DESK).context["rows"]
        assert [row.post.pk for row in rows] == [first.pk, second.pk, third.pk]

    def test_it_is_narrowed_by_reason_forum_and_who_looks(self, client_for, moderator, member, other_member):
        elsewhere = scenes.discussion(other_member, forum=scenes.circle_forum(member, other_member))
        here, there = (
            scenes.said(other_member, scenes.discussion(other_member)),
            scenes.said(other_member, elsewhere),
        )
        flags.raise_flag(actor=member, post=here, kind="spam")
        flags.raise_flag(actor=member, post=there, kind="unkind")
        flags.claim(actor=UserFactory(moderator=True), post=there)

        def shown(**params):
            return [row.post.pk for row in client_for(moderator).get(DESK, params).context["rows"]]

        assert shown(reason="spam") == [here.pk]
        assert shown(forum="porch") == shown(claimed="yes") == [there.pk]
        assert shown(claimed="no") == shown(forum="table") == [here.pk]
        assert shown(reason="nonsense", forum="nowhere", claimed="perhaps") == [here.pk, there.pk]

    def test_pages_are_bounded_and_take_as_many_queries_for_twenty_as_for_one(
        self, client_for, moderator, member, other_member, django_assert_max_num_queries
    ):
        thread = scenes.discussion(other_member)
        for n in range(23):
            flags.raise_flag(
                actor=member, post=scenes.said(other_member, thread, f"Words {n}"), kind="spam"
            ) if (n < 22) else None
        page = client_for(moderator)
        page.get(DESK)
        with django_assert_max_num_queries(16):
            answer = page.get(DESK)
        assert len(answer.context["rows"]) == 20 and "?page=2" in answer.content.decode()

    def test_a_matter_stands_between_its_neighbours_with_what_was_decided_before(
        self, client_for, moderator, member, other_member
    ):
        thread = scenes.discussion(other_member)
        posts = [scenes.said(other_member, thread, f"Words number {n}") for n in range(5)]
        flags.raise_flag(actor=member, post=posts[2], kind="spam")
        desk.decide(actor=moderator, post=posts[2], decision="keep", reason="A fair link")
        flags.raise_flag(actor=member, post=posts[2], kind="off-topic")
        html = client_for(moderator).get(f"{DESK}{posts[2].pk}/").content.decode()
        assert all(f"Words number {n}" in html for n in (1, 2, 3))
        assert "Words number 0" not in html and "Words number 4" not in html
        assert "Advertising: it stayed" in html

    def test_an_anonymous_author_is_a_sector_everywhere(self, client_for, moderator, member, other_member):
        post = scenes.said(member, scenes.discussion(other_member), "I did it too.", anonymous=True)
        flags.raise_flag(actor=other_member, post=post, kind="unkind")
        for path in (DESK, f"{DESK}{post.pk}/", f"/posts/{post.pk}/author/"):
            html = client_for(moderator).get(path).content.decode()
            assert member.display_name not in html and str(member.uuid) not in html, path


class TestClaims:
    def test_a_second_moderator_is_told_who_looks(self, client_for, moderator, flag):
        rosa = UserFactory(moderator=True, display_name="Rosa Moderadora")
        client_for(rosa).post(f"{DESK}{flag.object_id}/claim/", {"on": "1"})
        page = client_for(moderator)
        assert "Rosa is looking at this" in page.get(DESK).content.decode()
        assert 'id="decide"' not in page.get(f"{DESK}{flag.object_id}/").content.decode()
        answer = page.post(f"{DESK}{flag.object_id}/", {"decision": "keep"})
        assert answer.status_code == 403 and "Rosa is looking at this." in answer.content.decode()
        assert Flag.objects.get().state == "open"

    def test_a_claim_ends_after_half_an_hour_or_when_it_is_left(self, moderator, post, flag):
        other = UserFactory(moderator=True)
        flags.claim(actor=other, post=post)
        with pytest.raises(Refused):
            flags.claim(actor=moderator, post=post)
        Flag.objects.update(claimed_at=timezone.now() - CLAIM)
        flags.claim(actor=moderator, post=post)
        flags.unclaim(actor=moderator, post=post)
        flags.claim(actor=other, post=post)
        assert Flag.objects.get().claimed_by == other

    def test_nobody_leaves_the_claim_of_another(self, moderator, post, flag):
        other = UserFactory(moderator=True)
        flags.claim(actor=other, post=post)
        flags.unclaim(actor=moderator, post=post)
        assert Flag.objects.get().claimed_by == other

    def test_a_claim_holds_for_what_is_reported_afterwards(self, moderator, post, flag):
        flags.claim(actor=UserFactory(moderator=True), post=post)
        flags.raise_flag(actor=UserFactory(), post=post, kind="spam")
        with pytest.raises(Refused):
            desk.decide(actor=moderator, post=post, decision="hide")


@with_commits
@pytest.mark.parametrize("act", ["claim", "decide"])
def test_of_two_moderators_at_once_one_gets_it(act):
    author, reporter = UserFactory(), UserFactory()
    post = scenes.said(author, scenes.discussion(author))
    flags.raise_flag(actor=reporter, post=post, kind="spam")
    ready, got, missed = threading.Barrier(2), [], []

    def try_it(moderator):
        try:
            ready.wait()
            if act == "claim":
                flags.claim(actor=moderator, post=post)
            else:
                desk.decide(actor=moderator, post=post, decision="hide")
            got.append(moderator)
        except (Refused, Conflict):
            missed.append(moderator)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=(UserFactory(moderator=True),)) for _n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(got), len(missed)) == (1, 1)
    flag = Flag.objects.get()
    assert (flag.claimed_by if act == "claim" else flag.decided_by) == got[0]
    if act == "decide":
        assert AuditEntry.objects.filter(verb="decide-hide").count() == 1


class TestDecisions:
    @pytest.mark.parametrize(
        ("decision", "state", "flagged"),
        [("keep", "visible", "dismissed"), ("hide", "hidden", "upheld"), ("remove", "removed", "upheld")],
    )
    def test_a_decision_settles_everything_about_the_post(
        self, client_for, moderator, post, flag, decision, state, flagged
    ):
        flags.raise_flag(actor=UserFactory(), post=post, kind="spam")
        data = {"decision": decision, "reason": "Talked about it"}
        assert client_for(moderator).post(f"{DESK}{post.pk}/", data).status_code == 302
        assert Post.objects.get(pk=post.pk).state == state
        assert set(Flag.objects.values_list("state", "decided_by")) == {(flagged, moderator.pk)}
        entry = AuditEntry.objects.get(verb=f"decide-{decision}")
        assert (entry.actor, entry.reason, entry.target) == (moderator, "Talked about it", post)

    def test_a_note_leaves_the_post_and_reaches_its_author(self, client_for, moderator, post, flag):
        kept = CannedResponse.objects.create(title="Kindly", text="Please say it as you would to a parent.")
        answer = client_for(moderator).post(
            f"{DESK}{post.pk}/", {"decision": "note", "kept": kept.pk, "note": "Thank you."}
        )
        assert answer.status_code == 302
        message = ModeratorMessage.objects.get()
        assert message.text == "Please say it as you would to a parent.\n\nThank you."
        assert (message.member_id, message.about) == (post.author_id, post)
        assert Post.objects.get(pk=post.pk).state == "visible"

    def test_a_note_without_words_is_none(self, client_for, moderator, post, flag):
        assert client_for(moderator).post(f"{DESK}{post.pk}/", {"decision": "note"}).status_code == 422
        assert Flag.objects.get().state == "open"

    def test_a_member_decides_nothing_and_a_moderator_nothing_about_their_own(
        self, client_for, member, post, flag
    ):
        assert client_for(member).post(f"{DESK}{post.pk}/", {"decision": "keep"}).status_code == 403
        author = UserFactory(moderator=True)
        own = scenes.said(author, post.thread, "My own words.")
        flags.raise_flag(actor=member, post=own, kind="unkind")
        answer = client_for(author).post(f"{DESK}{own.pk}/", {"decision": "keep"})
        assert answer.status_code == 403
        assert Flag.objects.filter(state="open").count() == 2

    def test_what_is_decided_is_not_decided_again(self, client_for, moderator, post, flag):
        desk.decide(actor=moderator, post=post, decision="keep")
        answer = client_for(moderator).post(f"{DESK}{post.pk}/", {"decision": "hide"})
        assert answer.status_code == 409
        assert Post.objects.get(pk=post.pk).state == "visible"

    def test_many_are_decided_at_once_and_what_another_looks_at_is_left(
        self, client_for, moderator, member, other_member
    ):
        thread = scenes.discussion(other_member)
        posts = [scenes.said(other_member, thread, f"Words {n}") for n in range(3)]
        for one in posts:
            flags.raise_flag(actor=member, post=one, kind="spam")
        flags.claim(actor=UserFactory(moderator=True), post=posts[0])
        data = {"posts": [one.pk for one in posts] + [987654], "decision": "hide", "reason": "One campaign"}
        html = client_for(moderator).post(f"{DESK}bulk/", data, follow=True).content.decode()
        assert "2 posts are decided." in html and "1 was left" in html
        assert [Post.objects.get(pk=one.pk).state for one in posts] == ["visible", "hidden", "hidden"]

    def test_words_that_were_changed_meanwhile_are_read_first(
        self, client_for, moderator, other_member, post, flag
    ):
        page = client_for(moderator)
        hidden = '<input type="hidden" name="revision" value="%d"'
        assert hidden % 1 in page.get(f"{DESK}{post.pk}/").content.decode()
        posting.edit_post(actor=other_member, post=post, body="Something that nobody read.")
        data = {"decision": "keep", "revision": 1, "reason": "It was fair", "note": "All is well."}
        answer = page.post(f"{DESK}{post.pk}/", data)
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "Something that nobody read." in html and "Its words were changed" in html
        assert "It was fair" in html and "All is well." in html
        assert hidden % 2 in html
        assert Flag.objects.get().state == "open" and not ModeratorMessage.objects.exists()
        assert page.post(f"{DESK}{post.pk}/", data | {"revision": 2}).status_code == 302
        assert Flag.objects.get().state == "dismissed"

    def test_what_was_changed_meanwhile_is_left_of_many(
        self, client_for, moderator, member, other_member, post, flag
    ):
        other = scenes.said(other_member, post.thread, "Other words.")
        flags.raise_flag(actor=member, post=other, kind="spam")
        page = client_for(moderator)
        assert f'name="revision-{post.pk}" value="1" form="bulk"' in page.get(DESK).content.decode()
        posting.edit_post(actor=other_member, post=post, body="Something that nobody read.")
        data = {"posts": [post.pk, other.pk], f"revision-{post.pk}": 1, f"revision-{other.pk}": 1}
        html = page.post(f"{DESK}bulk/", data | {"decision": "keep"}, follow=True).content.decode()
        assert "1 post is decided." in html and "its words were changed" in html
        assert Flag.objects.get(state="open").object_id == post.pk

    @pytest.mark.parametrize(
        ("path", "sent"), [("decision", {"decision": "keep"}), ("acts", {"act": "show"})]
    )
    def test_programs_say_what_they_read(self, client_for, moderator, member, other_member, post, path, sent):
        flags.raise_privacy_concern(actor=member, post=post)
        posting.edit_post(actor=other_member, post=post, body="Something that nobody read.")
        bearer = {"Authorization": f"Bearer {ApiToken.issue(member=moderator, name='desk')[1]}"}

        def answered(revision):
            address, data = f"/api/v1/posts/{post.pk}/{path}", sent | {"revision": revision}
            return client_for(None).post(address, data, "application/json", headers=bearer).status_code

        assert answered(1) == 409
        assert Post.objects.get(pk=post.pk).state == "hidden"
        assert answered(2) == 200
        assert Post.objects.get(pk=post.pk).state == "visible"

    def test_shown_again_from_the_conversation_too(self, client_for, moderator, member, other_member, post):
        flags.raise_privacy_concern(actor=member, post=post)
        posting.edit_post(actor=other_member, post=post, body="Something that nobody read.")
        page, address = client_for(moderator), f"/posts/{post.pk}/moderate/show/"
        answer = page.post(address, {"revision": 1, "reason": "It was fair"})
        assert answer.status_code == 409
        html = answer.content.decode()
        assert 'name="revision" value="2"' in html and "It was fair" in html
        assert Post.objects.get(pk=post.pk).state == "hidden"
        assert page.post(address, {"revision": 2}).status_code == 302
        assert Post.objects.get(pk=post.pk).state == "visible"

    def test_nothing_chosen_decides_nothing(self, client_for, moderator, flag):
        html = client_for(moderator).post(f"{DESK}bulk/", {"decision": "hide"}, follow=True).content.decode()
        assert "Choose some" in html
        assert Flag.objects.get().state == "open"


class TestAnonymousAuthors:
    @pytest.fixture
    def secret(self, member, other_member):
        return scenes.said(member, scenes.discussion(other_member), "I did it too.", anonymous=True)

    def test_a_silence_reaches_the_author_and_tells_nobody_who(self, client_for, moderator, member, secret):
        page = client_for(moderator)
        answer = page.post(
            f"/posts/{secret.pk}/author/", {"kind": "silence", "days": "7", "text": "Rest a little."}
        )
        assert answer.status_code == 302
        assert User.objects.get(pk=member.pk).is_silenced
        assert client_for(member).get("/messages/").content.decode().count("Reading only") == 1
        for path in (
            f"/moderation/members/{member.uuid}/history/",
            "/moderation/members/",
            f"/members/{member.uuid}/",
            "/moderation/record/",
        ):
            html = page.get(path).content.decode()
            assert "Rest a little." not in html or path.endswith("record/"), path
            assert "Lift the silence" not in html, path
        entry = AuditEntry.objects.get(verb="silence-member")
        assert entry.target == secret and set(entry.data) == {"until"}

    def test_what_is_tapped_twice_reaches_the_author_once(self, client_for, moderator, member, secret):
        page, path = client_for(moderator), f"/posts/{secret.pk}/author/"
        assert 'name="idempotency_key"' in page.get(path).content.decode()
        sent = {"kind": "note", "text": "Thank you.", "idempotency_key": scenes.key()}
        assert [page.post(path, sent).status_code for _tap in range(2)] == [302, 302]
        assert ModeratorMessage.objects.filter(member=member).count() == 1
        assert page.post(path, sent | {"text": "Thanks."}).status_code == 409
        assert ModeratorMessage.objects.filter(member=member).count() == 1

    def test_lifting_a_named_silence_leaves_the_unseen_one(self, client_for, moderator, member, secret):
        page = client_for(moderator)
        page.post(f"/posts/{secret.pk}/author/", {"kind": "silence", "days": "7", "text": "Rest a little."})
        speak = f"/moderation/members/{member.uuid}/speak/"
        page.post(speak, {"kind": "silence", "days": "30", "text": "By name."})
        page.post(speak, {"lift": "1"})
        assert User.objects.get(pk=member.pk).is_silenced
        page.post(f"/posts/{secret.pk}/author/lift/")
        assert not User.objects.get(pk=member.pk).is_silenced

    def test_a_warning_to_somebody_unseen_is_taken_back_unseen(self, client_for, moderator, member, secret):
        page, author = client_for(moderator), f"/posts/{secret.pk}/author/"
        page.post(author, {"kind": "warning", "text": "Please look again."})
        assert User.objects.get(pk=member.pk).has_warning
        assert "Take the warning back" in page.get(author).content.decode()
        history = page.get(f"/moderation/members/{member.uuid}/history/").content.decode()
        assert "Take the warning back" not in history
        page.post(f"{author}lift/", {"warning": "1"})
        assert not User.objects.get(pk=member.pk).has_warning
        assert "Take the warning back" not in page.get(author).content.decode()
        assert AuditEntry.objects.get(verb="take-back-warning").target == secret

    def test_what_is_refused_does_not_depend_on_who_it_is(self, client_for, moderator, other_member):
        chief = UserFactory(administrator=True)
        secret = scenes.said(chief, scenes.discussion(other_member), "I am tired.", anonymous=True)
        data = {"kind": "warning", "text": "Please do not."}
        assert client_for(moderator).post(f"/posts/{secret.pk}/author/", data).status_code == 302
        pause = {"kind": "pause", "days": "7", "text": "No."}
        assert client_for(moderator).post(f"/posts/{secret.pk}/author/", pause).status_code == 422
        with pytest.raises(Refused):
            desk.write_to_author(actor=moderator, post=secret, kind="pause", text="No.", until=timezone.now())

    def test_looking_up_needs_a_reason_is_recorded_and_is_told_to_the_author(
        self, client_for, moderator, member, secret
    ):
        page = client_for(moderator)
        assert page.post(f"/posts/{secret.pk}/author/reveal/", {"reason": " "}).status_code == 422
        assert not AuditEntry.objects.filter(verb="reveal-author").exists()
        html = page.post(f"/posts/{secret.pk}/author/reveal/", {"reason": "A threat."}).content.decode()
        assert f"{member.display_name} wrote this." in html
        entry = AuditEntry.objects.get(verb="reveal-author")
        assert (entry.actor, entry.target, entry.reason) == (moderator, secret, "A threat.")
        assert member.display_name not in page.get("/moderation/record/").content.decode()
        message = ModeratorMessage.objects.get(member=member)
        told = client_for(member).get(f"/messages/{message.uuid}/").content.decode()
        assert "A threat." in told and "looked up" in told
        assert member.display_name not in page.get(f"/posts/{secret.pk}/author/").content.decode()

    def test_looking_up_that_is_sent_twice_is_recorded_and_told_once(
        self, client_for, moderator, member, secret
    ):
        page, path = client_for(moderator), f"/posts/{secret.pk}/author/reveal/"
        before = page.get(f"/posts/{secret.pk}/author/").content.decode()
        (key,) = re.findall(KEY, before.partition(path)[2])
        data = {"reason": "A threat.", "idempotency_key": key}
        for _once_more in range(2):
            assert f"{member.display_name} wrote this." in page.post(path, data).content.decode()
        other = page.post(path, data | {"reason": "Something else."})
        assert other.status_code == 409 and "Something else." in other.content.decode()
        assert f"{member.display_name} wrote this." not in other.content.decode()
        assert ModeratorMessage.objects.get(member=member).text == "A threat."
        assert AuditEntry.objects.get(verb="reveal-author").reason == "A threat."
        (fresh,) = re.findall(KEY, other.content.decode().partition(path)[2])
        page.post(path, data | {"reason": "Something else.", "idempotency_key": fresh})
        assert ModeratorMessage.objects.filter(member=member, kind="reveal").count() == 2

    def test_members_look_nobody_up_and_named_authors_are_no_secret(
        self, client_for, moderator, other_member, secret
    ):
        path, data = f"/posts/{secret.pk}/author/reveal/", {"reason": "Curious."}
        assert client_for(other_member).post(path, data).status_code == 403
        named = scenes.said(other_member, secret.thread)
        assert client_for(moderator).post(f"/posts/{named.pk}/author/reveal/", data).status_code == 403
        assert not AuditEntry.objects.filter(verb="reveal-author").exists()


class TestLive:
    def test_only_moderators_hear_the_desk(self, moderator, administrator, member, curator):
        topic = registries.topics["desk"]
        assert topic.authorise(moderator, "all") and topic.authorise(administrator, "all")
        assert not topic.authorise(member, "all") and not topic.authorise(curator, "all")
        assert not topic.authorise(moderator, "1")

    def test_the_number_follows(self, client_for, moderator, member, post, committed, monkeypatch):
        sent = []
        monkeypatch.setattr(
            "forums.subscribers.publish", lambda topic, payload, **more: sent.append((topic, payload))
        )
        assert ">1<" not in client_for(moderator).get(DESK).content.decode()
        with committed():
            flags.raise_flag(actor=member, post=post, kind="spam")
        assert ("desk:all", {"kind": "desk", "waiting": 1}) in sent
        assert '<span class="n">1</span>' in client_for(moderator).get("/").content.decode()
        with committed():
            desk.decide(actor=moderator, post=post, decision="keep")
        assert ("desk:all", {"kind": "desk", "waiting": 0}) in sent


def test_a_moderator_who_restores_waits_for_the_one_who_looks(moderator, member, post):
    flags.raise_privacy_concern(actor=member, post=post)
    flags.claim(actor=UserFactory(moderator=True), post=post)
    with pytest.raises(Refused):
        moderation.restore_post(actor=moderator, post=post)
    assert Post.objects.get(pk=post.pk).state == "hidden"

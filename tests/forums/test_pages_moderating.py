"""What moderators do to conversations and posts, as pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import Forum, Post, Thread
from forums.services import arranging, merging, moderation, posting, removing
from members.models import AuditEntry
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, key, said, shared, table


def second(**fields):
    return Forum.objects.get_or_create(slug="second", defaults={"name": "Second table"} | fields)[0]


def of(thread, act):
    return reverse("forums:thread-moderate", args=[thread.pk, act])


def on(post, act):
    return reverse("forums:post-moderate", args=[post.pk, act])


def page(thread):
    return reverse("forums:thread-detail", args=[thread.pk])


@pytest.fixture
def thread(member):
    return discussion(member)


@pytest.fixture
def desk(client_for, moderator):
    return client_for(moderator)


def test_only_moderators_find_the_one_word_behind_which_it_all_waits(thread, desk, client_for, other_member):
    assert 'class="moderate"' in desk.get(page(thread)).text
    assert 'class="moderate"' not in client_for(other_member).get(page(thread)).text
    assert client_for(other_member).post(of(thread, "hide"), {}).status_code == 403
    assert desk.get(of(thread, "nonsense")).status_code == 404


def test_what_is_pinned_stands_first_until_its_day_is_over(thread, member, desk, client_for):
    discussion(member, title="A newer one")
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert desk.post(of(thread, "pin"), {"until": day}).status_code == 302
    client = client_for(member)
    text = client.get(reverse("forums:thread-list")).text
    assert (
        text.index(thread.title) < text.index("A newer one") and text.count(f'id="thread-{thread.pk}"') == 1
    )
    assert "on top" in text
    Thread.objects.update(pinned_until=timezone.now() - timedelta(seconds=1))
    text = client.get(reverse("forums:thread-list")).text
    assert text.index(thread.title) > text.index("A newer one") and "on top" not in text
    assert desk.post(of(thread, "pin"), {"until": "2001-01-01"}).status_code == 422


def test_nobody_pins_for_good_and_a_pin_can_be_taken_off(thread, desk):
    far = (timezone.localdate() + timedelta(days=800)).isoformat()
    assert desk.post(of(thread, "pin"), {"until": far}).status_code == 422
    desk.post(of(thread, "pin"), {"until": (timezone.localdate() + timedelta(days=2)).isoformat()})
    desk.post(of(thread, "unpin"), {})
    thread.refresh_from_db()
    assert thread.pinned_until is None
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"pin-thread", "unpin-thread"}


def test_a_slow_conversation_keeps_the_words_of_who_is_too_fast(thread, other_member, desk, client_for):
    desk.post(of(thread, "slow"), {"seconds": "300"})
    client = client_for(other_member)
    send = reverse("forums:post-create", args=[thread.pk])
    first = client.post(send, {"kind": "reply", "body": "One", "idempotency_key": key()})
    assert first.status_code == 302
    second = client.post(send, {"kind": "reply", "body": "Two at once", "idempotency_key": key()})
    assert second.status_code == 429
    assert "Two at once" in second.text and "goes slowly" in second.text
    assert thread.posts.count() == 2
    Post.objects.filter(body__contains="One").update(created_at=timezone.now() - timedelta(seconds=301))
    assert client.post(send, {"kind": "reply", "body": "Two", "idempotency_key": key()}).status_code == 302
    for word in ("As often", "as it is needed"):  # a moderator is not held back
        assert desk.post(send, {"kind": "reply", "body": word, "idempotency_key": key()}).status_code == 302


def test_a_move_changes_who_reads_it_at_once(member, other_member, thread, desk, client_for):
    post = said(other_member, thread)
    circle = circle_forum(member)
    assert desk.post(of(thread, "move"), {"forum": circle.slug}).status_code == 302
    thread.refresh_from_db()
    assert thread.audience == circle.audience_token
    assert client_for(other_member).get(page(thread)).status_code == 404
    assert client_for(member).get(page(thread)).status_code == 200
    assert client_for(member).get(reverse("forums:post-detail", args=[post.pk])).status_code == 302
    assert AuditEntry.objects.get(verb="move-thread").data["after"] == "porch"


def test_more_readers_need_a_word_and_a_circle_keeps_what_it_said(member, thread, desk):
    square = second(audience="public")
    answer = desk.post(of(thread, "move"), {"forum": square.slug})
    assert answer.status_code == 422 and "More people" in answer.text
    assert desk.post(of(thread, "move"), {"forum": square.slug, "wider": "on"}).status_code == 302
    thread.refresh_from_db()
    assert thread.audience == "public"
    inside = discussion(member, title="On the porch", forum=circle_forum(member))
    answer = desk.post(of(inside, "move"), {"forum": table().slug, "wider": "on"})
    assert answer.status_code == 422 and "stays in it" in answer.text


def test_a_reflection_and_what_was_said_about_it_are_never_public(member, other_member, desk):
    square, thread = second(audience="public"), shared(member)
    reply = said(other_member, thread, kind="notice")
    assert desk.post(of(thread, "move"), {"forum": square.slug, "wider": "on"}).status_code == 422
    choose = reverse("forums:posts-choose", args=[thread.pk])
    fields = {"posts": [reply.pk], "act": "split", "title": "Apart", "kind": "discussion"}
    assert desk.post(choose, fields | {"forum": "second", "wider": "on"}).status_code == 422
    assert desk.post(choose, fields).status_code == 302
    apart = Thread.objects.get(title="Apart")
    assert desk.post(of(apart, "move"), {"forum": square.slug, "wider": "on"}).status_code == 422


def test_a_move_into_a_small_circle_takes_the_sector_from_an_anonymous_name(member, desk, client_for):
    for _n in range(4):
        UserFactory()
    thread = discussion(member, anonymous=True)
    client = client_for(member)
    assert "A home visitor" in client.get(page(thread)).text
    desk.post(of(thread, "move"), {"forum": circle_forum(member).slug})
    text = client.get(page(thread)).text
    assert "A colleague" in text and "A home visitor" not in text


def test_chosen_replies_become_a_conversation_of_their_own(member, other_member, thread, desk, client_for):
    kept, first, last = (said(other_member, thread, f"Word {n}") for n in range(3))
    posting.mark_read(actor=member, thread=Thread.objects.get(pk=thread.pk), position=3)
    choose = reverse("forums:posts-choose", args=[thread.pk])
    assert "Word 1" in desk.get(choose).text
    fields = {"posts": [last.pk, first.pk], "act": "split", "title": "About the kettle", "kind": "question"}
    answer = desk.post(choose, fields)
    apart = Thread.objects.get(title="About the kettle")
    assert answer.url == page(apart)
    assert list(apart.posts.order_by("position").values_list("pk", "position", "kind")) == [
        (first.pk, 1, "opening"),
        (last.pk, 2, "reply"),
    ]
    assert (apart.author, apart.kind, apart.reply_count) == (other_member, "question", 1)
    client = client_for(member)
    assert client.get(reverse("forums:post-detail", args=[last.pk])).url == f"{page(apart)}#post-{last.pk}"
    assert apart.read_positions.get(member=member).position == 1
    assert (
        "About the kettle" in client.get(page(thread)).text and "Word 1" not in client.get(page(thread)).text
    )
    assert kept.body in client.get(page(thread)).text
    assert desk.post(choose, fields).status_code == 422  # sent twice, it finds them gone


def test_the_address_of_a_joined_conversation_leads_on_for_those_who_may_read_it(
    member, other_member, desk, client_for
):
    porch = circle_forum(member)
    source, target = discussion(member, title="The same again", forum=porch), discussion(member, forum=porch)
    post = said(member, source, "Said there")
    assert (
        desk.post(of(source, "join"), {"target": f"https://example.org{page(target)}?page=2"}).status_code
        == 302
    )
    client = client_for(member)
    answer = client.get(page(source))
    assert (answer.status_code, answer.url) == (302, page(target))
    assert client.get(reverse("forums:post-detail", args=[post.pk])).url == f"{page(target)}#post-{post.pk}"
    text = client.get(page(target)).text
    assert "Said there" in text and "The same again" in text
    assert client_for(other_member).get(page(source)).status_code == 404
    assert client_for().get(page(source)).status_code == 404


def test_joining_opens_nothing_to_more_people_unasked(member, desk):
    square = second(audience="public")
    source, target = discussion(member, title="Among members"), discussion(member, title="Out", forum=square)
    assert desk.post(of(source, "join"), {"target": str(target.pk)}).status_code == 422
    assert desk.post(of(source, "join"), {"target": str(target.pk), "wider": "on"}).status_code == 302
    inside = discussion(member, title="Inside", forum=circle_forum(member))
    assert desk.post(of(inside, "join"), {"target": str(target.pk), "wider": "on"}).status_code == 422
    assert desk.post(of(target, "join"), {"target": "987654"}).status_code == 422
    for typed in (f"what we said in {source.pk}", f"{source.pk} kettles"):
        assert desk.post(of(target, "join"), {"target": typed}).status_code == 422
    assert desk.post(of(target, "join"), {"target": str(target.pk)}).status_code == 422


def test_conversations_of_its_forum_are_offered_by_their_titles(member, desk):
    source, near = discussion(member, title="The same again"), discussion(member, title="How we say goodbye")
    far = discussion(member, title="Elsewhere", forum=second(audience="public"))
    offered = desk.get(of(source, "join")).text.partition("<datalist")[2].partition("</datalist>")[0]
    assert f'<option value="{page(near)}">How we say goodbye</option>' in offered
    assert page(far) not in offered and page(source) not in offered
    assert desk.post(of(source, "join"), {"target": page(near)}).status_code == 302


def test_a_reply_to_what_was_joined_meanwhile_arrives_there(member, other_member, moderator, client_for):
    source, target = discussion(member, title="One"), discussion(member, title="Two")
    merging.merge_threads(actor=moderator, source=source, target=target)
    send = reverse("forums:post-create", args=[source.pk])
    answer = client_for(other_member).post(send, {"kind": "reply", "body": "Late", "idempotency_key": key()})
    assert answer.status_code == 302
    assert target.posts.get(body__contains="Late").author == other_member


def test_words_for_few_do_not_go_to_many_because_a_conversation_was_joined(
    member, other_member, moderator, client_for
):
    square = second(audience="public")
    source, target = discussion(member, title="Among members"), discussion(member, title="Out", forum=square)
    merging.merge_threads(actor=moderator, source=source, target=target, wider=True)
    send = reverse("forums:post-create", args=[source.pk])
    answer = client_for(other_member).post(
        send, {"kind": "reply", "body": "Quietly", "idempotency_key": key()}
    )
    assert answer.status_code == 409 and "Quietly" in answer.text
    assert not Post.objects.filter(body__contains="Quietly").exists()


def test_two_names_of_one_person_stay_two_when_threads_are_joined(
    member, other_member, moderator, client_for
):
    for _n in range(5):
        UserFactory()
    source = discussion(other_member, title="One")
    target = discussion(other_member, title="Two")
    here = said(member, target, "Here", anonymous=True)
    there = said(member, source, "There", anonymous=True)
    merging.merge_threads(actor=moderator, source=source, target=target)
    here.refresh_from_db(), there.refresh_from_db()
    assert here.alias != there.alias
    text = client_for(other_member).get(page(target)).text
    assert "A home visitor (2)" in text
    again = said(member, Thread.objects.get(pk=target.pk), "Again")
    assert again.alias == here.alias


def test_hidden_and_shown_again_as_a_whole(thread, desk, client_for, other_member):
    client = client_for(other_member)
    desk.post(of(thread, "hide"), {"reason": "Looking into it"})
    assert client.get(page(thread)).status_code == 404
    assert desk.get(page(thread)).status_code == 200
    desk.post(of(thread, "show"), {})
    assert client.get(page(thread)).status_code == 200


def test_what_a_moderator_removed_comes_back_within_thirty_days(thread, other_member, desk, client_for):
    post = said(other_member, thread, "Removed in haste")
    desk.post(on(post, "remove"), {"reason": "In haste"})
    client, listed = client_for(other_member), reverse("forums:removed-list")
    assert "Removed in haste" not in client.get(page(thread)).text
    assert "Removed in haste" in desk.get(listed).text
    assert client.get(listed).status_code == 403
    assert desk.post(on(post, "back"), {}).status_code == 302
    assert "Removed in haste" in client.get(page(thread)).text
    desk.post(on(post, "remove"), {})
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=31))
    assert desk.post(on(post, "back"), {}).status_code == 404


def test_what_its_author_took_back_no_moderator_brings_back(thread, other_member, desk):
    post = said(other_member, thread, "Better unsaid")
    posting.remove_post(actor=other_member, post=post)
    assert desk.get(on(post, "back")).status_code == 404
    assert "Better unsaid" not in desk.get(reverse("forums:removed-list")).text


def test_a_removed_reflection_comes_back_only_as_it_was_left(member, moderator, desk, client_for):
    thread = shared(member)
    opening = thread.posts.get(position=1)
    desk.post(of(thread, "remove"), {})
    assert client_for(member).get(page(thread)).status_code == 404
    desk.post(on(opening, "back"), {})
    thread.refresh_from_db()
    assert thread.reflection.state == "shared" and client_for(member).get(page(thread)).status_code == 200
    desk.post(of(thread, "remove"), {})
    reflection = thread.reflection
    type(reflection).objects.filter(pk=reflection.pk).update(updated_at=timezone.now() + timedelta(seconds=1))
    assert desk.post(on(opening, "back"), {}).status_code == 403


def test_deleted_for_good_nothing_is_left_of_the_words(thread, other_member, member, desk):
    post = said(other_member, thread, "A name that must go")
    posting.edit_post(actor=other_member, post=post, body="A name that must go now")
    assert desk.post(on(post, "redact"), {"reason": "A family's name"}).status_code == 422  # not sure
    assert desk.post(on(post, "redact"), {"reason": "", "sure": "on"}).status_code == 422
    assert desk.post(on(post, "redact"), {"reason": "A family's name", "sure": "on"}).status_code == 302
    post.refresh_from_db()
    assert (post.body, post.state, post.revisions.count()) == ("", "removed", 0)
    assert desk.post(on(post, "back"), {}).status_code == 404
    entry = AuditEntry.objects.get(verb="redact")
    assert "must go" not in f"{entry.reason}{entry.data}"
    assert thread.posts.count() == 2


def test_a_moderators_change_says_why_to_everybody(thread, other_member, member, desk, client_for):
    post = said(other_member, thread, "Ms. Peters said so")
    fields = {"body": "She said so", "revision": "1"}
    assert desk.post(on(post, "amend"), fields | {"reason": ""}).status_code == 422
    assert desk.post(on(post, "amend"), fields | {"reason": "A name"}).status_code == 302
    text = client_for(member).get(page(thread)).text
    assert "She said so" in text and "Ms. Peters" not in text and "A moderator changed this: A name" in text
    again = desk.post(on(post, "amend"), {"body": "Late", "revision": "1", "reason": "Late"})
    assert again.status_code == 409 and "Late" in again.text


def test_several_replies_are_hidden_removed_or_shown_together_or_not_at_all(
    thread, other_member, desk, moderator
):
    posts = [said(other_member, thread, f"Word {n}") for n in range(3)]
    choose = reverse("forums:posts-choose", args=[thread.pk])
    assert desk.post(choose, {"act": "hide"}).status_code == 422
    desk.post(choose, {"act": "hide", "posts": [post.pk for post in posts]})
    assert thread.posts.filter(state="hidden").count() == 3
    desk.post(choose, {"act": "show", "posts": [posts[0].pk]})
    assert thread.posts.filter(state="visible").count() == 2
    opening = thread.posts.get(position=1)
    assert desk.post(choose, {"act": "remove", "posts": [posts[1].pk, opening.pk]}).status_code == 422
    assert thread.posts.filter(state="removed").count() == 0
    desk.post(choose, {"act": "remove", "posts": [post.pk for post in posts]})
    assert thread.posts.filter(state="removed").count() == 3
    assert AuditEntry.objects.filter(verb="remove-post").count() == 3


def test_of_several_replies_none_is_shown_with_words_that_nobody_read(thread, other_member, desk):
    posts = [said(other_member, thread, f"Word {n}") for n in range(2)]
    choose, keys = reverse("forums:posts-choose", args=[thread.pk]), [post.pk for post in posts]
    desk.post(choose, {"act": "hide", "posts": keys})
    read = {f"revision-{key}": 1 for key in keys}
    assert all(f'name="{name}" value="1"' in desk.get(choose).text for name in read)
    posting.edit_post(actor=other_member, post=posts[1], body="Something that nobody read.")
    answer = desk.post(choose, {"act": "show", "posts": keys} | read)
    assert answer.status_code == 409 and "Something that nobody read." in answer.text
    assert f'name="revision-{keys[1]}" value="2"' in answer.text
    assert thread.posts.filter(state="hidden").count() == 2, "all or none"
    desk.post(choose, {"act": "show", "posts": keys} | read | {f"revision-{keys[1]}": 2})
    assert not thread.posts.filter(state="hidden").exists()


def test_several_conversations_at_once_each_by_itself(member, desk, client_for):
    threads = [discussion(member, title=f"Number {n}") for n in range(3)]
    inside = discussion(member, title="On the porch", forum=circle_forum(member))
    choose = reverse("forums:threads-choose")
    assert "Number 2" in desk.get(choose).text
    assert client_for(member).get(choose).status_code == 403
    every = [thread.pk for thread in (*threads, inside)]
    desk.post(choose, {"act": "close", "threads": every})
    assert Thread.objects.filter(is_locked=True).count() == 4
    assert desk.post(choose, {"act": "move", "threads": every}).status_code == 422
    answer = desk.post(choose, {"act": "move", "threads": every, "forum": second().slug}, follow=True)
    assert Thread.objects.filter(forum__slug="second").count() == 3
    assert "On the porch" in answer.text and "stays in it" in answer.text
    desk.post(choose, {"act": "hide", "threads": [threads[0].pk]})
    desk.post(choose, {"act": "remove", "threads": [threads[1].pk]})
    assert list(Thread.objects.filter(pk__in=every).order_by("pk").values_list("state", flat=True)) == [
        "hidden", "removed", "visible", "visible",
    ]  # fmt: skip


def test_what_is_old_is_destroyed_with_its_files_by_the_schedule(thread, other_member, moderator):
    post = said(other_member, thread, "Long gone")
    posting.remove_post(actor=moderator, post=post)
    young = said(other_member, thread, "Just gone")
    posting.remove_post(actor=moderator, post=young)
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=31))
    assert removing.destroy_old(limit=10) is False
    post.refresh_from_db(), young.refresh_from_db()
    assert post.body == "" and post.redacted_at and young.body and young.redacted_at is None


def test_a_facilitator_closes_what_is_in_the_circle_and_moves_nothing(member, client_for):
    forum = circle_forum(member)
    forum.circle.memberships.update(role="facilitator")
    inside = discussion(member, forum=forum)
    client = client_for(member)
    client.post(reverse("forums:thread-lock", args=[inside.pk]), {"on": "1"})
    inside.refresh_from_db()
    assert inside.is_locked
    assert client.post(of(inside, "move"), {"forum": table().slug}).status_code == 403


@pytest.mark.parametrize("verb", [arranging.hide_thread, moderation.lock_thread])
def test_no_verb_is_for_members(thread, other_member, verb):
    with pytest.raises(Exception, match="moderators"):
        verb(actor=other_member, thread=thread)

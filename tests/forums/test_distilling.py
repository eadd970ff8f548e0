"""From a conversation to a guide: who may begin it, who is asked, and that what they answer holds wherever the words stand."""

import json
import re
import uuid
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision

from forums.models import Excerpt, Post, Thread
from forums.services import (
    amending,
    arranging,
    distilling,
    editing,
    merging,
    moderation,
    removing,
    revising,
    splitting,
)
from forums.showing import quoting
from library.models import GuidePage
from library.services import add_quotations
from library.services.publishing import publish
from members.models import AuditEntry
from notifications.models import Notification
from search.models import SearchEntry
from tests.factories import UserFactory
from tests.forums import scenes

WORDS = "Begin with the tower of blocks."


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def talk(member, other_member):
    """A conversation that all members read: Rosa by name, a pediatrician by sector only."""
    thread = scenes.discussion(member, title="What the tower tells", body="How do you begin a visit?")
    return SimpleNamespace(
        thread=thread,
        named=scenes.said(member, thread, f"{WORDS} Then sit down."),
        hidden=scenes.said(other_member, thread, "I begin with the hands.", anonymous=True),
    )


def page_of(thread):
    return reverse("forums:thread-detail", args=[thread.pk])


def distil_url(thread):
    return reverse("forums:thread-distil", args=[thread.pk])


def sent(**words):
    """What the second page sends: words by post."""
    chosen = {f"words-{key}": text for key, text in words.items()}
    return {"write": "1", "title": "Begin with the tower", "summary": "How a visit begins.", **chosen}


def distil(client, thread, posts, **changed):
    """The answer to both pages of the form; the words stand as prefilled unless changed."""
    url = f"{distil_url(thread)}?{'&'.join(f'posts={post.pk}' for post in posts)}&write=1"
    page = html(client, url)
    fields = dict(re.findall(r'name="(words-\d+)"[^>]*>\s*([^<]*)</textarea>', page))
    return client.post(distil_url(thread), sent() | {"posts": [post.pk for post in posts]} | fields | changed)


@pytest.fixture
def draft(library, curator, talk, client_for, run_tasks, settings):
    """A draft that quotes both, whose authors were asked."""
    settings.NOTIFICATION_MAIL_DELAY = 0
    run_tasks()
    mail.outbox.clear()
    response = distil(
        client_for(curator), talk.thread, [talk.named, talk.hidden], **{f"words-{talk.named.pk}": WORDS}
    )
    assert response.status_code == 302, response.content.decode()
    run_tasks()
    return GuidePage.objects.get(title="Begin with the tower")


def published(guide, moderator, run_tasks):
    guide = publish(GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object(), moderator)
    run_tasks()
    return GuidePage.objects.get(pk=guide.pk)


def answer(client, post, consent, revision=None, seen=None):
    excerpt = Excerpt.objects.get(post=post)
    seen = excerpt.fingerprint if seen is None else seen
    sent = {"consent": consent, "revision": revision or excerpt.post.revision, "seen": seen}
    return client.post(reverse("forums:excerpt-answer", args=[excerpt.uuid]), sent)


def stands(client, guide, words=WORDS):
    return words in html(client, guide.url)


def test_a_curator_begins_a_draft_that_holds_keys_and_neither_words_nor_names(draft, talk, member):
    assert not draft.live and draft.summary == "How a visit begins."
    assert list(draft.principles.values_list("slug", flat=True)) == ["trust-parents"]
    revision = Revision.objects.filter(object_id=str(draft.pk)).latest("pk")
    stored = json.dumps(revision.content)
    keys = {str(key) for key in Excerpt.objects.values_list("uuid", flat=True)}
    assert len(keys) == 2 and all(key in stored for key in keys)
    assert WORDS not in stored and member.display_name not in stored
    act = AuditEntry.objects.get(verb="distil")
    assert WORDS not in json.dumps(act.data)


def test_editors_compare_versions_by_words_and_never_by_keys(draft, talk, curator, moderator, client_for):
    guide = GuidePage.objects.get(pk=draft.pk)
    first = guide.latest_revision
    key, *others = guide.quotation_keys
    guide.body = [("quotation", {"said": "a-key-of-nothing"}), ("quotation", {"said": key})]
    second = guide.save_revision(user=curator)
    url = reverse("wagtailadmin_pages:revisions_compare", args=[guide.pk, first.pk, second.pk])
    page = html(client_for(moderator), url)
    assert WORDS in page and "Words that are there no longer" in page
    assert not [one for one in (key, *others, "a-key-of-nothing") if one in page]


def test_members_are_told_that_this_is_for_curators_and_others_find_nothing(talk, member, client_for):
    assert client_for(member).get(distil_url(talk.thread)).status_code == 403
    assert client_for().get(distil_url(talk.thread)).status_code == 302
    assert "Distil into a guide" not in html(client_for(member), page_of(talk.thread))


def test_the_way_there_stands_beside_the_conversation_and_among_a_moderators_choices(
    library, talk, curator, moderator, client_for
):
    assert distil_url(talk.thread) in html(client_for(curator), page_of(talk.thread))
    choose = reverse("forums:posts-choose", args=[talk.thread.pk])
    response = client_for(moderator).post(choose, {"posts": [talk.named.pk], "act": "distil"})
    assert response.status_code == 302 and response.url.startswith(distil_url(talk.thread))
    assert WORDS in html(client_for(moderator), response.url)


def test_what_is_said_in_a_circle_or_tells_a_case_is_not_asked_for(library, member, moderator, client_for):
    circle = scenes.discussion(member, title="On the porch", forum=scenes.circle_forum(member))
    assert client_for(moderator).get(distil_url(circle)).status_code == 403
    shared = scenes.shared(member)
    opening = shared.posts.get(position=1)
    said = scenes.said(member, shared, "I notice the window.")
    page = html(client_for(moderator), distil_url(shared))
    assert f'value="{said.pk}"' in page and f'value="{opening.pk}"' not in page


def test_without_a_choice_or_words_nothing_is_made(library, curator, talk, client_for):
    client = client_for(curator)
    assert client.get(distil_url(talk.thread), {"write": "1"}).status_code == 422
    response = distil(client, talk.thread, [talk.named], **{f"words-{talk.named.pk}": " "})
    assert response.status_code == 422
    assert not Excerpt.objects.exists() and not GuidePage.objects.exists()


@pytest.mark.identifiers
def test_words_are_looked_at_once_more_before_anybody_is_asked(library, curator, talk, client_for):
    words = "Call the mother at 303-555-0142, she lives in Greeley."
    field = f"words-{talk.named.pk}"
    response = distil(client_for(curator), talk.thread, [talk.named], **{field: words})
    assert response.status_code == 422 and not Excerpt.objects.exists()
    assert "303-555-0142" in response.content.decode()


def test_authors_are_asked_on_the_site_and_by_mail_without_a_word_of_it(draft, talk, member, other_member):
    for author in (member, other_member):
        assert Notification.objects.filter(member=author, kind="consent").count() == 1
    to = {address for message in mail.outbox for address in message.to}
    assert to == {member.email, other_member.email}
    for message in mail.outbox:
        assert WORDS not in message.body and talk.thread.title not in message.subject
        assert member.display_name not in message.subject


def test_an_author_reads_what_would_stand_where_and_answers(draft, talk, member, client_for):
    client = client_for(member)
    page = html(client, reverse("forums:excerpt-list"))
    assert WORDS in page and "Begin with the tower" in page and "not published yet" in page
    assert "Rosa Delgado, home visitor" in page and "I begin with the hands" not in page
    assert answer(client, talk.named, "named").status_code == 302
    assert "Readers see: Rosa Delgado, home visitor" in html(client, reverse("forums:excerpt-list"))


def test_nobody_answers_for_another(draft, talk, curator, moderator, other_member, client_for):
    for somebody in (curator, moderator, other_member):
        assert answer(client_for(somebody), talk.named, "named").status_code == 404
    assert answer(client_for(other_member), talk.hidden, "maybe").status_code == 400
    assert set(Excerpt.objects.values_list("consent", flat=True)) == {"asked"}


def test_readers_see_what_was_agreed_to_and_the_curator_is_told_of_the_rest(
    draft, talk, curator, moderator, member, client_for, run_tasks
):
    guide = published(draft, moderator, run_tasks)
    assert not stands(client_for(), guide)
    assert "<figcaption>" not in html(client_for(), guide.url)
    answer(client_for(member), talk.named, "unnamed")
    assert stands(client_for(), guide)
    assert member.display_name not in html(client_for(), guide.url)
    answer(client_for(member), talk.named, "named")
    page = html(client_for(), guide.url)
    assert "Rosa Delgado, home visitor" in page and "I begin with the hands" not in page
    seen = html(client_for(curator), reverse("forums:guide-excerpts", args=[guide.pk]))
    assert "yes, with the name" in seen and "not answered yet" in seen


def test_publishing_goes_through_and_says_how_much_is_left_out(draft, moderator, client_for):
    client = client_for(moderator)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    page = html(client, edit)
    assert WORDS in page and "not answered yet" in page  # the choices of the part
    key = [str(uuid) for uuid in Excerpt.objects.order_by("pk").values_list("uuid", flat=True)]
    fields = {
        "title": draft.title, "slug": draft.slug, "summary": draft.summary, "principles": [draft.principles.get().pk],
        "body-count": "2", "tags": "", "provenance": "", "version_note": "", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
        "handouts-TOTAL_FORMS": "0", "handouts-INITIAL_FORMS": "0",
        "handouts-MIN_NUM_FORMS": "0", "handouts-MAX_NUM_FORMS": "2",
        "related_resources-TOTAL_FORMS": "0", "related_resources-INITIAL_FORMS": "0",
        "related_resources-MIN_NUM_FORMS": "0", "related_resources-MAX_NUM_FORMS": "1000",
        "action-publish": "1",
    }  # fmt: skip
    for n, one in enumerate(key):
        fields |= {
            f"body-{n}-deleted": "", f"body-{n}-order": str(n), f"body-{n}-type": "quotation", f"body-{n}-id": "",
            f"body-{n}-value-said": one,
        }  # fmt: skip
    response = client.post(edit, fields, follow=True)
    assert GuidePage.objects.get(pk=draft.pk).live, response.content.decode()[:2000]
    assert "2 quotes are left out" in response.content.decode()


def test_who_spoke_by_sector_only_stays_so_whatever_is_sent(
    draft, talk, moderator, other_member, curator, client_for, run_tasks
):
    guide = published(draft, moderator, run_tasks)
    assert answer(client_for(other_member), talk.hidden, "named").status_code == 403
    page = html(client_for(other_member), reverse("forums:excerpt-list"))
    assert 'value="named"' not in page and "Amara Nwosu, pediatrician" not in page
    answer(client_for(other_member), talk.hidden, "unnamed")
    Excerpt.objects.filter(post=talk.hidden).update(consent="named")  # even if it stood there
    page = html(client_for(), guide.url)
    assert "I begin with the hands." in page and "Amara" not in page and "A colleague" in page
    for place in (reverse("forums:guide-excerpts", args=[guide.pk]), page_of(talk.thread)):
        assert "Amara" not in html(client_for(curator), place)


@pytest.mark.parametrize("number, label", [(4, "A colleague"), (5, "A pediatrician")])
def test_a_sector_is_told_where_enough_of_it_are_members(
    draft, talk, moderator, other_member, client_for, run_tasks, number, label
):
    for _n in range(number - 1):
        UserFactory(sector="pediatrics")
    guide = published(draft, moderator, run_tasks)
    answer(client_for(other_member), talk.hidden, "unnamed")
    assert f"<figcaption>{label}</figcaption>" in html(client_for(), guide.url)


def test_the_conversation_says_what_it_became_part_of_and_the_guide_where_it_comes_from(
    draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    assert "became part of" not in html(client_for(member), page_of(talk.thread))
    guide = published(draft, moderator, run_tasks)
    seen = html(client_for(member), page_of(talk.thread))
    assert "This conversation became part of" in seen and f'<a href="{guide.url}"' in seen
    page = html(client_for(member), guide.url)
    assert page_of(talk.thread) in page and "home visitors" in page
    outside = html(client_for(), guide.url)
    assert page_of(talk.thread) not in outside and "From a conversation among colleagues" in outside


def test_only_who_may_open_the_guide_is_told_of_it(
    library, draft, talk, moderator, member, other_member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    library.close(guide, "groups", [Group.objects.get(name="moderator")])
    assert "became part of" not in html(client_for(other_member), page_of(talk.thread))
    assert "became part of" in html(client_for(moderator), page_of(talk.thread))


def test_words_go_into_a_guide_that_is_there_and_are_worded_otherwise_with_its_authors_leave(
    draft, talk, curator, moderator, member, client_for, run_tasks
):
    guide = published(draft, moderator, run_tasks)
    later = scenes.said(member, talk.thread, "End with the tower, too.")
    writes, own = client_for(curator), client_for(member)
    response = distil(writes, talk.thread, [later], guide=guide.pk, title="", summary="")
    assert response.status_code == 302 and GuidePage.objects.count() == 1
    run_tasks()
    added = Excerpt.objects.get(post=later)
    newest = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert newest.quotation_keys[-1] == str(added.uuid) and len(newest.quotation_keys) == 3
    answer(own, later, "named")
    assert not stands(own, guide, "End with the tower"), "not published yet"
    publish(newest, moderator)
    assert stands(own, guide, "End with the tower")

    answer(own, talk.named, "named")
    url = f"{distil_url(talk.thread)}?posts={talk.named.pk}&write=1&guide={guide.pk}"
    assert f"&amp;write=1&amp;guide={guide.pk}" in html(
        client_for(moderator), reverse("forums:guide-excerpts", args=[guide.pk])
    )
    assert WORDS in html(writes, url) and "What it is about" not in html(writes, url)
    changed = {f"words-{talk.named.pk}": "Begin with blocks."}
    assert (
        distil(client_for(moderator), talk.thread, [talk.named], guide=guide.pk, **changed).status_code == 302
    )
    run_tasks()
    row = Excerpt.objects.get(post=talk.named)
    assert (row.words, row.consent) == ("Begin with blocks.", Excerpt.Consent.ASKED)
    assert not stands(own, guide) and not stands(own, guide, "Begin with blocks.")
    assert "Begin with blocks." in html(own, reverse("forums:excerpt-list"))
    answer(own, talk.named, "refused")
    again = distil(writes, talk.thread, [talk.named], guide=guide.pk, **changed)
    assert again.status_code == 422 and "would not be quoted" in again.content.decode()


def test_a_new_guide_wants_a_title_and_one_that_is_locked_takes_nothing(
    draft, talk, curator, moderator, client_for
):
    writes = client_for(curator)
    assert distil(writes, talk.thread, [talk.named], title="").status_code == 422
    GuidePage.objects.filter(pk=draft.pk).update(locked=True, locked_by=moderator)
    answer = distil(
        writes, talk.thread, [talk.named], guide=draft.pk, **{f"words-{talk.named.pk}": "Other words."}
    )
    assert answer.status_code == 422 and "cannot be changed now" in answer.content.decode()
    assert Excerpt.objects.get(post=talk.named).words == WORDS


def test_what_changed_tells_of_quotes_that_were_agreed_to_and_of_no_others(
    draft, talk, moderator, member, client_for, run_tasks
):
    guide = draft.get_latest_revision_as_object()
    quotes, guide.body = list(guide.body.raw_data), []
    publish(guide, moderator)
    guide.body = json.dumps(quotes)
    publish(guide, moderator)
    run_tasks()
    changes = f"{reverse('library:changes', args=[guide.pk])}?since=1"
    told = "From a conversation"
    assert told not in html(client_for(member), changes)
    answer(client_for(member), talk.named, "named")
    assert html(client_for(member), changes).count(told) == 1
    answer(client_for(member), talk.named, "refused")
    assert told not in html(client_for(member), changes)


def test_what_is_taken_out_of_the_guide_is_part_of_it_no_longer(
    draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    guide.body = [("text", {"heading": "", "text": "<p>Something else.</p>"})]
    publish(guide, moderator)
    run_tasks()
    assert "became part of" not in html(client_for(member), page_of(talk.thread))


def taken_back(world):
    answer(world.client_for(world.member), world.talk.named, "refused")


def hidden(world):
    moderation.raise_privacy_concern(actor=world.other_member, post=world.talk.named)


def removed_by_author(world):
    revising.remove_post(actor=world.member, post=world.talk.named)


def destroyed(world):
    removing.redact(actor=world.moderator, post=world.talk.named, reason="For good.")


def changed(world):
    editing.edit_post(actor=world.member, post=world.talk.named, body="Something else altogether.")


def thread_hidden(world):
    arranging.hide_thread(actor=world.moderator, thread=world.talk.thread, reason="For now.")


def moved_to_circle(world):
    forum = scenes.circle_forum(world.member, world.moderator)
    arranging.move_thread(actor=world.moderator, thread=world.talk.thread, forum=forum, reason="Closer.")


def account_closed(world):
    world.member.is_active = False
    world.member.save(update_fields=["is_active"])


def account_erased(world):
    Post.objects.filter(author=world.member).update(author=None)


def let_go(world):
    distilling.let_go(actor=world.moderator, excerpt=Excerpt.objects.get(post=world.talk.named))


@pytest.mark.parametrize(
    "happens",
    [
        taken_back, hidden, removed_by_author, destroyed, changed, thread_hidden, moved_to_circle, account_closed,
        account_erased, let_go,
    ],
)  # fmt: skip
def test_whatever_ends_it_ends_it_at_every_door_at_once(
    happens, draft, talk, moderator, member, other_member, client_for, run_tasks
):
    """The page, what an editor previews, each old revision, the comparison, what changed, search: no task in between."""
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    guide.summary = "How a visit begins, said anew."
    guide = published(guide_revised(guide, moderator), moderator, run_tasks)
    run_tasks()
    editor = client_for(moderator)
    revisions = list(Revision.objects.filter(object_id=str(guide.pk)).order_by("pk"))
    doors = [
        guide.url,
        *(reverse("wagtailadmin_pages:revisions_view", args=[guide.pk, one.pk]) for one in revisions),
    ]
    without = [
        reverse("wagtailadmin_pages:revisions_compare", args=[guide.pk, revisions[0].pk, revisions[-1].pk]),
        f"{reverse('library:changes', args=[guide.pk])}?since=1",
        "/search/?q=tower+blocks&kind=guide",
        "/guides/",
    ]
    for door in doors:
        assert WORDS in html(editor, door), door
    for door in without:
        assert WORDS not in html(editor, door), door
    assert not SearchEntry.objects.filter(owner="guide", text__contains=WORDS).exists()
    world = SimpleNamespace(
        talk=talk, moderator=moderator, member=member, other_member=other_member, client_for=client_for
    )
    happens(world)
    for door in [*doors, *without]:
        assert WORDS not in html(editor, door), door
        assert "Rosa Delgado, home visitor" not in html(editor, door), door
    assert "became part of" not in client_for(moderator).get(page_of(talk.thread)).content.decode()


def guide_revised(guide, moderator):
    guide.save_revision(user=moderator)
    return guide


def test_words_that_come_back_into_view_stand_again_and_a_changed_answer_holds(
    draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "unnamed")
    guide = published(draft, moderator, run_tasks)
    arranging.hide_thread(actor=moderator, thread=talk.thread, reason="For now.")
    assert not stands(client_for(), guide)
    arranging.show_thread(actor=moderator, thread=talk.thread, reason="Again.")
    assert stands(client_for(), guide)
    answer(client_for(member), talk.named, "refused")
    page = html(client_for(member), reverse("forums:excerpt-list"))
    assert "You took it back" in page
    answer(client_for(member), talk.named, "unnamed")
    assert stands(client_for(), guide)


def test_who_changes_what_they_said_is_asked_on_their_page_and_can_agree_again(
    draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    editing.edit_post(actor=member, post=talk.named, body=f"{WORDS} Then stand up.")
    assert not stands(client_for(), guide)
    assert "was changed since you answered" in html(client_for(member), reverse("forums:excerpt-list"))
    answer(client_for(member), talk.named, "named")
    assert stands(client_for(), guide)


def test_author_and_curator_read_why_changed_words_are_left_out(
    draft, talk, moderator, curator, member, client_for, run_tasks
):
    author, edit = client_for(member), reverse("forums:post-edit", args=[talk.named.pk])
    assert "A guide quotes what you said here." not in html(author, edit)
    answer(author, talk.named, "named")
    published(draft, moderator, run_tasks)
    assert "A guide quotes what you said here." in html(author, edit)
    changed = {"body": f"{WORDS} Then stand up.", "revision": talk.named.revision}
    page = author.post(edit, changed, follow=True).content.decode()
    assert "left out until you agree to it again" in page and reverse("forums:excerpt-list") in page
    quotes = reverse("forums:guide-excerpts", args=[draft.pk])
    assert "once its author agrees again" in html(client_for(curator), quotes)
    answer(author, talk.named, "named")
    assert "once its author agrees again" not in html(client_for(curator), quotes)


def test_a_copy_of_the_guide_quotes_nobody(draft, talk, moderator, member, client_for, run_tasks):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    copied = guide.copy(update_attrs={"title": "A copy", "slug": "a-copy"}, keep_live=True)
    assert not stands(client_for(), copied)


def test_the_translation_of_the_guide_quotes_as_it_does(
    library, draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    spanish = guide.copy_for_translation(library.index("es").locale)
    spanish.title = "Empezar por la torre"
    published(guide_revised(spanish, moderator), moderator, run_tasks)
    page = html(client_for(), GuidePage.objects.get(pk=spanish.pk).url)
    assert f'<blockquote lang="en">{WORDS}' in page


def test_quotes_follow_where_a_moderator_puts_what_was_said(
    draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    fresh = splitting.split_posts(
        actor=moderator, thread=talk.thread, posts=[talk.named], title="The tower alone"
    )
    assert stands(client_for(), guide)
    assert "became part of" in html(client_for(member), page_of(fresh))
    assert "became part of" not in html(client_for(member), page_of(talk.thread))
    other = scenes.discussion(member, title="Another")
    merging.merge_threads(actor=moderator, source=fresh, target=other)
    assert "became part of" in html(client_for(member), page_of(other))


def own_words(client):
    return html(client, reverse("forums:excerpt-list"))


def test_where_one_may_read_no_longer_the_conversation_has_no_title(
    draft, talk, moderator, member, other_member, client_for
):
    client = client_for(other_member)
    assert talk.thread.title in own_words(client)
    circle = scenes.circle_forum(member, moderator)
    arranging.move_thread(actor=moderator, thread=talk.thread, forum=circle, reason="Closer.")
    page = own_words(client)
    assert "I begin with the hands." in page and "not open to you now" in page
    assert talk.thread.title not in page and "/posts/" not in page
    assert talk.thread.title in own_words(client_for(member))


def test_nobody_learns_who_spoke_by_sector_from_an_account_that_closes(
    draft, talk, moderator, curator, other_member, client_for, run_tasks
):
    answer(client_for(other_member), talk.hidden, "unnamed")
    guide = published(draft, moderator, run_tasks)
    other_member.is_active = False
    other_member.save(update_fields=["is_active"])
    assert stands(client_for(), guide, "I begin with the hands.")
    assert f'value="{talk.hidden.pk}"' in html(client_for(curator), distil_url(talk.thread))


def test_an_answer_is_to_the_words_that_were_read(draft, talk, member, client_for):
    editing.edit_post(actor=member, post=talk.named, body=f"{WORDS} Then stand up.")
    client = client_for(member)
    assert "changed since this was asked" in own_words(client)
    stale = answer(client, talk.named, "named", revision=1)
    assert stale.status_code == 409 and "Read it again, then answer." in stale.content.decode()
    assert Excerpt.objects.get(post=talk.named).consent == "asked"
    assert answer(client, talk.named, "refused", revision=1).status_code == 302  # a no holds in any case


def test_a_yes_is_to_the_words_of_the_guide_that_were_read_and_to_no_others(
    draft, talk, curator, member, client_for
):
    client, read = client_for(member), Excerpt.objects.get(post=talk.named)
    assert read.fingerprint in own_words(client)
    reworded = {f"words-{talk.named.pk}": "Begin with blocks.", "guide": draft.pk}
    assert distil(client_for(curator), talk.thread, [talk.named], **reworded).status_code == 302
    for seen in (read.fingerprint, ""):  # of a page from before, and of one that says nothing of it
        stale = answer(client, talk.named, "named", seen=seen)
        page = stale.content.decode()
        assert stale.status_code == 409 and "Begin with blocks." in page and "in other words now" in page
        assert Excerpt.objects.get(post=talk.named).consent == "asked"
    fingerprint, revision = (
        re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("seen", "revision")
    )
    assert answer(client, talk.named, "named", int(revision), fingerprint).status_code == 302
    assert Excerpt.objects.get(post=talk.named).consent == "named"
    assert answer(client, talk.named, "refused", seen=read.fingerprint).status_code == 302  # a no in any case


def test_what_a_moderator_has_changed_no_answer_brings_back(
    draft, talk, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    amending.amend_post(actor=moderator, post=talk.named, body="Begin with a toy.", reason="Closer.")
    page = own_words(client_for(member))
    assert "A moderator has changed" in page and 'value="named"' not in page
    assert answer(client_for(member), talk.named, "named").status_code == 403
    assert not stands(client_for(), guide)
    editing.edit_post(actor=member, post=talk.named, body="Begin with a toy, then.")
    assert answer(client_for(member), talk.named, "unnamed").status_code == 403
    assert answer(client_for(member), talk.named, "refused").status_code == 302


def test_a_guide_with_many_named_quotes_asks_as_often_as_with_one(
    library, curator, moderator, member, client_for, run_tasks
):
    thread = scenes.discussion(member, title="What the tower tells", body="How do you begin?")
    posts = [scenes.said(UserFactory(), thread, f"Begin with number {n}.") for n in range(4)]
    distil(client_for(curator), thread, posts)
    guide = published(GuidePage.objects.get(title="Begin with the tower"), moderator, run_tasks)

    def asked():
        client_for().get(guide.url)
        with CaptureQueriesContext(connection) as found:
            assert "Begin with number 0." in html(client_for(), guide.url)
        return len(found)

    answer(client_for(posts[0].author), posts[0], "named")
    before = asked()
    for post in posts[1:]:
        answer(client_for(post.author), post, "named")
    assert "Begin with number 3." in html(client_for(), guide.url)
    assert asked() == before


def test_a_form_that_is_sent_twice_begins_one_draft(library, curator, talk, client_for):
    first, second = (distil(client_for(curator), talk.thread, [talk.named]) for _turn in range(2))
    assert first.url == second.url and Excerpt.objects.count() == 1
    assert distil(client_for(curator), talk.thread, [talk.named], title="Another").status_code == 302
    assert Excerpt.objects.count() == 2


def test_several_lines_are_as_long_as_they_were_on_the_page(library, curator, talk, client_for):
    words = "\r\n".join(["a" * 99] * 6)  # 599 as a person counts, 604 as they come
    response = distil(client_for(curator), talk.thread, [talk.named], **{f"words-{talk.named.pk}": words})
    assert response.status_code == 302
    assert Excerpt.objects.get().words == words.replace("\r\n", "\n")


def test_what_is_hidden_while_one_writes_keeps_the_words_and_says_so(
    library, curator, talk, moderator, client_for
):
    moderation.keep_hidden(actor=moderator, post=talk.hidden, reason="For now.")
    fields = {f"words-{talk.named.pk}": WORDS, f"words-{talk.hidden.pk}": "Shortened with care."}
    send = {**sent(), "posts": [talk.named.pk, talk.hidden.pk]}
    response = client_for(curator).post(distil_url(talk.thread), send | fields)
    page = response.content.decode()
    assert response.status_code == 422 and "Shortened with care." in page and WORDS in page
    assert not Excerpt.objects.exists()
    fields[f"words-{talk.hidden.pk}"] = ""
    assert client_for(curator).post(distil_url(talk.thread), send | fields).status_code == 302
    assert Excerpt.objects.get().post == talk.named


def test_more_than_can_be_asked_at_once_is_said_and_not_dropped(library, curator, talk, member, client_for):
    posts = [scenes.said(member, talk.thread, f"Number {n}.") for n in range(distilling.MOST + 1)]
    url = f"{distil_url(talk.thread)}?{'&'.join(f'posts={post.pk}' for post in posts)}&write=1"
    page = html(client_for(curator), url)
    assert "At most 20 at once." in page and "Make the draft" not in page


def test_what_happened_next_is_asked_for_nowhere(library, member, moderator, client_for):
    thread = scenes.discussion(member, title="Split off")
    said = scenes.said(member, thread, "And then they moved.")
    Post.objects.filter(pk=said.pk).update(kind=Post.Kind.NEXT)
    opening = thread.posts.get(position=1)
    page = html(client_for(moderator), distil_url(thread))
    assert f'name="posts" value="{opening.pk}"' in page and f'name="posts" value="{said.pk}"' not in page
    Thread.objects.filter(pk=thread.pk).update(never_public=True)
    page = html(client_for(moderator), distil_url(thread))
    assert f'name="posts" value="{opening.pk}"' not in page


def test_what_was_asked_for_another_guide_waits_for_nobody(draft):
    keys = [str(key) for key in Excerpt.objects.values_list("uuid", flat=True)]
    assert (quoting.waiting(draft.translation_key, keys), quoting.strange(draft.translation_key, keys)) == (
        2,
        0,
    )
    other = uuid.uuid4()
    assert (quoting.waiting(other, keys), quoting.strange(other, keys)) == (0, 2)


def test_what_stands_in_a_published_guide_is_worded_otherwise_by_who_may_publish_it(
    draft, talk, curator, moderator, member, client_for, run_tasks
):
    changed = {f"words-{talk.named.pk}": "Begin with blocks.", "guide": draft.pk}
    answer(client_for(member), talk.named, "named")
    guide = published(draft, moderator, run_tasks)
    refusal = distil(client_for(curator), talk.thread, [talk.named], **changed)
    page = refusal.content.decode()
    assert refusal.status_code == 422 and "Whoever may publish it" in page and "Begin with blocks." in page
    assert Excerpt.objects.get(post=talk.named).consent == "named" and stands(client_for(), guide)
    quotes = reverse("forums:guide-excerpts", args=[guide.pk])
    assert "Word it otherwise" not in html(client_for(curator), quotes)
    page = html(client_for(moderator), quotes)
    assert "Word it otherwise" in page and "until its author agrees to the new words" in page
    assert distil(client_for(moderator), talk.thread, [talk.named], **changed).status_code == 302
    assert Excerpt.objects.get(post=talk.named).words == "Begin with blocks."


def test_what_stands_in_a_published_guide_is_left_out_by_who_may_publish_it(
    draft, talk, curator, moderator, member, client_for, run_tasks
):
    answer(client_for(member), talk.named, "named")
    guide, row = published(draft, moderator, run_tasks), Excerpt.objects.get(post=talk.named)
    quotes = reverse("forums:guide-excerpts", args=[guide.pk])
    assert f'value="{row.uuid}"' not in html(client_for(curator), quotes)
    refusal = client_for(curator).post(quotes, {"excerpt": row.uuid}, follow=True).content.decode()
    assert "can word it otherwise or leave it out" in refusal and stands(client_for(), guide)
    assert f'value="{row.uuid}"' in html(client_for(moderator), quotes)
    client_for(moderator).post(quotes, {"excerpt": row.uuid})
    assert not Excerpt.objects.filter(pk=row.pk).exists() and not stands(client_for(), guide)


@pytest.mark.parametrize("answers", [["refused"], ["named", "refused"]])
def test_a_no_stays_a_no_when_the_quote_is_let_go(draft, talk, curator, member, client_for, answers):
    for consent in answers:
        answer(client_for(member), talk.named, consent)
    excerpt, writes = Excerpt.objects.get(post=talk.named), client_for(curator)
    quotes = reverse("forums:guide-excerpts", args=[draft.pk])
    assert writes.post(quotes, {"excerpt": excerpt.uuid}).status_code == 302
    assert WORDS not in html(writes, quotes) and WORDS not in own_words(client_for(member))
    assert Excerpt.objects.get(post=talk.named).words == ""
    assert str(excerpt.uuid) not in str(quoting.choices())
    assert answer(client_for(member), talk.named, "named").status_code == 404
    again = distil(writes, talk.thread, [talk.named], guide=draft.pk)
    assert again.status_code == 422 and "would not be quoted" in again.content.decode()


def test_what_was_taken_out_of_the_draft_stands_there_when_it_is_distilled_again(
    draft, talk, curator, client_for
):
    key = str(Excerpt.objects.get(post=talk.named).uuid)
    newest = draft.get_latest_revision_as_object()
    newest.body = json.dumps([block for block in newest.body.raw_data if block["value"]["said"] != key])
    newest.save_revision()
    same = {f"words-{talk.named.pk}": WORDS, "guide": draft.pk}
    assert distil(client_for(curator), talk.thread, [talk.named], **same).status_code == 302
    newest = GuidePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert newest.quotation_keys.count(key) == 1 and len(newest.quotation_keys) == 2
    assert Excerpt.objects.count() == 2


def test_who_adds_to_a_draft_that_grew_meanwhile_loses_nothing(draft, curator):
    mine, theirs = (GuidePage.objects.select_related("latest_revision").get(pk=draft.pk) for _one in range(2))
    keys = [str(uuid.uuid4()) for _one in range(2)]
    add_quotations(actor=curator, guide=theirs, quotations=keys[:1])
    with CaptureQueriesContext(connection) as asked:
        add_quotations(actor=curator, guide=mine, quotations=keys[1:])
    newest = GuidePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert list(newest.quotation_keys)[-2:] == keys
    if connection.features.has_select_for_no_key_update:
        assert any("FOR NO KEY UPDATE" in one["sql"] and "wagtailcore_page" in one["sql"] for one in asked)


def told_of_rest(member):
    return Notification.objects.filter(kind="quote-rests", member=member)


def test_who_looks_after_the_guide_is_told_once_that_a_quote_rests(
    draft, talk, curator, member, other_member, moderator, client_for, run_tasks
):
    answer(client_for(other_member), talk.hidden, "unnamed")
    published(draft, moderator, run_tasks)
    mail.outbox.clear()
    for words in ("I begin with the feet.", "I begin with the hands and feet."):
        editing.edit_post(actor=other_member, post=Post.objects.get(pk=talk.hidden.pk), body=words)
        run_tasks()
    assert told_of_rest(curator).count() == 1 and Notification.objects.filter(kind="quote-rests").count() == 1
    page = html(client_for(curator), reverse("notifications:notification-list"))
    assert "A quote rests: what was said there has changed" in page and draft.title in page
    letters = " ".join(
        f"{letter.subject} {letter.body}" for letter in mail.outbox if letter.to == [curator.email]
    )
    assert "A quote in a guide that you look after rests" in letters
    assert other_member.display_name not in page + letters and "feet" not in page + letters
    own = html(client_for(other_member), reverse("forums:excerpt-list"))
    assert "Nobody reads it there until you answer again." in own and "You said yes" not in own


def test_it_is_told_again_after_its_author_agreed_anew_and_not_of_what_no_guide_holds(
    draft, talk, curator, other_member, moderator, client_for, run_tasks
):
    editing.edit_post(actor=other_member, post=talk.hidden, body="I begin with the feet.")
    run_tasks()
    assert not told_of_rest(curator).exists()  # nobody has read it in a guide
    answer(client_for(other_member), talk.hidden, "unnamed")
    published(draft, moderator, run_tasks)
    lines = set()
    for words in ("I begin low.", "I begin lower."):
        editing.edit_post(actor=other_member, post=Post.objects.get(pk=talk.hidden.pk), body=words)
        run_tasks()
        lines.add(told_of_rest(curator).get().pk)
        answer(client_for(other_member), talk.hidden, "unnamed")
        page = html(client_for(curator), reverse("notifications:notification-list"))
        assert "A quote rests" not in page
    assert len(lines) == 2

"""A conversation about the questions of a guide, in its place: begun by the first word, the same thread as everywhere."""

import json
import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.models import Forum, Thread
from forums.services import moderation, posting, sections
from library.services.publishing import publish
from tests.factories import UserFactory
from tests.forums import scenes


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def guide(library):
    scenes.table()
    return library.guide(discuss=["What did you notice first?", "And then?"])


def section_of(guide):
    return next(block.id for block in guide.body if block.block_type == "discuss")


def place(guide):
    return reverse("forums:section-talk", args=[guide.pk, section_of(guide)])


def test_the_first_word_begins_the_conversation_and_the_next_joins_it(
    guide, member, other_member, client_for
):
    assert "Nobody has spoken about this yet." in html(client_for(member), guide.url)
    response = client_for(member).post(place(guide), {"body": "The hands of the mother."})
    assert response.status_code == 302, response.content.decode()[3000:]
    assert response.url == f"{guide.url}#{section_of(guide)}"
    thread = Thread.objects.get()
    assert thread.title == "What did you notice first?"
    assert (str(thread.section_id), thread.guide_key) == (section_of(guide), guide.translation_key)
    assert [row.slug for row in thread.principles.all()] == ["trust-parents"]
    assert (
        client_for(other_member).post(place(guide), {"body": "The chair by the window."}).status_code == 302
    )
    assert Thread.objects.count() == 1
    page = html(client_for(member), guide.url)
    for words in ("The hands of the mother.", "The chair by the window.", "Amara Nwosu"):
        assert words in page
    assert f'data-topic="thread:{thread.pk}"' in page
    for number in range(3):
        scenes.said(member, thread, f"Once more, {number}.")
    page = html(client_for(other_member), guide.url)
    assert "5 contributions, read all" in page and "The hands of the mother." not in page
    assert "Once more, 2." in page and reverse("forums:thread-detail", args=[thread.pk]) in page


def test_the_guide_as_a_whole_has_its_conversation_too(guide, member, other_member, client_for):
    whole = reverse("forums:guide-talk", args=[guide.pk])
    response = client_for(member).post(whole, {"body": "I tried it on Tuesday."})
    assert response.status_code == 302 and response.url == f"{guide.url}#talk"
    client_for(member).post(place(guide), {"body": "The hands."})
    client_for(other_member).post(whole, {"body": "And how was it?"})
    thread = Thread.objects.get(section_id=None)
    assert (thread.title, thread.reply_count, thread.guide_key) == (guide.title, 1, guide.translation_key)
    page = html(client_for(member), guide.url)
    assert (
        page.index("The hands.") < page.index("Talk about this guide") < page.index("I tried it on Tuesday.")
    )


def test_a_visitor_reads_the_guide_and_nothing_of_what_members_say(guide, member, client_for):
    client_for(member).post(place(guide), {"body": "The hands of the mother."})
    page = html(client_for(), guide.url)
    assert "The hands of the mother." not in page and "Members talk about this here." in page
    assert "The hands" not in html(client_for(), f"{place(guide)}?part=talk")
    assert client_for().post(place(guide), {"body": "Me too."}).url.startswith("/accounts/login/")
    assert Thread.objects.get().reply_count == 0


def test_a_script_gets_what_it_puts_into_the_page(guide, member, client_for):
    client = client_for(member)
    form = html(client, f"{place(guide)}?part=form")
    assert "<html" not in form and "A colleague" in form
    headers = {"X-Requested-With": "fetch"}
    response = client.post(place(guide), {"body": "The hands."}, headers=headers)
    assert response.status_code == 201 and "The hands." in response.content.decode()
    response = client.post(place(guide), {"body": " "}, headers=headers)
    assert response.status_code == 422 and json.loads(response.content)["errors"]["body"]


def test_without_words_the_page_comes_back_with_what_is_missing(guide, member, client_for):
    response = client_for(member).post(place(guide), {"body": ""})
    assert response.status_code == 422 and "Write a few words first." in response.content.decode()
    assert not Thread.objects.exists()


def test_whoever_speaks_by_sector_only_is_nobody_there_too(guide, member, client_for):
    client_for(member).post(place(guide), {"body": "The hands.", "anonymous": "1"})
    page = html(client_for(UserFactory()), guide.url)
    assert "The hands." in page and member.display_name not in page


def test_what_is_hidden_or_taken_away_is_not_beside_the_question(guide, member, moderator, client_for):
    thread = sections.speak(actor=member, guide=guide, section=uuid_of(guide), body="The hands.")
    said = scenes.said(member, thread, "Too much of it.")
    moderation.keep_hidden(actor=moderator, post=said, reason="For now.")
    page = html(client_for(member), guide.url)
    assert "Too much of it." not in page and "The hands." in page


def uuid_of(guide):
    return uuid.UUID(section_of(guide))


def test_only_sections_that_ask_and_are_there_can_be_spoken_about(guide, library, member, client_for):
    other = next(block.id for block in guide.body if block.block_type == "watch_for")
    for pk, section in ((guide.pk, other), (987_654, section_of(guide))):
        url = reverse("forums:section-talk", args=[pk, section])
        assert client_for(member).post(url, {"body": "Hm."}).status_code == 404
    guide.unpublish()
    assert client_for(member).get(place(guide)).status_code == 404


def test_the_same_sent_twice_is_said_once(guide, member, client_for):
    sent = {"body": "The hands.", "idempotency_key": "5ec71013-0000-4000-8000-00000000000a"}
    for _turn in range(2):
        assert client_for(member).post(place(guide), sent).status_code == 302
    assert Thread.objects.get().posts.count() == 1


@pytest.mark.identifiers
def test_what_could_tell_who_a_family_is_comes_back_first(guide, member, client_for):
    response = client_for(member).post(place(guide), {"body": "Her number is 303-555-0142."})
    assert response.status_code == 422 and "303-555-0142" in response.content.decode()
    assert not Thread.objects.exists()


def test_a_guide_with_many_talks_asks_as_often_as_with_one(library, guide, member, client_for):
    def asked():
        client = client_for(member)
        client.get(guide.url)
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(guide.url)
        return len(found)

    sections.speak(actor=member, guide=guide, section=uuid_of(guide), body="The hands.")
    before = asked()
    guide.body = [
        *((block.block_type, block.value) for block in guide.body),
        ("discuss", {"questions": ["More?"]}),
    ]
    publish(guide, library.publisher)
    for block in guide.body:
        if block.block_type == "discuss":
            talk = posting.start_thread(
                actor=member, forum=scenes.table(), kind="discussion", title="Of it", body="Words.",
                guide_key=guide.translation_key, section_id=block.id,
            )  # fmt: skip
            for n in range(4):
                scenes.said(UserFactory(), talk, f"Said {n}.")
    assert asked() <= before


def test_a_guide_for_some_is_not_talked_about_among_all(library, guide, member, moderator, client_for):
    library.close(guide, "groups", [Group.objects.get(name="moderator")])
    page = html(client_for(moderator), guide.url)
    assert "data-section" not in page and "Talk about this guide" not in page
    for url in (place(guide), reverse("forums:guide-talk", args=[guide.pk])):
        assert client_for(moderator).post(url, {"body": "The hands."}).status_code == 404
        assert client_for(moderator).get(url).status_code == 404
    assert not Thread.objects.exists()


def test_a_guide_for_members_is_talked_about(library, guide, member, client_for):
    library.close(guide)
    assert client_for(member).post(place(guide), {"body": "The hands."}).status_code == 302
    assert "The hands." in html(client_for(member), guide.url)


def test_what_is_said_elsewhere_is_not_the_talk_of_a_guide(guide, member, other_member, client_for):
    square = Forum.objects.create(slug="square", name="Square", audience="public")
    scenes.discussion(other_member, title="In the square", forum=square, guide_key=guide.translation_key)
    whole = reverse("forums:guide-talk", args=[guide.pk])
    client_for(member).post(whole, {"body": "I tried it on Tuesday."})
    assert Thread.objects.filter(guide_key=guide.translation_key, audience="members").count() == 1


def test_an_ordinary_conversation_cannot_say_that_it_is_the_talk_of_a_guide(guide, member, client_for):
    fields = {
        "forum": "table", "kind": "question", "title": "Who holds the spoon?", "body": "I keep wondering.",
        "principles": ["trust-parents"], "language": "en", "idempotency_key": str(uuid.uuid4()),
        "guide_key": str(guide.translation_key),
    }  # fmt: skip
    assert client_for(member).post("/threads/new/", fields).status_code == 302
    assert Thread.objects.get().guide_key is None


def test_a_first_word_that_waits_is_said_to_wait_and_is_not_begun_twice(
    guide, member, other_member, client_for
):
    Forum.objects.update(hold_first=True)
    client = client_for(member)
    response = client.post(place(guide), {"body": "The hands."}, follow=True)
    assert Thread.objects.get().state == "held"
    assert "A moderator reads what you said first." in response.content.decode()
    assert client.post(place(guide), {"body": "The hands again."}).status_code == 403
    assert Thread.objects.count() == 1
    assert "Nobody has spoken about this yet." in html(client_for(other_member), guide.url)


def test_whatever_language_a_first_word_is_said_in_locks_the_guide_in_all(guide, library, member):
    spanish = guide.copy_for_translation(library.index("es").locale)
    publish(spanish, library.publisher)
    sections.speak(actor=member, guide=spanish, section=uuid_of(guide), body="Las manos.")
    sections.speak(actor=member, guide=guide, section=uuid_of(guide), body="The hands.")
    assert Thread.objects.get().reply_count == 1


def test_the_conversation_leads_back_to_the_section_of_its_guide(library, guide, member, client_for):
    client_for(member).post(place(guide), {"body": "The hands."})
    client_for(member).post(reverse("forums:guide-talk", args=[guide.pk]), {"body": "I tried it."})
    asked, whole = Thread.objects.exclude(section_id=None).get(), Thread.objects.get(section_id=None)
    page = html(client_for(member), reverse("forums:thread-detail", args=[asked.pk]))
    assert (
        f'href="{guide.url}#{section_of(guide)}"' in page
        and f"{guide.title}</span>, Questions to discuss" in page
    )
    page = html(client_for(member), reverse("forums:thread-detail", args=[whole.pk]))
    assert f'href="{guide.url}#talk"' in page


def test_it_leads_to_the_guide_alone_once_the_section_is_gone_and_nowhere_where_the_guide_is_closed(
    guide, member, moderator, client_for
):
    client_for(member).post(place(guide), {"body": "The hands."})
    url = reverse("forums:thread-detail", args=[Thread.objects.get().pk])
    guide.body = [block for block in guide.body.raw_data if block["type"] != "discuss"]
    publish(guide, moderator)
    assert f'href="{guide.url}"' in html(client_for(member), url)
    guide.unpublish()
    page = html(client_for(member), url)
    assert "About:" not in page and guide.title not in page

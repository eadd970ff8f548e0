"""The versions of a guide: what is new in one, which a member has read, and what changed since, part by part."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from library import services
from library.models import GuideResource, Reading


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def publish(guide, moderator, **fields):
    for name, value in fields.items():
        setattr(guide, name, value)
    guide.save_revision(user=moderator).publish(user=moderator)


@pytest.fixture
def changed(library, moderator):
    """A guide in its third version: since the second one part reworded, one new, one gone."""
    guide = library.guide(discuss=["What did you notice first?"], words_to_say=["You hummed."])
    publish(guide, moderator, version_note="The “but” was added.")
    guide.body[0].value["text"].source = "<p>Belief is seldom visible.</p>"
    guide.body.append(("moment", {"text": "He holds the wooden bus.", "setting": ""}))
    del guide.body[next(n for n, block in enumerate(guide.body) if block.block_type == "words_to_say")]
    publish(guide, moderator)
    return guide


def parts_of(page):
    return re.findall(r'class="change-name"><span lang="en">([^<]+)</span> <span[^>]*>([a-z ]+)<', page)


def test_a_reader_sees_what_changed_since_the_version_they_read(changed, member, client_for):
    services.remember_version(actor=member, guide=changed, version=1)
    client = client_for(member)
    assert "You read version 1. It has changed since." in html(client, changed.url)
    told = html(client, reverse("library:changes", args=[changed.pk]))
    assert parts_of(told) == [
        ("Why it matters", "changed"), ("A moment", "new"), ("Words you could say", "taken out"),
    ]  # fmt: skip
    assert "put in:" in told and "seldom" in told and "He holds the wooden bus." in told
    assert "What did you notice first?" not in told, "what stayed is not told"
    assert told.count("The “but” was added.") == 1, "a note stands with the version it was written for"


def test_what_changed_since_another_version_can_be_asked_for(changed, member, client_for):
    url = reverse("library:changes", args=[changed.pk])
    assert parts_of(html(client_for(member), f"{url}?since=2"))
    for none in ("0", "99"):
        assert "There is no such version." in html(client_for(member), f"{url}?since={none}")
    assert "Version 3 is the newest: nothing has changed since." in html(client_for(member), f"{url}?since=3")
    for nonsense in ("x", "-1", "9" * 30):
        assert "What changed since version 2" in html(client_for(member), f"{url}?since={nonsense}")


def test_a_version_is_remembered_for_its_reader_alone(changed, member, other_member, client_for):
    client = client_for(member)
    assert client.post(reverse("library:read", args=[changed.pk]), {"version": "3"}).status_code == 302
    assert "You have read this version." in html(client, changed.url)
    assert "You have read this version." not in html(client_for(other_member), changed.url)
    assert not Reading.objects.visible_to(other_member).exists()


def test_an_older_version_never_takes_the_place_of_a_newer_and_none_is_made_up(changed, member, client_for):
    url = reverse("library:read", args=[changed.pk])
    client = client_for(member)
    for number in ("2", "1", "99", "1", ""):
        client.post(url, {"version": number})
    assert Reading.objects.get().version == 3
    assert client.post(url, {"version": "x"}).status_code == 404


def test_versions_are_for_members_who_may_open_the_guide(changed, member, client_for):
    url = reverse("library:changes", args=[changed.pk])
    assert client_for().get(url).status_code == 302
    assert client_for().post(reverse("library:read", args=[changed.pk]), {"version": "1"}).status_code == 302
    changed.unpublish()
    assert client_for(member).get(url).status_code == 404
    assert not Reading.objects.exists()


def test_what_stood_before_a_guide_was_taken_down_is_told_to_nobody(changed, member, moderator, client_for):
    changed.unpublish(user=moderator)
    changed.refresh_from_db()
    publish(changed, moderator, summary="Said anew.")
    publish(changed, moderator, summary="Said anew again.")
    url = reverse("library:changes", args=[changed.pk])
    for number in ("1", "2", "3"):
        page = html(client_for(member), f"{url}?since={number}")
        assert "kept no more" in page and not parts_of(page) and "You hummed." not in page
        assert page.count("The “but” was added.") <= 1, "that of the newest version alone"
    assert parts_of(html(client_for(member), f"{url}?since=4")) == [("Summary", "changed")]


def test_what_stood_before_a_guide_was_opened_to_others_is_told_to_nobody(changed, member, client_for):
    PageLogEntry.objects.log_action(changed, "wagtail.view_restriction.delete")
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]) + "?since=2")
    assert "kept no more" in page and "You hummed." not in page


def test_a_revision_that_was_written_on_after_it_was_published_is_a_draft(
    changed, member, moderator, client_for
):
    first = changed.revisions.order_by("pk").first()
    first.content["summary"] = "Half a thought"
    first.created_at = timezone.now()
    first.save()
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]) + "?since=1")
    assert "kept no more" in page and "Half a thought" not in page


def test_the_words_about_a_resource_are_shown_in_the_guide_alone(
    changed, member, moderator, library, client_for
):
    closed = library.resource(title="Not yet out", state="draft")
    changed.body.append(("resource", {"resource": closed, "note": "Read the third chapter."}))
    publish(changed, moderator)
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]))
    assert "Read the third chapter." not in page


def test_a_version_whose_text_is_kept_no_more_says_so(changed, member, client_for):
    changed.revisions.order_by("pk").first().delete()
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]) + "?since=1")
    assert "kept no more" in page


def test_what_has_no_words_and_became_another_is_told_too(changed, member, moderator, client_for):
    changed.body.append(("embed", {"title": "A film", "url": "https://youtu.be/KNrnZag17Ek"}))
    publish(changed, moderator)
    changed.body[len(changed.body) - 1].value["url"] = "https://youtu.be/KNrnZag17Eq"
    publish(changed, moderator)
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]))
    assert parts_of(page) == [("Watch or listen", "changed")]
    assert "A picture, a file, a link or how it is set is another." in page


def test_what_readers_cannot_tell_apart_is_no_change(changed, member, moderator, client_for):
    """As a part that was stored before there was one of its fields."""
    changed.body.raw_data[0]["value"] |= {"sources": [], "later": ""}
    publish(changed, moderator)
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]))
    assert not parts_of(page) and "Nothing that this guide says has changed." in page


def test_resources_beside_a_guide_and_where_it_comes_from_are_told_too(
    library, changed, member, other_member, moderator, client_for
):
    kept, gone, closed = (
        library.resource("The same"),
        library.resource("Old one"),
        library.draft(title="Not out"),
    )
    changed.related_resources = [GuideResource(resource=kept), GuideResource(resource=gone)]
    publish(changed, moderator, provenance="Read by two pediatricians.")
    changed.related_resources = [GuideResource(resource=kept), GuideResource(resource=closed)]
    publish(changed, moderator, provenance="Read by two home visitors.")
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]))
    assert parts_of(page) == [("Go further", "changed"), ("How this came to be", "changed")]
    assert "Old one" in page and "The same" not in page and "Not out" not in page
    changed.related_resources = [GuideResource(resource=kept)]
    publish(changed, moderator)
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]))
    assert not parts_of(page), "who may not see a resource hears nothing of it"


def test_parts_that_stand_elsewhere_are_told(changed, member, moderator, client_for):
    changed.body.insert(0, changed.body.pop())
    publish(changed, moderator)
    page = html(client_for(member), reverse("library:changes", args=[changed.pk]))
    assert parts_of(page) == [("Order of the parts", "another")]


def test_a_first_version_has_nothing_to_be_compared_with(library, member, client_for):
    guide = library.guide()
    page = html(client_for(member), reverse("library:changes", args=[guide.pk]))
    assert "This is the first version" in page and "has changed" not in page


def test_the_page_of_changes_costs_the_same_for_many_versions(changed, member, moderator, client_for):
    url = reverse("library:changes", args=[changed.pk])

    def asked():
        client = client_for(member)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            html(client, url)
        return len(captured)

    before = asked()
    for number in range(4):
        publish(changed, moderator, summary=f"Said anew, {number}.")
    assert asked() == before <= 12

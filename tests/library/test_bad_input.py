"""What curators do by mistake, and what others send on purpose: a clear message, and nothing is lost."""

import json
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from forums.models import Thread
from library.models import GuidePage, Principle
from tests.forums import scenes


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        [{"type": "nothing_we_know", "id": "a", "value": "?"}],
        [{"type": "discuss", "id": "b", "value": {}}],
        [
            {
                "type": "try_this_week",
                "id": "c",
                "value": {"steps": [{"type": "item", "id": "d", "value": {}}]},
            }
        ],
        [{"type": "quotation", "id": "e", "value": {"said": "no-key-of-anything"}}],
        [{"type": "resource", "id": "f", "value": {"resource": 999_999, "note": ""}}],
        [],
    ],
    ids=["unknown part", "empty part", "empty step", "unknown quote", "gone resource", "no part"],
)
def test_parts_that_nobody_understands_keep_neither_page_nor_editor_from_opening(
    library, curator, client_for, body
):
    guide = library.guide()
    guide.body = guide.body.stream_block.to_python(body)
    guide.save()
    guide.save_revision()
    assert guide.title in html(client_for(), guide.url)
    assert guide.title in html(client_for(curator), reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    assert guide.title in html(client_for(), "/guides/")


#: Values of parts that no editor writes: a migration, an import or a hand in the database does.
ODD = {
    "words for steps": {"type": "try_this_week", "value": "words"},
    "a number for steps": {"type": "try_this_week", "value": {"steps": 3}},
    "a list for a line": {"type": "text", "value": {"heading": ["x"], "text": "y"}},
    "an object for text": {"type": "text", "value": {"heading": "x", "text": {"a": 1}}},
    "words for lines": {"type": "checklist", "value": {"lines": "abc"}},
    "words for questions": {"type": "discuss", "value": {"questions": "abc"}},
    "words for sources": {"type": "why_it_matters", "value": {"text": "x", "sources": [1, "y"]}},
    "words for a picture": {"type": "picture", "value": {"image": "x"}},
    "words for a resource": {"type": "resource", "value": {"resource": "x", "note": ""}},
    "an object for a key": {"type": "quotation", "value": {"said": {"x": 1}}},
    "words for a guide": {"type": "guides", "value": {"guides": [{"type": "item", "id": "b", "value": "x"}]}},
    "no type": {"value": {"heading": "", "text": ""}},
    "no value": {"type": "text"},
    "a number": 1,
    "nothing": None,
}
GOOD = {"type": "text", "id": "not-an-identity", "value": {"heading": "Stays", "text": "<p>Whole.</p>"}}


@pytest.mark.parametrize("name", ODD)
def test_a_part_in_a_shape_that_is_not_its_own_is_left_out_and_counted(name):
    stream = GuidePage._meta.get_field("body").stream_block
    for stored in ([ODD[name], GOOD], json.dumps([ODD[name], GOOD])):
        found = stream.to_python(stored)
        assert found.left_out == 1
        assert [part["value"] for part in found.raw_data] == [GOOD["value"]]
        assert UUID(found.raw_data[0]["id"]), "its place can be named in an address"
    assert found.raw_data[0]["id"] == stream.to_python([ODD[name], GOOD]).raw_data[0]["id"]


@pytest.mark.parametrize("stored", ['{"broken', '"words"', '{"type": "text"}', "3"])
def test_what_is_no_list_of_parts_is_left_out_whole(stored):
    found = GuidePage._meta.get_field("body").stream_block.to_python(stored)
    assert (len(found), found.left_out) == (0, 1)


@pytest.mark.parametrize(
    "stored",
    [json.dumps([*ODD.values(), GOOD]), '{"type": "text"}', '{"broken'],
    ids=["odd parts", "no list", "no JSON"],
)
def test_readers_and_editors_of_a_broken_guide_see_what_is_whole_and_curators_are_told(
    library, curator, member, moderator, client_for, stored
):
    guide = library.guide()
    draft = guide.latest_revision
    draft.content["body"] = stored
    draft.save()
    GuidePage.objects.filter(pk=guide.pk).update(has_unpublished_changes=True)  # the editor opens the draft
    if stored != '{"broken':  # databases take no such thing into a column of JSON; a revision keeps text
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE library_guidepage SET body = %s WHERE page_ptr_id = %s", [stored, guide.pk]
            )
    is_some = "Stays" in stored
    for viewer in (None, member):
        assert ("Whole." in html(client_for(viewer), guide.url)) == is_some
    client = client_for(curator)
    page = html(client, reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    assert (f"{len(ODD)} parts of this page are stored" in page) == is_some
    assert ("One part of this page is stored" in page) != is_some
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), form_of(guide, title="Mended"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.content["body"] == stored, "the earlier version keeps it"
    guide = GuidePage.objects.get(pk=guide.pk)
    mended = guide.get_latest_revision()
    mended.publish(user=moderator)
    assert "New words." in html(client_for(), guide.url)
    assert "Mended" in html(client_for(member), reverse("library:changes", args=[guide.pk]) + "?since=1")
    names = {
        "revert": [guide.pk, draft.pk], "compare": [guide.pk, draft.pk, mended.pk],
    }  # fmt: skip
    for name, which in names.items():
        html(client_for(moderator), reverse(f"wagtailadmin_pages:revisions_{name}", args=which))
    assert "cannot be read" not in html(client, reverse("wagtailadmin_pages:edit", args=[guide.pk]))


def test_a_principle_that_is_used_stays_and_says_what_uses_it(library, administrator, client_for):
    library.guide()
    principle = Principle.objects.get(slug="trust-parents")
    url = reverse(Principle.snippet_viewset.get_url_name("delete"), args=[principle.pk])
    client = client_for(administrator)
    for answer in (client.get(url, follow=True), client.post(url, follow=True)):
        page = answer.content.decode()
        assert "is used and stays" in page and "guides (1)" in page
    assert Principle.objects.filter(pk=principle.pk).exists()
    with pytest.raises(ProtectedError):
        principle.delete()
    unused = Principle.objects.create(slug="new-one", order=9)
    client.post(reverse(Principle.snippet_viewset.get_url_name("delete"), args=[unused.pk]))
    assert not Principle.objects.filter(pk=unused.pk).exists()


def test_a_guide_that_goes_leaves_what_was_said_about_it(library, member, moderator, client_for):
    scenes.table()
    guide = library.guide()
    guide.refresh_from_db()
    section = next(block.id for block in guide.body if block.block_type == "discuss")
    client_for(member).post(f"/reading/{guide.pk}/sections/{section}/", {"body": "The hand on the frame."})
    thread = Thread.objects.get(guide_key=guide.translation_key)
    url = reverse("forums:thread-detail", args=[thread.pk])
    address = guide.url
    assert "The hand on the frame." in html(client_for(member), address)
    guide.unpublish()
    assert "The hand on the frame." in html(client_for(member), url)
    assert client_for(member).get(address).status_code == 404
    guide.delete()
    assert "The hand on the frame." in html(client_for(member), url)
    assert html(client_for(member), "/threads/")


def test_a_spanish_guide_without_an_english_one_is_whole(library, curator, client_for):
    guide = library.guide("Solo en español", language="es")
    assert "Solo en español" in html(client_for(), guide.url)
    assert "Solo en español" in html(client_for(), "/guides/"), "listed among those in other languages"
    assert guide.title in html(client_for(curator), reverse("wagtailadmin_pages:edit", args=[guide.pk]))


def form_of(guide, **changed):
    data = nested_form_data(
        {
            "title": guide.title, "slug": guide.slug, "summary": guide.summary, "tags": "",
            "body": streamfield([("text", {"heading": "", "text": rich_text("<p>New words.</p>")})]),
            "related_resources": inline_formset([]), "handouts": inline_formset([]), "provenance": "",
            "version_note": "", "read_again_by": "", "seo_title": "", "search_description": "", "go_live_at": "",
            "expire_at": "", "comments": inline_formset([]),
        }
    )  # fmt: skip
    return data | {"principles": [str(one.pk) for one in guide.principles.all()]} | changed


def test_a_page_that_is_moved_while_another_edits_it_keeps_the_edit_and_its_place(
    library, curator, moderator, client_for
):
    """Two at once: one moves it, one saves what they opened before. The words are kept, and the place is the new one."""
    guide = library.guide()
    client = client_for(curator)
    edit = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    assert client.get(edit).status_code == 200
    other = library.index("es")
    Page.objects.get(pk=guide.pk).move(other, pos="last-child")
    answer = client.post(edit, form_of(guide, title="Written meanwhile"))
    assert answer.status_code == 302
    guide = GuidePage.objects.get(pk=guide.pk)
    assert guide.is_descendant_of(other)
    assert guide.get_latest_revision_as_object().title == "Written meanwhile"
    guide.get_latest_revision().publish(user=moderator)
    guide = GuidePage.objects.get(pk=guide.pk)
    assert guide.is_descendant_of(other) and guide.title == "Written meanwhile"
    assert not Page.find_problems()[0]
    assert "Written meanwhile" in html(client_for(), guide.url)


def test_a_page_that_is_deleted_while_another_edits_it_says_so(library, curator, moderator, client_for):
    guide = library.guide()
    client = client_for(curator)
    edit = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    data = form_of(guide)
    guide.delete()
    assert client.post(edit, data).status_code == 404


def test_history_comparing_going_back_and_locking_work_for_guides(library, curator, moderator, client_for):
    guide = library.guide()
    first = guide.latest_revision
    guide.title = "Second"
    second = guide.save_revision(user=curator)
    client = client_for(moderator)
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[guide.pk, first.pk, second.pk])
    assert "Second" in html(client, compare)
    back = reverse("wagtailadmin_pages:revisions_revert", args=[guide.pk, first.pk])
    assert "Start with what is working" in html(client, back)
    history = html(client, reverse("wagtailadmin_pages:history", args=[guide.pk]))
    assert f'href="{back}"' in history, "also to what was not written in the editor"
    lock = reverse("wagtailadmin_pages:lock", args=[guide.pk])
    client.post(lock)
    assert GuidePage.objects.get(pk=guide.pk).locked
    client_for(curator).post(
        reverse("wagtailadmin_pages:edit", args=[guide.pk]), form_of(guide, title="Not this")
    )
    assert GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object().title == "Second"
    client.post(reverse("wagtailadmin_pages:unlock", args=[guide.pk]))
    assert not GuidePage.objects.get(pk=guide.pk).locked


def test_a_comment_stands_beside_a_part_of_a_guide(library, curator, moderator, client_for):
    guide = GuidePage.objects.get(pk=library.guide().pk)
    part = guide.body[0].id
    comments = {
        "comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "", "comments-0-id": "", "comments-0-contentpath": f"body.{part}",
        "comments-0-text": "Shorter?", "comments-0-position": "", "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0", "comments-0-replies-MAX_NUM_FORMS": "",
    }  # fmt: skip
    client = client_for(curator)
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[guide.pk]), form_of(guide) | {"body-0-id": part} | comments
    )
    assert answer.status_code == 302
    (comment,) = guide.wagtail_admin_comments.all()
    assert (comment.text, comment.contentpath, comment.user) == ("Shorter?", f"body.{part}", curator)
    edit = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    for text in (
        "Shorter?",
        "Or not?",
    ):  # the first sent again by a save that overtook the answer to the one before
        client.post(edit, form_of(guide) | {"body-0-id": part} | comments | {"comments-0-text": text})
    assert sorted(one.text for one in guide.wagtail_admin_comments.all()) == ["Or not?", "Shorter?"]
    client_for(moderator).post(edit, form_of(guide) | {"body-0-id": part} | comments)
    assert guide.wagtail_admin_comments.filter(text="Shorter?").count() == 2, "another who says the same"
    page = html(client_for(moderator), edit)
    assert "Shorter?" in page
    assert "Shorter?" not in html(client_for(), guide.url)

"""What curators do by mistake, and what others send on purpose: a clear message, and nothing is lost."""

import pytest
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
    page = html(client_for(moderator), reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    assert "Shorter?" in page
    assert "Shorter?" not in html(client_for(), guide.url)

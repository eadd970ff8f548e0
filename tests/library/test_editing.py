"""From a curator's draft to readers, through the editors' admin: submit, approve, schedule, translate."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from cop.core.schedule import registered
from library.models import GuidePage, PracticeDocument, PracticeImage, Principle, Resource
from library.services import ensure_workflow
from library.tasks import publish_scheduled
from tests.factories import sector

#: Wagtail makes smaller pictures in temporary files that it leaves to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def items(*values):
    """The form data of a list of blocks."""
    data = {"count": str(len(values))}
    for number, value in enumerate(values):
        data[str(number)] = {"deleted": "", "order": str(number), "id": "", "value": value, "type": "item"}
    return data


@pytest.fixture
def form(library):
    """A whole guide, with a block of every kind, as the editor sends it."""
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    document = PracticeDocument.objects.create(title="One page", file=ContentFile(b"%PDF-1.4", name="a.pdf"))
    resource = library.resource("Brazelton Touchpoints")
    seat = sector("home-visiting")
    chosen = {"image": str(image.pk), "decorative": "", "alt_text": "A table with beans"}
    none = {"image": "", "decorative": "", "alt_text": ""}
    detail = rich_text("<p>Sixty seconds.</p>")
    step = {
        "title": "Look",
        "detail": detail,
        "adaptations": items({"sector": str(seat.pk), "text": "Let the bag stay."}),
    }
    blocks = [
        ("why_it_matters", {
            "text": rich_text("<p>Belief is not visible.</p>"),
            "sources": items({"title": "Early years", "author": "Li & Ramirez", "year": "2024", "url": "https://example.org/li"}),
        }),
        ("try_this_week", {"steps": items(step)}),
        ("quote", {"text": "Begin with the tower.", "attribution": "Parent educator"}),
        ("words_to_say", {"sentences": items("You hummed.")}),
        ("watch_for", {"points": items({"title": "The but", "text": rich_text("<p>Leave it out.</p>")})}),
        ("discuss", {"questions": items("What did you notice?")}),
        ("picture", {"image": chosen, "caption": "Beans"}),
        ("embed", {
            "url": "https://youtu.be/KNrnZag17Ek", "file": "", "captions": "", "title": "Five steps", "length": "6 min", "poster": none,
            "transcript": rich_text("<p>Said.</p>"),
        }),
        ("resource", {"resource": str(resource.pk), "note": "To read first."}),
        ("download", {"document": str(document.pk), "note": "For the wall."}),
        ("text", {"heading": "Afterwards", "text": rich_text("<p>And then.</p>")}),
        ("moment", {"text": "He holds the wooden bus.", "setting": "Child care"}),
        ("adapt_for", {"adaptations": items(
            {"sector": str(seat.pk), "setting": "On the porch", "text": rich_text("<p>Sit on the step.</p>")}
        )}),
        ("checklist", {"title": "Before the visit", "lines": items("I know who is there.", "I have time.")}),
        ("guides", {"guides": items(str(library.guide("Read this too").pk))}),
    ]  # fmt: skip
    return nested_form_data(
        {
            "title": "A new guide",
            "slug": "a-new-guide",
            "summary": "What it is about.",
            "tags": "first-minutes",
            "body": streamfield(blocks),
            "related_resources": inline_formset([{"resource": str(resource.pk)}]),
            "handouts": inline_formset([]),
            "provenance": "",
            "version_note": "",
            "read_again_by": "",
            "seo_title": "",
            "search_description": "",
            "go_live_at": "",
            "expire_at": "",
            "comments": inline_formset([]),
        }
    ) | {"principles": [str(Principle.objects.get(slug="village").pk)], "sectors": [str(seat.pk)]}


def add_url(library):
    return reverse("wagtailadmin_pages:add", args=["library", "guidepage", library.index().pk])


def errors_of(response):
    form = response.context and response.context.get("form")
    return form and (
        form.errors,
        getattr(form, "formsets", {}) and {n: f.errors for n, f in form.formsets.items()},
    )


def test_a_curator_submits_a_moderator_approves_and_readers_find_it(
    library, form, curator, moderator, client_for
):
    writer, approver = client_for(curator), client_for(moderator)
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["library", "guidepage", library.index().pk])
    assert writer.post(preview, form).json() == {"is_valid": True, "is_available": True}
    response = writer.get(preview)
    assert response["X-Frame-Options"] == "SAMEORIGIN", "the editor shows it in a frame"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    directives = [part.strip() for part in response["Content-Security-Policy"].split(";")]
    assert "script-src 'self'" in directives  # in whichever order they come
    shown = response.content.decode()
    assert "Let the bag stay." in shown and "Begin with the tower." in shown

    response = writer.post(add_url(library), form | {"action-submit": "1"})
    assert response.status_code == 302, errors_of(response)
    guide = GuidePage.objects.get(slug="a-new-guide")
    assert not guide.live
    assert guide.current_workflow_task.name == "A moderator reads it"
    assert client_for().get(guide.get_url() or f"/guides/{guide.slug}/").status_code == 404

    edit = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    writer.post(edit, form | {"action-publish": "1"})
    guide.refresh_from_db()
    assert not guide.live

    task = guide.current_workflow_task_state
    act = reverse("wagtailadmin_pages:workflow_action", args=[guide.pk, "approve", task.pk])
    assert writer.post(act, {}).status_code in (302, 403)
    guide.refresh_from_db()
    assert not guide.live
    assert approver.post(act, {}).status_code == 302
    guide.refresh_from_db()
    assert guide.live

    page = client_for().get(guide.url).content.decode()
    for words in (
        "Belief is not visible.", "Let the bag stay.", "Begin with the tower.", "You hummed.", "The but", "A table with beans",
        "What did you notice?", "Five steps", "To read first.", "For the wall.", "Afterwards", "Brazelton Touchpoints",
        "Li &amp; Ramirez (2024).", "He holds the wooden bus.", "On the porch", "Sit on the step.", "Before the visit",
        "I know who is there.", "Read this too",
    ):  # fmt: skip
        assert words in page, words


def test_a_moderator_may_send_it_back(library, form, curator, moderator, client_for):
    client_for(curator).post(add_url(library), form | {"action-submit": "1"})
    guide = GuidePage.objects.get(slug="a-new-guide")
    act = reverse(
        "wagtailadmin_pages:workflow_action", args=[guide.pk, "reject", guide.current_workflow_task_state.pk]
    )
    assert client_for(moderator).post(act, {"comment": "Shorter, please."}).status_code == 302
    guide.refresh_from_db()
    assert not guide.live and guide.current_workflow_state.status == "needs_changes"


def test_a_member_has_no_way_into_the_editors_admin(library, form, member, client_for):
    response = client_for(member).post(add_url(library), form)
    assert response.status_code in (302, 403, 404)
    assert not GuidePage.objects.filter(slug="a-new-guide").exists()


def test_a_video_needs_a_link_or_a_file_and_the_form_keeps_what_was_typed(library, form, curator, client_for):
    form["body-7-value-url"] = ""
    writer = client_for(curator)
    response = writer.post(add_url(library), form | {"action-submit": "1"})
    assert response.status_code == 200
    assert "one of the two" in response.content.decode()
    assert not GuidePage.objects.filter(slug="a-new-guide").exists()
    assert writer.post(add_url(library), form).status_code == 302, "a draft may be unfinished"


def test_the_workflow_is_made_once_and_leaves_another_choice_alone(library):
    ensure_workflow()
    assert Workflow.objects.filter(active=True).count() == 1
    page = WorkflowPage.objects.get()
    mine = Workflow.objects.create(name="Two readers")
    for task in page.workflow.tasks:
        WorkflowTask.objects.create(workflow=mine, task=task, sort_order=0)
    WorkflowPage.objects.filter(page=page.page).update(workflow=mine)
    ensure_workflow()
    assert WorkflowPage.objects.get().workflow == mine


def test_what_has_a_date_comes_out_by_itself_and_what_expires_goes(library, moderator):
    guide = library.guide()
    guide.unpublish()
    guide.go_live_at = timezone.now() + timedelta(hours=1)
    guide.save_revision(user=moderator).publish(user=moderator)
    publish_scheduled()
    guide.refresh_from_db()
    assert not guide.live
    revision = guide.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    publish_scheduled()
    guide.refresh_from_db()
    assert guide.live
    GuidePage.objects.filter(pk=guide.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    guide.refresh_from_db()
    assert not guide.live


def test_publishing_by_date_is_in_the_workers_schedule():
    assert registered["library.tasks.publish_scheduled"].period == timedelta(minutes=1)


def test_a_guide_submitted_for_translation_gets_its_page_in_spanish(library, moderator):
    guide = library.guide(sectors=["pediatrics"], related_resources=[library.resource().source_id])
    spanish = Locale.objects.get(language_code="es")
    translate_object(guide, [spanish])
    page = GuidePage.objects.get(translation_key=guide.translation_key, locale=spanish)
    assert page.get_parent().specific == library.index("es")
    assert page.source_id is None
    assert [principle.slug for principle in page.principles.all()] == ["trust-parents"]
    assert page.related_resources.count() == 1
    source = TranslationSource.objects.get_for_instance(guide)
    texts = set(source.stringsegment_set.values_list("string__data", flat=True))
    assert {"Look before you log in", "Leave the chart closed."} <= texts


def test_a_copy_is_another_guide(library, moderator):
    guide = library.guide()
    copy = guide.copy(update_attrs={"slug": "copy"}, user=moderator)
    alias = guide.create_alias(parent=library.index("es"), update_slug="alias", user=moderator)
    assert copy.source_id is None and GuidePage.objects.get(pk=alias.pk).source_id is None
    guide.title = "Changed"
    guide.save_revision(user=moderator).publish(user=moderator)
    alias = GuidePage.objects.get(pk=alias.pk)
    assert (alias.title, alias.source_id) == ("Changed", None)


def test_a_curator_keeps_resources(library, curator, moderator, client_for):
    client = client_for(curator)
    url = reverse(Resource.snippet_viewset.get_url_name("add"))
    data = {
        "title": "Serve and Return", "description": "Back and forth.", "kind": "article", "language": "en", "publisher": "",
        "year": "", "url": "https://example.org/", "document": "", "audience": "members", "state": "published", "tags": "",
        "principles": [str(Principle.objects.get(slug="village").pk)], "sectors": [],
    }  # fmt: skip
    response = client.post(url, data | {"url": "javascript:alert(1)"})
    assert response.status_code == 200 and not Resource.objects.exists()
    response = client.post(url, data)
    assert response.status_code == 302, errors_of(response)
    resource = Resource.objects.get()
    assert [principle.slug for principle in resource.principles.all()] == ["village"]
    listing = client.get(reverse(Resource.snippet_viewset.get_url_name("list")) + "?q=serve&kind=article")
    assert "Serve and Return" in listing.content.decode()


def test_a_principle_takes_only_colors_that_text_can_be_read_on(library, moderator, client_for):
    url = reverse(Principle.snippet_viewset.get_url_name("add"))
    data = {"slug": "play", "order": "3", "hue": "400", "chroma": "0.3", "mark": ""}
    assert client_for(moderator).post(url, data).status_code == 200
    assert not Principle.objects.filter(slug="play").exists()
    assert client_for(moderator).post(url, data | {"hue": "20", "chroma": "0.04"}).status_code == 302


def test_the_pages_of_the_admin_that_curators_use_open(library, curator, client_for):
    guide = library.guide()
    client = client_for(curator)
    urls = [
        reverse("wagtailadmin_explore", args=[library.index().pk]),
        reverse("wagtailadmin_pages:edit", args=[guide.pk]),
        reverse("wagtailadmin_pages:history", args=[guide.pk]),
        reverse("wagtailimages:index"),
        reverse("wagtaildocs:index"),
        reverse("wagtailadmin_pages:view_draft", args=[guide.pk]),
    ]
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)

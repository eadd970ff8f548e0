"""The parts that guides are made of: samples, whose adaptation comes first, lists that one reader ticks, films with captions."""

import json
import re
import uuid
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.tests.utils import get_test_image_file

from library import services
from library.blocks import GuideBlocks
from library.blocks.standing import standing
from library.contents import Unlike, check_contents
from library.models import GuidePage, GuideResource, PracticeDocument, PracticeImage, Reading, Resource
from library.reading import lines
from tests.factories import UserFactory

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
BLOCKS = GuideBlocks().child_blocks
LIST = {"title": "Before the visit", "lines": ["I know who is there.", "I have time."]}


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def document(name, data=b"x"):
    return PracticeDocument.objects.create(title=name, file=ContentFile(data, name=name))


@pytest.mark.parametrize("name", [name for name, block in BLOCKS.items() if block.is_previewable])
def test_the_editor_shows_a_sample_of_each_part(library, curator, client_for, name):
    block = BLOCKS[name]
    response = client_for(curator).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    assert f"part-{name}" in response.content.decode()


def test_every_part_says_what_it_is_for_and_stands_in_a_group():
    for name, block in BLOCKS.items():
        assert block.get_description(), name
        assert block.meta.group, name
        assert block.is_previewable, name


def test_samples_of_cards_name_what_is_open_to_everybody(library, curator, client_for):
    def sample(name):
        return html(
            client_for(curator),
            reverse("wagtailadmin_block_preview") + f"?id={BLOCKS[name].definition_prefix}",
        )

    assert "Page 3" not in sample("resource"), "nothing is made up where the library holds nothing"
    library.resource("Open to all")
    library.resource("For members", audience=Resource.Audience.MEMBERS)
    library.close(library.guide("Members know this one"))
    library.guide("Everybody knows this one")
    assert "Open to all" in sample("resource") and "For members" not in sample("resource")
    assert "Everybody knows this one" in sample("guides") and "Members know" not in sample("guides")
    assert "One page for the fridge" in sample("download")


def test_of_what_a_reader_may_not_open_no_empty_section_stays(library, member, moderator, client_for):
    """Neither its name, nor in the contents; and what is said beside it goes on beside the section above."""
    guide = library.guide()
    other = library.guide("Members know this one")
    library.close(other)
    film = document("a.mp4")
    for kind, value in (
        ("resource", {"resource": library.resource("For members", audience="members"), "note": ""}),
        ("guides", {"guides": [other]}),
        ("download", {"document": document("plan.pdf"), "note": ""}),
        ("quote", {"text": "It held.", "attribution": ""}),
        ("embed", {"title": "A film", "file": film, "transcript": "<p>All that is said.</p>"}),
    ):
        guide.body.append((kind, value))
    guide.save_revision(user=moderator).publish(user=moderator)
    names = ("A resource", "Goes well with", "To take with you")
    page = html(client_for(member), guide.url)
    assert all(name in page for name in names)
    PracticeDocument.objects.all().delete()
    page = html(client_for(), guide.url)
    assert not [name for name in names if name in page]
    assert "It held." in page and "All that is said." in page


def test_a_guide_in_another_language_says_so_where_it_is_named(library, moderator, client_for):
    guide, other = library.guide(), library.guide("Solo en español", language="es")
    guide.body.append(("guides", {"guides": [other]}))
    guide.save_revision(user=moderator).publish(user=moderator)
    row = html(client_for(), guide.url).split('class="rows paper"')[1].split("</section>")[0]
    assert 'lang="es"' in row and "Español" in row and "Solo en español" in row


def test_the_readers_own_sector_comes_first_in_steps_and_places(library, member, other_member, client_for):
    guide = library.guide(
        adapt_for=[
            {"sector": "pediatrics", "setting": "Waiting room", "text": "Sit down."},
            {"sector": "home-visiting", "text": "Stay on the step."},
        ]
    )

    def order(viewer):
        return re.findall('data-seat="([a-z-]+)"', html(client_for(viewer), guide.url))

    assert order(member) == ["home-visiting", "pediatrics"] * 2
    assert order(other_member) == ["pediatrics", "home-visiting"] * 2
    assert order(None) == ["pediatrics", "home-visiting"] * 2
    assert "Waiting room" in html(client_for(), guide.url)


def test_a_member_ticks_a_list_and_nobody_else_sees_it(library, member, other_member, client_for):
    guide = library.guide(checklist=LIST)
    first, second = sorted(lines(guide.body, "checklist"))
    url = reverse("library:ticks", args=[guide.pk])
    response = client_for(member).post(url, {"shown": [first, second], "ticked": [first]})
    assert response.status_code == 302 and response.url == guide.url
    page = html(client_for(member), guide.url)
    assert re.findall(r'name="ticked" value="([^"]+)" checked', page) == [first]
    assert (
        "checked"
        not in html(client_for(other_member), guide.url).split('class="checks"')[1].split("</form>")[0]
    )
    assert not Reading.objects.visible_to(other_member).exists()
    assert client_for(member).post(url, {"shown": [first, second]}).status_code == 302
    assert Reading.objects.get().ticked == []


def test_a_tick_of_one_list_leaves_another_alone_and_what_is_no_line_is_not_kept(library, member):
    guide = library.guide(checklist=LIST)
    first, second = sorted(lines(guide.body, "checklist"))
    services.tick(actor=member, guide=guide, shown=[first], ticked=[first])
    stranger = str(uuid.uuid4())
    reading = services.tick(actor=member, guide=guide, shown=[second, stranger], ticked=[second, stranger])
    assert reading.ticked == [first, second]


def test_ticks_are_for_members_and_for_guides_that_they_may_open(library, member, client_for):
    guide = library.guide(checklist=LIST)
    url = reverse("library:ticks", args=[guide.pk])
    assert client_for().post(url).status_code == 302
    assert client_for(UserFactory(unverified=True)).post(url).status_code in (302, 403)
    assert client_for(member).get(url).status_code == 405
    guide.unpublish()
    assert client_for(member).post(url).status_code == 404
    assert not Reading.objects.exists()


def test_a_visitor_has_the_list_without_a_form(library, client_for):
    page = html(client_for(), library.guide(checklist=LIST).url)
    assert (
        'data-ticks="browser"' in page
        and "csrfmiddlewaretoken" not in page.split('class="checks"')[1].split("</div>")[0]
    )


def test_a_named_guide_that_one_may_not_open_is_not_named(library, member, client_for, moderator):
    other = library.guide("Members know this one")
    library.close(other)
    guide = library.guide()
    guide.body.append(("guides", {"guides": [other]}))
    guide.save_revision(user=moderator).publish(user=moderator)
    assert "Members know this one" in html(client_for(member), guide.url).split('id="guide"')[1]
    assert "Members know this one" not in html(client_for(), guide.url)


def clean(name, **value):
    block = BLOCKS[name]
    defaults = {key: child.get_default() for key, child in block.child_blocks.items()}
    return block.clean(block.normalize(defaults | value))


def test_a_film_of_our_own_needs_captions_and_words(library):
    film, sound, said = document("a.mp4"), document("a.mp3"), document("a.vtt", b"WEBVTT")
    words = "<p>All that is said.</p>"
    assert clean("embed", title="A", file=film, captions=said, transcript=words)
    assert clean("embed", title="A", file=sound, transcript=words)
    assert clean("embed", title="A", url="https://youtu.be/KNrnZag17Ek")
    for wrong, field in (
        ({"file": film, "transcript": words}, "captions"),
        ({"file": film, "captions": film, "transcript": words}, "captions"),
        ({"file": film, "captions": said}, "transcript"),
        ({"url": "https://youtu.be/KNrnZag17Ek", "captions": said}, "captions"),
    ):
        with pytest.raises(StructBlockValidationError) as refused:
            clean("embed", title="A", **wrong)
        assert field in refused.value.block_errors


def test_a_film_of_our_own_is_shown_with_its_captions(library, moderator, client_for):
    guide = library.guide()
    said = document("a.vtt", b"WEBVTT")
    guide.body.append(
        ("embed", {"title": "A", "file": document("a.mp4"), "captions": said, "transcript": "<p>Said.</p>"})
    )
    guide.save_revision(user=moderator).publish(user=moderator)
    assert f'<track kind="captions" src="{said.url}" srclang="en"' in html(client_for(), guide.url)


def test_captions_are_what_their_name_says():
    check_contents(SimpleUploadedFile("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello"), ".vtt")
    with pytest.raises(Unlike):
        check_contents(SimpleUploadedFile("a.vtt", b"<html>"), ".vtt")


def test_a_picture_in_a_guide_says_in_words_what_it_shows(library):
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    assert clean("picture", image={"image": image, "alt_text": "A table", "decorative": False})
    for wrong in ({"alt_text": "", "decorative": True}, {"alt_text": "", "decorative": False}):
        with pytest.raises(StructBlockValidationError):
            clean("picture", image={"image": image, **wrong})


def test_a_guide_stored_before_there_were_these_parts_still_opens(library, curator, client_for):
    """Its parts hold none of the newer fields."""
    guide = library.guide()
    old = [
        {"type": "why_it_matters", "id": str(uuid.uuid4()), "value": {"text": "<p>Old.</p>"}},
        {
            "type": "embed",
            "id": str(uuid.uuid4()),
            "value": {"url": "https://youtu.be/KNrnZag17Ek", "title": "Film"},
        },
    ]
    GuidePage.objects.filter(pk=guide.pk).update(body=json.dumps(old))
    assert "Old." in html(client_for(), guide.url)
    assert client_for(curator).get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).status_code == 200


def test_a_guide_of_every_part_asks_twelve_questions_at_most_however_often_they_come(
    library, member, moderator, client_for
):
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    film, said = document("a.mp4"), document("a.vtt", b"WEBVTT")
    paper, resource, other = document("a.pdf"), library.resource(), library.guide("Another")
    picture = {"image": image, "alt_text": "A table", "decorative": False}
    every = [
        ("picture", {"image": picture, "caption": ""}),
        (
            "embed",
            {"title": "A", "file": film, "captions": said, "poster": picture, "transcript": "<p>S.</p>"},
        ),
        ("resource", {"resource": resource, "note": ""}),
        ("download", {"document": paper, "note": ""}),
        ("guides", {"guides": [other]}),
    ]

    page_of = ""

    def asked(times):
        guide = library.guide(checklist=LIST, adapt_for=[{"sector": "pediatrics", "text": "Sit."}])
        for part in every * times:
            guide.body.append(part)
        guide.save_revision(user=moderator).publish(user=moderator)
        client = client_for(member)
        client.get(guide.url)  # its pictures are made smaller once
        with CaptureQueriesContext(connection) as captured:
            nonlocal page_of
            page_of = html(client, guide.url)
        return [row["sql"] for row in captured]

    once, often = asked(1), asked(5)
    assert page_of.count('alt="A table"') == 5
    assert len(once) == len(often)
    assert len(often) <= 12, "\n".join(sql[:180] for sql in often)


def test_what_is_not_finished_can_be_kept_as_a_draft(library):
    """Deferred, as while an editor is writing: what is missing is asked for before readers see it."""
    film = document("a.mp4")
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    for name, value in (
        ("embed", {"title": "A", "file": film}),
        ("picture", {"image": {"image": image, "alt_text": "", "decorative": False}}),
    ):
        block = BLOCKS[name]
        block.defer_required_validation()
        try:
            assert clean(name, **value)
        finally:
            block.restore_deferred_validation()
        with pytest.raises(StructBlockValidationError):
            clean(name, **value)


def test_what_readers_have_already_holds_up_no_new_version(library):
    """Films and pictures of a time before they had to have captions and words."""
    film, other = document("a.mp4"), document("b.mp4")
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    before = [
        {
            "type": "embed",
            "value": {"title": "A", "file": film.pk, "transcript": "<p data-block-key='a'>Said.</p>"},
        },
        {"type": "picture", "value": {"image": image.pk}},
    ]
    picture = {"image": image, "alt_text": "", "decorative": False}
    with standing(before):
        assert clean("embed", title="A", file=film, transcript="<p>Said.</p>")
        assert clean("picture", image=picture)
        for name, value in (
            ("embed", {"title": "A", "file": other, "transcript": "<p>Said.</p>"}),
            ("embed", {"title": "A", "file": film, "transcript": ""}),
            ("picture", {"image": picture, "caption": "Another caption"}),
        ):
            with pytest.raises(StructBlockValidationError):
                clean(name, **value)
    with pytest.raises(StructBlockValidationError):
        clean("picture", image=picture)


def test_pictures_of_earlier_versions_take_their_caption_for_words(library):
    """The migration that came with the rule."""
    guide = library.guide()
    image = PracticeImage.objects.create(title="Kitchen", file=get_test_image_file())
    kinds = [
        ({"image": image.pk, "caption": "Beans"}, {"image": image.pk, "alt_text": "Beans", "decorative": False}),
        ({"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": "Beans"},
         {"image": image.pk, "alt_text": "Beans", "decorative": False}),
        ({"image": {"image": image.pk, "alt_text": "A table", "decorative": False}, "caption": "Beans"},
         {"image": image.pk, "alt_text": "A table", "decorative": False}),
        ({"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": ""},
         {"image": image.pk, "alt_text": "", "decorative": True}),
    ]  # fmt: skip
    old = [{"type": "picture", "id": str(uuid.uuid4()), "value": value} for value, _ in kinds]
    GuidePage.objects.filter(pk=guide.pk).update(body=old)
    revision = guide.revisions.get()
    revision.content["body"] = json.dumps(old)
    revision.save()
    migration = import_module("library.migrations.0003_describe_pictures").Migration
    for operation in migration.operations:
        operation.code(apps, SimpleNamespace(connection=connection))
    stored = GuidePage.objects.get(pk=guide.pk).body.raw_data
    kept = json.loads(guide.revisions.get().content["body"])
    for found in (stored, kept):
        assert [part["value"]["image"] for part in found] == [expected for _, expected in kinds]


def test_a_preview_shows_the_resources_as_they_are_typed(library, member):
    """Also none, where all were taken out; and a link that has no place in the order is there."""
    guide = library.guide(related_resources=[])
    resource = library.resource("Stays")
    GuideResource.objects.create(guide=guide, resource=resource, sort_order=None)
    guide = GuidePage.objects.get(pk=guide.pk)
    assert guide.resources_for(member, [])[0] == [resource.pk]
    guide.related_resources = []
    assert guide.resources_for(member, [])[0] == []


def test_a_guide_begins_with_its_contents(library, client_for):
    guide = library.guide(words_to_say=["You hummed."])
    page = html(client_for(), guide.url)
    contents = page.split('class="fold contents noprint"')[1].split("</details>")[0]
    named = [part for part in GuidePage.objects.get(pk=guide.pk).parts() if part.heading]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', contents) == [
        (part.block.id, str(part.heading)) for part in named
    ]


def test_a_member_keeps_a_guide_with_a_note_that_nobody_else_sees(library, member, other_member, client_for):
    guide = library.guide("Start with what is working")
    client, url, kept = client_for(member), reverse("library:keep", args=[guide.pk]), reverse("library:kept")
    assert "Nothing kept yet" in html(client, kept)
    assert client.post(url, {"note": "For the <b>first</b> visit."}).status_code == 302
    assert "For the &lt;b&gt;first&lt;/b&gt; visit." in html(client, kept)
    assert "For the &lt;b&gt;first&lt;/b&gt; visit." in html(client, guide.url)
    for other in (client_for(other_member), client_for()):
        assert "For the &lt;b" not in html(other, guide.url)
    assert guide.title not in html(client_for(other_member), kept).split('id="main"')[1]
    assert client.post(url, {"note": "x" * 601}).status_code == 400
    client.post(url, {"note": "Changed."})
    assert Reading.objects.get().note == "Changed."
    paragraphs = "\r\n\r\n".join(
        ["x" * 198] * 3
    )  # 598 characters and two ends of paragraphs, as browsers send them
    assert client.post(url, {"note": paragraphs[:-2]}).status_code == 302
    client.post(reverse("library:let-go", args=[guide.pk]))
    assert Reading.objects.get().note == "" and "Nothing kept yet" in html(client, kept)


def test_of_a_guide_that_has_closed_one_keeps_the_note_alone_and_may_let_it_go(library, member, client_for):
    guide = library.guide("Start with what is working")
    services.keep(actor=member, guide=guide, note="Mine.")
    library.close(guide, kind="groups", groups=[])
    client = client_for(member)
    kept = html(client, reverse("library:kept"))
    assert "Mine." in kept and guide.title not in kept and guide.url not in kept
    assert client.post(reverse("library:keep", args=[guide.pk]), {"note": "x"}).status_code == 404
    assert client_for().post(reverse("library:keep", args=[guide.pk])).status_code == 302
    client.post(reverse("library:let-go", args=[guide.pk]), {"from": "list"})
    assert Reading.objects.get().note == ""

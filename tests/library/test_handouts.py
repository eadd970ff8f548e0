"""A sheet for families: written with its guide, read by whoever may open it, and a code that leads back."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from library.models import GuideHandout, GuidePage, handouts
from library.models.handouts import MOST_WORDS


def sheet(language="en", title="You already know your child", **fields):
    body = [["steps", {"heading": "Try it", "steps": ["Notice one thing."]}]]
    return {
        "language": language,
        "title": title,
        "intro": "Begin with what goes well.",
        "body": body,
    } | fields


@pytest.fixture
def guide(library):
    return library.guide(handouts=[sheet(), sheet("es", "Usted ya conoce a su hijo")])


def url(guide, language="en"):
    return reverse("library:handout", args=[guide.pk, language])


def test_a_guide_leads_to_its_sheets_and_they_speak_their_language(guide, client):
    page = client.get(guide.url).content.decode()
    assert url(guide) in page and url(guide, "es") in page
    spanish = client.get(url(guide, "es")).content.decode()
    assert (
        'lang="es"' in spanish
        and "Usted ya conoce a su hijo" in spanish
        and "La guía de la que viene" in spanish
    )


def test_a_guide_without_one_says_nothing_of_it(library, client):
    guide = library.guide("Without")
    assert 'id="families"' not in client.get(guide.url).content.decode()
    assert client.get(url(guide)).status_code == 404
    assert client.get(url(guide, "nowhere")).status_code == 404


def test_the_code_leads_to_the_guide_in_the_language_of_the_sheet(library, guide, client, monkeypatch):
    spanish = library.guide("Empezar por lo bueno", language="es")
    GuidePage.objects.filter(pk=spanish.pk).update(translation_key=guide.translation_key)
    led = []
    drawn = handouts.code_of
    monkeypatch.setattr(
        handouts, "code_of", lambda address, name: led.append(address) or drawn(address, name)
    )
    assert 'class="qr"' in client.get(url(guide)).content.decode()
    client.get(url(guide, "es"))
    assert led == [guide.canonical, spanish.canonical]


def test_who_may_not_open_the_guide_finds_no_sheet(library, guide, member, client, client_for):
    library.close(guide)
    assert client.get(url(guide)).status_code == 404
    assert client_for(member).get(url(guide)).status_code == 200
    guide.unpublish()
    assert client_for(member).get(url(guide)).status_code == 404


def test_more_than_a_sheet_holds_is_refused_with_its_number(guide, moderator, client_for):
    many = " ".join(["word"] * MOST_WORDS)
    response = edited(client_for(moderator), guide, text=f"<p>{many}</p>")
    html = response.content.decode()
    assert response.status_code == 200 and f"One sheet holds about {MOST_WORDS} words" in html
    assert GuideHandout.objects.get(guide=guide, language="en").title == "You already know your child"


def test_a_language_twice_is_refused(guide, moderator, client_for):
    response = edited(client_for(moderator), guide, second="en")
    assert response.status_code == 200
    assert "There is a handout in this language already." in response.content.decode()
    assert set(GuideHandout.objects.values_list("language", flat=True)) == {"en", "es"}


def test_two_sheets_can_exchange_their_languages(guide, moderator, client, client_for):
    before = dict(GuideHandout.objects.filter(guide=guide).values_list("language", "pk"))
    response = edited(client_for(moderator), guide, first="es", second="en", publish=True)
    assert response.status_code == 302
    after = dict(GuideHandout.objects.filter(guide=guide).values_list("language", "pk"))
    assert after == {"en": before["es"], "es": before["en"]}
    assert client.get(url(guide)).status_code == client.get(url(guide, "es")).status_code == 200


def test_readers_have_what_was_published_and_not_what_is_a_draft(guide, moderator, client, client_for):
    assert edited(client_for(moderator), guide, title="A new title").status_code == 302
    assert "A new title" not in client.get(url(guide)).content.decode()
    response = edited(client_for(moderator), guide, title="A new title", publish=True)
    assert response.status_code == 302
    assert "A new title" in client.get(url(guide)).content.decode()


def edited(
    client, guide, *, title="Changed", text="<p>Look first.</p>", first="en", second="es", publish=False
):
    """What the editor sends when both sheets are changed."""
    rows = [
        {
            "id": row.pk,
            "language": language,
            "title": title,
            "intro": "Begin.",
            "body": streamfield([("text", {"heading": "", "text": rich_text(text)})]),
        }
        for row, language in zip(
            GuideHandout.objects.filter(guide=guide).order_by("language"), (first, second), strict=True
        )
    ]
    sent = {
        "title": guide.title,
        "slug": guide.slug,
        "summary": guide.summary,
        "provenance": "",
        "version_note": "",
        "keeper": "",
        "read_again_by": "",
        "body": streamfield([("text", {"heading": "More", "text": rich_text("<p>Words.</p>")})]),
        "related_resources": inline_formset([]),
        "tags": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments": inline_formset([]),
        "handouts": inline_formset(rows, initial=len(rows)),
    }
    sent = nested_form_data(sent) | {"principles": [str(row.pk) for row in guide.principles.all()]}
    if publish:
        sent["action-publish"] = "1"
    return client.post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), sent)


def test_an_editor_looks_at_what_is_written_as_families_will_have_it(library, guide):
    spanish = guide.make_preview_request(preview_mode="handout-es").rendered_content
    assert "Usted ya conoce a su hijo" in spanish and 'class="qr"' in spanish
    without = library.guide("Without").make_preview_request(preview_mode="handout-en").rendered_content
    assert "There is no handout in this language yet." in without
    assert [mode for mode, _name in guide.preview_modes] == ["", "handout-en", "handout-es"]

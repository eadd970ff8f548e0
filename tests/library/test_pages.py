"""What the pages of the library show, and what they cost."""

import re
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library.models import GuidePage, Principle, PrinciplePage


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def queries(client, url):
    cache.clear()
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def principle_page(library):
    return PrinciplePage.objects.get(slug="trust-parents", locale__language_code="en")


def test_a_guide_shows_all_its_parts(library, client_for):
    resource = library.resource("Brazelton Touchpoints")
    guide = library.guide(
        words_to_say=["She fussed, you hummed."],
        voices=[
            {"beside": "try_this_week", "text": "Begin with the tower.", "attribution": "Parent educator"}
        ],
        related_resources=[resource.source_id],
        provenance="Grew out of a conversation about first sentences.",
    )
    page = html(client_for(), guide.url)
    for words in (
        "Start with what is working", "The first thing said sets the direction.", "Trust parents", "Belief is not visible.",
        "Look before you log in", "Leave the chart closed.", "She fussed, you hummed.", "Praise that judges",
        "What did you notice first?", "Begin with the tower.", "Parent educator", "Brazelton Touchpoints", "Version 1",
        "1 min", "Grew out of a conversation",
    ):  # fmt: skip
        assert words in page, words


def test_the_address_of_a_section_is_its_own_and_survives_edits(library, client_for, moderator):
    guide = library.guide()
    ids = [block.id for block in guide.body]
    assert all(f'id="{each}"' in html(client_for(), guide.url) for each in ids)
    guide.body.insert(0, ("text", {"heading": "Before all", "text": "<p>New.</p>"}))
    guide.save_revision(user=moderator).publish(user=moderator)
    page = html(client_for(), guide.url)
    assert all(f'id="{each}"' in page for each in ids)
    assert "Version 2" in page


def test_markup_in_the_plain_fields_of_a_guide_is_text(library, client_for):
    bad = "<script>alert(1)</script>"
    guide = library.guide(f"T {bad}", summary=bad, why_it_matters=bad, discuss=[bad], provenance=bad)
    assert "<script>alert" not in html(client_for(), guide.url)


def test_readers_may_choose_their_seat_and_theirs_is_chosen(library, member, client_for):
    guide = library.guide()
    page = html(client_for(member), guide.url)
    assert re.search(r'name="lens" value="home-visiting" checked', page)
    assert not re.search(r'name="lens" value="early-education"', page)
    assert re.search(r'name="lens" value="" checked', html(client_for(), guide.url))


def test_a_principle_shows_what_hangs_on_it(library, principle_page, client_for):
    library.guide()
    library.resource("Serve and Return")
    page = html(client_for(), principle_page.url)
    for words in (
        "One of two principles", "Parents want to do well.", "Says one thing they saw.", "Start with what is working",
        "Serve and Return", "What did I notice first?", "poor historian",
    ):  # fmt: skip
        assert words in page, words
    assert "All guides" not in page


def test_a_principle_with_more_guides_than_it_shows_leads_to_all(
    library, principle_page, client_for, monkeypatch
):
    monkeypatch.setattr("library.models.principle_pages.SHOWN", 1)
    oldest, newest = library.guide("Older than that"), library.guide("The newest")
    page = html(client_for(), principle_page.url).split("<h2>Guides</h2>")[1].split("</section>")[0]
    assert newest.title in page and oldest.title not in page
    assert f'href="{library.index().url}?principle=trust-parents"' in page
    assert oldest.title in html(client_for(), f"{library.index().url}?principle=trust-parents")


def test_a_guide_in_another_language_only_is_named_as_such(library, principle_page, client_for):
    english = library.guide()
    library.guide("Empezar por lo que funciona", language="es", translation_of=english.source_id)
    library.guide("Solo en español", language="es")
    for url in (principle_page.url, library.index().url):
        page = html(client_for(), url)
        assert "Solo en español" in page
        assert "Empezar por lo que funciona" not in page


def test_translations_are_linked_for_people_and_for_machines(library, client_for, settings):
    english = library.guide()
    spanish = library.guide("Empezar", language="es", translation_of=english.source_id)
    page = html(client_for(), english.url)
    assert f'<link rel="canonical" href="{settings.BASE_URL}{english.url}">' in page
    assert f'hreflang="es" href="{settings.BASE_URL}{spanish.url}"' in page
    assert page.count(f'href="{spanish.url}"') == 2
    assert "Leer en español" in page
    other = html(client_for(), spanish.url)
    assert '<html lang="es"' in other and "Read in English" in other


def test_a_translation_that_is_closed_is_not_named(library, client_for):
    english = library.guide()
    spanish = library.guide("Empezar", language="es", translation_of=english.source_id)
    library.close(spanish)
    assert spanish.url not in html(client_for(), english.url)


def test_the_list_of_guides_narrows_by_principle_and_sector(library, client_for):
    library.guide("First", sectors=["pediatrics"])
    library.guide("Second", principle="village")
    url = library.index().url
    assert {"First", "Second"} <= set(re.findall("First|Second", html(client_for(), url)))
    assert "Second" not in html(client_for(), f"{url}?principle=trust-parents")
    assert "First" not in html(client_for(), f"{url}?principle=village&sector=")
    assert "Second" not in html(client_for(), f"{url}?sector=pediatrics")
    assert "No guide here yet" in html(client_for(), f"{url}?principle=no-such-thing")
    assert "No guide here yet" in html(client_for(), f"{url}?principle=no%00such&sector=no%00such")


def test_the_list_of_resources_narrows_and_keeps_its_filters_over_pages(library, client_for):
    for number in range(31):
        library.resource(f"Article {number}")
    library.resource("A video", kind="video", language="es")
    page = html(client_for(), "/resources/?kind=article")
    assert "A video" not in page
    assert "?kind=article&amp;page=2" in page
    assert "A video" in html(client_for(), "/resources/?language=es&page=99")
    assert html(client_for(), "/resources/?kind=nonsense&page=x")


def test_a_link_away_passes_nothing_on(library, client_for):
    resource = library.resource(url="https://example.org/a")
    page = html(client_for(), f"/resources/{resource.pk}/")
    assert re.search(r'href="https://example.org/a" rel="noopener noreferrer external"', page)
    assert "Open at example.org" in page


def test_a_resource_names_the_guides_that_name_it(library, client_for):
    resource = library.resource()
    guide = library.guide(related_resources=[resource.source_id])
    assert guide.url in html(client_for(), f"/resources/{resource.pk}/")


def test_pages_cost_the_same_however_much_they_hold(library, principle_page, client_for, member):
    urls = [library.index().url, principle_page.url, "/resources/", principle_page.get_parent().url]
    resource = library.resource()
    first = library.guide(related_resources=[resource.source_id])
    library.guide("Solo en español", language="es")
    urls += [first.url, f"/resources/{resource.pk}/"]
    for viewer in (None, member):
        client = client_for(viewer)
        before = [queries(client, url) for url in urls]
        for _ in range(4):
            more = library.resource()
            library.guide(related_resources=[resource.source_id, more.source_id], sectors=["pediatrics"])
            library.guide("Solo en español", language="es")
        assert [queries(client, url) for url in urls] == before
        assert max(before) <= 40


def test_a_long_guide_costs_as_much_as_a_short_one(library, client_for, moderator):
    guide = library.guide()
    before = queries(client_for(), guide.url)
    step = {
        "title": "S",
        "detail": "D",
        "adaptations": {"pediatrics": "P", "early-education": "E", "home-visiting": "H"},
    }
    long = library.guide(try_this_week=[step] * 6, discuss=["Q"] * 9, words_to_say=["W"] * 9)
    assert queries(client_for(), long.url) == before


def test_reading_time_counts_words_and_costs_nothing(library, django_assert_num_queries):
    guide = library.guide(summary="One two.", why_it_matters="word " * 1000)
    guide = GuidePage.objects.get(pk=guide.pk)
    with django_assert_num_queries(0):
        assert guide.reading_minutes == 6


def test_hues_are_a_stylesheet_of_safe_values_that_is_asked_for_once(library, client_for):
    Principle.objects.filter(slug="village").update(slug='a"]{}body{display:none}[x="')
    response = client_for().get("/principles.css")
    css = response.content.decode()
    assert '[data-p="trust-parents"]{--h:60;--c:0.046}' in css
    assert "body" not in css
    assert response["Cache-Control"] == "public, max-age=300" or "public" in response["Cache-Control"]
    again = client_for().get("/principles.css", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    Principle.objects.filter(slug="trust-parents").update(hue=70)
    assert client_for().get("/principles.css", headers={"if-none-match": response["ETag"]}).status_code == 200


def test_the_tag_of_the_stylesheet_is_the_same_in_every_process(library, client_for):
    """A digest of the text: 16 hexadecimal digits, not Python's hash, which each process salts anew."""
    response = client_for().get("/principles.css")
    assert response["ETag"] == f'"{sha256(response.content).hexdigest()[:16]}"'


def test_a_resource_names_the_guides_whose_parts_name_it(library, run_tasks, client_for):
    resource = library.resource()
    guide, closed = library.guide("In a part"), library.guide("Closed")
    for each in (guide, closed):
        each.body.append(("resource", {"resource": resource, "note": ""}))
        each.save_revision().publish()
    library.close(closed)
    run_tasks()
    page = html(client_for(), f"/resources/{resource.pk}/")
    assert guide.url in page and closed.url not in page and "Used in one guide" in page


def test_a_guide_in_two_languages_is_one_guide_that_uses_a_resource(library, client_for):
    resource = library.resource()
    english = library.guide(related_resources=[resource.source_id])
    library.guide(
        "Empezar por lo bueno", "es", related_resources=[resource.source_id], translation_of=english.source_id
    )
    page = html(client_for(), f"/resources/{resource.pk}/")
    assert "Used in one guide" in page and "Empezar por lo bueno" not in page


def test_on_paper_a_resource_has_the_address_that_a_screen_opens(library, client_for):
    resource = library.resource(url="https://example.org/a-long-way/")
    guide = library.guide(related_resources=[resource.source_id])
    for url in (f"/resources/{resource.pk}/", "/resources/", guide.url):
        assert '<p class="on-paper cited">https://example.org/a-long-way/</p>' in html(client_for(), url)

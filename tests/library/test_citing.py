"""Citing, sharing and following guides: references, what machines read, the feed."""

import json
import re
import xml.etree.ElementTree as ET

from bs4 import BeautifulSoup
from django.urls import reverse

from library.citing import in_apa, in_bibtex

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def published(guide):
    """As it is stored now."""
    return type(guide).objects.get(pk=guide.pk)


def test_a_guide_says_how_to_cite_it(library, client_for, settings):
    guide = published(library.guide("Look & listen"))
    year = guide.last_published_at.year
    reference = f"Village. ({year}). Look & listen (Version 1). {settings.BASE_URL}{guide.url}"
    assert in_apa(guide, 1) == reference
    page = html(client_for(), guide.url)
    assert reference.replace("&", "&amp;") in page
    answer = client_for().get(reverse("library:cite", args=[guide.pk]))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/x-bibtex")
    entry = answer.content.decode()
    assert (
        r"title = {{Look \& listen}}" in entry
        and "author = {{Village}}" in entry
        and "version = {1}" in entry
    )


def test_signs_that_bibtex_would_read_as_commands_are_words(library):
    entry = in_bibtex(published(library.guide(r"} @misc{x, \input{a} 100% $5 #1 a_b ~ ^")), 2)
    assert entry.count("@misc{") == 1, "words that look like an entry are none"
    assert entry.count("{") == entry.count("}") and r"100\%" in entry
    assert r"\textbraceright{} @misc\textbraceleft{}x, \textbackslash{}input\textbraceleft{}a" in entry
    assert entry.startswith("@misc{guide-1-v2,") and entry.endswith("\n}\n")


def test_a_closed_guide_is_cited_and_fed_to_nobody_outside(library, client_for, member):
    guide = library.guide("For members alone")
    library.close(guide)
    url = reverse("library:cite", args=[guide.pk])
    assert client_for().get(url).status_code == 404
    assert client_for(member).get(url).status_code == 200
    for viewer in (None, member):
        feed = client_for(viewer).get(reverse("library:guide-feed", args=["en"]))
        assert "For members alone" not in feed.content.decode()


def test_machines_read_what_a_guide_is_and_no_word_ends_their_script(library, client_for, settings):
    guide = library.guide("A </script><b>guide</b>", summary="With & and </script>.")
    page = html(client_for(), guide.url)
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert said["headline"] == "A </script><b>guide</b>"
    assert said["url"] == f"{settings.BASE_URL}{guide.url}" and said["about"] == ["Trust parents"]
    assert said["timeRequired"] == "PT1M" and said["inLanguage"] == "en"
    assert f'property="og:url" content="{settings.BASE_URL}{guide.url}"' in page
    assert 'property="og:title" content="A &lt;/script&gt;' in page


def test_the_feed_holds_the_guides_of_one_language_under_our_own_host(
    library, client_for, settings, moderator
):
    english = library.guide("Start with <b>what</b> is working", summary="First <things> first.")
    library.guide("Empezar", language="es")
    english.version_note = "The “but” was added."
    english.save_revision(user=moderator).publish(user=moderator)
    answer = client_for().get(reverse("library:guide-feed", args=["en"]), headers={"host": "localhost"})
    feed = ET.fromstring(answer.content)
    assert [entry.findtext("a:title", "", ATOM) for entry in feed.findall("a:entry", ATOM)] == [english.title]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert "First &lt;things&gt; first." in feed.findtext("a:entry/a:summary", "", ATOM)
    links = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert links and all(link.startswith(settings.BASE_URL) for link in links)
    assert "The “but” was added." in answer.content.decode()
    assert "Empezar" in client_for().get(reverse("library:guide-feed", args=["es"])).content.decode()
    assert client_for().get("/feeds/guides.xx.atom").status_code == 404
    assert 'type="application/atom+xml"' in html(client_for(), english.url)


def test_the_feed_costs_the_same_for_many_guides(library, client_for, django_assert_max_num_queries):
    for _ in range(4):
        library.guide()
    client = client_for()
    client.get(reverse("library:guide-feed", args=["en"]))
    with django_assert_max_num_queries(4):
        client.get(reverse("library:guide-feed", args=["en"]))


def test_a_guide_is_cited_in_its_own_language(library):
    assert "Empezar (Versión 2)." in in_apa(published(library.guide("Empezar", language="es")), 2)


def test_what_was_said_of_an_earlier_version_is_not_new(library, client_for, moderator):
    guide = library.guide()
    for note in (
        "The “but” was added.",
        "The “but” was added.",
        "",
        "The “but” was added.",
        "A step is gone.",
    ):
        guide.version_note = note
        guide.save_revision(user=moderator).publish(user=moderator)
        page = html(client_for(), guide.url)
        feed = client_for().get(reverse("library:guide-feed", args=["en"])).content.decode()
        new = guide.new_in_version
        assert (
            (f"New in this version: {note}" in page) == (f"New in this version: {note}" in feed) == bool(new)
        )
        guide = type(guide).objects.get(pk=guide.pk)
    assert new == "A step is gone."


def test_principles_and_resources_have_cards_too(library, client_for, settings):
    resource = library.resource(description="What passes between two people.")
    for url in ("/principles/trust-parents/", reverse("library:resource-detail", args=[resource.pk])):
        page = html(client_for(), url)
        assert f'property="og:url" content="{settings.BASE_URL}{url}"' in page
        assert re.search(
            rf'property="og:image" content="{settings.BASE_URL}/static/icons/card[^"]*png"', page
        )


def test_what_is_copied_as_bibtex_is_what_the_file_holds(library, client_for):
    guide = library.guide("Look & listen <first>")
    html = client_for().get(guide.url).content.decode()
    shown = BeautifulSoup(html, "html.parser").select_one("pre#bibtex").get_text()
    assert shown == client_for().get(f"/reading/{guide.pk}/cite.bib").content.decode()
    assert 'data-copy="bibtex"' in html


def test_the_list_of_guides_leads_to_its_feed_where_that_is_open(library, client_for, member):
    guide = library.guide()
    index, feed = guide.get_parent().specific, "/feeds/guides.en.atom"
    for viewer in (None, member):
        html = client_for(viewer).get(index.url).content.decode()
        assert (
            f'<a class="link" href="{feed}"' in html and f'type="application/atom+xml" href="{feed}"' in html
        )
    library.close(index)
    assert feed not in client_for(member).get(index.url).content.decode()
